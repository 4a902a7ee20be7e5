package cpu_test

import (
	"testing"

	"quarry/kernels/cpu"
	"quarry/kernels/kerneltest"
)

// TestVariants runs the suite on what New chooses only on other machines. The
// last variant is this machine's.
func TestVariants(t *testing.T) {
	all := cpu.Variants(3)
	for i, v := range all {
		if i < len(all)-1 {
			t.Run(v.Name, func(t *testing.T) { kerneltest.Run(t, v.Backend) })
		}
	}
}
