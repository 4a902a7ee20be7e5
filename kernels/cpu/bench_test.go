package cpu_test

import (
	"testing"

	"quarry/kernels/kerneltest"
)

// BenchmarkKernels measures all operations on columns of 2^16 rows.
func BenchmarkKernels(b *testing.B) {
	for _, backend := range backends(b, 0) {
		b.Run(backend.Name(), func(b *testing.B) { kerneltest.Bench(b, backend, 16) })
	}
}
