package main

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/holiman/uint256"

	"quarry/config"
	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/consensus/solo"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/settlement/contracts/bindings"
)

// codeDemo: a step of the demo did not come about.
const codeDemo fault.Code = "demo/failed"

// demoCommand shows a transfer's whole way: L1, deposit, sequencer, proof, settlement,
// withdrawal.
type demoCommand struct {
	jsonFlag
	Data     string        `help:"Keep all files in this folder, which must be empty or absent; without it they are temporary." placeholder:"DIR"`
	Patience time.Duration `help:"Give up after so long." default:"20m"`
	Verbose  bool          `help:"Log what all parts do, to standard error."`
}

func (c *demoCommand) run(ctx context.Context, s streams) error {
	dir, remove, err := c.folder()
	if err != nil {
		return err
	}
	defer remove()
	ctx, cancel := context.WithTimeoutCause(ctx, c.Patience, fault.New(codeDemo, "the demo has taken longer than %s", c.Patience).
		WithHint("--patience gives it more time; --verbose shows what it waits for"))
	defer cancel()
	level := config.Log{LogLevel: "error"}
	if c.Verbose {
		level.LogLevel = "info"
	}
	d := &demo{out: s.out, log: newLog(s.err, &level), began: time.Now()}
	if c.JSON {
		d.out = io.Discard
	}
	if err := d.play(ctx, dir); err != nil {
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			return context.Cause(ctx)
		}
		return err
	}
	if c.JSON {
		printJSON(s.out, d.result)
	}
	return nil
}

func (c *demoCommand) folder() (dir string, remove func(), err error) {
	if c.Data == "" {
		return temporary("quarry-demo-")
	}
	if there, err := os.ReadDir(c.Data); err == nil && len(there) > 0 {
		return "", nil, fault.New(codeDemo, "the folder is not empty").At("%s", c.Data).WithHint("each demo begins a chain of its own")
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return "", nil, fault.Wrap(err, codeDemo, "the folder can't be made").At("%s", c.Data)
	}
	return c.Data, func() {}, nil
}

// demo is one show. Alice and Bob have a key on L1 and one on L2.
type demo struct {
	out   io.Writer
	log   *slog.Logger
	began time.Time

	r *rollup
	// failed says why a part of the rollup has ended.
	failed chan error
	bridge *bindings.Bridge
	chain  program.Config
	wallet *rpc.Client
	alice  *actor
	bob    *actor

	block  uint64
	result demoResult
}

// demoResult is what the demo comes to.
type demoResult struct {
	Core           common.Address   `json:"core"`
	Bridge         common.Address   `json:"bridge"`
	Block          uint64           `json:"block"`
	Transactions   int              `json:"transactions"`
	ProofBytes     int              `json:"proof_bytes"`
	CalldataBytes  int              `json:"calldata_bytes"`
	UpdateGas      uint64           `json:"update_gas"`
	L1Transaction  common.Hash      `json:"l1_transaction"`
	Seconds        float64          `json:"seconds"`
	SecondsInStage map[string]int64 `json:"milliseconds_to_stage"`
	Final          bool             `json:"final"`
}

// actor is somebody with money.
type actor struct {
	name    string
	l1      *ecdsa.PrivateKey
	l2      starknet.PrivateKey
	public  starknet.Felt
	address starknet.Felt
	nonce   uint64
}

func newActor(name string) (*actor, error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, err
	}
	a := &actor{name: name, l1: key, l2: starknet.NewPrivateKey()}
	a.public = a.l2.PublicKey()
	a.address = starknet.AccountAddress(&a.public, &starknet.Felt{})
	return a, nil
}

func (a *actor) l1Address() common.Address { return crypto.PubkeyToAddress(a.l1.PublicKey) }

// What is moved, in wei.
var (
	demoDeposit    = ether(3)
	demoTransfer   = ether(1)
	demoWithdrawal = new(uint256.Int).Div(ether(1), uint256.NewInt(2))
	// demoMessageFee is what waits on L1 for whoever settles the deposit.
	demoMessageFee = big.NewInt(1e14)
)

func ether(n uint64) *uint256.Int {
	return new(uint256.Int).Mul(uint256.NewInt(n), uint256.NewInt(1e18))
}

// demoPrices make a transfer cost 0.00008 ETH and a little.
var demoPrices = program.Prices{L1: 1e9, L2: 1e8, L1Data: 1e9}

// demoIdle closes the block when nothing more comes.
const demoIdle = 4 * time.Second

// play plays all acts.
func (d *demo) play(ctx context.Context, dir string) (err error) {
	if d.alice, err = newActor("Alice"); err != nil {
		return err
	}
	if d.bob, err = newActor("Bob"); err != nil {
		return err
	}
	sequencer := starknet.NewFelt(0x5e90e9ce4)
	genesis := &state.Genesis{
		Config:    program.Config{L2ChainID: starknet.MustShortString("QUARRY_DEMO"), L1ChainID: 1337},
		Timestamp: uint64(d.began.Unix()), Sequencer: sequencer, Prices: demoPrices,
	}
	d.say("L1", "starting an Ethereum chain in this process, and deploying the contracts")
	d.r, err = openRollup(ctx, dir, genesis, solo.Options{BlockTime: time.Minute, Idle: demoIdle}, []*ecdsa.PrivateKey{d.alice.l1, d.bob.l1}, d.log)
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	var parts sync.WaitGroup
	d.failed = make(chan error, 1)
	parts.Go(func() {
		if err := d.r.run(running); err != nil {
			d.failed <- err
		}
	})
	defer func() {
		if d.wallet != nil {
			d.wallet.Close()
		}
		stop()
		parts.Wait()
		d.r.close()
	}()
	d.chain = genesis.Config
	d.result.Core, d.result.Bridge = d.r.addresses.Core, d.r.addresses.Bridge
	d.say("L1", "core %s, bridge %s, verifier %s: %.1f M gas", short(d.r.addresses.Core), short(d.r.addresses.Bridge),
		short(d.r.addresses.Verifier), float64(d.r.gas)/1e6)
	for _, act := range []func(context.Context) error{d.open, d.deposit, d.transact, d.seal, d.settle, d.claim} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	d.result.Seconds, d.result.Final = time.Since(d.began).Seconds(), true
	d.say("end", "Alice sent Bob 1 ETH, and it is final: proved, verified on Ethereum, paid out")
	return nil
}

// say tells what happens.
func (d *demo) say(where, format string, args ...any) {
	fmt.Fprintf(d.out, "%6.1f s  %-9s  %s\n", time.Since(d.began).Seconds(), where, fmt.Sprintf(format, args...))
}

// open connects the actors.
func (d *demo) open(ctx context.Context) (err error) {
	u := url.URL{Scheme: "http", Host: d.r.rpc.Addr().String(), Path: "/rpc/v0_10"}
	d.say("L2", "sequencer's Starknet RPC at %s, explorer at http://%s/explorer", u.String(), u.Host)
	d.say("prover", "service and dashboard at %s", d.r.service.url())
	if d.wallet, err = rpc.DialContext(ctx, u.String()); err != nil {
		return err
	}
	d.bridge, err = bindings.NewBridge(d.r.addresses.Bridge, d.r.l1.Client())
	return err
}

// deposit has Alice bring ETH to L2.
func (d *demo) deposit(ctx context.Context) error {
	amount := demoDeposit.ToBig()
	tx, err := d.transactL1(ctx, d.alice, new(big.Int).Add(amount, demoMessageFee), func(o *bind.TransactOpts) (*types.Transaction, error) {
		address := starknet.IntegerFromFelt(&d.alice.address)
		return d.bridge.Deposit(o, amount, address.ToBig())
	})
	if err != nil {
		return err
	}
	d.say("L1", "Alice deposits %s ETH for %s (gas %d)", eth(demoDeposit), starknet.FormatFelt(&d.alice.address), tx.GasUsed)
	return d.until(ctx, func() (bool, error) {
		open := d.r.node.Chain().Open()
		if open == nil {
			return false, nil
		}
		a, ok := open.Account(&d.alice.address)
		return ok && !a.Balance.IsZero(), nil
	})
}

// transactL1 sends a transaction of an actor's on L1, and waits for it.
func (d *demo) transactL1(ctx context.Context, a *actor, value *big.Int, send func(*bind.TransactOpts) (*types.Transaction, error)) (*types.Receipt, error) {
	o, err := bind.NewKeyedTransactorWithChainID(a.l1, d.r.l1.Client().Chain())
	if err != nil {
		return nil, err
	}
	o.Context, o.Value = ctx, value
	tx, err := send(o)
	if err != nil {
		return nil, fault.Wrap(err, codeDemo, "%s's transaction on L1 is refused", a.name)
	}
	receipt, err := bind.WaitMined(ctx, d.r.l1.Client(), tx)
	if err == nil && receipt.Status != types.ReceiptStatusSuccessful {
		err = fault.New(codeDemo, "%s's transaction on L1 has reverted", a.name)
	}
	return receipt, err
}

// transact has Alice and Bob do what they do on L2.
func (d *demo) transact(ctx context.Context) error {
	d.say("L2", "the deposit is in the block that is being built")
	if err := d.deploy(ctx, d.alice); err != nil {
		return err
	}
	if err := d.invoke(ctx, d.alice, starknet.Transfer{Recipient: d.bob.address, Amount: *demoTransfer}); err != nil {
		return err
	}
	d.say("L2", "Alice has sent Bob %s ETH", eth(demoTransfer))
	if err := d.deploy(ctx, d.bob); err != nil {
		return err
	}
	if err := d.invoke(ctx, d.bob, starknet.Withdrawal{Recipient: starknet.EthAddress(d.bob.l1Address()), Amount: *demoWithdrawal}); err != nil {
		return err
	}
	d.say("L2", "Bob withdraws %s ETH to %s", eth(demoWithdrawal), short(d.bob.l1Address()))
	return nil
}

func (d *demo) deploy(ctx context.Context, a *actor) error {
	t := &starknet.DeployAccountV3{ClassHash: starknet.AccountClassHash, ConstructorCalldata: []starknet.Felt{a.public}}
	if err := d.send(ctx, a, t, "starknet_addDeployAccountTransaction"); err != nil {
		return err
	}
	d.say("L2", "%s has deployed an account", a.name)
	return nil
}

func (d *demo) invoke(ctx context.Context, a *actor, action starknet.Action) error {
	t := &starknet.InvokeV3{Sender: a.address, Calldata: starknet.EncodeCalls(action.Call())}
	return d.send(ctx, a, t, "starknet_addInvokeTransaction")
}

// send signs a transaction, hands it to the sequencer's RPC, and waits until it is
// pre-confirmed.
func (d *demo) send(ctx context.Context, a *actor, t starknet.AccountTransaction, method string) error {
	v := t.Common()
	v.Nonce, v.Bounds = a.nonce, demoBounds()
	if err := a.l2.SignTransaction(t, &d.chain.L2ChainID); err != nil {
		return err
	}
	var sent struct {
		Hash starknet.Hex `json:"transaction_hash"`
	}
	if err := d.wallet.CallContext(ctx, &sent, method, t); err != nil {
		return fault.Wrap(err, codeDemo, "the sequencer refuses %s's transaction", a.name)
	}
	a.nonce++
	return d.until(ctx, func() (bool, error) {
		var status struct {
			Finality  string `json:"finality_status"`
			Execution string `json:"execution_status"`
		}
		if err := d.wallet.CallContext(ctx, &status, "starknet_getTransactionStatus", sent.Hash); err != nil {
			return false, err
		}
		if status.Execution == "REVERTED" {
			return false, fault.New(codeDemo, "%s's transaction is reverted", a.name)
		}
		return status.Execution != "", nil
	})
}

// demoBounds allow twice the demo's prices.
func demoBounds() starknet.ResourceBounds {
	bound := func(gas, price uint64) starknet.ResourceBound {
		return starknet.ResourceBound{MaxAmount: gas, MaxPrice: *uint256.NewInt(2 * price)}
	}
	most := program.GasOf(program.Deploy)
	return starknet.ResourceBounds{
		L1Gas: bound(most.L1, demoPrices.L1), L2Gas: bound(most.L2, demoPrices.L2), L1DataGas: bound(most.L1Data, demoPrices.L1Data),
	}
}

// seal waits until all is in a block.
func (d *demo) seal(ctx context.Context) error {
	store := d.r.node.Chain().Store()
	if err := d.until(ctx, func() (bool, error) { return store.Head().Number > 0 && d.r.node.Chain().Open() == nil, nil }); err != nil {
		return err
	}
	d.block = store.Head().Number
	b, err := store.Block(d.block)
	if err != nil {
		return err
	}
	d.result.Block, d.result.Transactions = d.block, len(b.Transactions)
	d.say("L2", "block %d is sealed: %d transactions, state root %s", d.block, len(b.Transactions), clipped(starknet.FormatFelt(&b.StateRoot)))
	return nil
}

// settle follows the last block to finality.
func (d *demo) settle(ctx context.Context) error {
	d.result.SecondsInStage = map[string]int64{}
	for _, stage := range []chain.Stage{chain.Proving, chain.Proved, chain.L1Submitted, chain.L1Included, chain.L1Safe, chain.L1Finalized} {
		var f *chain.Finality
		if err := d.until(ctx, func() (reached bool, err error) {
			if err := d.trouble(); err != nil {
				return false, err
			}
			f, err = d.r.finality(d.block)
			return err == nil && f.Stage >= stage, err
		}); err != nil {
			return err
		}
		d.result.SecondsInStage[stage.String()] = time.Since(d.began).Milliseconds()
		if err := d.tell(ctx, stage, f); err != nil {
			return err
		}
	}
	return nil
}
