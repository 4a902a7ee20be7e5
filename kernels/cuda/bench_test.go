package cuda

import (
	"fmt"
	"testing"
	"time"

	"quarry/kernels/cuda/driver"
	"quarry/kernels/kerneltest"
)

// BenchmarkKernels measures all operations on columns of several lengths, an
// emulated GPU on short ones.
func BenchmarkKernels(b *testing.B) {
	backend := openBackend(b)
	sizes := []int{16, 20, 24}
	if driver.Emulated {
		sizes = []int{11}
	}
	for _, log := range sizes {
		b.Run(fmt.Sprintf("2^%d", log), func(b *testing.B) { kerneltest.Bench(b, backend, log) })
	}
}

// The kernels that measure what the machine can do.
var rates = []struct {
	name   string
	kernel kernel
	each   int // operations of a thread in a round
}{
	{"multiply-add-32", declare("rates", "rate_mad32", 0), 64},
	{"multiply-add-wide", declare("rates", "rate_mad_wide", 0), 64},
	{"logic", declare("rates", "rate_logic", 0), 64},
	{"felt-multiply", declare("rates", "rate_felt", 0), 4},
	{"felt-product", declare("rates", "rate_product", 0), 4},
	{"felt-square", declare("rates", "rate_square", 0), 4},
	{"keccak/shifts", declare("rates", "rate_keccak_shifts", 0), 1},
	{"keccak/mixed", declare("rates", "rate_keccak_mixed", 0), 1},
	{"keccak/products", declare("rates", "rate_keccak_products", 0), 1},
}

// BenchmarkRates measures how many operations a second all processors do
// together: the peaks that the other figures are to be compared with.
func BenchmarkRates(b *testing.B) {
	backend := openBackend(b)
	blocks, rounds := 32*max(backend.Device().Processors, 1), 1<<10
	if driver.Emulated {
		blocks, rounds = 2, 4
	}
	a := backend.NewArena(0).(*arena)
	defer a.Free()
	if err := a.open(); err != nil {
		b.Fatal(err)
	}
	for _, r := range rates {
		b.Run(r.name, func(b *testing.B) {
			var spent time.Duration
			for b.Loop() {
				t := a.begin(b.Context())
				data := t.memory(blocks * threads * elementSize)
				t.fail(t.stream.Fill(data, 1, int64(blocks*hashThreads*elementSize)))
				t.fail(t.stream.Sync())
				start := time.Now()
				t.launch(r.kernel, driver.Line(blocks), driver.Line(hashThreads), 0, new(driver.Args).Ptr(data).Int(rounds))
				if err := t.end(); err != nil {
					b.Fatal(err)
				}
				spent += time.Since(start)
			}
			operations := float64(b.N) * float64(blocks*hashThreads) * float64(rounds*r.each)
			b.ReportMetric(operations/spent.Seconds()/1e9, "G/s")
		})
	}
}
