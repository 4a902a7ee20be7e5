package stark_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cpu"
	"quarry/prover/air"
	"quarry/prover/air/layouts"
	"quarry/prover/stark"
	"quarry/prover/stone/stonetest"
)

// quickCases are proved by every run of the tests; QUARRY_ALL_CASES=1 proves
// all. All are verified always.
var quickCases = []string{"s01", "s02", "s03", "s12", "s14"}

func newAIR(tb testing.TB, l *stonetest.Loaded) air.AIR {
	tb.Helper()
	a, err := layouts.New(l.Run.Public.Layout, l.Run.Public.NSteps)
	if fault.CodeOf(err) == air.CodeUnknownLayout {
		tb.Skipf("no layout %s", l.Run.Public.Layout)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func backend(tb testing.TB, name string) kernels.Backend {
	tb.Helper()
	b, err := cpu.New(cpu.Options{Name: name})
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func verifyInput(tb testing.TB, l *stonetest.Loaded) stark.VerifyInput {
	return stark.VerifyInput{AIR: newAIR(tb, l), Public: l.Run.Public, Seed: l.Seed, Params: l.Params, Proof: l.Proof}
}

// Stone's own proofs verify, and the verifier's annotations are Stone's.
func TestVerifyReference(t *testing.T) {
	for _, name := range stonetest.Names(t) {
		t.Run(name, func(t *testing.T) {
			in := verifyInput(t, stonetest.Statement(t, name))
			if _, err := stark.Verify(in); err != nil {
				t.Fatalf("%v [%s]", err, fault.CodeOf(err))
			}
			in.Annotate = true
			got, err := stark.Verify(in)
			if err != nil {
				t.Fatal(err)
			}
			compareLines(t, got.Annotations, stonetest.Statement(t, name).Annotations)
		})
	}
}

func compareLines(tb testing.TB, got, want []string) {
	tb.Helper()
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			tb.Fatalf("annotation %d is\n%s, Stone's is\n%s", i, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		tb.Fatalf("%d annotations, Stone has %d", len(got), len(want))
	}
}

// Proofs are Stone's, byte for byte, and so are the annotations.
func TestProveReference(t *testing.T) {
	cases := quickCases
	if os.Getenv("QUARRY_ALL_CASES") != "" {
		cases = stonetest.Names(t)
	}
	plans := []stark.MemoryPlan{
		{KeepCosets: stark.KeepAll, KeepTrace: true}, {SkipLayers: 3}, {KeepCosets: 2}, {InPlace: true, SkipLayers: 6},
	}
	for i, name := range cases {
		t.Run(name, func(t *testing.T) {
			l := stonetest.Load(t, name)
			prove(t, l, plans[i%len(plans)])
		})
	}
}

// Proofs are the same on the instructions of other machines.
func TestProveVariants(t *testing.T) {
	cases := quickCases[1:2]
	if os.Getenv("QUARRY_ALL_CASES") != "" {
		cases = stonetest.Names(t)
	}
	all := cpu.Variants(0)
	for i, v := range all {
		if i == len(all)-1 {
			break // this machine's
		}
		t.Run(v.Name, func(t *testing.T) {
			for _, name := range cases {
				proveOn(t, v.Backend, stonetest.Load(t, name), stark.MemoryPlan{KeepCosets: 2})
			}
		})
	}
}

func prove(t *testing.T, l *stonetest.Loaded, plan stark.MemoryPlan) *stark.Proof {
	t.Helper()
	return proveOn(t, backend(t, ""), l, plan)
}

// proveOn proves a case on a backend and compares with Stone's proof.
func proveOn(t *testing.T, b kernels.Backend, l *stonetest.Loaded, plan stark.MemoryPlan) *stark.Proof {
	t.Helper()
	in := stark.ProveInput{
		AIR: newAIR(t, l), Run: l.Run, Seed: l.Seed, Params: l.Params, Backend: b, Annotate: true, Plan: plan,
	}
	proof, err := stark.Prove(context.Background(), in)
	if err != nil {
		t.Fatalf("%v [%s]", err, fault.CodeOf(err))
	}
	if !slices.Equal(proof.Bytes, l.Proof) {
		compareLines(t, proof.Annotations, l.Annotations)
		at, got, want := stonetest.FirstDifference(proof.Bytes, l.Proof)
		t.Fatalf("%d bytes, Stone's proof has %d; byte %d: %s, Stone's %s", len(proof.Bytes), len(l.Proof), at, got, want)
	}
	compareLines(t, proof.Annotations, l.Annotations)
	// On a device no more is there than was predicted.
	if _, peak := stark.ShapeOf(in.AIR, in.Params).Memory(plan); proof.PeakMemory > peak {
		t.Errorf("%d bytes were held, %d predicted", proof.PeakMemory, peak)
	}
	return proof
}
