package settler_test

import (
	"context"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// fails steps and demands that L1 or L2 can't be read.
func (w *world) fails() {
	w.TB.Helper()
	if err := w.settler.Step(context.Background()); err == nil {
		w.TB.Fatal("a step in trouble says that all is well")
	}
}

// once demands that L1 holds these updates, each once and in order.
func (w *world) once(last uint64) {
	w.TB.Helper()
	var want []uint64
	for n := uint64(1); n <= last; n++ {
		want = append(want, n)
	}
	if got := w.Updates(); !slices.Equal(got, want) {
		w.TB.Fatalf("L1 holds the updates %v", got)
	}
}

// A reorganisation takes an update away: the same transaction comes back, or goes out
// again, and is followed again.
func TestReorganisation(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	w.blocks.Seal(2)
	parent := w.Commit()
	w.settle(2)
	b := w.is(1, settler.Track, settler.PendingVerification, "")
	if w.stages.last[1] < settler.Included {
		t.Fatal(w.stages.last)
	}
	if err := w.Chain.Fork(parent.Hash()); err != nil {
		t.Fatal(err)
	}
	w.Chain.Drop() // and no node remembers the transactions
	w.step()
	w.is(1, settler.Update, settler.PendingVerification, settler.CodeUpdate)
	if w.stages.last[1] != settler.Submitted {
		t.Fatalf("block 1 is %s", w.stages.last[1])
	}
	w.now = w.now.Add(10 * time.Minute)
	w.settle(2)
	w.once(2)
	w.final(2)
	if again := w.block(1); again.Key != b.Key {
		t.Fatalf("block 1 was sent under another key: %s, %s", b.Key, again.Key)
	}
	if w.prover.Ordered(1) != 1 {
		t.Fatal("block 1 was proved again")
	}
}

// Gas costs more than the update may: it waits, says why, and goes out when the cap is
// raised.
func TestGasSpike(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	w.config.MaxCost = big.NewInt(1e9) // not even a wei for each gas
	w.open()
	w.blocks.Seal(2)
	for range 3 {
		w.round()
		w.now = w.now.Add(time.Minute)
	}
	w.is(1, settler.Update, settler.PendingVerification, l1.CodeFeeCap)
	w.is(2, settler.Prove, settler.Completed, "")
	if _, err := w.settler.Retry(1, big.NewInt(1)); err == nil {
		t.Fatal("the cap of a transaction fell")
	}
	if _, err := w.settler.Retry(1, settlertest.Ether(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.settler.Requeue(2); err != nil {
		t.Fatal(err)
	}
	for range 6 {
		w.round()
		w.now = w.now.Add(time.Minute)
	}
	w.once(1)
	w.is(2, settler.Update, settler.PendingVerification, l1.CodeFeeCap)
}

// A transaction gets stuck: nodes forget it, time passes. It is sent again, called
// late, and watched to its end.
func TestStuck(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	w.blocks.Seal(1)
	w.step()
	w.Chain.Drop()
	w.Commit()
	if w.Settled() != 0 {
		t.Fatal("the transaction was not forgotten")
	}
	w.now = w.now.Add(time.Hour)
	w.step()
	w.is(1, settler.Update, settler.VerificationTimeout, settler.CodeTimeout)
	w.settle(1)
	w.once(1)
	w.final(1)
}

// The process ends between sending and inclusion, and everything but the disk is gone.
func TestRestart(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	w.blocks.Seal(3)
	for range 9 {
		w.step()
		w.open()
		w.Commit()
	}
	w.once(3)
	w.step()
	w.final(3)
	if w.prover.Ordered(2) != 1 {
		t.Fatal("a proof was made twice")
	}
	if n := len(w.manager.Transactions()); n != 3 {
		t.Fatalf("%d transactions for 3 blocks", n)
	}
}

// The contract refuses a proof: nothing is sent, the block is set aside with both
// verifiers' reasons, later blocks are proved but wait. Proved anew, all goes on.
func TestRejectedProof(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	bad := func(o *settler.Order) bool { return o.Block == 2 }
	w.prover.Bad = bad
	w.blocks.Seal(4)
	w.settle(1)
	for range 3 {
		w.round()
	}
	b := w.is(2, settler.Update, settler.Failed, settler.CodeRejected)
	if r := b.SetAside; r == nil || !strings.HasPrefix(r.Contract, "OodsMismatch") || !strings.Contains(r.Ours, "bad") || r.Proof != b.Proof {
		t.Fatalf("%+v", b.SetAside)
	}
	w.is(4, settler.Prove, settler.Completed, "")
	w.is(3, settler.Update, settler.Created, "")
	w.once(1)
	if n := len(w.manager.Transactions()); n != 1 {
		t.Fatalf("%d transactions", n)
	}
	if _, err := w.settler.Retry(2, nil); err == nil {
		t.Fatal("a refused proof is tried again")
	}
	// The same bytes again: they are not even tried.
	if _, err := w.settler.Requeue(2); err != nil {
		t.Fatal(err)
	}
	w.round()
	if b = w.is(2, settler.Update, settler.Failed, settler.CodeRejected); b.Round != 1 {
		t.Fatal(b.Round)
	}
	w.prover.Bad = nil
	if _, err := w.settler.Requeue(2); err != nil {
		t.Fatal(err)
	}
	w.settle(4)
	w.once(4)
}

// An update that passed its trial reverts, as the rollup was frozen meanwhile. It waits,
// and is sent anew when it is thawed.
func TestFrozen(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	w.blocks.Seal(1)
	w.settler.Step(context.Background())
	w.Chain.Drop()
	w.Transact(w.Core.Freeze(w.Governor))
	w.step() // sends the same transaction again
	w.Commit()
	w.step()
	b := w.is(1, settler.Update, settler.VerificationFailed, settler.CodeUpdate)
	if !strings.Contains(b.Jobs[settler.Update].Reason.Text, "IsFrozen") {
		t.Fatal(b.Jobs[settler.Update].Reason.Text)
	}
	for range 20 {
		w.now = w.now.Add(time.Minute)
		w.round()
	}
	w.is(1, settler.Update, settler.PendingRetry, settler.CodeReverts)
	w.Transact(w.Core.Unfreeze(w.Governor))
	w.now = w.now.Add(time.Minute)
	w.settle(1)
	w.once(1)
}

// The node is suddenly on another chain: nothing is sent, blocks are still proved, and
// all goes on when it is back.
func TestWrongChain(t *testing.T) {
	w := newWorld(t, settlertest.Options{Chain: l1.ChainOptions{Listen: "127.0.0.1:0"}})
	node := settlertest.NewNode(t, w.World)
	w.config.Client = node.Client(t)
	w.Client = w.config.Client
	w.open()
	w.step()
	for name, trouble := range map[string]interface{ Store(bool) }{"wrong chain": &node.WrongChain, "no connection": &node.Broken} {
		trouble.Store(true)
		w.blocks.Seal(1)
		sealed, _ := w.blocks.Sealed(context.Background())
		w.fails()
		w.is(sealed, settler.Prove, settler.Completed, "")
		w.is(sealed, settler.Update, settler.Created, "")
		if w.Chain.Pending() != 0 || w.settler.Overview().L1 == "" {
			t.Fatalf("%s: something was sent", name)
		}
		trouble.Store(false)
		w.settle(sealed)
	}
	w.once(2)
}

// The account runs dry, or may not settle: the update waits for as long as it takes.
func TestLowBalance(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	w.config.Manager = w.openManager(20, l1.NewMemoryStore())
	poor := settlertest.Address(20)
	var err error
	if w.settler, err = settler.Open(w.config); err != nil {
		t.Fatal(err)
	}
	w.blocks.Seal(1)
	waits := func(code string, text string) {
		t.Helper()
		for range 10 {
			w.now = w.now.Add(time.Minute)
			w.round()
		}
		j := w.block(1).Jobs[settler.Update]
		if j.Status != settler.PendingRetry || string(j.Reason.Code) != code || !strings.Contains(j.Reason.Text, text) || j.Attempts > 1 {
			t.Fatalf("%+v, %+v", j, j.Reason)
		}
	}
	waits(string(settler.CodeReverts), "NotOperator")
	w.Transact(w.Core.RegisterOperator(w.Governor, poor))
	waits(string(l1.CodeBalance), "may cost")
	w.pay(poor)
	w.now = w.now.Add(time.Minute)
	w.settle(1)
	w.once(1)
}

// pay gives an account an ether.
func (w *world) pay(to [20]byte) {
	w.TB.Helper()
	address := settlertest.Address(20)
	copy(address[:], to[:])
	nonce, err := w.Client.PendingNonceAt(context.Background(), w.Governor.From)
	if err != nil {
		w.TB.Fatal(err)
	}
	tx, err := w.Governor.Signer(w.Governor.From, types.NewTx(&types.DynamicFeeTx{
		ChainID: w.Client.Chain(), Nonce: nonce, To: &address, Value: settlertest.Ether(1), Gas: 21000,
		GasFeeCap: big.NewInt(1e11), GasTipCap: big.NewInt(1),
	}))
	if err == nil {
		err = w.Client.SendTransaction(context.Background(), tx)
	}
	w.Transact(tx, err)
}

// Two settlers settle the same blocks: each block once, and neither fails.
func TestTwoSettlers(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	second := w.config
	second.DB, second.Finality = database(t), nil
	second.Manager = w.openManager(2, l1.NewMemoryStore())
	other, err := settler.Open(second)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 24 {
		w.blocks.Seal(uint64(round % 2))
		steps := []*settler.Settler{w.settler, other}
		if round%3 == 0 {
			slices.Reverse(steps)
		}
		for i, s := range steps {
			if (round+i)%5 != 0 { // one is slow at times
				if err := s.Step(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.Commit()
		w.now = w.now.Add(20 * time.Second)
	}
	sealed, _ := w.blocks.Sealed(context.Background())
	w.settle(sealed)
	w.once(sealed)
	for range 20 { // what can only fail is voided, and pays for nothing but itself
		if err := other.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.round()
		w.now = w.now.Add(20 * time.Second)
	}
	w.final(sealed)
	for _, s := range []*settler.Settler{w.settler, other} {
		if n := len(s.Overview().Blocks); n != 0 {
			t.Fatalf("%d blocks are under way, the first: %+v", n, s.Overview().Blocks[0].Jobs[settler.Update].Reason)
		}
	}
}

// L1 has settled a block that this node does not have: it stops.
func TestConflict(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	w.blocks.Seal(1)
	w.settle(1)
	other := w.config
	other.DB, other.Finality, other.Blocks = database(t), nil, &settlertest.Blocks{Config: w.World.Config, Version: 7}
	other.Blocks.(*settlertest.Blocks).Seal(2)
	other.Manager = w.openManager(2, l1.NewMemoryStore())
	var err error
	if w.settler, err = settler.Open(other); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		w.round()
	}
	w.is(1, settler.Update, settler.Failed, settler.CodeConflict)
	if n := len(other.Manager.Transactions()); n != 0 {
		t.Fatalf("%d transactions", n)
	}
}

// The prover gives up on one block, and never ends another: the others are proved.
func TestProverTrouble(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	w.prover.Broken = func(o *settler.Order) bool { return o.Block == 2 }
	w.prover.Slow = func(o *settler.Order) bool { return o.Block == 3 }
	w.blocks.Seal(6)
	for range 30 {
		w.now = w.now.Add(5 * time.Minute)
		w.round()
	}
	b := w.is(2, settler.Prove, settler.Failed, settler.CodeProver)
	if j := b.Jobs[settler.Prove]; j.Attempts != 5 {
		t.Fatalf("%+v", j)
	}
	w.is(6, settler.Prove, settler.Completed, "")
	w.once(1)
	if j := w.block(3).Jobs[settler.Prove]; len(j.Past) == 0 || j.Past[0].Code != settler.CodeTimeout {
		t.Fatalf("%+v", j)
	}
	w.prover.Broken, w.prover.Slow = nil, nil
	if _, err := w.settler.Retry(2, nil); err != nil {
		t.Fatal(err)
	}
	if w.block(3).Jobs[settler.Prove].Status == settler.Failed {
		if _, err := w.settler.Retry(3, nil); err != nil {
			t.Fatal(err)
		}
	}
	w.now = w.now.Add(time.Hour)
	w.settle(6)
	w.once(6)
}

// L2 takes back a block that L1 has not settled, and makes another one.
func TestReplacedBlock(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	w.blocks.Seal(3)
	if _, err := w.settler.Pause(true, false, true); err != nil {
		t.Fatal(err)
	}
	w.round()
	first := w.is(2, settler.Prove, settler.Completed, "")
	w.blocks.Replace(2, 9)
	w.round()
	w.round()
	if b := w.is(2, settler.Prove, settler.Completed, ""); b.Hash == first.Hash || b.Proof == first.Proof {
		t.Fatal("the block was not replaced")
	}
	if _, err := w.settler.Pause(false, false, true); err != nil {
		t.Fatal(err)
	}
	w.settle(3)
	w.once(3)
}
