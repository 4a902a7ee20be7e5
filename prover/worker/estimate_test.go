package worker_test

import (
	"os"
	"path/filepath"
	"testing"

	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover/stone"
	"quarry/prover/task"
	"quarry/prover/worker"
)

func newEstimator(tb testing.TB, dir string) *worker.Estimator {
	tb.Helper()
	e, err := worker.NewEstimator(worker.EstimatorConfig{Dir: dir, Policy: task.Policy{Floor: stone.Floor{Regime: stone.Johnson}, MaxMemory: 4 << 30},
		Command: []string{os.Args[0]}, Env: []string{childRole + "=real"}})
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

func TestEstimate(t *testing.T) {
	dir := t.TempDir()
	e := newEstimator(t, dir)
	o, _, _ := order(t, "s12")
	in, err := task.Check(t.Context(), &o.Task, o.Files, o.Policy)
	if err != nil {
		t.Fatal(err)
	}
	first, err := e.Estimate(t.Context(), &o.Task, o.Files, in)
	if err != nil {
		t.Fatal(err)
	}
	if first.Layout != "perpetual" || first.NSteps != 4096 || first.PeakBytes < first.LeastBytes || first.PeakBytes > first.FullBytes ||
		first.Seconds <= 0 || first.Basis != "proofs of other layouts on this machine" || first.SecurityBits["johnson"] <= 0 || first.Kind != task.Stone {
		t.Errorf("%+v", first)
	}
	// Measurements are kept, and those of the layout itself go first.
	e.Learn(worker.Result{Backend: first.Backend, Timings: []worker.Timing{{Stage: "Prover", Seconds: 1000}},
		Plan: worker.Plan{Layout: "perpetual", NSteps: 4096, LogBlowup: first.LogBlowup, Commitment: "blake256"}})
	again, err := newEstimator(t, dir).Estimate(t.Context(), &o.Task, o.Files, in)
	if err != nil {
		t.Fatal(err)
	}
	if again.Seconds < 999 || again.Seconds > 1100 || again.Basis != "proofs of this layout on this machine" {
		t.Errorf("after a slow proof: %+v", again)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "runs")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.WriteFile(filepath.Join(dir, "rates.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	newEstimator(t, dir)
}

// A program is run to know what its proof takes; one that fails says why.
func TestEstimateProgram(t *testing.T) {
	e := newEstimator(t, t.TempDir())
	ref := reference.Get(t, "s03")
	estimate := func(input []byte) (*task.Estimate, error) {
		tk, files := &task.Task{Inputs: map[task.Part]task.Blob{}}, task.Files{}
		dir := t.TempDir()
		for part, raw := range map[task.Part][]byte{task.Program: ref.Read(t, reference.Program), task.ProgramInput: input} {
			files[part], tk.Inputs[part] = filepath.Join(dir, string(part)), task.Blob{}
			if err := os.WriteFile(files[part], raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		in, err := task.Check(t.Context(), tk, files, task.DefaultPolicy())
		if err != nil {
			t.Fatal(err)
		}
		return e.Estimate(t.Context(), tk, files, in)
	}
	got, err := estimate(ref.Read(t, "program_input.json"))
	if err != nil {
		t.Fatal(err)
	}
	if got.Kind != task.Cairo0 || got.NSteps == 0 || len(got.Layouts) < 2 || got.SecurityBits["johnson"] < 80 || got.Seconds <= 0 {
		t.Errorf("%+v", got)
	}
	if _, err := estimate([]byte("{}")); fault.CodeOf(err) == "" || fault.CodeOf(err) == worker.CodeInternal {
		t.Errorf("without its input: %v", err)
	}
}

func TestSuppose(t *testing.T) {
	e := newEstimator(t, t.TempDir())
	tk := &task.Task{Security: task.Security{Bits: 100, Regime: "conjectured"}}
	small, err := e.Suppose(t.Context(), tk, "recursive", 1<<14, nil)
	if err != nil {
		t.Fatal(err)
	}
	large, err := e.Suppose(t.Context(), tk, "recursive", 1<<20, nil)
	if err != nil {
		t.Fatal(err)
	}
	if ratio := large.Seconds / small.Seconds; ratio < 50 || ratio > 110 || large.PeakBytes < 16*small.PeakBytes/2 || small.SecurityBits["conjectured"] < 100 ||
		small.TooLarge != "" || large.TooLarge == "" {
		t.Errorf("%+v\n%+v", small, large)
	}
	for _, tc := range []struct {
		layout string
		steps  uint64
	}{{"nowhere", 1 << 14}, {"recursive", 1 << 60}, {"recursive", 1000}, {"recursive", 0}} {
		if _, err := e.Suppose(t.Context(), tk, tc.layout, tc.steps, nil); fault.CodeOf(err) == "" {
			t.Errorf("%+v: %v", tc, err)
		}
	}
}
