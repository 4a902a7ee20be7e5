package cpu

import (
	"fmt"
	"testing"

	"quarry/kernels/cpu/felt"
	"quarry/kernels/hash"
	"quarry/kernels/kerneltest"
)

// TestVariants runs the suite on what New chooses only on other machines: every
// vector arithmetic and a hash level with it, without lanes.
func TestVariants(t *testing.T) {
	levels := hash.Levels()
	for i, ops := range felt.Available() {
		if ops == felt.Portable() {
			continue // that is the backend "go"
		}
		b := &backend{name: AVX2, ops: ops, level: levels[min(i, len(levels)-1)], threads: 3}
		t.Run(fmt.Sprintf("%s/%v", ops.Name, b.level), func(t *testing.T) { kerneltest.Run(t, b) })
	}
}
