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
