package chain

import (
	"testing"

	"quarry/sequencer/program"
)

// TestBoundBySignatures holds the documentation's arithmetic: among a million accounts,
// 512 transfers, to new accounts or known ones, fill the signatures of 2^20 steps, and
// nothing else.
func TestBoundBySignatures(t *testing.T) {
	for _, made := range []int{0, 512} {
		load := program.Load{AccountCount: 1 << 20, Opened: 1025, New: made}
		for range 512 {
			load.Add(program.Transfer, 0)
		}
		if !cheap(load, &DefaultLimits) {
			t.Errorf("512 transfers with %d new accounts do not fit: %+v", made, load.Cost())
		}
		load.Add(program.Transfer, 0)
		cost := load.Cost()
		if cheap(load, &DefaultLimits) {
			t.Error("513 signatures in 2^20 steps")
		}
		cost.Signatures = 0
		if steps := cost.ProofSteps(); steps > DefaultLimits.Steps {
			t.Errorf("something else than signatures takes %d steps: %+v", steps, cost)
		}
	}
}

// TestSettledOutput fills blocks that are settled on L1 with what is cheap to prove, but
// long: the longest messages from L1, and the diffs of new accounts.
func TestSettledOutput(t *testing.T) {
	limits := DefaultLimits.or(Limits{OutputWords: settledWords})
	for name, c := range map[string]struct {
		blobs       bool
		add         func(*program.Load)
		least, most int
	}{
		"messages":            {false, func(l *program.Load) { l.Add(program.Deposit, program.MaxPayload) }, 15, 20},
		"messages, blobs":     {true, func(l *program.Load) { l.Add(program.Deposit, program.MaxPayload) }, 15, 20},
		"withdrawals":         {false, func(l *program.Load) { l.Add(program.Withdrawal, 0); l.Opened++ }, 45, 60},
		"new accounts":        {false, func(l *program.Load) { l.Add(program.Transfer, 0); l.Opened++; l.New++ }, 64, 140},
		"new accounts, blobs": {true, func(l *program.Load) { l.Add(program.Transfer, 0); l.Opened++; l.New++ }, 512, 512},
	} {
		load := program.Load{AccountCount: 1000, Blobs: c.blobs}
		n := 0
		for ; cheap(load, &limits); n++ {
			c.add(&load)
		}
		if n--; n < c.least || n > c.most {
			t.Errorf("%s: there is room for %d transactions", name, n)
		}
	}
}
