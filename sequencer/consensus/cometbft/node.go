package cometbft

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"time"

	cmtlog "github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/mempool"
	"github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	cmttypes "github.com/cometbft/cometbft/types"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// Node is one node of a network that makes blocks together.
type Node struct {
	o    Options
	app  *app
	node *node.Node
	// stores are the library's databases.
	stores *databases
	// outbox are transactions that are to be sent to the peers.
	outbox chan []byte
}

// New makes a node of a chain and its mempool. chainID is the L2's, which is part of
// the transactions' hashes. If the process has ended before a decided block was the
// head here, it is made the head now.
func New(ctx context.Context, o Options, chain Chain, pool Pool, chainID starknet.Felt) (*Node, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return nil, err
	}
	nodeKey, validator, err := keys(o.Dir)
	if err != nil {
		return nil, err
	}
	genesis, err := chain.Store().Header(0)
	if err != nil {
		return nil, err
	}
	state, err := json.Marshal(genesisState{starknet.Hex(genesis.Hash)})
	if err != nil {
		return nil, err
	}
	doc, err := o.genesis(state)
	if err != nil {
		return nil, err
	}
	n := &Node{o: o, stores: &databases{}, outbox: make(chan []byte, outboxSize), app: &app{
		chain: chain, pool: pool, chainID: chainID, budget: o.Patience, keep: o.KeepBlocks, log: o.Log, failed: make(chan error, 1),
	}}
	config := o.config()
	heads := newHeads(n.app, o.Log)
	heads.earliest = func() int64 { return n.node.BlockStore().Base() }
	n.app.heads = heads
	n.node, err = node.NewNodeWithContext(ctx, config, validator, nodeKey, n.app,
		func() (*cmttypes.GenesisDoc, error) { return doc, nil }, n.stores.open,
		node.DefaultMetricsProvider(config.Instrumentation), logger{o.Log},
		node.CustomReactors(map[string]p2p.Reactor{"HEADS": heads}))
	if err != nil {
		n.stores.close()
		select {
		case cause := <-n.app.failed:
			err = cause
		default:
		}
		return nil, fault.Wrap(err, CodeStart, "consensus can't be started").At("%s", o.Dir)
	}
	return n, nil
}

// Close closes the databases of a node that never ran; one that did has closed them.
func (n *Node) Close() { n.stores.close() }

// outboxSize is how many transactions may wait to be sent; if there are more, they are
// sent when all that waits is sent again.
const outboxSize = 4096

// resendEvery is how often transactions that still wait are offered to the peers.
const resendEvery = 5 * time.Second

// ID is the node's among its peers.
func (n *Node) ID() string { return string(n.node.NodeInfo().ID()) }

// Peers is how many other nodes this one is connected to.
func (n *Node) Peers() int { return n.node.Switch().Peers().Size() }

// Broadcast has a transaction that the mempool took sent to the peers. It does not
// wait.
func (n *Node) Broadcast(t starknet.Transaction) {
	select {
	case n.outbox <- starknet.EncodeTransaction(t):
	default:
	}
}

// Run takes part in consensus until ctx ends, which is no error, or until a decided
// block can't be made the head. When it returns, the chain is left alone.
func (n *Node) Run(ctx context.Context) error {
	if err := n.node.Start(); err != nil {
		return fault.Wrap(err, CodeStart, "consensus can't be started").At("%s", n.o.Listen)
	}
	defer n.stop()
	sending, done := context.WithCancel(ctx)
	defer done()
	go n.send(sending)
	go n.keepPeers(sending)
	halted, err := n.halted()
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-n.app.failed:
		return err
	case <-halted:
	}
	select {
	case err := <-n.app.failed: // why it has halted
		return err
	default:
		return fault.New(CodeHalted, "consensus has halted").At("%s", n.o.Dir).
			WithHint("the log says why: the disk may be full, or the validators' votes contradict each other")
	}
}

// halted is closed when the library's consensus ends, which it does by itself, and
// without telling, when it meets what must not be.
func (n *Node) halted() (<-chan struct{}, error) {
	env, err := n.node.ConfigureRPC() // the way to the part that can be waited for
	if err != nil {
		return nil, fault.Wrap(err, CodeStart, "consensus can't be watched")
	}
	halted := make(chan struct{})
	if state, ok := env.ConsensusState.(interface{ Wait() }); ok {
		go func() {
			state.Wait()
			close(halted)
		}()
	}
	return halted, nil
}

// stop ends the node. The library may have calls under way when it says that it has
// stopped; they are waited for, and no other gets through.
func (n *Node) stop() {
	if err := n.node.Stop(); err != nil {
		n.o.Log.Warn("consensus did not stop as it should", "error", err)
	}
	n.node.Wait()
	n.app.gate.Lock()
	n.app.closed = true
	n.app.gate.Unlock()
}

// send hands transactions to the network: new ones at once, and all that wait from time
// to time, for example those that were here when the process started.
func (n *Node) send(ctx context.Context) {
	again := time.NewTicker(resendEvery)
	defer again.Stop()
	n.sendWaiting(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case tx := <-n.outbox:
			n.offer(tx)
		case <-again.C:
			n.sendWaiting(ctx)
		}
	}
}

// redialEvery is how often peers that are not there are called, at least; up to twice
// that at random.
const redialEvery = 2 * time.Second

// keepPeers calls peers that are not there. The library does so, too, but not where two
// nodes called each other at the same moment, and each hung up on the other as one that
// it was calling already.
func (n *Node) keepPeers(ctx context.Context) {
	var peers []*p2p.NetAddress
	for _, peer := range n.o.Peers {
		if address, err := p2p.NewNetAddressString(peer); err == nil { // the library has complained of others
			peers = append(peers, address)
		}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(redialEvery + rand.N(redialEvery)):
		}
		for _, peer := range peers {
			if ctx.Err() != nil || n.node.Switch().IsDialingOrExistingAddress(peer) {
				continue
			}
			if err := n.node.Switch().DialPeerWithAddress(peer); err != nil {
				n.o.Log.Debug("peer does not answer", "peer", peer, "error", err)
			}
		}
	}
}

func (n *Node) sendWaiting(ctx context.Context) {
	for _, t := range n.app.pool.Waiting() {
		if ctx.Err() != nil {
			return
		}
		n.offer(starknet.EncodeTransaction(t.Transaction))
	}
}

// offer puts a transaction into CometBFT's mempool. What it refuses stays in the
// node's own and is offered again; what it has already, it ignores.
func (n *Node) offer(tx []byte) {
	if err := n.node.Mempool().CheckTx(tx, nil, mempool.TxInfo{}); err != nil && err != mempool.ErrTxInCache {
		n.o.Log.Debug("transaction not sent to peers", "error", err)
	}
}

// logger hands CometBFT's log on, one level down: what it calls information is of
// interest to those who look for a fault.
type logger struct{ log *slog.Logger }

func (l logger) Debug(string, ...any) {}

func (l logger) Info(msg string, keyvals ...any) { l.log.Debug(msg, keyvals...) }

func (l logger) Error(msg string, keyvals ...any) { l.log.Warn(msg, keyvals...) }

func (l logger) With(keyvals ...any) cmtlog.Logger { return logger{l.log.With(keyvals...)} }
