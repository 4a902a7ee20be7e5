package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
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
	Seed             uint64        `help:"The number that their keys come from. Everybody who knows it has the keys." placeholder:"N" group:"Chain"`
	Nodes            int           `default:"1" help:"How many sequencers; several agree by CometBFT." group:"Network"`
	Listen           string        `default:"127.0.0.1:9545" help:"RPC address of the first node; the others' ports follow. Port 0 takes free ones." placeholder:"HOST:PORT" group:"Network"`
	Data             string        `help:"Keep the network in this folder, and go on with it later; temporary without." placeholder:"DIR" group:"Network"`
	BlockTime        time.Duration `default:"1s" help:"How long a block is open at most; with several nodes, the pause between two." group:"Network"`
	Prove            bool          `help:"Prove the blocks, too, in this process's children." group:"Network"`
	Settle           bool          `help:"Prove the blocks and settle them on an L1 of this network's own, with deposits and withdrawals." group:"Settlement"`
	Blobs            bool          `help:"Bring state diffs to L1 in blobs, not in calldata." group:"Settlement"`
	L1Listen         string        `name:"l1-listen" default:"127.0.0.1:8545" help:"Address of L1's JSON-RPC." placeholder:"HOST:PORT" group:"Settlement"`
	SettlementListen string        `default:"127.0.0.1:9546" help:"Address at which the settler answers over HTTP (quarry settlement)." placeholder:"HOST:PORT" group:"Settlement"`
	Faucet           string        `default:"1" help:"What the faucet gives at once (ETH)." placeholder:"AMOUNT" group:"Network"`
	LogLevel         string        `default:"warn" enum:"debug,info,warn,error" help:"The least level that is logged."`
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
	l1       *embeddedL1 // nil without --settle
	nodes    []*assembly
}

func (d *devnet) open(ctx context.Context) (err error) {
	if d.dir, err = daemon.DataDir(d.dir); err != nil {
		return err
	}
	if err := d.openGenesis(ctx); err != nil {
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
		o := &node.Options{
			Dir: filepath.Join(a.dir, chainFolder), Genesis: d.genesis, Solo: solo.Options{BlockTime: d.command.BlockTime},
			Mounts: []func(gin.IRouter){d.faucet.Mount, a.explorer()},
		}
		if networks != nil {
			o.CometBFT = &networks[i]
			o.CometBFT.BlockTime, o.CometBFT.Log = d.command.BlockTime, a.log.With("part", "consensus")
		}
		r, s := d.settings(i)
		if err := a.open(ctx, r, s, o); err != nil {
			return err
		}
	}
	return nil
}

// settings say who proves and settles: the first node does, the others follow.
func (d *devnet) settings(i int) (*config.Rollup, *config.Settlement) {
	c := d.command
	r, s := &config.Rollup{Availability: availability(c.Blobs)}, &config.Settlement{}
	if i == 0 && (c.Prove || c.Settle) {
		r.Prover = "embedded"
	}
	if d.l1 != nil {
		r.L1URL, r.L1Depth, r.L1Every = d.l1.URL(), embeddedDepth, embeddedBlockTime
		s.Settle, s.SettlementListen, s.MaxCost, s.L1Account = i == 0, c.SettlementListen, "0.5", d.l1.operator
	}
	return r, s
}

// openGenesis makes the chain's beginning, or takes the one that the folder has; and
// with it, if it is to be settled, an L1 with the contracts.
func (d *devnet) openGenesis(ctx context.Context) (err error) {
	c := d.command
	amount, err := wallet.ParseAmount(c.Faucet)
	if err != nil {
		return err
	}
	path := filepath.Join(d.dir, genesisFile)
	made, accounts, giver, err := c.genesisWithFaucet(c.Seed, time.Now())
	if err != nil {
		return err
	}
	d.accounts = accounts
	d.faucet = faucet.New(faucet.Options{
		Account: giver, Amount: amount, Log: d.log.With("part", "faucet"),
		Connect: func(ctx context.Context) (*wallet.Client, error) { return wallet.Dial(ctx, httpURL(d.nodes[0].rpc)) },
	})
	// The contracts begin with the genesis block, so it is on record before they are
	// deployed: a deployment that was broken off goes on with the same one.
	journal := filepath.Join(d.dir, deployingFile)
	kept, err := readGenesis(path)
	begun, deploying := !errors.Is(err, fs.ErrNotExist), false
	if !begun {
		kept, err = readGenesis(journal)
		deploying = !errors.Is(err, fs.ErrNotExist)
	}
	if begun || deploying {
		if err != nil {
			return err
		}
		if err := d.goOn(kept, made, deploying); err != nil {
			return err
		}
	}
	d.genesis = made
	if c.Settle {
		if !begun && !deploying {
			if err := writeGenesis(journal, made); err != nil {
				return err
			}
		}
		if err := d.openL1(ctx, !begun); err != nil {
			return err
		}
	}
	if !begun {
		if err := writeGenesis(path, made); err != nil {
			return err
		}
	}
	if err := os.Remove(journal); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(err, codeNode, "the record of the deployment can't be removed").At("%s", journal)
	}
	return nil
}

// deployingFile is the genesis file of a network whose contracts are being deployed.
const deployingFile = "deploying.json"

// goOn gives a genesis what was kept of the one that the folder's network was begun with,
// or is being begun with, and refuses another one.
func (d *devnet) goOn(kept, made *state.Genesis, deploying bool) error {
	settles := deploying || kept.Config.Core != [20]byte{}
	if settles != d.command.Settle {
		return fault.New(node.CodeOtherGenesis, "the folder holds a network that was begun with --settle: %t", settles).At("%s", d.dir).
			WithHint("go on as it was begun, or give another --data")
	}
	made.Timestamp, made.Config.Core, made.Config.Bridge = kept.Timestamp, kept.Config.Core, kept.Config.Bridge
	if made.BlockHash() != kept.BlockHash() || made.Config != kept.Config {
		return fault.New(node.CodeOtherGenesis, "the folder holds a network with other accounts or another name").At("%s", d.dir).
			WithHint("give the --seed, --accounts, --balance and --chain_id that it was begun with, or another --data")
	}
	return nil
}

// openL1 opens the network's L1, and deploys the contracts there if it is new.
func (d *devnet) openL1(ctx context.Context, deploy bool) (err error) {
	// The bridge gets what the chain's first accounts own; as much again is for deposits.
	wealth := new(big.Int)
	for i := range d.genesis.Accounts {
		wealth.Add(wealth, d.genesis.Accounts[i].Balance.ToBig())
	}
	log := d.log.With("room", "l1")
	if d.l1, err = openEmbeddedL1(filepath.Join(d.dir, "l1"), d.command.L1Listen, d.genesis.Config.L1ChainID, wealth.Lsh(wealth, 1), log); err != nil || !deploy {
		return err
	}
	signer, end, err := openL1Account(ctx, &d.l1.account)
	if err != nil {
		return err
	}
	defer end()
	_, _, err = deployRollup(ctx, d.l1.Client(), signer, d.l1.operatorAddress, d.genesis, filepath.Join(d.dir, "l1", "deployment"), d.l1.mined(log))
	return err
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
	if d.l1 == nil {
		return
	}
	if err := d.l1.Close(); err != nil {
		d.log.Error("closing", "part", "l1", "error", err)
	}
}

// l1About says where a network's L1 is, and what is there.
type l1About struct {
	URL          string         `json:"url"`
	ChainID      uint64         `json:"chain_id"`
	Core         common.Address `json:"core"`
	Bridge       common.Address `json:"bridge"`
	Account      common.Address `json:"account"`
	Keystore     string         `json:"keystore"`
	PasswordFile string         `json:"password_file"`
	Settlement   string         `json:"settlement"`
}

func (e *embeddedL1) about(d *devnet) l1About {
	return l1About{
		URL: e.URL(), ChainID: d.genesis.Config.L1ChainID, Core: d.genesis.Config.Core, Bridge: d.genesis.Config.Bridge,
		Account: e.accountAddress, Keystore: e.account.Keystore, PasswordFile: e.account.PasswordFile, Settlement: d.nodes[0].service.url(),
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
		about := map[string]any{
			"chain_id": c.ChainID, "rpc": urls, "faucet": urls[0] + "/faucet", "accounts": described(d.accounts), "data": d.dir,
			"token": starknet.Hex(starknet.TokenAddress),
		}
		if d.l1 != nil {
			about["l1"] = d.l1.about(d)
		}
		printJSON(s.out, about)
		return
	}
	printAccounts(s, d.accounts, c.Balance)
	fmt.Fprintln(s.out, knownKeys)
	var t table
	t.add("chain", "%s, at block %d", c.ChainID, d.nodes[0].node.Chain().Store().Head().Number)
	for i, a := range d.nodes {
		t.add(fmt.Sprintf("node %d", i), "%s/rpc/v0_10", httpURL(a.rpc))
	}
	t.add("explorer", "%s/explorer/", httpURL(d.nodes[0].rpc))
	t.add("faucet", "quarry wallet faucet ADDRESS --rpc %s", httpURL(d.nodes[0].rpc))
	if d.l1 != nil {
		about := d.l1.about(d)
		t.add("L1", "%s, chain %d: core %s, bridge %s", about.URL, about.ChainID, about.Core, about.Bridge)
		t.add("L1 account", "%s, with ETH and the governors' rights: --l1_keystore %s --l1_password_file %s", about.Account, about.Keystore, about.PasswordFile)
		t.add("settlement", "quarry settlement status --settlement_server %s", about.Settlement)
	}
	if c.Data != "" {
		t.add("data", "%s", d.dir)
	} else {
		t.add("data", "none is kept (--data)")
	}
	t.print(s.out)
}
