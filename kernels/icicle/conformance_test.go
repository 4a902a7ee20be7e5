//go:build icicle

package icicle

import (
	"testing"

	"quarry/kernels/kerneltest"
)

// The transforms are icicle's, the rest makes it a whole backend.
func TestConformance(t *testing.T) {
	b, err := New(0)
	if err != nil {
		t.Fatal(err)
	}
	device, err := Device()
	t.Logf("icicle computes on %s, %v", device, err)
	kerneltest.Run(t, b)
}
