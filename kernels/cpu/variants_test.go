package cpu

import (
	"fmt"
	"testing"

	"quarry/kernels/cpu/felt"
	"quarry/kernels/cpu/lanes"
	"quarry/kernels/hash"
	"quarry/kernels/kerneltest"
)

// TestVariants runs the suite on what New chooses only on other machines: all
// vector arithmetics, lanes and hash levels besides the portable ones, with each
// other in turn, and no lanes.
func TestVariants(t *testing.T) {
	vectors := felt.Available()[1:] // the first is that of the backend "go"
	levels := hash.Levels()
	units := append([]*lanes.Unit{nil}, lanes.Units()...)
	for i := range max(len(vectors), len(units)) {
		if len(vectors) == 0 {
			t.Skip("this machine has none")
		}
		b := &backend{name: AVX2, ops: vectors[min(i, len(vectors)-1)], level: levels[min(i, len(levels)-1)],
			wide: units[min(i, len(units)-1)], threads: 3}
		name := fmt.Sprintf("%s/%v", b.ops.Name, b.level)
		if b.wide != nil {
			name += "/" + b.wide.Name
		}
		t.Run(name, func(t *testing.T) { kerneltest.Run(t, b) })
	}
}
