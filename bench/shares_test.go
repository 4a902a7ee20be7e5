package bench

import (
	"math"
	"testing"

	"quarry/hw"
	"quarry/kernels"
)

// What a kernel takes at least, counted by hand.
func TestCounts(t *testing.T) {
	for _, c := range []struct {
		hash         kernels.Hash
		width, arity int
		compressions float64
		muls         float64
	}{
		{kernels.Keccak256, 1, 0, 1, 0},                // a felt is its own leaf
		{kernels.Keccak256Masked160MSB, 4, 0, 2, 0},    // 128 bytes and the padding in one block
		{kernels.Keccak256, 9, 0, 4, 0},                // 288 bytes in three blocks of 136
		{kernels.Blake256, 2, 0, 2, 0},                 // 64 bytes in one block
		{kernels.Blake256, 1, 2, 3, 0},                 // 128 in two
		{kernels.Poseidon3, 1, 0, 0, poseidonMuls},     // a node
		{kernels.Poseidon3, 2, 0, 0, 3 * poseidonMuls}, // two felts and the padding: two more
		{kernels.Poseidon3, 9, 0, 0, 6 * poseidonMuls}, // nine and the padding in pairs
		{kernels.Pedersen, 2, 0, 0, 0},                 // not reckoned
	} {
		if got := merkleContest(nil, c.hash, 1<<4, c.width, c.arity); got.compressions != c.compressions || got.muls != c.muls {
			t.Errorf("%s: %v compressions, %v multiplications", got.name, got.compressions, got.muls)
		}
	}
	if got := foldContest(nil, 1<<6, 3).muls; got != 20*(0.5+0.25+0.125) {
		t.Errorf("folds: %v", got)
	}
	in := kernels.DeepInput{Bases: make([]kernels.Element, 2), Terms: []kernels.DeepTerm{{Column: 0}, {Column: 1}, {Column: 0, Shift: 1}, {Column: 2, Base: 1}}}
	if got := deepMuls(in); got != 4+3+6 {
		t.Errorf("DEEP: %d", got)
	}
}

// The share is that of the limit of which most is reached, on the device that did the
// work.
func TestShares(t *testing.T) {
	r := &Report{Machine: Machine{
		Limits: Limits{MulOne: 10, MulAll: 20, MemoryOne: 100, MemoryAll: 150, KeccakOne: 5, KeccakAll: 8, BlakeOne: 50, BlakeAll: 80},
		GPUs: []GPU{{Backend: "cuda", Limits: &hw.DeviceLimits{Mul64: 1000, Memory: 5000, Up: 100, Down: 50}}, {Backend: "cuda:1"},
			{Backend: "emu", Limits: &hw.DeviceLimits{Mul64: 1, Memory: 1, Up: 1, Down: 1, Emulated: true}}},
	}}
	keccak, blake := map[string]any{"hash": "keccak256_masked160_msb"}, map[string]any{"hash": "blake256"}
	wants := []struct {
		result Result
		share  float64
		bound  string
	}{
		{Result{Contender: "a", Rate: 1, Muls: 10, Bytes: 30}, 0.5, boundMultiplier},
		{Result{Contender: "a", Rate: 1, Muls: 1, Bytes: 30}, 0.2, boundMemory},
		{Result{Contender: "a", Rate: 1, Threads: 1, Muls: 5, Bytes: 30}, 0.5, boundMultiplier},
		{Result{Contender: "a", Rate: 1, Compressions: 4, Bytes: 30, Params: keccak}, 0.5, boundHash},
		{Result{Contender: "a", Rate: 1, Compressions: 4, Bytes: 30, Params: blake}, 0.2, boundMemory},
		{Result{Contender: "a", Rate: 1, Threads: 1, Compressions: 25, Params: blake}, 0.5, boundHash},
		{Result{Contender: "a", Rate: 1}, 0, ""},
		{Result{Contender: "cuda", Rate: 1, BusBytes: 25}, 0.25, boundBus},
		{Result{Contender: "cuda", Rate: 1, Compressions: 25, Bytes: 500, Params: keccak}, 0.1, boundMemory},
		{Result{Contender: "cuda:1", Rate: 1, Muls: 10, Bytes: 30}, 0, ""},
		{Result{Contender: "emu", Rate: 1, Muls: 10, Bytes: 30}, 0, ""},
	}
	for _, w := range wants {
		r.Results = append(r.Results, w.result)
	}
	for _, gpu := range []string{"cuda", "cuda:1", "emu"} {
		r.Results = append(r.Results, Result{Contender: gpu, Median: 10, Proof: &ProofResult{Up: 100, Down: 200}})
	}
	r.reckonShares()
	for i, w := range wants {
		if got := r.Results[i]; math.Abs(got.Share-w.share) > 1e-12 || got.Bound != w.bound {
			t.Errorf("%d: %v of %q, want %v of %q", i, got.Share, got.Bound, w.share, w.bound)
		}
	}
	for i, want := range []float64{0.4, 0, 0} { // 200 bytes down at 50 a second, of 10 s
		if got := r.Results[len(wants)+i].Proof.BusShare; math.Abs(got-want) > 1e-12 {
			t.Errorf("the bus of %s was busy for %v", r.Results[len(wants)+i].Contender, got)
		}
	}
}

// What was measured is not nothing, and a felt takes longer than a multiplication.
func TestLimits(t *testing.T) {
	l := measureLimits(2)
	for name, pair := range map[string][2]float64{
		"multiplications": {l.MulOne, l.MulAll}, "memory": {l.MemoryOne, l.MemoryAll}, "felts": {l.FeltOne, l.FeltAll},
		"keccak": {l.KeccakOne, l.KeccakAll}, "blake2s": {l.BlakeOne, l.BlakeAll},
	} {
		if !(pair[0] > 1e4 && pair[1] > 1e4) {
			t.Errorf("%s: %v", name, pair)
		}
	}
	if l.MulOne < l.FeltOne {
		t.Errorf("%v felts a second, but %v multiplications", l.FeltOne, l.MulOne)
	}
	more := l
	more.KeccakAll *= 2
	merge(&l, more)
	if l != more {
		t.Errorf("the higher limits are %+v", l)
	}
}

// The stages and the traffic are read out of what a prover prints.
func TestToldBy(t *testing.T) {
	stages, up, down := toldBy([]byte(`{"memory": {"device": {"bytes_up": 7, "bytes_down": 9}}, "stages": [{"stage": "Commit on trace", "seconds": 2}, {"stage": "Proof", "seconds": 3}]}`), 5)
	if len(stages) != 2 || stages[0].Seconds != 2 || stages[1] != (Stage{"other", 3}) || up != 7 || down != 9 {
		t.Errorf("%+v, %d up, %d down", stages, up, down)
	}
	if stages, _, _ := toldBy([]byte("Stone says nothing"), 5); stages != nil {
		t.Errorf("%+v", stages)
	}
}

// The roofline of a GPU has the bus beside memory and multiplier; an emulated one has
// no roofs.
func TestRoofs(t *testing.T) {
	r := made(1, 1)
	r.Machine.GPUs = []GPU{{Backend: "cuda", Limits: &hw.DeviceLimits{Mul64: 1e12, Memory: 3e12, Up: 5e10, Felt: 6e10}},
		{Backend: "emu", Limits: &hw.DeviceLimits{Mul64: 1e12, Memory: 3e12, Emulated: true}}}
	for _, res := range r.Results[:2] {
		for _, name := range []string{"cuda", "emu"} {
			res.Contender, res.Peer = name, false
			r.Results = append(r.Results, res)
		}
	}
	plots := r.rooflinePlots()
	if len(plots) != 2 || plots[1].file() != "roofline-of-cuda.svg" {
		t.Fatalf("%d plots", len(plots))
	}
	if roofs := r.Machine.GPUs[0].roofs(); len(roofs) != 3 || roofs[2].Slope != 5e10 || roofs[2].Rate != 0 {
		t.Errorf("%+v", roofs)
	}
	if points := r.pointsOf("cuda"); len(points) != 1 || points[0].Intensity != 20.0/64 {
		t.Errorf("%+v", points)
	}
}

func TestMagnitude(t *testing.T) {
	for v, want := range map[float64]string{4e12: "4 T", 9.996e11: "1 T", 9.99e11: "999 G", 5.3e10: "53 G", 5.54e8: "554 M"} {
		if got := magnitude(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}
