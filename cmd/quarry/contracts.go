package main

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"quarry/config"
	"quarry/fault"
	"quarry/prover/stone"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/sequencer/wallet"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/deployment"
	"quarry/settlement/l1"
	"quarry/settlement/settler/proving"
)

type contractsCommands struct {
	Deploy  contractsDeployCommand  `cmd:"" help:"Deploy a rollup's contracts on L1, and write their addresses into its genesis file."`
	Publish contractsPublishCommand `cmd:"" help:"Deploy one contract more, for governors to announce: a verifier, the block program, code of core contract or bridge."`
	Show    contractsShowCommand    `cmd:"" help:"Print what a rollup's contracts say."`
}

// verifierFlags say which proofs a verifier takes.
type verifierFlags struct {
	Layout string `enum:"starknet,recursive" default:"starknet" help:"Layout of the proofs: starknet or recursive. The block program needs starknet." group:"Verifier"`
	Seed   string `enum:"v3,v2" default:"v3" help:"Version of Stone whose seed the proofs have: v3 or v2." group:"Verifier"`
	Floor  int    `name:"security-floor" default:"96" help:"The least n_queries · log_n_cosets + proof_of_work_bits of a proof." placeholder:"N" group:"Verifier"`
}

// maxFloor is above what proofs of a sensible size have.
const maxFloor = 256

func (f *verifierFlags) policy() (verifier.Policy, error) {
	if f.Floor < 1 || f.Floor > maxFloor {
		return verifier.Policy{}, usageError("--security_floor is 1 to %d: without a floor anybody could settle anything", maxFloor)
	}
	return verifier.Policy{Layout: f.Layout, Version: map[string]stone.Version{"v2": stone.V2, "v3": stone.V3}[f.Seed], SecurityFloor: f.Floor}, nil
}

// delayFlags are the delays that contracts are made with.
type delayFlags struct {
	CancellationDelay time.Duration `default:"120h" help:"From the beginning of a message's cancellation to its end." group:"Delays"`
	VersionDelay      time.Duration `default:"192h" help:"From the announcement of a program, config or verifier to its activation." group:"Delays"`
	CodeDelay         time.Duration `default:"192h" help:"From the announcement of code of core contract or bridge to its run." group:"Delays"`
	FreezeDelay       time.Duration `default:"336h" help:"How long a message to L2 waits before everybody may freeze." group:"Delays"`
}

func (f *delayFlags) delays() contracts.Delays {
	return contracts.Delays{Cancellation: f.CancellationDelay, Version: f.VersionDelay, Implementation: f.CodeDelay, Freeze: f.FreezeDelay}
}

// limitFlags are the bridge's limits.
type limitFlags struct {
	MaxDeposit string `help:"The highest deposit (ETH), or none." placeholder:"AMOUNT" group:"Limits"`
	MaxBalance string `help:"What the bridge may hold at most (ETH), or none." placeholder:"AMOUNT" group:"Limits"`
	MaxDaily   string `name:"daily-withdrawals" help:"What may be withdrawn a day (ETH), or none." placeholder:"AMOUNT" group:"Limits"`
}

// over are limits, with those of the flags that are given.
func (f *limitFlags) over(l contracts.Limits) (contracts.Limits, error) {
	for _, flag := range []struct {
		text string
		into **big.Int
		none *big.Int
	}{
		{f.MaxDeposit, &l.MaxDeposit, contracts.NoLimits().MaxDeposit}, {f.MaxBalance, &l.MaxTotalBalance, contracts.NoLimits().MaxTotalBalance},
		{f.MaxDaily, &l.DailyWithdrawals, contracts.NoLimits().DailyWithdrawals},
	} {
		switch flag.text {
		case "":
		case "none":
			*flag.into = flag.none
		default:
			amount, err := wallet.ParseAmount(flag.text)
			if err != nil {
				return l, err
			}
			*flag.into = amount.ToBig()
		}
	}
	return l, nil
}

// deployFlags say who deploys, and within which bounds.
type deployFlags struct {
	config.File
	L1        string           `name:"l1" help:"The L1 node's JSON-RPC." placeholder:"URL"`
	L1Account config.L1Account `embed:"" group:"Account"`
	MaxCost   string           `help:"What all gas together may cost at most (ETH); by default twice of what it costs if the base fee doubles." placeholder:"AMOUNT" group:"Account"`
	Until     string           `enum:"included,safe,finalized" default:"included" help:"How far each transaction must be before the next one is sent." group:"Account"`
	DryRun    bool             `help:"Rehearse on an embedded chain, say what it costs, and send nothing." group:"Account"`
}

// known implements configured.
func (f *deployFlags) known() []config.Setting { return (&l1Flags{}).known() }

type contractsDeployCommand struct {
	jsonFlag
	deployFlags
	Genesis   string   `name:"genesis" help:"The chain's genesis file: it says what the contracts begin with, and is given their addresses." placeholder:"FILE"`
	OutFile   string   `required:"" help:"File for the contracts' addresses. Beside it, FILE.transactions keeps what was sent, so that a deployment that was broken off goes on." placeholder:"FILE"`
	Operators []string `name:"operator" help:"An account that may settle blocks; can be given several times." placeholder:"ADDRESS"`
	Governors []string `name:"governor" help:"An account that is nominated as a governor of core contract and bridge, beside the one that deploys; can be given several times." placeholder:"ADDRESS"`
	Endow     string   `default:"0" help:"Ether for the bridge: what the accounts of genesis own (ETH)." placeholder:"AMOUNT"`
	verifierFlags
	delayFlags
	limitFlags
}

// deployed is what the command prints.
type deployed struct {
	deployment.File
	Estimate *deployment.Estimate `json:"estimate"`
	Gas      uint64               `json:"gas"`
	DryRun   bool                 `json:"dryRun,omitempty"`
}

func (c *contractsDeployCommand) run(ctx context.Context, s streams) error {
	if c.Genesis == "" {
		return usageError("--genesis must name the chain's genesis file")
	}
	genesis, err := readGenesis(c.Genesis)
	if err != nil {
		return err
	}
	o, err := c.options(genesis)
	if err != nil {
		return err
	}
	if err := c.isNew(genesis); err != nil {
		return err
	}
	chain, _ := starknet.ShortStringText(&genesis.Config.L2ChainID)
	out := &deployed{File: deployment.File{L1ChainID: o.L1ChainID, L2ChainID: chain}, DryRun: c.DryRun}
	if err := c.deploy(ctx, s, &deployWork{
		chainID: o.L1ChainID, store: c.OutFile + ".transactions", work: deployment.Rollup(o, &out.Addresses), quiet: c.JSON,
	}, out); err != nil {
		return err
	}
	if !c.DryRun {
		if err := out.File.Write(c.OutFile); err != nil {
			return err
		}
		genesis.Config.Core, genesis.Config.Bridge = starknet.EthAddress(out.Core), starknet.EthAddress(out.Bridge)
		if err := writeGenesis(c.Genesis, genesis); err != nil {
			return err
		}
	}
	c.show(s, out, genesis, o)
	return nil
}

// options are those of the flags and of genesis.
func (c *contractsDeployCommand) options(genesis *state.Genesis) (*contracts.Options, error) {
	policy, err := c.policy()
	if err != nil {
		return nil, err
	}
	if policy.Layout != program.Layout {
		return nil, usageError("the block program needs the layout %s: no block could be proved for a verifier of the layout %s", program.Layout, policy.Layout)
	}
	o := &contracts.Options{
		Verifier: policy, L1ChainID: genesis.Config.L1ChainID, L2ChainID: genesis.Config.L2ChainID,
		Genesis: contracts.Genesis{Root: genesis.Root(), BlockHash: genesis.BlockHash()}, Delays: c.delays(),
	}
	if o.Program, err = proving.BlockProgram(); err != nil {
		return nil, err
	}
	if o.Limits, err = c.over(contracts.NoLimits()); err != nil {
		return nil, err
	}
	endow, err := wallet.ParseAmount(c.Endow)
	if err != nil {
		return nil, err
	}
	o.Endowment = endow.ToBig()
	for _, role := range []struct {
		flag  string
		texts []string
		into  *[]common.Address
	}{{"--operator", c.Operators, &o.Operators}, {"--governor", c.Governors, &o.Governors}} {
		for _, text := range role.texts {
			a, err := l1Address(role.flag, text)
			if err != nil {
				return nil, err
			}
			*role.into = append(*role.into, a)
		}
	}
	return o, nil
}

// isNew refuses a genesis file whose contracts are deployed, but for those that this
// very deployment has made.
func (c *contractsDeployCommand) isNew(genesis *state.Genesis) error {
	if genesis.Config.Core == (starknet.EthAddress{}) && genesis.Config.Bridge == (starknet.EthAddress{}) {
		return nil
	}
	if f, err := deployment.ReadFile(c.OutFile); err == nil && starknet.EthAddress(f.Core) == genesis.Config.Core && fileExists(c.OutFile+".transactions") {
		return nil
	}
	return fault.New(deployment.CodeOther, "the genesis file has contracts already: core %s, bridge %s",
		common.Address(genesis.Config.Core), common.Address(genesis.Config.Bridge)).At("%s", c.Genesis).
		WithHint("a chain has one pair of contracts for ever; take a genesis file without them")
}

// deployWork is what a command deploys.
type deployWork struct {
	chainID uint64 // 0: whatever the node is on
	store   string // folder of the transactions
	// prepare, if not nil, reads from L1 what the work needs.
	prepare func(context.Context, *l1.Client) error
	work    deployment.Work
	quiet   bool
}

// deploy rehearses, checks what it costs, and does it.
func (f *deployFlags) deploy(ctx context.Context, s streams, w *deployWork, out *deployed) error {
	if f.L1 == "" {
		return usageError("--l1 must name the L1 node's JSON-RPC")
	}
	client, err := l1.Dial(ctx, l1.Connection{URL: f.L1, ChainID: w.chainID})
	if err != nil {
		return err
	}
	defer client.Close()
	if w.prepare != nil {
		if err := w.prepare(ctx, client); err != nil {
			return err
		}
	}
	signer, end, err := openL1Account(ctx, &f.L1Account)
	if err != nil {
		return err
	}
	defer end()
	o := deployment.Options{Client: client, Signer: signer, Until: l1.State(f.Until), Poll: l1Poll}
	if f.MaxCost != "" {
		most, err := wallet.ParseAmount(f.MaxCost)
		if err != nil {
			return err
		}
		o.MaxCost = most.ToBig()
	}
	if o.Store, err = f.store(w.store); err != nil {
		return err
	}
	o.Events = func(step deployment.Step) {
		out.Gas += step.Gas
		if w.quiet {
			return
		}
		what := "call"
		if step.Contract != (common.Address{}) {
			what = step.Contract.Hex()
		}
		fmt.Fprintf(s.err, "%2d of %d  %s  %s\n", step.Number, step.Of, step.Transaction, what)
	}
	d, err := deployment.Open(ctx, o, w.work)
	if err != nil {
		return err
	}
	if out.Estimate, err = d.Estimate(ctx); err != nil {
		return err
	}
	if !w.quiet {
		e := out.Estimate
		fmt.Fprintf(s.err, "%d of %d transactions to send, %.1f M gas: at most %s ETH; %s has %s\n",
			e.Transactions-e.Done, e.Transactions, float64(e.Gas)/1e6, inEther(e.Cost), signer.Address(), inEther(e.Balance))
	}
	if err := d.Check(out.Estimate); err != nil || f.DryRun {
		return err
	}
	return d.Run(ctx)
}

// store opens the folder of transactions; a dry run leaves none behind.
func (f *deployFlags) store(dir string) (l1.Store, error) {
	if f.DryRun && !fileExists(dir) {
		return l1.NewMemoryStore(), nil
	}
	return l1.OpenStore(dir)
}

// show prints what was deployed.
func (c *contractsDeployCommand) show(s streams, out *deployed, genesis *state.Genesis, o *contracts.Options) {
	if c.JSON {
		printJSON(s.out, out)
		return
	}
	owned := new(big.Int)
	for i := range genesis.Accounts {
		owned.Add(owned, genesis.Accounts[i].Balance.ToBig())
	}
	if owned.Cmp(o.Endowment) > 0 {
		fmt.Fprintf(s.err, "The accounts of genesis own %s ETH, of which the bridge has %s: not all of them can leave. --endow gives it more.\n",
			inEther(owned), inEther(o.Endowment))
	}
	if p := o.Verifier; p.Version != provedPolicy.Version || p.SecurityFloor > provedPolicy.SecurityFloor {
		fmt.Fprintf(s.err, "Nodes have proofs made with the seed v3 and for a floor of %d: they can't settle with this verifier.\n", provedPolicy.SecurityFloor)
	}
	if len(o.Operators) == 0 {
		fmt.Fprintln(s.err, "There is no operator, so nobody can settle blocks: quarry governance operator add.")
	}
	if c.DryRun {
		fmt.Fprintf(s.out, "A rehearsal: nothing was sent. It takes %d transactions.\n", out.Estimate.Transactions)
		return
	}
	var t table
	t.add("core", "%s", out.Core)
	t.add("bridge", "%s", out.Bridge)
	t.add("verifier", "%s", out.Verifier)
	t.add("program", "%s", out.Program)
	t.add("config hash", "%s", out.ConfigHash)
	t.add("l1_origin", "%d", out.Block)
	t.add("gas", "%d", out.Gas)
	t.print(s.out)
}
