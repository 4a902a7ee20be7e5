package cometbft

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/p2p"
	gogotypes "github.com/cosmos/gogoproto/types"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
)

// A node is behind if more than a third of its peers say so; when none of them has what
// it lacks, the operator is told.
func TestHeads(t *testing.T) {
	var log bytes.Buffer
	a := newApp(t, chaintest.Accounts(1))
	h := newHeads(a, slog.New(slog.NewTextHandler(&log, nil)))
	h.earliest = func() int64 { return 7 }
	for _, c := range []struct {
		claims   []uint64
		earliest int64
		highest  uint64
		warned   bool
	}{
		{claims: []uint64{0, 1 << 60, 1}}, // one of three lies
		{claims: []uint64{5, 9, 0}, highest: 5},
		{claims: []uint64{5}, highest: 5},
		{claims: []uint64{5, 9, 6}, earliest: 1, highest: 6},
		{claims: []uint64{5, 9, 6}, earliest: 2, highest: 6, warned: true},
	} {
		clear(h.peers)
		for i, n := range c.claims {
			h.peers[p2p.ID(rune('a'+i))] = claim{chain.Point{Number: n}, c.earliest}
		}
		h.announce()
		if s, ok := a.chain.(*chain.Chain).Sync(); ok != (c.highest > 0) || s.Highest.Number != c.highest {
			t.Errorf("%v: %+v", c.claims, s)
		}
		if warned := strings.Contains(log.String(), "no peer has kept"); warned != c.warned {
			t.Errorf("%v: %s", c.claims, log.String())
		}
	}
	c, err := decodeClaim(h.envelope().Message)
	if err != nil || c.head != a.head().Point() || c.earliest != 7 {
		t.Error(c, err)
	}
	for _, b := range [][]byte{nil, make([]byte, claimBytes-1), bytes.Repeat([]byte{0xff}, claimBytes)} {
		if _, err := decodeClaim(&gogotypes.BytesValue{Value: b}); fault.CodeOf(err) != CodeTransaction {
			t.Errorf("%x: %v", b, err)
		}
	}
}

// The library is told which blocks need not be kept.
func TestKeepBlocks(t *testing.T) {
	a := newApp(t, chaintest.Accounts(1))
	for _, c := range []struct{ keep, height, first int64 }{{0, 10, 0}, {3, 2, 0}, {3, 3, 1}, {3, 10, 8}} {
		a.keep, a.height = c.keep, c.height
		answer, err := a.Commit(t.Context(), &abci.RequestCommit{})
		if err != nil || answer.RetainHeight != c.first {
			t.Errorf("%+v: %v %v", c, answer, err)
		}
	}
	o := Options{ChainID: "x", Validators: make([]Validator, 1), GenesisTime: time.Now(), KeepBlocks: 5}
	if err := o.check(); fault.CodeOf(err) != CodeOptions {
		t.Error(err)
	}
}
