package chain_test

import (
	"bytes"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// TestSnapshot goes on from a snapshot, in step with the chain that it is of.
func TestSnapshot(t *testing.T) {
	accounts := chaintest.Accounts(2)
	n := newNode(t, accounts, chain.Config{})
	for i := range 3 {
		n.l1.Send(chaintest.Deposit(uint64(i), accounts[1].Address, 3))
		n.add(t, accounts[0].Transfer(starknet.NewFelt(uint64(40+i)), 1))
		n.finalise(t, n.build(t, chain.Request{}))
	}
	var file bytes.Buffer
	h, err := n.WriteSnapshot(t.Context(), &file)
	if err != nil || h.Number != 3 {
		t.Fatal(h, err)
	}

	restore := func(b []byte, hash *starknet.Felt) (*chain.Chain, error) {
		db := chaintest.Database(t, vfs.NewMem(), "")
		t.Cleanup(func() { db.Close() })
		s, err := state.Open(db, []byte("state/"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := chain.Restore(t.Context(), db, s, bytes.NewReader(b), hash); err != nil {
			return nil, err
		}
		return chaintest.Open(t, db, nil, chain.Config{Deposits: n.l1, Now: now}), nil
	}
	other, err := restore(file.Bytes(), &h.Hash)
	if err != nil {
		t.Fatal(err)
	}
	if head := other.Store().Head(); *head != *h {
		t.Errorf("\n%+v\n%+v", head, h)
	}
	if reached, err := other.Store().Reached(chain.Proved); err != nil || reached != 3 {
		t.Error(reached, err)
	}
	n.l1.Send(chaintest.Deposit(7, accounts[1].Address, 3))
	n.add(t, accounts[0].Transfer(starknet.NewFelt(44), 1))
	p := n.build(t, chain.Request{})
	if err := other.Validate(t.Context(), p, false); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Finalise(t.Context(), p.Hash); err != nil {
		t.Fatal(err)
	}
	if err := other.Revert(t.Context(), 2); err == nil {
		t.Error("there is no state to revert to")
	}

	one := starknet.NewFelt(1)
	if _, err := restore(file.Bytes(), &one); fault.CodeOf(err) != chain.CodeSnapshot {
		t.Error("another block than demanded:", err)
	}
	for _, at := range []int{0, 17, 60, 300, file.Len() - 1} {
		damaged := bytes.Clone(file.Bytes())
		damaged[at] ^= 1
		if _, err := restore(damaged, &h.Hash); err == nil {
			t.Error("byte", at, "is damaged, and nobody notices")
		}
	}
	for _, length := range []int{0, 5, 100, file.Len() - 1} {
		if _, err := restore(file.Bytes()[:length], nil); err == nil {
			t.Error("only", length, "bytes of the snapshot are enough")
		}
	}
}
