package stark_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"testing"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/event"
	"quarry/prover/stark"
	"quarry/prover/stone/stonetest"
)

func openScratch(t *testing.T, window int64) (*kernels.Scratch, string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("no scratch folders on this system")
	}
	dir := t.TempDir()
	s, err := kernels.OpenScratch(dir, window)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func requireEmpty(t *testing.T, dir string) {
	t.Helper()
	if names, err := os.ReadDir(dir); err != nil || len(names) > 0 {
		t.Errorf("left in the scratch folder: %v, %v", names, err)
	}
}

// A proof from a scratch folder is Stone's; the folder holds what was predicted,
// and nothing afterwards.
func TestScratchReference(t *testing.T) {
	l := stonetest.Load(t, quickCases[0])
	a := newAIR(t, l)
	plan, err := stark.ShapeOf(a, l.Params).ChooseScratchPlan(0, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	s, dir := openScratch(t, plan.Window)
	got := mustProve(t, stark.ProveInput{
		AIR: a, Run: l.Run, Seed: l.Seed, Params: l.Params, Backend: backend(t, ""), Plan: plan.Memory, Scratch: s,
	})
	if string(got.Bytes) != string(l.Proof) {
		at, got, want := stonetest.FirstDifference(got.Bytes, l.Proof)
		t.Fatalf("byte %d: %s, Stone's %s", at, got, want)
	}
	if got.PeakMemory > plan.Disk || float64(got.PeakMemory) < 0.9*float64(plan.Disk) {
		t.Errorf("%d bytes in the folder, predicted %d", got.PeakMemory, plan.Disk)
	}
	requireEmpty(t, dir)
}

// Neither the window nor the plan nor the backend changes the proof, also if
// every announcement gives all pages back.
func TestScratchWindows(t *testing.T) {
	p := toyProof{&toyAIR{n: 1 << 13, interactive: true, spoil: -1}, byteParams(2, []int{0, 4, 4, 3}, 4, 8, 0)}
	want := mustProve(t, p.proveInput(backend(t, ""))).Bytes
	for _, name := range []string{"go", ""} {
		in := p.proveInput(backend(t, name))
		for i, window := range []int64{1, 300 << 10, 1 << 40} {
			var dir string
			in.Scratch, dir = openScratch(t, window)
			in.Plan = []stark.MemoryPlan{{InPlace: true, SkipLayers: 2}, {KeepTrace: true, SkipLayers: 3}, {KeepCosets: 2}}[i]
			got := mustProve(t, in)
			if string(got.Bytes) != string(want) {
				t.Errorf("backend %q: the window %d changes the proof", name, window)
			}
			requireEmpty(t, dir)
		}
	}
}

// A proof that is cancelled at any stage leaves nothing in the folder.
func TestScratchCancel(t *testing.T) {
	p := toyProof{&toyAIR{n: 1 << 14, interactive: true, spoil: -1}, byteParams(2, []int{0, 4, 4, 3}, 8, 8, 8)}
	in := p.proveInput(backend(t, ""))
	for _, stage := range []string{"Commit on trace", "Polynomial breaker", "FRI commit phase"} {
		s, dir := openScratch(t, 1)
		ctx, cancel := context.WithCancel(context.Background())
		in.Scratch = s
		in.Events = func(e event.Event) {
			if e.Stage == stage {
				cancel()
			}
		}
		if _, err := stark.Prove(ctx, in); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", stage, err)
		}
		cancel()
		requireEmpty(t, dir)
	}
}

// Budgets are kept by the window, folders that are too small take thriftier plans
// or are refused, and so are budgets below what works.
func TestChooseScratchPlan(t *testing.T) {
	p := toyProof{&toyAIR{n: 1 << 20, interactive: true, spoil: -1}, byteParams(2, []int{0, 4, 4, 4, 4}, 8, 8, 0)}
	shape := stark.ShapeOf(p.air, p.params)
	least, err := shape.ChooseScratchPlan(0, 1<<40)
	if err != nil || least.Peak <= least.Window || least.Disk <= least.Peak {
		t.Fatalf("%+v: %v", least, err)
	}
	if _, err := shape.ChooseScratchPlan(least.Peak-1, 1<<40); fault.CodeOf(err) != stark.CodeMemoryPlan {
		t.Errorf("a budget below the least: %v", err)
	}
	for _, budget := range []int64{least.Peak, 2 * least.Peak, 1 << 40} {
		got, err := shape.ChooseScratchPlan(budget, 1<<40)
		if err != nil || got.Peak > budget || got.Window < least.Window || got.Disk != least.Disk {
			t.Errorf("budget %d: %+v, %v", budget, got, err)
		}
	}
	small, err := shape.ChooseScratchPlan(0, least.Disk-1)
	if err != nil || small.Disk >= least.Disk || small.Memory.Limit != least.Disk-1 {
		t.Errorf("in a folder a byte too small: %+v, %v", small, err)
	}
	if _, err := shape.ChooseScratchPlan(0, 1<<20); fault.CodeOf(err) != kernels.CodeScratchFull {
		t.Errorf("in a folder of a megabyte: %v", err)
	}
}

// noScratch is a backend that keeps its tables elsewhere.
type noScratch struct{ kernels.Backend }

func TestScratchUnsupported(t *testing.T) {
	s, _ := openScratch(t, 1)
	p := toyProof{&toyAIR{n: 64, spoil: -1}, byteParams(2, []int{2, 2}, 4, 5, 0)}
	in := p.proveInput(noScratch{backend(t, "go")})
	in.Scratch = s
	if _, err := stark.Prove(context.Background(), in); fault.CodeOf(err) != kernels.CodeUnsupported {
		t.Errorf("%v", err)
	}
}
