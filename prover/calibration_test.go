package prover

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"quarry/fault"
	"quarry/hw"
	"quarry/prover/stark"
)

// A GPU is chosen from where it was measured to be faster; what was not measured
// is guessed, as is what a damaged file says.
func TestGPUWorth(t *testing.T) {
	times := func(backend string, start, perStep float64) (all []hw.ProofTime) {
		for _, steps := range []uint64{1 << 12, 1 << 14, 1 << 16} {
			all = append(all, hw.ProofTime{Backend: backend, Layout: "plain", NSteps: steps, LogBlowup: 2, Hash: "keccak256",
				Seconds: start + perStep*float64(steps)})
		}
		return all
	}
	// Elements of the extended traces of layout plain at blow-up 4: 8 columns of 16
	// rows a step.
	const perStep = 8 * 16 * 4
	for name, c := range map[string]struct {
		calibration *hw.Calibration
		want        float64
		measured    bool
	}{
		"none":            {nil, gpuWorthGuess, false},
		"one of them":     {&hw.Calibration{Proofs: times("avx2", 0.1, 1e-4)}, gpuWorthGuess, false},
		"from 2^14 steps": {&hw.Calibration{Proofs: append(times("avx2", 0.1, 1e-4), times("cuda", 0.1+0.8192, 5e-5)...)}, perStep << 14, true},
		"never":           {&hw.Calibration{Proofs: append(times("avx2", 0.1, 1e-4), times("cuda", 1, 2e-4)...)}, math.MaxInt64, true},
	} {
		got, measured := gpuWorthBy(c.calibration, "avx2", "cuda")
		if measured != c.measured || math.Abs(float64(got)/c.want-1) > 0.01 {
			t.Errorf("%s: %d elements, measured %v; want %v", name, got, measured, c.want)
		}
	}
}

// Small proofs are for the processor, large ones for the GPU, from another size on
// where processes live on: so they are estimated, too.
func TestBackendFor(t *testing.T) {
	defer func(all func() []hw.Backend, worth func(bool) (int64, bool)) { Backends, gpuWorth = all, worth }(Backends, gpuWorth)
	Backends = func() []hw.Backend { return append([]hw.Backend{{Name: "cuda"}}, cpuOnly()...) }
	gpuWorth = func(warm bool) (int64, bool) {
		if warm {
			return 1 << 10, true
		}
		return 1 << 20, true
	}
	shape := func(log int) stark.Shape { return stark.Shape{LogLength: log, Original: 3, Interaction: 1} }
	for _, c := range []struct {
		log  int
		warm bool
		want string
	}{{7, false, bestCPU()}, {7, true, bestCPU()}, {9, true, "cuda"}, {9, false, bestCPU()}, {18, false, "cuda"}} {
		if got := BackendFor(shape(c.log), c.warm); got != c.want {
			t.Errorf("2^%d rows, warm %v: %s, want %s", c.log, c.warm, got, c.want)
		}
	}
	if name, why := chooseBackend(shape(30), true, true); name != bestCPU() || why == "" {
		t.Errorf("with a scratch folder: %s, %s", name, why)
	}
}

// The file is read when it is asked for, and only one that was made here counts.
func TestCalibrationIsRead(t *testing.T) {
	defer SetCalibrationFile("")
	if c, err := Calibration(); c != nil || err != nil {
		t.Fatalf("a test has a calibration: %v, %v", c, err)
	}
	path := filepath.Join(t.TempDir(), "c.json")
	made := &hw.Calibration{Schema: hw.CalibrationSchema, Subject: Subject(), Proofs: []hw.ProofTime{
		{Backend: "avx2", Layout: "plain", NSteps: 4096, LogBlowup: 2, Hash: "keccak256", Seconds: 9},
		{Backend: "go", Layout: "plain", NSteps: 4096, LogBlowup: 2, Hash: "keccak256", Seconds: 1},
	}}
	if err := made.Write(path); err != nil {
		t.Fatal(err)
	}
	SetCalibrationFile(path)
	if c, err := Calibration(); err != nil || len(c.Proofs) != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	if all := ranked([]hw.Backend{{Name: "avx2"}, {Name: "go"}}); all[0].Name != "go" {
		t.Errorf("the slower comes first: %+v", all)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	SetCalibrationFile(path)
	if c, err := Calibration(); c != nil || fault.CodeOf(err) != hw.CodeCalibration {
		t.Errorf("a damaged file: %+v, %v", c, err)
	}
}
