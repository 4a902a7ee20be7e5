package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"quarry/config"
	"quarry/fault"
	"quarry/internal/daemon"
	"quarry/sequencer/consensus/cometbft"
	"quarry/sequencer/consensus/solo"
	"quarry/sequencer/faucet"
	"quarry/sequencer/node"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/sequencer/wallet"
)

// devnetCommand is a network for tests, in one process.
type devnetCommand struct {
	jsonFlag
	chainFlags
	Nodes     int           `default:"1" help:"How many sequencers; several agree by CometBFT." group:"Network"`
	Listen    string        `default:"127.0.0.1:9545" help:"RPC address of the first node; the others' ports follow. Port 0 takes free ones." placeholder:"HOST:PORT" group:"Network"`
	Data      string        `help:"Keep the network in this folder, and go on with it later; temporary without." placeholder:"DIR" group:"Network"`
	BlockTime time.Duration `default:"1s" help:"How long a block is open at most; with several nodes, the pause between two." group:"Network"`
	Prove     bool          `help:"Prove the blocks, too, in this process's children." group:"Network"`
	Faucet    string        `default:"1" help:"What the faucet gives at once (ETH)." placeholder:"AMOUNT" group:"Network"`
	LogLevel  string        `default:"warn" enum:"debug,info,warn,error" help:"The least level that is logged."`
}

// maxDevnet bounds the nodes of one process.
const maxDevnet = 16

func (c *devnetCommand) run(ctx context.Context, s streams) error {
	s.patient()
	if c.Nodes < 1 || c.Nodes > maxDevnet {
		return usageError("--nodes is 1 to %d", maxDevnet)
	}
	d := &devnet{command: c, log: newLog(s.err, &config.Log{LogLevel: c.LogLevel}), dir: c.Data}
	if c.Data == "" {
		dir, remove, err := temporary("quarry-devnet-")
		if err != nil {
			return err
		}
		defer remove()
		d.dir = dir
	}
	err := d.open(ctx)
	defer d.close()
	if err != nil {
		return err
	}
	return d.run(ctx, func() { d.banner(s) })
}

// devnet is a running network.
type devnet struct {
	command *devnetCommand
	log     *slog.Logger
	dir     string

	genesis  *state.Genesis
	accounts []*wallet.Account
	faucet   *faucet.Faucet
	nodes    []*assembly
}

func (d *devnet) open(ctx context.Context) (err error) {
	if d.dir, err = daemon.DataDir(d.dir); err != nil {
		return err
	}
	if err := d.openGenesis(); err != nil {
		return err
	}
	if err := d.openListeners(); err != nil {
		return err
	}
	var networks []cometbft.Options
	if len(d.nodes) > 1 {
		peers, err := freeAddresses(len(d.nodes))
		if err != nil {
			return err
		}
		begins := time.Unix(int64(d.genesis.Timestamp), 0)
		if networks, err = cometbft.Network(filepath.Join(d.dir, consensusFolder), d.command.ChainID, peers, begins); err != nil {
			return err
		}
	}
	for i, a := range d.nodes {
		o := node.Options{
			Dir: filepath.Join(a.dir, chainFolder), Genesis: d.genesis, Solo: solo.Options{BlockTime: d.command.BlockTime},
			Mounts: []func(gin.IRouter){d.faucet.Mount, a.explorer()}, Log: a.log, Metrics: a.registry,
		}
		if networks != nil {
			o.CometBFT = &networks[i]
			o.CometBFT.BlockTime, o.CometBFT.Log = d.command.BlockTime, a.log.With("part", "consensus")
		}
		if i == 0 && d.command.Prove {
			if err := a.openProver(ctx, &config.Rollup{Prover: "embedded"}, &o); err != nil {
				return err
			}
		}
		if a.node, err = node.Open(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// openGenesis makes the chain's beginning, or takes the one that the folder has.
func (d *devnet) openGenesis() (err error) {
	c := d.command
	amount, err := wallet.ParseAmount(c.Faucet)
	if err != nil {
		return err
	}
	path := filepath.Join(d.dir, genesisFile)
	made, accounts, giver, err := c.genesis(time.Now())
	if err != nil {
		return err
	}
	d.accounts = accounts
	d.faucet = faucet.New(faucet.Options{
		Account: giver, Amount: amount, Log: d.log.With("part", "faucet"),
		Connect: func(ctx context.Context) (*wallet.Client, error) { return wallet.Dial(ctx, httpURL(d.nodes[0].rpc)) },
	})
	kept, err := readGenesis(path)
	if errors.Is(err, fs.ErrNotExist) {
		d.genesis = made
		return writeGenesis(path, made)
	}
	if err != nil {
		return err
	}
	made.Timestamp = kept.Timestamp
	if made.BlockHash() != kept.BlockHash() || made.Config != kept.Config {
		return fault.New(node.CodeOtherGenesis, "the folder holds a network with other accounts or another name").At("%s", d.dir).
			WithHint("give the --seed, --accounts, --balance and --chain_id that it was begun with, or another --data")
	}
	d.genesis = kept
	return nil
}

// openListeners takes an address for each node's RPC.
func (d *devnet) openListeners() error {
	host, text, err := net.SplitHostPort(d.command.Listen)
	port, errPort := strconv.Atoi(text)
	if err := errors.Join(err, errPort); err != nil {
		return usageError("--listen %q is no HOST:PORT", d.command.Listen)
	}
	for i := range d.command.Nodes {
		a := &assembly{dir: filepath.Join(d.dir, fmt.Sprintf("node%d", i)), log: d.log.With("node", i), registry: newRegistry()}
		d.nodes = append(d.nodes, a)
		next := 0
		if port != 0 {
			next = port + i
		}
		if a.rpc, err = listen(net.JoinHostPort(host, strconv.Itoa(next))); err != nil {
			return err
		}
		if err := os.MkdirAll(a.dir, 0o700); err != nil {
			return fault.Wrap(err, codeNode, "the node's folder can't be made").At("%s", a.dir)
		}
	}
	return nil
}

// freeAddresses are addresses of this machine that nobody listens at.
func freeAddresses(n int) (list []string, err error) {
	for range n {
		l, err := listen("127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		list = append(list, l.Addr().String())
	}
	return list, nil
}

// run runs the nodes until ctx ends, or until one fails.
func (d *devnet) run(ctx context.Context, ready func()) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var nodes, begun sync.WaitGroup
	begun.Add(len(d.nodes))
	for _, a := range d.nodes {
		nodes.Go(func() {
			if err := a.run(ctx, begun.Done); err != nil {
				stop(err)
			}
		})
	}
	begun.Wait()
	ready()
	nodes.Wait()
	if err := context.Cause(ctx); !errors.Is(err, errInterrupted) && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func (d *devnet) close() {
	for _, a := range d.nodes {
		a.close()
	}
}

// banner says where everything is, once it is there.
func (d *devnet) banner(s streams) {
	c := d.command
	if c.JSON {
		urls := make([]string, len(d.nodes))
		for i, a := range d.nodes {
			urls[i] = httpURL(a.rpc)
		}
		printJSON(s.out, map[string]any{
			"chain_id": c.ChainID, "rpc": urls, "faucet": urls[0] + "/faucet", "accounts": described(d.accounts), "data": d.dir,
			"token": starknet.Hex(starknet.TokenAddress),
		})
		return
	}
	printAccounts(s, d.accounts, c.Balance)
	var t table
	t.add("chain", "%s, at block %d", c.ChainID, d.nodes[0].node.Chain().Store().Head().Number)
	for i, a := range d.nodes {
		t.add(fmt.Sprintf("node %d", i), "%s/rpc/v0_10", httpURL(a.rpc))
	}
	t.add("explorer", "%s/explorer/", httpURL(d.nodes[0].rpc))
	t.add("faucet", "quarry wallet faucet ADDRESS --rpc %s", httpURL(d.nodes[0].rpc))
	if c.Data != "" {
		t.add("data", "%s", d.dir)
	} else {
		t.add("data", "none is kept (--data)")
	}
	t.print(s.out)
}
