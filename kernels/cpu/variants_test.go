package cpu

import (
	"fmt"
	"testing"

	"quarry/kernels/cpu/felt"
	"quarry/kernels/cpu/lanes"
	"quarry/kernels/hash"
	"quarry/kernels/kerneltest"
)

// TestVariants runs the suite on what New chooses only on other machines:
// every vector arithmetic and hash level that this one has, without lanes.
func TestVariants(t *testing.T) {
	for i, ops := range felt.Available() {
		for _, wide := range []bool{false, true} {
			levels := hash.Levels()
			level := levels[min(i, len(levels)-1)]
			chosen := (ops == felt.Portable() && level == hash.Portable && !wide) ||
				(ops == felt.Best() && level == hash.Best() && wide)
			if chosen || wide && (!lanes.Available() || testing.Short()) {
				continue
			}
			b := &backend{name: AVX2, ops: ops, level: level, wide: wide, threads: 3}
			t.Run(fmt.Sprintf("%s/%v/lanes=%v", ops.Name, level, wide), func(t *testing.T) { kerneltest.Run(t, b) })
		}
	}
}
