package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quarry/config"
	"quarry/fault"
	"quarry/internal/daemon"
	"quarry/internal/durable"
	"quarry/prover"
	"quarry/sequencer/chain"
	"quarry/sequencer/consensus/cometbft"
	"quarry/sequencer/consensus/engineapi"
	"quarry/sequencer/consensus/solo"
	"quarry/sequencer/mempool"
	"quarry/sequencer/node"
	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

type nodeCommands struct {
	Run      nodeRunCommand      `cmd:"" default:"withargs" help:"Run a sequencer (flags: quarry node run --help)."`
	Revert   nodeRevertCommand   `cmd:"" help:"Take blocks back, of a node that makes them alone and does not run."`
	Snapshot nodeSnapshotCommand `cmd:"" help:"Write the state of a node that does not run to a file."`
	Restore  nodeRestoreCommand  `cmd:"" help:"Begin a node's chain anew with the state of a snapshot."`
	Identity nodeIdentityCommand `cmd:"" help:"Print a validator's keys, for the file of its network; they are made if there are none."`
}

// nodeRunCommand is a sequencer.
type nodeRunCommand struct {
	jsonFlag
	config.File
	config.Node
}

// known implements configured.
func (c *nodeRunCommand) known() []config.Setting { return config.Of(c.Node) }

func (c *nodeRunCommand) run(ctx context.Context, s streams) error {
	s.patient()
	a := &assembly{log: newLog(s.err, &c.Log), registry: newRegistry()}
	defer a.close()
	o, err := c.open(ctx, a)
	if err != nil {
		return err
	}
	return a.run(ctx, func() { c.banner(s, a, o) })
}

// open opens the node and what it needs.
func (c *nodeRunCommand) open(ctx context.Context, a *assembly) (o *node.Options, err error) {
	if a.dir, err = daemon.DataDir(c.Data); err != nil {
		return nil, err
	}
	if o, err = c.options(a); err != nil {
		return nil, err
	}
	for _, step := range []func() error{
		func() (err error) { a.rpc, err = listen(c.RPCListen); return err },
		func() error { return a.openMonitor(c.MonitorListen) },
		func() error { return c.openConsensus(a, o) },
		func() error { return a.open(ctx, &c.Rollup, &c.Settlement, o) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func (a *assembly) openMonitor(address string) (err error) {
	if address == "" {
		return nil
	}
	if a.monitor, err = listen(address); err != nil {
		return err
	}
	if !isLoopback(a.monitor) {
		return fault.New(codeOpen, "others than this machine can reach %s", a.monitor.Addr()).At("monitor_listen").WithHint("give it a loopback address")
	}
	return nil
}

// options are the node's as the settings have them.
func (c *nodeRunCommand) options(a *assembly) (*node.Options, error) {
	genesis, err := keptGenesis(a.dir, c.Genesis)
	if err != nil {
		return nil, err
	}
	if steps := c.BlockSteps; steps != 0 && steps&(steps-1) != 0 || steps < 0 || steps > chain.DefaultLimits.Steps {
		return nil, fault.New(config.CodeValue, "%d is no number of steps of a block's proof", steps).At("block_steps").
			WithHint("a power of two, at most %d", chain.DefaultLimits.Steps)
	}
	o := &node.Options{
		Dir: filepath.Join(a.dir, chainFolder), Genesis: genesis,
		Pool:   mempool.Options{MaxTransactions: c.MempoolTransactions, MaxBytes: int64(c.MempoolBytes), TTL: c.MempoolTTL},
		Limits: chain.Limits{Steps: c.BlockSteps, Transactions: c.BlockTransactions},
		RPC:    c.rpcLimits(),
		Solo:   solo.Options{BlockTime: c.BlockTime, Idle: c.BlockIdle, EmptyEvery: c.EmptyEvery},
		// With the parts that are outside, the assembly fills in the rest.
	}
	if c.Explorer {
		o.Mounts = append(o.Mounts, a.explorer())
	}
	if c.MempoolFIFO {
		o.Pool.Order = mempool.FirstCome
	}
	if c.FeeAddress != "" {
		if o.Sequencer, err = starknet.ParseFelt(c.FeeAddress); err == nil {
			err = starknet.CheckAddress(&o.Sequencer)
		}
		if err != nil {
			return nil, fault.Wrap(err, config.CodeValue, "this is no address on L2").At("fee_address")
		}
	}
	return o, nil
}

// rpcLimits are the RPC's as the settings have them.
func (c *nodeRunCommand) rpcLimits() rpc.Limits {
	return rpc.Limits{
		Rate: c.RPC.Rate, Burst: c.RPC.Burst, Calls: c.RPC.Calls, Connections: c.RPC.Connections,
		ConnectionsPerNetwork: c.RPC.ConnectionsPerNetwork, Subscriptions: c.RPC.Subscriptions,
		Body: int64(c.RPC.MaxBody), Batch: c.RPC.Batch, Answer: int(c.RPC.MaxAnswer), Events: c.RPC.Events, AnswerTime: c.RPC.AnswerTime,
	}
}

// keptGenesis reads the genesis file, and keeps a copy in the data directory, which
// does where none is named.
func keptGenesis(dir, path string) (*state.Genesis, error) {
	kept := filepath.Join(dir, genesisFile)
	if path == "" {
		path = kept
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && path == kept {
		return nil, fault.New(codeNode, "there is no chain in the data directory, and no genesis file is named").At("%s", dir).
			WithHint("--genesis FILE; quarry genesis makes one, quarry devnet a whole network")
	}
	if err != nil {
		return nil, fault.Wrap(err, codeNode, "the genesis file can't be read").At("%s", path)
	}
	defer file.Close()
	genesis, err := state.ReadGenesis(file)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(kept); errors.Is(err, fs.ErrNotExist) {
		return genesis, writeGenesis(kept, genesis)
	}
	return genesis, nil
}

func writeGenesis(path string, g *state.Genesis) error {
	text, err := json.MarshalIndent(g, "", "  ")
	if err != nil {
		return err
	}
	if err := durable.WriteFile(path, append(text, '\n')); err != nil {
		return fault.Wrap(err, codeNode, "the genesis file can't be written").At("%s", path)
	}
	return nil
}

// openConsensus prepares who makes the blocks.
func (c *nodeRunCommand) openConsensus(a *assembly, o *node.Options) error {
	dir := filepath.Join(a.dir, consensusFolder)
	switch c.Consensus.Consensus {
	case "cometbft":
		network, err := readNetwork(c.Network)
		if err != nil {
			return err
		}
		id, err := cometbft.ReadIdentity(dir)
		if err != nil {
			return err
		}
		o.CometBFT = network.options(&id)
		o.CometBFT.Dir, o.CometBFT.Listen = dir, c.P2PListen
		o.CometBFT.KeepBlocks = c.KeepBlocks
		o.CometBFT.BlockTime, o.CometBFT.Log = c.BlockTime, a.log.With("part", "consensus")
	case "external":
		path := c.EngineSecret
		if path == "" {
			path = filepath.Join(a.dir, "engine-secret")
		}
		secret, err := engineapi.ReadSecret(path)
		if err != nil {
			return err
		}
		if a.engine, err = listen(c.EngineListen); err != nil {
			return err
		}
		o.Engine = &node.Engine{Listener: a.engine, Secret: secret}
	}
	return nil
}

// networkFile is a network of validators, the same for all of them.
type networkFile struct {
	ChainID    string          `json:"chain_id"`
	Begins     time.Time       `json:"begins"`
	Validators []validatorFile `json:"validators"`
	// Peers are the nodes, ID@host:port.
	Peers []string `json:"peers"`
}

type validatorFile struct {
	Name string `json:"name"`
	// PublicKey is the Ed25519 key in hexadecimal.
	PublicKey hexKey `json:"public_key"`
	Power     int64  `json:"power,omitempty"`
}

func readNetwork(path string) (*networkFile, error) {
	if path == "" {
		return nil, fault.New(config.CodeValue, "with CometBFT, the file of the validators' network is needed").At("network").
			WithHint("quarry node identity prints what belongs into it")
	}
	raw, err := fileContent("--network", path)
	if err != nil {
		return nil, err
	}
	n := new(networkFile)
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.DisallowUnknownFields()
	if err := d.Decode(n); err != nil {
		return nil, fault.Wrap(err, codeNode, "the file of the network is malformed").At("%s", path)
	}
	return n, nil
}

// options are CometBFT's for the node with an identity.
func (n *networkFile) options(id *cometbft.Identity) *cometbft.Options {
	o := &cometbft.Options{ChainID: n.ChainID, Name: id.Node, GenesisTime: n.Begins}
	for _, v := range n.Validators {
		o.Validators = append(o.Validators, cometbft.Validator{Name: v.Name, PublicKey: v.PublicKey, Power: v.Power})
		if hexKey(id.Validator) == v.PublicKey {
			o.Name = v.Name
		}
	}
	for _, p := range n.Peers {
		if !strings.HasPrefix(p, id.Node+"@") {
			o.Peers = append(o.Peers, p)
		}
	}
	return o
}

// banner says where the node is.
func (c *nodeRunCommand) banner(s streams, a *assembly, o *node.Options) {
	var t table
	chainID, _ := starknet.ShortStringText(&o.Genesis.Config.L2ChainID)
	head := a.node.Chain().Store().Head()
	t.add("quarry", "%s, chain %s, at block %d", prover.Revision(), chainID, head.Number)
	t.add("rpc", "%s/rpc/v0_10", httpURL(a.rpc))
	if c.Explorer {
		t.add("explorer", "%s/explorer/", httpURL(a.rpc))
	}
	if a.monitor != nil {
		t.add("monitor", "%s/metrics, /healthz", httpURL(a.monitor))
	}
	t.add("data", "%s", a.dir)
	switch c.Consensus.Consensus {
	case "cometbft":
		t.add("blocks", "by %d validators, peers at %s", len(o.CometBFT.Validators), c.P2PListen)
	case "external":
		t.add("blocks", "by another process, engine API at %s", c.EngineListen)
	default:
		t.add("blocks", "by this node alone, open %s at most", c.BlockTime)
	}
	switch c.Prover {
	case "":
		t.add("proofs", "none (--prover)")
	case "embedded":
		t.add("proofs", "in this process's children")
	default:
		t.add("proofs", "by %s", c.Prover)
	}
	a.aboutSettlement(&t, &c.Rollup, o.Genesis)
	var b strings.Builder
	t.print(&b)
	fmt.Fprint(s.err, b.String())
}

// httpURL is the address at which programs on this machine reach a listener.
func httpURL(l net.Listener) string {
	host, port, _ := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
