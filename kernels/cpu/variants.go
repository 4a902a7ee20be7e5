package cpu

import (
	"runtime"

	"quarry/kernels"
	"quarry/kernels/cpu/felt"
	"quarry/kernels/cpu/lanes"
	"quarry/kernels/hash"
)

// Variant is a backend on the instructions of some machine.
type Variant struct {
	// Name is that of its vector arithmetic: "adx", "fma256", "fma512" or "ifma".
	Name string
	kernels.Backend
}

// Variants are the backends "avx2" that New makes on this machine and on those
// with fewer instructions, the fastest last; none where there is no "avx2". They
// are for tests and measurements. threads is as in Options.
func Variants(threads int) []Variant {
	if missingFeatures() != nil {
		return nil
	}
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	var all []Variant
	for _, ops := range felt.Available() {
		if ops == felt.Portable() {
			continue // that is the backend "go"
		}
		b := &backend{name: AVX2, ops: ops, level: hash.AVX2, threads: threads}
		switch ops.Name {
		case "fma512":
			b.level = hash.AVX512
		case "ifma":
			b.level = hash.IFMA
		}
		for _, unit := range lanes.Units() {
			if unit.Name == ops.Name {
				b.wide = unit
			}
		}
		all = append(all, Variant{ops.Name, b})
	}
	return all
}
