package timing

import (
	"math"
	"testing"

	"quarry/hw"
)

// The nearest proofs in size and layout tell the time, scaled by the work.
func TestEstimate(t *testing.T) {
	m := &Measurements{}
	if m.Estimate(1, "plain", 0) != nil {
		t.Error("an estimate by nothing")
	}
	m.Add("plain", 4096, 2, 1, 0, 0)
	m.Add("no such layout", 4096, 2, 1, 0, 0)
	m.Add("plain", 4096, 2, 0, 0, 0)
	m.Add("plain", 8192, 2, 2.5, 0.5, 10)
	if len(m.Proofs) != 2 || len(m.PerHash) != 1 {
		t.Fatalf("%+v", m)
	}
	work, ok := WorkOf("plain", 4096, 2)
	if !ok {
		t.Fatal("no work of a proof in layout plain")
	}
	e := m.Estimate(work, "plain", 0)
	if e.Based != 2 || e.Least > 1.001 || e.Least < 0.99 || e.SizeRatio != 1 {
		t.Errorf("%+v", e)
	}
	if pow := m.Estimate(work, "plain", 12).Seconds - e.Seconds; math.Abs(pow-2) > 1e-3 {
		t.Errorf("a proof of work of 12 bits takes %v s, want 2", pow)
	}
	if _, ok := WorkOf("plain", 4095, 2); ok {
		t.Error("work of a proof that can't be")
	}
}

// Of a calibration those proofs count that have the backend and the hash, or the
// backend alone if the hash was not measured.
func TestCalibrated(t *testing.T) {
	c := &hw.Calibration{
		Proofs: []hw.ProofTime{
			{Backend: "avx2", Layout: "plain", NSteps: 4096, LogBlowup: 2, Hash: "keccak256", Seconds: 1},
			{Backend: "avx2", Layout: "plain", NSteps: 4096, LogBlowup: 2, Hash: "poseidon3", Seconds: 5},
			{Backend: "go", Layout: "plain", NSteps: 4096, LogBlowup: 2, Hash: "keccak256", Seconds: 9},
		},
		Kernels: []hw.KernelRate{{Work: "pow/blake256", Contender: "avx2", Rate: 1e6}, {Work: "pow/keccak256", Contender: "avx2", Rate: 1e5}},
	}
	for hash, want := range map[string]int{"keccak256": 1, "poseidon3": 1, "blake256": 2} {
		m := Calibrated(c, "avx2", hash, "blake256")
		if len(m.Proofs) != want || len(m.PerHash) != 1 || m.PerHash[0] != 1e-6 {
			t.Errorf("%s: %+v", hash, m)
		}
	}
	if m := Calibrated(nil, "avx2", "keccak256", "blake256"); len(m.Proofs) != 0 {
		t.Errorf("of no calibration: %+v", m)
	}
}
