package settler_test

import (
	"context"
	"errors"
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

// watchfulSigner tells before it signs.
type watchfulSigner struct {
	l1.Signer
	before func()
}

// Sign implements l1.Signer.
func (s *watchfulSigner) Sign(ctx context.Context, tx *types.Transaction, chain *big.Int) (*types.Transaction, error) {
	s.before()
	return s.Signer.Sign(ctx, tx, chain)
}

// The node knows that a block was handed to L1 before anything is sent, so that it is not
// taken back if the process ends in between; and nothing is sent of a block that it does not
// have any more.
func TestHandedOver(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	signed := 0
	signer := &watchfulSigner{l1.NewKeySigner(settlertest.Key(1)), func() {
		signed++
		if w.stages.last[1] != settler.Submitted {
			t.Errorf("signed when the block is %s", w.stages.last[1])
		}
	}}
	manager, err := l1.OpenManager(t.Context(), l1.ManagerOptions{Client: w.Client, Signer: signer, Store: l1.NewMemoryStore()})
	if err != nil {
		t.Fatal(err)
	}
	w.manager, w.config.Manager = manager, manager
	gone := &refusing{stages: w.stages, refuse: true}
	w.config.Finality = gone
	if w.settler, err = settler.Open(w.config); err != nil {
		t.Fatal(err)
	}
	w.blocks.Seal(1)
	for range 3 {
		w.round()
		w.now = w.now.Add(time.Minute)
	}
	w.is(1, settler.Update, settler.PendingRetry, settler.CodeState)
	if signed > 0 || w.Settled() > 0 {
		t.Fatal("a block was sent that the node does not have")
	}
	gone.refuse = false
	w.settle(1)
	if signed != 1 {
		t.Error(signed)
	}
}

// refusing is a Finality that may refuse that blocks are handed over.
type refusing struct {
	*stages
	refuse bool
}

// SetStage implements settler.Finality.
func (r *refusing) SetStage(n uint64, stage settler.Stage, note settler.Note) error {
	if r.refuse && stage == settler.Submitted {
		return errors.New("there is no such block")
	}
	return r.stages.SetStage(n, stage, note)
}
