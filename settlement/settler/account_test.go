package settler_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// Another program that sends with the operator's account and takes the nonce of an update
// is noticed, and the update is sent anew, whether the settler or only its manager was
// there when that became final.
func TestForeignAccount(t *testing.T) {
	for name, meanwhile := range map[string]func(w *world){
		"running": func(*world) {},
		"ended": func(w *world) {
			for range 3 {
				if err := w.manager.Step(t.Context()); err != nil {
					t.Fatal(err)
				}
				w.now = w.now.Add(time.Minute)
			}
			if all := w.manager.Transactions(); len(all) != 1 || all[0].Outcome != l1.Displaced {
				t.Fatalf("%+v", all)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, settlertest.Options{})
			w.blocks.Seal(1)
			for len(w.manager.Transactions()) == 0 {
				w.step()
			}
			sent := w.manager.Transactions()[0]
			w.foreign(sent.Nonce)
			w.Commit()
			if err := w.Chain.Finalize(); err != nil {
				t.Fatal(err)
			}
			meanwhile(w)
			for range 4 {
				w.step()
				w.now = w.now.Add(time.Minute)
			}
			w.settle(1)
			w.final(1)
			o := w.settler.Overview()
			if o.Foreign == nil || o.Foreign.Count != 1 || o.Foreign.Nonce != sent.Nonce {
				t.Errorf("%+v", o.Foreign)
			}
			all := w.manager.Transactions()
			if len(all) != 2 || all[0].Outcome != l1.Displaced || all[1].Outcome != l1.Succeeded {
				t.Errorf("%+v", all)
			}
			if b := w.block(1); b.Sending != 1 || b.Jobs[settler.Update].Attempts > 2 {
				t.Errorf("%+v", b)
			}
		})
	}
}

// foreign sends a transaction with the operator's account past the settler, dearer than
// the settler's own.
func (w *world) foreign(nonce uint64) {
	w.TB.Helper()
	tx, err := types.SignNewTx(settlertest.Key(1), types.LatestSignerForChainID(w.Client.Chain()), &types.DynamicFeeTx{
		ChainID: w.Client.Chain(), Nonce: nonce, Gas: 21000, GasFeeCap: big.NewInt(100e9), GasTipCap: big.NewInt(50e9), To: &common.Address{1},
	})
	if err == nil {
		err = w.Client.SendTransaction(w.TB.Context(), tx)
	}
	if err != nil {
		w.TB.Fatal(err)
	}
	w.Chain.Pending() // the node has sorted it in
}
