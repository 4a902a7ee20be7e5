package settler_test

import (
	"slices"
	"testing"

	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// Blocks go through all their jobs, in order, and become final.
func TestBlocksAreSettled(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	w.blocks.Seal(3)
	w.step()
	b := w.is(1, settler.Update, settler.PendingVerification, "")
	if tx := w.manager.Transaction(b.Key); tx == nil || tx.State != l1.Submitted {
		t.Fatalf("%+v", tx)
	}
	w.is(2, settler.Update, settler.Created, "")
	w.settle(3)
	if got := w.Updates(); !slices.Equal(got, []uint64{1, 2, 3}) {
		t.Fatal(got)
	}
	w.final(3)
	want := []settler.Stage{settler.Proving, settler.Proved, settler.Submitted, settler.Included, settler.Finalized}
	got := slices.DeleteFunc(slices.Clone(w.stages.history[3]), func(s settler.Stage) bool { return s == settler.Safe })
	if !slices.Equal(got, want) {
		t.Fatal(w.stages.history[3])
	}
	if s := w.block(2).Settled; s == nil || s.Transaction != w.block(2).Transaction {
		t.Fatalf("%+v", s)
	}
	for n := range uint64(3) {
		if w.prover.Ordered(n+1) != 1 {
			t.Errorf("block %d was proved %d times", n+1, w.prover.Ordered(n+1))
		}
	}
}
