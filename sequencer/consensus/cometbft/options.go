package cometbft

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	cfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cmttypes "github.com/cometbft/cometbft/types"

	"quarry/fault"
)

// Validator is one of the nodes that decide.
type Validator struct {
	Name string `json:"name"`
	// PublicKey is its Ed25519 key, see Identity.
	PublicKey [32]byte `json:"public_key"`
	// Power is its voting power. Default 1.
	Power int64 `json:"power"`
}

// Options are a node's. Zero fields with a default have it.
type Options struct {
	// Dir is where keys, votes and CometBFT's own blocks are kept.
	Dir string
	// ChainID names the network of validators, in at most 50 characters.
	ChainID string
	// Name is the node's, for people.
	Name string
	// Listen is the address that peers connect to, host:port.
	Listen string
	// Peers are the other nodes, ID@host:port; see Identity for the ID.
	Peers []string
	// Validators are all nodes that decide, this one too if it is one. The same for
	// all nodes, in the same order.
	Validators []Validator
	// GenesisTime is when the network begins to make blocks. The same for all nodes.
	GenesisTime time.Time
	// BlockTime is how long is waited between blocks, so that more transactions come
	// together. Default 1 s.
	BlockTime time.Duration
	// Patience is how long is waited for votes, and three times that for a proposal,
	// before the next validator's turn comes. Default 1 s.
	Patience time.Duration
	// Poll is how often, if there are no transactions, a proposer looks for messages
	// from L1. An empty CometBFT block is the price. Default 10 s.
	Poll time.Duration
	// BlockBytes bounds a block's encoding. The same for all nodes. Default 4 MiB.
	BlockBytes int64
	// KeepBlocks is how many of CometBFT's last blocks are kept, which peers that were
	// away longer can't catch up without; 0: all. At least MinKeepBlocks.
	KeepBlocks int64
	// Log is nil for none.
	Log *slog.Logger
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, value time.Duration) {
		if *d <= 0 {
			*d = value
		}
	}
	set(&o.BlockTime, time.Second)
	set(&o.Patience, time.Second)
	set(&o.Poll, 10*time.Second)
	if o.BlockBytes <= 0 {
		o.BlockBytes = 4 << 20
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// MinKeepBlocks is the least number of blocks to keep: for so long, a validator can be
// proved to have voted twice.
const MinKeepBlocks = 100_000

// maxChainID is the longest name of a network.
const maxChainID = cmttypes.MaxChainIDLen

func (o *Options) check() error {
	switch {
	case o.ChainID == "" || len(o.ChainID) > maxChainID:
		return fault.New(CodeOptions, "the network's name %q has %d characters", o.ChainID, len(o.ChainID)).WithHint("1 to %d", maxChainID)
	case len(o.Validators) == 0:
		return fault.New(CodeOptions, "there are no validators")
	case o.GenesisTime.IsZero():
		return fault.New(CodeOptions, "the time of genesis is missing")
	case o.KeepBlocks != 0 && o.KeepBlocks < MinKeepBlocks:
		return fault.New(CodeOptions, "%d blocks are too few to keep", o.KeepBlocks).
			WithHint("at least %d, in which votes can still be proved to contradict each other; or 0 for all", MinKeepBlocks)
	}
	return nil
}

// config is CometBFT's configuration.
func (o *Options) config() *cfg.Config {
	c := cfg.DefaultConfig()
	c.SetRoot(o.Dir)
	c.Moniker = o.Name
	c.DBBackend = "goleveldb"
	c.TxIndex.Indexer = "null"
	c.Storage.DiscardABCIResponses = true // but for the last block's
	c.RPC.ListenAddress = ""

	c.P2P.ListenAddress = "tcp://" + o.Listen
	c.P2P.PersistentPeers = strings.Join(o.Peers, ",")
	c.P2P.PersistentPeersMaxDialPeriod = 10 * time.Second
	c.P2P.PexReactor = false // validators know each other
	c.P2P.AddrBookStrict = false
	c.P2P.AllowDuplicateIP = true
	c.P2P.FlushThrottleTimeout = 10 * time.Millisecond
	c.P2P.SendRate, c.P2P.RecvRate = 64<<20, 64<<20

	c.Mempool.Size, c.Mempool.CacheSize = 100_000, 200_000
	c.Mempool.MaxTxsBytes = 256 << 20
	c.Mempool.MaxTxBytes = 16 << 10

	t := c.Consensus
	t.TimeoutPropose, t.TimeoutProposeDelta = 3*o.Patience, o.Patience/2
	t.TimeoutPrevote, t.TimeoutPrevoteDelta = o.Patience, o.Patience/2
	t.TimeoutPrecommit, t.TimeoutPrecommitDelta = o.Patience, o.Patience/2
	t.TimeoutCommit = o.BlockTime
	t.PeerGossipSleepDuration = min(o.Patience/10, 100*time.Millisecond)
	t.PeerQueryMaj23SleepDuration = min(2*o.Patience, 2*time.Second)
	t.CreateEmptyBlocks, t.CreateEmptyBlocksInterval = false, o.Poll
	return c
}

// genesis is CometBFT's genesis document; state is the chain's part of it.
func (o *Options) genesis(state []byte) (*cmttypes.GenesisDoc, error) {
	params := cmttypes.DefaultConsensusParams()
	params.Block.MaxBytes = o.BlockBytes
	params.Evidence.MaxAgeNumBlocks = MinKeepBlocks
	doc := &cmttypes.GenesisDoc{
		GenesisTime: o.GenesisTime.UTC(), ChainID: o.ChainID, InitialHeight: 1, ConsensusParams: params, AppState: state,
	}
	for i := range o.Validators {
		v := &o.Validators[i]
		key := ed25519.PubKey(v.PublicKey[:])
		doc.Validators = append(doc.Validators, cmttypes.GenesisValidator{
			Address: key.Address(), PubKey: key, Power: max(v.Power, 1), Name: v.Name,
		})
	}
	if err := doc.ValidateAndComplete(); err != nil {
		return nil, fault.Wrap(err, CodeOptions, "the network can't begin like this")
	}
	return doc, nil
}

// Network prepares nodes of one network on this machine: each has its keys in a
// folder of dir, which are made if there are none, and knows the others. listen are
// their addresses, host:port, and begins is when the network begins, the same at each
// call.
func Network(dir, chainID string, listen []string, begins time.Time) ([]Options, error) {
	nodes := make([]Options, len(listen))
	peers := make([]string, len(listen))
	var validators []Validator
	for i := range nodes {
		o := &nodes[i]
		*o = Options{
			Dir: fmt.Sprintf("%s/node%d", dir, i), ChainID: chainID, Name: fmt.Sprintf("node%d", i), Listen: listen[i], GenesisTime: begins,
		}
		id, err := ReadIdentity(o.Dir)
		if err != nil {
			return nil, err
		}
		peers[i] = id.Node + "@" + listen[i]
		validators = append(validators, Validator{Name: o.Name, PublicKey: id.Validator, Power: 1})
	}
	for i := range nodes {
		nodes[i].Validators = validators
		for j := range peers {
			if j != i {
				nodes[i].Peers = append(nodes[i].Peers, peers[j])
			}
		}
	}
	return nodes, nil
}
