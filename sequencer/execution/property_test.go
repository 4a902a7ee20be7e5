package execution

import (
	"context"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"
	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/prover/cairo"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// world is a chain beside its model.
type world struct {
	model
	users    []*user
	executor *Executor
	state    *state.State
	deposits uint64
	// in and out are what has been deposited and withdrawn.
	in, out uint256.Int
}

type tester interface {
	Fatal(...any)
	Fatalf(string, ...any)
	Cleanup(func())
	Context() context.Context
}

func openState(t tester) *state.State {
	db, err := state.OpenDatabase("db", state.DatabaseOptions{FS: vfs.NewMem(), Cache: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := state.Open(db, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newWorld has users, the first ones with deployed accounts, then some that have a
// balance only.
func newWorld(t tester, users, deployed, funded int, balance uint256.Int) *world {
	w := &world{executor: NewExecutor(testConfig(), starknet.NewVerifier(0), 2), state: openState(t)}
	for i := range users {
		w.users = append(w.users, newUser(uint64(i)))
	}
	for i, u := range w.users[:funded] {
		a := state.GenesisAccount{Address: u.address, Balance: balance}
		if i < deployed {
			a.ClassHash, a.PublicKey = starknet.AccountClassHash, u.public
		}
		w.accounts = append(w.accounts, a)
	}
	g := &state.Genesis{Config: testConfig(), Sequencer: newUser(1 << 40).address, Accounts: slices.Clone(w.accounts)}
	if err := w.state.Init(t.Context(), g, nil); err != nil {
		t.Fatal(err)
	}
	w.config = testConfig()
	w.header = program.Header{Timestamp: 1_800_000_000, Sequencer: g.Sequencer, Prices: program.Prices{L1: 30e9, L2: 2e9, L1Data: 5e9}}
	w.next(g.BlockHash())
	return w
}

func (w *world) begin(t tester) *Overlay {
	v, err := w.state.View()
	if err != nil {
		t.Fatal(err)
	}
	o, err := w.executor.Begin(v, w.header)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// step is a drawn transaction, and whether its signature is valid.
type step struct {
	tx    starknet.Transaction
	valid bool
}

func (w *world) drawRecipient(t *rapid.T) fp.Element {
	switch rapid.IntRange(0, 9).Draw(t, "recipient's kind") {
	case 0:
		return fp.NewElement(rapid.Uint64Range(2, 9).Draw(t, "recipient"))
	case 1:
		e, _ := starknet.FeltFromInteger(new(uint256.Int).SubUint64(addressBound, rapid.Uint64Range(1, 4).Draw(t, "recipient")))
		return e
	case 2:
		return w.header.Sequencer
	}
	return rapid.SampledFrom(w.users).Draw(t, "recipient").address
}

// drawAmount draws amounts around what an account has.
func (w *world) drawAmount(t *rapid.T, from fp.Element, k program.Kind, tip uint64) uint256.Int {
	var have uint256.Int
	if a := w.find(from); a != nil {
		have = a.Balance
	}
	fee := w.fee(k, tip)
	switch rapid.IntRange(0, 5).Draw(t, "amount's kind") {
	case 0: // all that is left after the fee, or one more
		if have.Lt(&fee) {
			return have
		}
		have.Sub(&have, &fee)
		return *have.AddUint64(&have, rapid.Uint64Range(0, 1).Draw(t, "more"))
	case 1:
		return uint256.Int{0, 0, rapid.Uint64Range(0, 1).Draw(t, "high")}
	}
	return *uint256.NewInt(rapid.Uint64Range(0, 3e18).Draw(t, "amount"))
}

// drawStep draws a transaction that fits the model, mostly; or one that can't be in
// the block, now and then.
func (w *world) drawStep(t *rapid.T) step {
	u := rapid.SampledFrom(w.users).Draw(t, "user")
	kind := program.Kind(rapid.SampledFrom([]int{0, 0, 0, 1, 2, 3}).Draw(t, "kind"))
	if kind == program.Deposit {
		return step{w.drawDeposit(t), true}
	}
	var nonce uint64
	if a := w.find(u.address); a != nil {
		nonce = a.Nonce
	}
	s := step{valid: true}
	var tx starknet.AccountTransaction
	tip := rapid.Uint64Range(0, 1e9).Draw(t, "tip")
	switch kind {
	case program.Transfer:
		tx = u.invoke(nonce, tip, starknet.Transfer{Recipient: w.drawRecipient(t), Amount: w.drawAmount(t, u.address, kind, tip)})
	case program.Withdrawal:
		tx = u.invoke(nonce, tip, starknet.Withdrawal{
			Recipient: starknet.EthAddress{19: byte(rapid.IntRange(1, 255).Draw(t, "L1"))}, Amount: w.drawAmount(t, u.address, kind, tip)})
	case program.Deploy:
		tx = u.deploy()
	}
	fault := rapid.IntRange(0, 30).Draw(t, "fault")
	v := tx.Common()
	switch {
	case fault == 0 && kind != program.Deploy:
		v.Nonce += rapid.SampledFrom([]uint64{1, 2, ^uint64(0)}).Draw(t, "nonce")
		if v.Nonce == ^uint64(0) {
			v.Nonce = 1
		}
	case fault == 1:
		v.Bounds.L2Gas.MaxPrice = *uint256.NewInt(w.header.Prices.L2 - 1)
	case fault == 2:
		v.Bounds.L1DataGas.MaxPrice = *uint256.NewInt(w.header.Prices.L1Data - 1)
	case fault == 3:
		v.Bounds.L1Gas = starknet.ResourceBound{} // takes none
	}
	u.sign(tx)
	if fault == 4 {
		one := fp.One()
		v.Signature[0].Add(&v.Signature[0], &one)
		s.valid = false
	}
	s.tx = tx
	return s
}

func (w *world) drawDeposit(t *rapid.T) *starknet.L1Handler {
	w.deposits++
	to := w.drawRecipient(t)
	low := fp.NewElement(rapid.Uint64Range(0, 5e18).Draw(t, "amount"))
	d := deposit(w.deposits, to, low, fp.Element{})
	big, _ := starknet.FeltFromInteger(&uint256.Int{0, 0, 1})
	most, _ := starknet.FeltFromInteger(&uint256.Int{^uint64(0), ^uint64(0)})
	switch rapid.IntRange(0, 20).Draw(t, "deposit's fault") {
	case 0:
		d.Calldata[0] = fp.NewElement(7)
	case 1:
		d.Contract = program.Token
	case 2:
		d.Selector = starknet.SelectorTransfer
	case 3:
		d.Calldata = append(d.Calldata, fp.One())
	case 4:
		d.Calldata = d.Calldata[:rapid.IntRange(1, 3).Draw(t, "length")]
	case 5:
		d.Calldata[1].SetZero()
	case 6:
		bound, _ := starknet.FeltFromInteger(addressBound)
		d.Calldata[1] = bound
	case 7:
		d.Calldata[2] = big
	case 8:
		d.Calldata[3] = fp.One()
	case 9:
		d.Calldata[2] = most // an account that has anything can't take it
		if a := w.find(to); a == nil || a.Balance.IsZero() {
			d.Calldata[2] = low
		}
	}
	return d
}

// apply applies a step to the overlay and to the model, and compares. It says
// whether the transaction is in the block.
func (w *world) apply(t tester, o *Overlay, s step) bool {
	checked, err := w.executor.Check(s.tx)
	if err != nil {
		t.Fatal(err)
	}
	before := w.supply()
	status, code := w.model.apply(s.tx, s.valid)
	r, err := o.Apply(checked)
	if fault.CodeOf(err) != code {
		t.Fatalf("Apply says %v, the model %q", err, code)
	}
	if err != nil {
		if !Invalid(err) {
			t.Fatalf("%v is not taken for the transaction's fault", err)
		}
		return false
	}
	if r.Status != status || (r.RevertReason != "") != (status == program.Reverted) || r.Hash != s.tx.Hash(&w.config.L2ChainID) {
		t.Fatalf("receipt %v, want status %d", r, status)
	}
	w.checkSupply(t, checked, status, before)
	return true
}

// checkSupply demands that what there is changes by deposits and withdrawals only.
func (w *world) checkSupply(t tester, c *Transaction, status program.Status, before uint256.Int) {
	if status == program.Succeeded {
		switch c.Kind {
		case program.Withdrawal:
			before.Sub(&before, &c.Amount)
			w.out.Add(&w.out, &c.Amount)
		case program.Deposit:
			amount := starknet.IntegerFromFelt(&c.Message.Payload[1])
			before.Add(&before, &amount)
			w.in.Add(&w.in, &amount)
		}
	}
	if after := w.supply(); after != before {
		t.Fatalf("the supply is %s, want %s", after.Dec(), before.Dec())
	}
}

// checkAccounts compares all accounts of an overlay with the model.
func (w *world) checkAccounts(t tester, o *Overlay) {
	for i := range w.accounts {
		want := &w.accounts[i]
		a, err := o.Account(&want.Address)
		if err != nil {
			t.Fatal(err)
		}
		if got := (state.GenesisAccount{Address: a.Address, ClassHash: a.ClassHash, PublicKey: a.PublicKey, Nonce: a.Nonce, Balance: a.Balance}); got != *want {
			t.Fatalf("account %d is %v, want %v", i, got, *want)
		}
	}
}

// seal ends the block on both sides, and compares.
func (w *world) seal(t tester, o *Overlay) *Sealed {
	b, err := o.Seal()
	if err != nil {
		t.Fatal(err)
	}
	root, hash := w.model.seal()
	if b.Root != root || b.Hash != hash {
		t.Fatalf("block %d has root %v and hash %v, want %v and %v", w.header.Number, b.Root, b.Hash, root, hash)
	}
	return b
}

// predicted is the output that the program will write.
func predicted(t tester, b *Sealed) []fp.Element {
	o, err := program.NewOutput(&b.Block, b.Witness)
	if err != nil {
		t.Fatal(err)
	}
	if o.StateRootBefore != b.OldRoot || o.StateRootAfter != b.Root || o.BlockHash != b.Hash {
		t.Fatal("the predicted output has other roots or another hash")
	}
	return o.Words()
}

func TestBlocksAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, 6, 3, 5, ether(5))
		follower := openState(t) // follows by the diffs alone
		g := &state.Genesis{Config: testConfig(), Sequencer: w.header.Sequencer, Accounts: slices.Clone(w.accounts)}
		if err := follower.Init(t.Context(), g, nil); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 3).Draw(t, "blocks") {
			if rapid.IntRange(0, 4).Draw(t, "free") == 0 {
				w.header.Prices = program.Prices{}
			}
			o := w.begin(t)
			var included []starknet.Transaction
			for range rapid.IntRange(0, 12).Draw(t, "transactions") {
				if rapid.IntRange(0, 5).Draw(t, "rewind") == 0 {
					w.detour(t, o)
				}
				s := w.drawStep(t)
				if w.apply(t, o, s) {
					included = append(included, s.tx)
				}
			}
			w.checkAccounts(t, o)
			load := o.Load(true)
			b := w.seal(t, o)
			if exact := b.Load(true); load != exact {
				// The neighbour of a new sequencer's account may be open already.
				if load.Opened--; load != exact {
					t.Fatalf("the load is %+v, want %+v", load, exact)
				}
			}
			w.checkAgain(t, o.View(), b, included)
			follow(t, follower, b)
			predicted(t, b)
			if err := w.state.Commit(b.Plan, nil); err != nil {
				t.Fatal(err)
			}
			w.header.Prices = program.Prices{L1: 30e9, L2: 2e9, L1Data: 5e9}
			w.next(b.Hash)
		}
	})
}

// detour applies some transactions and takes them back.
func (w *world) detour(t *rapid.T, o *Overlay) {
	model, deposits, in, out := w.model.clone(), w.deposits, w.in, w.out
	mark := o.Checkpoint()
	for range rapid.IntRange(1, 4).Draw(t, "detour") {
		w.apply(t, o, w.drawStep(t))
	}
	if rapid.Bool().Draw(t, "seal") {
		if _, err := o.Seal(); err != nil {
			t.Fatal(err)
		}
	}
	o.Rewind(mark)
	w.model, w.deposits, w.in, w.out = model, deposits, in, out
	w.checkAccounts(t, o)
}

// checkAgain makes the same block as a validator does.
func (w *world) checkAgain(t *rapid.T, v *state.View, b *Sealed, transactions []starknet.Transaction) {
	checked, err := w.executor.CheckMany(t.Context(), transactions)
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.executor.Execute(t.Context(), v, b.Block.Header, checked)
	if err != nil {
		t.Fatal(err)
	}
	one, err1 := b.Input()
	two, err2 := again.Input()
	if again.Hash != b.Hash || err1 != nil || err2 != nil || string(one) != string(two) {
		t.Fatalf("the same block again is another: %v, %v", err1, err2)
	}
}

// follow applies the block's diff to a state that knows nothing else.
func follow(t *rapid.T, follower *state.State, b *Sealed) {
	words := b.Diff.Words()
	diff, err := program.ParseStateDiff(words, false)
	if err != nil {
		t.Fatal(err)
	}
	v, err := follower.View()
	if err != nil {
		t.Fatal(err)
	}
	p, err := state.ApplyDiff(v, diff)
	if err != nil {
		t.Fatal(err)
	}
	if p.Root != b.Root {
		t.Fatal("the diff leads to another root")
	}
	if err := follower.Commit(p, nil); err != nil {
		t.Fatal(err)
	}
}

// The program writes what execution predicts, for blocks of all kinds: it is run,
// with the witness of the state, and checks every step of it.
func TestProgramAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, 5, 3, 4, ether(5))
		o := w.begin(t)
		for range rapid.IntRange(0, 12).Draw(t, "transactions") {
			w.apply(t, o, w.drawStep(t))
		}
		b := w.seal(t, o)
		blobs := rapid.Bool().Draw(t, "blobs")
		if blobs { // the commitments are the caller's affair, and may be any here
			b.Block.Commitments = make([][48]byte, program.BlobCount(len(b.Diff.Words())))
		}
		input, err := b.Input()
		if err != nil {
			t.Fatal(err)
		}
		r, err := cairo.Execute(t.Context(), cairo.Options{
			Program: program.Compiled(), Input: input, Layout: program.Layout, ProofMode: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []fp.Element
		for _, v := range r.Output() {
			got = append(got, v.Felt())
		}
		if !slices.Equal(got, predicted(t, b)) {
			t.Fatal("the program writes something else")
		}
		if load := b.Load(blobs); load.Cost().Steps < r.ProgramSteps() || load.Cost().OutputWords < len(got) {
			t.Fatalf("the program takes %d steps, more than %+v", r.ProgramSteps(), load.Cost())
		}
	})
}
