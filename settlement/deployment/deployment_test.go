package deployment

import (
	"context"
	"errors"
	"math/big"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
	"quarry/prover/stone"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/l1"
	"quarry/settlement/settler/settlertest"
)

// options are those of a small rollup.
func options() *contracts.Options {
	// the start section of proof mode, and nothing to run
	block := &verifier.Program{Builtins: 1}
	for _, cell := range []uint64{0x40780017fff7fff, 1, 0x1104800180018000, 4, 0x10780017fff7fff, 0, 0x208b7fff7fff7ffe} {
		block.Cells = append(block.Cells, fp.NewElement(cell))
	}
	return &contracts.Options{
		Verifier:  verifier.Policy{Layout: "recursive", Version: stone.V3, SecurityFloor: 96},
		Program:   block,
		L1ChainID: l1.DefaultChainID, L2ChainID: settlertest.L2ChainID, Delays: contracts.DefaultDelays(), Limits: contracts.NoLimits(),
		Operators: []common.Address{settlertest.Address(1)}, Endowment: big.NewInt(7),
	}
}

func start(t *testing.T) *l1.Chain {
	t.Helper()
	_, alloc, err := rehearsalAccount()
	if err != nil {
		t.Fatal(err)
	}
	for _, account := range alloc {
		alloc[settlertest.Address(0)] = account
	}
	alloc[settlertest.Address(3)] = alloc[settlertest.Address(0)]
	alloc[settlertest.Address(2)] = alloc[settlertest.Address(0)]
	poor := alloc[settlertest.Address(2)]
	poor.Balance = big.NewInt(1e9)
	alloc[settlertest.Address(2)] = poor
	chain, err := l1.StartChain(l1.ChainOptions{Alloc: alloc, BlockTime: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { chain.Close() })
	return chain
}

// A deployment that ends in the midst goes on where it was, and makes nothing twice.
func TestBrokenOff(t *testing.T) {
	chain, ctx := start(t), context.Background()
	store, err := l1.OpenStore(filepath.Join(t.TempDir(), "transactions"))
	if err != nil {
		t.Fatal(err)
	}
	var addresses contracts.Addresses
	o := Options{Client: chain.Client(), Signer: l1.NewKeySigner(settlertest.Key(0)), Store: store, Poll: 10 * time.Millisecond}
	breakAt := 5
	seen, known := 0, 0
	runs, endowed := 0, false
	var first common.Hash
	for ; ; runs++ {
		run, cancel := context.WithCancel(ctx)
		seen, known = 0, 0
		o.Events = func(s Step) {
			if seen++; seen == 1 {
				first = s.Transaction
			}
			if s.Known {
				known++
			}
			if s.Number == breakAt {
				cancel()
			}
		}
		d, err := Open(ctx, o, Rollup(options(), &addresses))
		if err != nil {
			t.Fatal(err)
		}
		e, err := d.Estimate(ctx)
		if err != nil || d.Check(e) != nil {
			t.Fatal(e, err)
		}
		// What the bridge has been given is not needed once more.
		given := new(big.Int).Sub(e.Cost, new(big.Int).Mul(e.Price, new(big.Int).SetUint64(e.Gas)))
		if left := d.costs[e.Done:]; given.Sign() > 0 != slices.ContainsFunc(left, func(c Cost) bool { return c.Value != nil }) {
			t.Errorf("%s wei are to be given after %d of %d transactions", given, e.Done, e.Transactions)
		} else if given.Sign() == 0 {
			endowed = true
		}
		err = d.Run(run)
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		breakAt += 9
	}
	nonce, err := chain.Client().NonceAt(ctx, settlertest.Address(0), nil)
	if err != nil || runs < 2 || int(nonce) != seen || known == 0 || !endowed {
		t.Errorf("%d runs, endowed before the last: %t, nonce %d, %d transactions, %d of them known: %v", runs, endowed, nonce, seen, known, err)
	}
	if code, err := chain.Client().CodeAt(ctx, addresses.Core, nil); err != nil || len(code) == 0 {
		t.Error("no core contract", addresses, err)
	}
	if receipt, err := chain.Client().TransactionReceipt(ctx, first); err != nil || receipt.BlockNumber.Uint64() != addresses.Block+1 {
		t.Error(receipt, addresses.Block, err)
	}

	// All is done: nothing is left to pay, and doing it again changes nothing.
	again := addresses
	d, err := Open(ctx, o, Rollup(options(), &again))
	if err != nil {
		t.Fatal(err)
	}
	if e, err := d.Estimate(ctx); err != nil || e.Cost.Sign() != 0 || e.Done != e.Transactions {
		t.Error(e, err)
	}
	if err := d.Run(ctx); err != nil || again != addresses {
		t.Error(again, addresses, err)
	}

	// Other options are another deployment.
	other := options()
	other.Verifier.SecurityFloor = 97
	if d, err = Open(ctx, o, Rollup(other, &again)); err != nil {
		t.Fatal(err)
	}
	if err := d.Run(ctx); !has(err, CodeOther) {
		t.Error(err)
	}
	// So is another account.
	o.Signer = l1.NewKeySigner(settlertest.Key(3))
	if _, err = Open(ctx, o, Rollup(options(), &again)); !has(err, l1.CodeKey) {
		t.Error(err)
	}
}

func has(err error, code fault.Code) bool { return errors.Is(err, &fault.Error{Code: code}) }

func TestCosts(t *testing.T) {
	chain, ctx := start(t), context.Background()
	var addresses contracts.Addresses
	open := func(key int, most *big.Int) (*Deployment, *Estimate) {
		t.Helper()
		d, err := Open(ctx, Options{
			Client: chain.Client(), Signer: l1.NewKeySigner(settlertest.Key(key)), Store: l1.NewMemoryStore(), MaxCost: most,
		}, Rollup(options(), &addresses))
		if err != nil {
			t.Fatal(err)
		}
		e, err := d.Estimate(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return d, e
	}
	d, e := open(2, nil)
	if err := d.Check(e); !has(err, l1.CodeBalance) || e.Gas < 30_000_000 {
		t.Error(e, err)
	}
	d, e = open(0, big.NewInt(1e9))
	if err := d.Check(e); !has(err, CodeCost) {
		t.Error(e, err)
	}
	sum := new(big.Int)
	for i := range d.costs {
		sum.Add(sum, d.cap(i))
	}
	if sum.Cmp(d.options.MaxCost) > 0 {
		t.Errorf("the parts sum up to %s", sum)
	}
	// What can't be deployed is noticed before anything is sent.
	bad := options()
	bad.Operators[0] = common.Address{}
	bad.Delays.Freeze = time.Nanosecond
	if _, err := Open(ctx, d.options, Rollup(bad, &addresses)); !has(err, contracts.CodeOptions) {
		t.Error(err)
	}
}

// Another program that takes the nonce of one of the transactions ends the deployment, and
// whoever goes on with it is told to begin anew.
func TestDisplaced(t *testing.T) {
	chain, err := l1.StartChain(l1.ChainOptions{Alloc: types.GenesisAlloc{settlertest.Address(0): {Balance: settlertest.Ether(1)}}})
	if err != nil {
		t.Fatal(err)
	}
	defer chain.Close()
	work := func(ctx context.Context, d *verifier.Deployer) error {
		_, err := d.Transact(ctx, nil, nil, []byte{0}) // a contract without code
		return err
	}
	client, signer := chain.Client(), l1.NewKeySigner(settlertest.Key(0))
	run := func(ctx context.Context, o Options) error {
		t.Helper()
		d, err := Open(t.Context(), o, work)
		if err != nil {
			t.Fatal(err)
		}
		return d.Run(ctx)
	}
	ctx, cancel := context.WithCancel(t.Context())
	o := Options{Client: client, Signer: signer, Store: l1.NewMemoryStore(), Sent: cancel}
	if err := run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	foreign, err := signer.Sign(t.Context(), types.NewTx(&types.DynamicFeeTx{
		ChainID: client.Chain(), Gas: 21000, GasFeeCap: big.NewInt(100e9), GasTipCap: big.NewInt(50e9), To: &common.Address{5},
	}), client.Chain())
	if err == nil {
		err = client.SendTransaction(t.Context(), foreign)
	}
	if err != nil {
		t.Fatal(err)
	}
	chain.Pending() // the node has sorted it in
	if _, err := chain.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := chain.Finalize(); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	manager, err := l1.OpenManager(t.Context(), l1.ManagerOptions{Client: client, Signer: signer, Store: o.Store, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := manager.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Minute)
	}
	o.Sent = nil
	var f *fault.Error
	if err := run(t.Context(), o); !errors.As(err, &f) || f.Code != l1.CodeNonce || f.Hint == "" {
		t.Fatal(err)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	f := &File{L1ChainID: 5, L2ChainID: "X", Addresses: contracts.Addresses{Core: common.Address{1}, Bridge: common.Address{2}, Block: 9}}
	if err := f.Write(path); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadFile(path); err != nil || *got != *f {
		t.Error(got, err)
	}
	if err := (&File{}).Write(path); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(path); !has(err, CodeFile) {
		t.Error(err)
	}
	if _, err := ReadFile(path + "x"); !has(err, CodeFile) {
		t.Error(err)
	}
	if err := f.Write(filepath.Join(path, "in", "a", "file")); !has(err, CodeFile) {
		t.Error(err)
	}
}
