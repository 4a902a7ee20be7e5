package sequencing_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/settlement/settler/settlertest"
)

// L1 is asked again for the messages of a block that is open, as long as it is, and by a
// process that begins anew: one that its sender takes back meanwhile is gone.
func TestOpenBlock(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{})
	db := chaintest.Database(t, vfs.NewMem(), "db")
	d := watch(t, w, db)
	auth := *w.Governor
	auth.Value = big.NewInt(5)
	for i := range int64(3) {
		w.Transact(w.Core.SendMessageToL2(&auth, big.NewInt(1), big.NewInt(10+i), nil))
	}
	for range depth {
		w.Commit()
	}
	all := pending(t, d, 0, 0, 1, 2)
	w.Transact(w.Core.StartL1ToL2MessageCancellation(w.Governor, big.NewInt(1), big.NewInt(11), nil, big.NewInt(1)))
	if _, err := w.Chain.AdvanceTime(time.Hour); err != nil {
		t.Fatal(err)
	}
	step := func() {
		t.Helper()
		if list := d.Pending(0, 2, 10); len(list) != 1 { // two are in the open block
			t.Fatalf("%+v", list)
		}
		if err := d.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	views := func(first, second chain.DepositView) {
		t.Helper()
		if v := d.Check(0, 0, &all[0]); v != first {
			t.Errorf("the first message: %d, want %d", v, first)
		}
		if v := d.Check(0, 1, &all[1]); v != second {
			t.Errorf("the second message: %d, want %d", v, second)
		}
	}
	step()
	views(chain.DepositSeen, chain.DepositSeen)
	w.Transact(w.Core.CancelL1ToL2Message(w.Governor, big.NewInt(1), big.NewInt(11), nil, big.NewInt(1)))
	step()
	views(chain.DepositSeen, chain.DepositUnknown)
	d = watch(t, w, db)
	if err := d.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	views(chain.DepositSeen, chain.DepositUnknown)
}
