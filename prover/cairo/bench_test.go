package cairo

import "testing"

// BenchmarkRun runs programs in proof mode, from their bytes to the prover's
// execution: a Fibonacci loop, and one in which every hundredth step is for a
// builtin or a hint (Pedersen, Poseidon, bitwise, range checks, dictionaries).
func BenchmarkRun(b *testing.B) {
	for _, c := range []struct{ program, layout string }{{"fibonacci_proof", "small"}, {"mixed_proof", "starknet"}} {
		b.Run(c.program, func(b *testing.B) {
			p := testProgram(b, c.program)
			b.ReportAllocs()
			steps := 0
			for b.Loop() {
				e, err := Run(b.Context(), Options{Program: p, Layout: c.layout})
				if err != nil {
					b.Fatal(err)
				}
				steps += len(e.Trace)
			}
			b.ReportMetric(float64(steps)/b.Elapsed().Seconds()/1e6, "Msteps/s")
		})
	}
}
