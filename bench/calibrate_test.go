package bench

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"

	"quarry/fault"
	"quarry/hw"
	"quarry/kernels"
	"quarry/prover/worker"
)

// A report's own results become a calibration, those of peers don't.
func TestCalibrationOfReport(t *testing.T) {
	proof := Result{Contest: "proof/x", Contender: "avx2", Least: 0.5, Median: 0.6, Proof: &ProofResult{},
		Params: map[string]any{"layout": "plain", "n_steps": 4096, "blowup": float64(8), "hash": "blake256"}}
	warm := proof
	warm.Contest, warm.Group, warm.Proof, warm.Least = "warm/x", "warm", nil, 0.125
	r := &Report{Results: []Result{
		warm, proof, {Contest: "felt/multiply", Contender: "quarry go", Unit: "multiplication", Work: 10, Least: 2},
		{Contest: "felt/multiply", Contender: "gnark-crypto", Peer: true, Work: 10, Least: 2},
	}}
	r.Machine.Before.Load = 7
	r.Machine.GPUs = []GPU{{Backend: "cuda", Limits: &hw.DeviceLimits{Memory: 3e12}}, {Backend: "cuda:1"}}
	c, err := r.calibration()
	if err != nil {
		t.Fatal(err)
	}
	if want := []hw.ProofTime{{Backend: "avx2", Layout: "plain", NSteps: 4096, LogBlowup: 3, Hash: "blake256", Seconds: 0.5, Warm: 0.125}}; !reflect.DeepEqual(c.Proofs, want) {
		t.Errorf("proofs %+v", c.Proofs)
	}
	if want := []hw.KernelRate{{Work: "felt/multiply", Contender: "quarry go", Unit: "multiplication", Rate: 5}}; !reflect.DeepEqual(c.Kernels, want) {
		t.Errorf("kernels %+v", c.Kernels)
	}
	if len(c.Devices) != 1 || c.Devices["cuda"].Memory != 3e12 || c.Load != 7 || c.Subject.Program == "" {
		t.Errorf("%+v", c)
	}
	proof.Params = map[string]any{}
	if _, err := (&Report{Results: []Result{proof}}).calibration(); fault.CodeOf(err) != CodeReport {
		t.Errorf("a proof without sizes: %v", err)
	}
}

// What a calibration measures has what its readers need: proofs of two sizes with
// one hash, and the proof of work.
func TestCalibrationContests(t *testing.T) {
	o := Options{Backends: []string{"avx2", "go"}, calibration: true}
	var names []string
	for _, m := range o.contests() {
		names = append(names, m.name)
		if m.name == "ntt/2^12×1" {
			c, err := m.make()
			if err != nil || len(c.contenders) != 2 {
				t.Errorf("%d contenders, %v", len(c.contenders), err)
			}
		}
	}
	for _, name := range []string{"proof/plain, 2^12 steps, blow-up 4, keccak256_masked160_msb", "proof/plain, 2^14 steps, blow-up 4, keccak256_masked160_msb",
		"pow/keccak256", "pow/blake256", "felt/multiply"} {
		if !slices.Contains(names, name) {
			t.Errorf("no %s among %q", name, names)
		}
	}
}

// A warm proof counts by the service's clock, and every backend's is the same.
func TestWarm(t *testing.T) {
	quarry, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	all := backends()
	results, err := warmContest(all, quarry, proofCase{"plain", 9, 4, kernels.Blake256}).hold(t.Context(), onePace, nil, func(string) {})
	if err != nil || len(results) != len(all) {
		t.Fatal(results, err)
	}
	for _, r := range results {
		if r.Error != "" || len(r.Samples) != 2 || r.Median <= 0 || r.Proof != nil || r.Contest != "warm/plain, 2^9 steps, blow-up 4, blake256" {
			t.Errorf("%+v", r)
		}
	}
	if names := (&Options{Backends: []string{"avx2", "go"}}).gpus(); names != nil {
		t.Errorf("processors %q are measured warm", names)
	}
}

// TestMain makes the test's own binary the child of services.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == worker.ChildCommand {
		if err := worker.Child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// All backends make small proofs, the best of a kind larger ones.
func TestMakers(t *testing.T) {
	all := []string{"cuda", "avx2", "go"}
	for logSteps, want := range map[int]int{12: 3, 16: 2, 18: 1} {
		if got := makersOf(all, logSteps); len(got) != want || got[0] != "cuda" {
			t.Errorf("2^%d steps: %q", logSteps, got)
		}
	}
	if got := makersOf([]string{"avx2", "go"}, 14); !slices.Equal(got, []string{"avx2"}) {
		t.Errorf("without a GPU: %q", got)
	}
}
