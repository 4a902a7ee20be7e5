package cpu

import (
	"fmt"
	"testing"

	"quarry/kernels/cpu/felt"
	"quarry/kernels/cpu/lanes"
	"quarry/kernels/hash"
	"quarry/kernels/kerneltest"
)

// TestVariants runs the suite on what New chooses only on other machines: the
// vector arithmetics besides the best, each with a hash level, and lanes or none.
func TestVariants(t *testing.T) {
	levels := hash.Levels()
	units := append([]*lanes.Unit{nil}, lanes.Units()...)
	for i, ops := range felt.Available() {
		if ops == felt.Portable() {
			continue // that is the backend "go"
		}
		b := &backend{name: AVX2, ops: ops, level: levels[min(i, len(levels)-1)],
			wide: units[min(i-1, len(units)-1)], threads: 3}
		name := fmt.Sprintf("%s/%v", ops.Name, b.level)
		if b.wide != nil {
			name += "/" + b.wide.Name
		}
		t.Run(name, func(t *testing.T) { kerneltest.Run(t, b) })
	}
}
