package layouts_test

import (
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/air/layouts"
)

// BenchmarkNew compiles a layout.
func BenchmarkNew(b *testing.B) {
	for _, name := range layouts.Names() {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				newAIR(b, name, 1<<17)
			}
		})
	}
}

// BenchmarkEvalAt is the verifier's evaluation at a single point.
func BenchmarkEvalAt(b *testing.B) {
	for _, name := range layouts.Names() {
		b.Run(name, func(b *testing.B) {
			a := newAIR(b, name, 1<<17)
			for range b.N {
				seededEvaluation(b, a)
			}
		})
	}
}

// BenchmarkTables computes the cyclic tables of one coset.
func BenchmarkTables(b *testing.B) {
	for _, name := range layouts.Names() {
		b.Run(name, func(b *testing.B) {
			a := newAIR(b, name, 1<<17)
			offset := fp.NewElement(3)
			for range b.N {
				a.Tables(&offset)
			}
		})
	}
}
