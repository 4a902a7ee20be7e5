package worker_test

import (
	"os"
	"testing"
	"time"

	"quarry/internal/reference"
	"quarry/prover/stone"
	"quarry/prover/worker"
)

// A sample has the hashes and the blow-up that are asked for, and is made once.
func TestSampler(t *testing.T) {
	dir := t.TempDir()
	s := worker.NewSampler(worker.SamplerConfig{Dir: dir, Command: []string{os.Args[0]}, Env: []string{childRole + "=real"}})
	for _, name := range []string{"s03", "s13"} {
		p, err := stone.ParseParameters(name, reference.Get(t, name).Read(t, reference.Parameters))
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Measure(t.Context(), "", p)
		if err != nil {
			t.Fatal(err)
		}
		if r.Plan.Layout != "plain" || r.Plan.NSteps != 4096 || r.Plan.LogBlowup != p.STARK.LogNCosets ||
			r.Plan.Commitment != p.STARK.Hash.String() || r.ProofSeconds() <= 0 || r.Seconds()[worker.StageWork] <= 0 {
			t.Errorf("%s: %+v", name, r)
		}
		start := time.Now()
		if again, err := s.Measure(t.Context(), "", p); err != nil || again.Elapsed != r.Elapsed || time.Since(start) > 100*time.Millisecond {
			t.Errorf("%s again: %v, %+v", name, err, again)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
