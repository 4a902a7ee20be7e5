package chain_test

import (
	"testing"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
)

// A node says that it catches up from when it hears of blocks that it lacks until it
// has them.
func TestSync(t *testing.T) {
	n := newNode(t, chaintest.Accounts(1), chain.Config{})
	expect := func(starting, current uint64, behind bool) {
		t.Helper()
		s, ok := n.Sync()
		if ok != behind || s.Starting.Number != starting || s.Current.Number != current {
			t.Fatalf("%+v %v", s, ok)
		}
	}
	announce := func(number uint64) {
		t.Helper()
		if err := n.Announce(t.Context(), chain.Point{Number: number, Hash: starknet.NewFelt(number)}); err != nil {
			t.Fatal(err)
		}
	}
	expect(0, 0, false)
	announce(1) // the next block: it may be under way
	expect(0, 0, false)
	announce(4)
	for at := range uint64(3) {
		expect(0, at, true)
		n.finalise(t, n.build(t, chain.Request{AllowEmpty: true}))
	}
	expect(0, 0, false)
	announce(9)
	expect(3, 3, true)
	announce(4) // who said so has gone
	expect(0, 0, false)
}
