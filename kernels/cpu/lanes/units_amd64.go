//go:build amd64 && !purego

package lanes

import "github.com/klauspost/cpuid/v2"

//go:generate go run ./internal/asm -out lanes_amd64.s -stubs stubs_amd64.go -pkg lanes

// Unit is one implementation of the operations.
type Unit struct {
	// Name says which: "fma256", "fma512" or "ifma".
	Name string
	// initial is what the sums of n products begin with.
	initial *[MaxTerms + 1][10]uint64
	kernels
}

// kernels are the assembly of a unit. Pointers that it is passed must be to
// memory that is on the heap anyway.
type kernels struct {
	load                 func(dst *uint64, dstStride int, src *[4]uint64, groups int)
	store                func(dst *[4]uint64, a *uint64, aStride int, groups int)
	add, mul, mulAdd     func(dst *uint64, dstStride int, a *uint64, aStride int, b *uint64, bStride int, groups int)
	sub                  func(dst *uint64, dstStride int, a *uint64, aStride int, b *uint64, bStride int, lent *[5]uint64, groups int)
	addScalar, mulScalar func(dst *uint64, dstStride int, a *uint64, aStride int, s *[5]uint64, groups int)
	mulAddScalar         func(dst *uint64, dstStride int, a *uint64, aStride int, s *[5]uint64, groups int)
	scalarSub            func(dst *uint64, dstStride int, a *uint64, aStride int, s, lent *[5]uint64, groups int)
	dot, dotAdd          func(dst *uint64, dstStride int, terms *uint64, n int, initial *[10]uint64, groups int)
}

var (
	fma256 = &Unit{"fma256", &floatInitial, kernels{
		loadFMA256, storeFMA256, addFMA256, mulFMA256, mulAddFMA256, subFMA256,
		addScalarFMA256, mulScalarFMA256, mulAddScalarFMA256, scalarSubFMA256, dotFMA256, dotAddFMA256,
	}}
	fma512 = &Unit{"fma512", &floatInitial, kernels{
		loadFMA512, storeFMA512, addFMA512, mulFMA512, mulAddFMA512, subFMA512,
		addScalarFMA512, mulScalarFMA512, mulAddScalarFMA512, scalarSubFMA512, dotFMA512, dotAddFMA512,
	}}
	ifma = &Unit{"ifma", &integerInitial, kernels{
		loadIFMA, storeIFMA, addIFMA, mulIFMA, mulAddIFMA, subIFMA,
		addScalarIFMA, mulScalarIFMA, mulAddScalarIFMA, scalarSubIFMA, dotIFMA, dotAddIFMA,
	}}
)

// Units lists the implementations that this machine can run, the fastest last.
func Units() (units []*Unit) {
	if cpuid.CPU.Supports(cpuid.AVX2, cpuid.FMA3) {
		units = append(units, fma256)
	}
	if cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512BW, cpuid.AVX512VL) {
		units = append(units, fma512)
		if cpuid.CPU.Supports(cpuid.AVX512IFMA, cpuid.AVX512VBMI2) {
			units = append(units, ifma)
		}
	}
	return units
}

// Best is the fastest implementation that this machine can run, or nil.
func Best() *Unit {
	if units := Units(); len(units) > 0 {
		return units[len(units)-1]
	}
	return nil
}

// The numbers of a unit's sums, by the number of products.
var floatInitial, integerInitial = initials(true), initials(false)

// initials makes what accumulators of products of n pairs begin with: 2^260 − 1,
// which the reduction wants, less what the exponents of the doubles add in the
// floating-point multiplier.
func initials(float bool) (all [MaxTerms + 1][10]uint64) {
	const bits52, bits104 = 0x433 << 52, 0x467 << 52
	for n := range all {
		for i := range 5 {
			all[n][i] = 1<<52 - 1
		}
		if !float {
			continue
		}
		for i := range 5 {
			for j := range 5 {
				all[n][i+j] -= uint64(n) * bits52
				all[n][i+j+1] -= uint64(n) * bits104
			}
		}
	}
	return all
}
