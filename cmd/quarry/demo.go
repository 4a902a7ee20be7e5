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
	"path/filepath"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/gin-gonic/gin"
	"github.com/holiman/uint256"

	"quarry/api/dashboard"
	"quarry/config"
	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/consensus/solo"
	"quarry/sequencer/node"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/sequencer/wallet"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/l1"
)

// codeDemo: a step of the demo did not come about.
const codeDemo fault.Code = "demo/failed"

// demoCommand shows a transfer's whole way: L1, deposit, sequencer, proof, settlement,
// withdrawal.
type demoCommand struct {
	jsonFlag
	L1               string `name:"l1" help:"Play on this L1 (a node's JSON-RPC) instead of one in this process: deploys the contracts there, and Alice gets her ether from the account. For chains whose ether is worth nothing: what Alice and Bob keep on L2 stays there. Their keys are kept in the demo's folder." placeholder:"URL" group:"L1"`
	Blobs            bool   `help:"Bring the state diff to L1 in blobs, not in calldata." group:"L1"`
	config.L1Account `group:"L1"`
	Amount           string        `default:"1" help:"What Alice sends Bob (ETH); she deposits three times as much, and Bob withdraws half of it." group:"L1"`
	Listen           string        `default:"127.0.0.1:0" placeholder:"HOST:PORT" help:"Where the demo's page is, while it runs; the address is told first (default: a free port of this machine)."`
	Stay             bool          `help:"Stay when all is done, with all pages, until interrupted."`
	Data             string        `help:"Keep all files in this folder, which must be empty or absent; without it they are temporary, unless the demo is on another L1 (--l1)." placeholder:"DIR"`
	Patience         time.Duration `help:"Give up after so long; 0 for 20m, or 2h on another L1." default:"0s"`
	Verbose          bool          `help:"Log what all parts do, to standard error."`
}

func (c *demoCommand) run(ctx context.Context, s streams) error {
	dir, remove, err := c.folder()
	if err != nil {
		return err
	}
	defer remove()
	if c.Patience == 0 {
		c.Patience = 20 * time.Minute
		if c.L1 != "" {
			c.Patience = 2 * time.Hour // Ethereum takes some 15 minutes to finality, and a block every 12 s
		}
	}
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	enough := time.AfterFunc(c.Patience, func() {
		giveUp(fault.New(codeDemo, "the demo has taken longer than %s", c.Patience).
			WithHint("--patience gives it more time; --verbose shows what it waits for"))
	})
	defer enough.Stop()
	level := config.Log{LogLevel: "error"}
	if c.Verbose {
		level.LogLevel = "info"
	}
	d := &demo{command: c, out: s.out, log: newLog(s.err, &level), story: dashboard.NewStory()}
	if d.transfer, err = wallet.ParseAmount(c.Amount); err != nil {
		return err
	}
	d.deposited = new(uint256.Int).Mul(d.transfer, uint256.NewInt(3))
	d.withdrawal = new(uint256.Int).Div(d.transfer, uint256.NewInt(2))
	if c.JSON {
		d.out = io.Discard
	}
	stop, err := d.show(c.Listen, func(url string) {
		if c.JSON {
			fmt.Fprintln(s.err, "watch it at", url)
		}
		d.say("demo", "watch it at %s", url)
	})
	if err != nil {
		return err
	}
	defer stop()
	d.done = func() error {
		enough.Stop()
		if c.JSON {
			printJSON(s.out, d.result())
		}
		if !c.Stay {
			return nil
		}
		s.patient()
		d.say("end", "all pages stay until you interrupt (Ctrl-C)")
		d.story.End()
		select {
		case <-ctx.Done():
			return nil
		case err := <-d.failed:
			return err
		}
	}
	if err := d.play(ctx, dir); err != nil {
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			err = context.Cause(ctx)
		}
		d.fail(err)
		return err
	}
	return nil
}

func (c *demoCommand) folder() (dir string, remove func(), err error) {
	if c.Data == "" {
		dir, remove, err = temporary("quarry-demo-")
		if c.L1 != "" { // the keys are there of what others' ether was given to
			remove = func() {}
		}
		return dir, remove, err
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
	command *demoCommand
	out     io.Writer
	log     *slog.Logger
	// What is moved, in wei.
	deposited, transfer, withdrawal *uint256.Int

	// embedded is the L1 in this process, nil on another.
	embedded  *embeddedL1
	url       string
	account   config.L1Account
	client    *l1.Client
	signer    l1.Signer
	endSigner func()
	addresses *contracts.Addresses

	a *assembly
	// failed says why a part of the rollup has ended.
	failed chan error
	bridge *bindings.Bridge
	chain  program.Config
	wallet *rpc.Client
	alice  *actor
	bob    *actor

	block uint64
	story *dashboard.Story
	// progress is that of the proof that was told last, hasTrace tells whether it is past
	// the trace.
	progress dashboard.Progress
	hasTrace bool
	looked   time.Time
	// done is called when all has been played, before anything ends.
	done func() error
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

// demoMessageFee is what waits on L1 for whoever settles the deposit.
var demoMessageFee = big.NewInt(1e14)

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
	genesis := &state.Genesis{
		Config:    program.Config{L2ChainID: starknet.MustShortString("QUARRY_DEMO"), L1ChainID: l1.DefaultChainID},
		Timestamp: uint64(time.Now().Unix()), Sequencer: starknet.NewFelt(0x5e90e9ce4), Prices: demoPrices,
	}
	defer d.closeL1()
	if err := d.keep(dir); err != nil {
		return err
	}
	if err := d.openL1(ctx, dir, genesis); err != nil {
		return err
	}
	if err := d.openNode(ctx, dir, genesis); err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	var parts sync.WaitGroup
	d.failed = make(chan error, 1)
	parts.Go(func() {
		if err := d.a.run(running, func() {}); err != nil {
			d.failed <- err
		}
	})
	defer func() {
		if d.wallet != nil {
			d.wallet.Close()
		}
		stop()
		parts.Wait()
		d.a.close()
	}()
	d.chain = genesis.Config
	for _, act := range []func(context.Context) error{d.open, d.deposit, d.transact, d.seal, d.settle, d.claim, d.giveBack} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	d.say("end", "Alice sent Bob %s ETH, and it is final: proved, verified on Ethereum, paid out", eth(d.transfer))
	return d.done()
}

// openNode puts the sequencer together, with prover and settler.
func (d *demo) openNode(ctx context.Context, dir string, genesis *state.Genesis) (err error) {
	d.a = &assembly{dir: dir, log: d.log, registry: newRegistry()}
	r := &config.Rollup{
		Prover: "embedded", L1URL: d.url, L1Origin: d.addresses.Block, L1Depth: embeddedDepth, L1Every: embeddedBlockTime / 2,
		Availability: availability(d.command.Blobs),
	}
	s := &config.Settlement{Settle: true, SettlementListen: "127.0.0.1:0", MaxCost: "0.5", L1Account: d.account}
	o := &node.Options{
		Dir: filepath.Join(dir, chainFolder), Genesis: genesis, Solo: solo.Options{BlockTime: time.Minute, Idle: demoIdle},
		Mounts: []func(gin.IRouter){d.a.explorer()},
	}
	if d.a.rpc, err = listen("127.0.0.1:0"); err == nil {
		err = d.a.open(ctx, r, s, o)
	}
	if err != nil {
		d.a.close()
	}
	return err
}

// availability is the setting data_availability.
func availability(blobs bool) string {
	if blobs {
		return "blobs"
	}
	return "calldata"
}

// open connects the actors.
func (d *demo) open(ctx context.Context) (err error) {
	u := url.URL{Scheme: "http", Host: d.a.rpc.Addr().String(), Path: "/rpc/v0_10"}
	d.say("L2", "sequencer's Starknet RPC at %s, explorer at http://%s/explorer", u.String(), u.Host)
	d.say("prover", "service and dashboard at %s", d.a.service.url())
	if d.wallet, err = rpc.DialContext(ctx, u.String()); err != nil {
		return err
	}
	d.bridge, err = bindings.NewBridge(d.addresses.Bridge, d.client)
	return err
}

// deposit has Alice bring ETH to L2.
func (d *demo) deposit(ctx context.Context) error {
	amount := d.deposited.ToBig()
	tx, err := d.transactL1(ctx, d.alice, new(big.Int).Add(amount, demoMessageFee), func(o *bind.TransactOpts) (*types.Transaction, error) {
		address := starknet.IntegerFromFelt(&d.alice.address)
		return d.bridge.Deposit(o, amount, address.ToBig())
	})
	if err != nil {
		return err
	}
	d.at(dashboard.AtDeposit, dashboard.Active, "L1", fmt.Sprintf("Alice deposits %s ETH for %s (gas %d)", eth(d.deposited), starknet.FormatFelt(&d.alice.address), tx.GasUsed),
		plain("deposit", "Amount (ETH)", eth(d.deposited)), gasFigure("deposit_gas", "Gas", tx.GasUsed), plain("deposit_l1_block", "L1 block", tx.BlockNumber.Uint64()))
	d.explorer(dashboard.AtDeposit, "Alice's account", "account/%s", starknet.FormatFelt(&d.alice.address))
	return d.until(ctx, func() (bool, error) {
		open := d.a.node.Chain().Open()
		if open == nil {
			return false, nil
		}
		a, ok := open.Account(&d.alice.address)
		return ok && !a.Balance.IsZero(), nil
	})
}

// transactL1 sends a transaction of an actor's on L1, and waits for it.
func (d *demo) transactL1(ctx context.Context, a *actor, value *big.Int, send func(*bind.TransactOpts) (*types.Transaction, error)) (*types.Receipt, error) {
	o, err := bind.NewKeyedTransactorWithChainID(a.l1, d.client.Chain())
	if err != nil {
		return nil, err
	}
	o.Context, o.Value = ctx, value
	tx, err := send(o)
	if err != nil {
		return nil, fault.Wrap(l1.Quiet(err), codeDemo, "%s's transaction on L1 is refused", a.name)
	}
	receipt, err := bind.WaitMined(ctx, d.client, tx)
	if err == nil && receipt.Status != types.ReceiptStatusSuccessful {
		err = fault.New(codeDemo, "%s's transaction on L1 has reverted", a.name)
	}
	return receipt, err
}

// transact has Alice and Bob do what they do on L2.
func (d *demo) transact(ctx context.Context) error {
	d.at(dashboard.AtDeposit, dashboard.Passed, "L2", "the deposit is in the block that is being built")
	if err := d.deploy(ctx, d.alice); err != nil {
		return err
	}
	if err := d.invoke(ctx, d.alice, starknet.Transfer{Recipient: d.bob.address, Amount: *d.transfer}); err != nil {
		return err
	}
	d.at(dashboard.AtMempool, dashboard.Active, "L2", fmt.Sprintf("Alice has sent Bob %s ETH", eth(d.transfer)))
	if err := d.deploy(ctx, d.bob); err != nil {
		return err
	}
	if err := d.invoke(ctx, d.bob, starknet.Withdrawal{Recipient: starknet.EthAddress(d.bob.l1Address()), Amount: *d.withdrawal}); err != nil {
		return err
	}
	d.at(dashboard.AtMempool, dashboard.Passed, "L2", fmt.Sprintf("Bob withdraws %s ETH to %s", eth(d.withdrawal), short(d.bob.l1Address())),
		plain("sent", "Transactions", d.alice.nonce+d.bob.nonce))
	d.at(dashboard.AtBlock, dashboard.Active, "", "")
	return nil
}

func (d *demo) deploy(ctx context.Context, a *actor) error {
	t := &starknet.DeployAccountV3{ClassHash: starknet.AccountClassHash, ConstructorCalldata: []starknet.Felt{a.public}}
	if err := d.send(ctx, a, t, "starknet_addDeployAccountTransaction"); err != nil {
		return err
	}
	d.at(dashboard.AtMempool, dashboard.Active, "L2", a.name+" has deployed an account")
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
	d.explorer(dashboard.AtMempool, fmt.Sprintf("%s's transaction %d", a.name, a.nonce), "transaction/%s", starknet.FormatFelt((*starknet.Felt)(&sent.Hash)))
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
	store := d.a.node.Chain().Store()
	if err := d.until(ctx, func() (bool, error) { return store.Head().Number > 0 && d.a.node.Chain().Open() == nil, nil }); err != nil {
		return err
	}
	d.block = store.Head().Number
	b, err := store.Block(d.block)
	if err != nil {
		return err
	}
	root := starknet.FormatFelt(&b.StateRoot)
	d.at(dashboard.AtBlock, dashboard.Passed, "L2", fmt.Sprintf("block %d is sealed: %d transactions, state root %s", d.block, len(b.Transactions), clipped(root)),
		plain("block", "Block", d.block), plain("transactions", "Transactions", len(b.Transactions)), hashFigure("state_root", "State root", root),
		hashFigure("block_hash", "Hash", starknet.FormatFelt(&b.Hash)))
	d.explorer(dashboard.AtBlock, "The block", "block/%d", d.block)
	return nil
}

// settle follows the last block to finality.
func (d *demo) settle(ctx context.Context) error {
	for _, stage := range []chain.Stage{chain.Proving, chain.Proved, chain.L1Submitted, chain.L1Included, chain.L1Safe, chain.L1Finalized} {
		var f *chain.Finality
		if err := d.until(ctx, func() (reached bool, err error) {
			if err := d.trouble(); err != nil {
				return false, err
			}
			if stage == chain.Proved {
				d.followProof(ctx)
			}
			f, err = d.a.node.Chain().Store().Finality(d.block)
			return err == nil && f.Stage >= stage, err
		}); err != nil {
			return err
		}
		if err := d.tellStage(ctx, stage, f); err != nil {
			return err
		}
	}
	return nil
}
