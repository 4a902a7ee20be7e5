package stark_test

import (
	"os"
	"testing"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda"
	"quarry/kernels/cuda/driver"
	"quarry/prover/stark"
	"quarry/prover/stone/stonetest"
)

// emulatedCases are what an emulated GPU proves within minutes: layouts plain and
// small, of 512 steps. A GPU proves all cases; QUARRY_ALL_CASES=1 lets an emulated
// one do so too.
var emulatedCases = []string{"s01", "s02"}

// Proofs made on a GPU are Stone's, byte for byte. Without a GPU, emulated or not,
// the test is skipped, unless REQUIRE_CUDA is set.
func TestProveReferenceOnGPU(t *testing.T) {
	b, err := cuda.New(cuda.Options{})
	if fault.CodeOf(err) == kernels.CodeUnsupported && os.Getenv("REQUIRE_CUDA") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	cases := stonetest.Names(t)
	if driver.Emulated && os.Getenv("QUARRY_ALL_CASES") == "" {
		cases = emulatedCases
	}
	plans := []stark.MemoryPlan{
		{KeepCosets: stark.KeepAll, KeepTrace: true}, {SkipLayers: 3}, {KeepCosets: 2}, {InPlace: true, SkipLayers: 6},
	}
	for i, name := range cases {
		t.Run(name, func(t *testing.T) {
			before := b.Traffic()
			proveOn(t, b, stonetest.Load(t, name), plans[i%len(plans)])
			after := b.Traffic()
			t.Logf("%d bytes went to the GPU, %d came back", after.Up-before.Up, after.Down-before.Down)
		})
	}
}
