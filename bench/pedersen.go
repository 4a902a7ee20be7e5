package bench

import (
	"sync"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/hash"
)

// pedersenTable has the shift point, and the multiples 1 to 15 of each input's
// constant point for each four bits of the input.
type pedersenTable struct {
	shift     starkcurve.G1Affine
	multiples [2][63][15]starkcurve.G1Affine
}

// pedersenTables makes the tables at their first use. Gnark-crypto's package
// pedersen-hash makes its own when the process starts, which would slow down
// every command of the binary: so its method is repeated here.
var pedersenTables = sync.OnceValue(func() *pedersenTable {
	points := hash.PedersenPoints()
	table := &pedersenTable{shift: points[0]}
	for input := range table.multiples {
		for k := range table.multiples[input] {
			point, shift := &points[1+2*input], 4*k
			if shift >= 248 {
				point, shift = &points[2+2*input], shift-248
			}
			var base, sum starkcurve.G1Jac
			base.FromAffine(point)
			for range shift {
				base.DoubleAssign()
			}
			for d := range table.multiples[input][k] {
				sum.AddAssign(&base)
				table.multiples[input][k][d].FromJacobian(&sum)
			}
		}
	}
	return table
})

// pedersen is Starknet's Pedersen hash by gnark-crypto's curve arithmetic.
func pedersen(x, y *fp.Element) fp.Element {
	table := pedersenTables()
	var sum starkcurve.G1Jac
	sum.FromAffine(&table.shift)
	for input, limbs := range [2][4]uint64{x.Bits(), y.Bits()} {
		for k := range table.multiples[input] {
			if d := limbs[k/16] >> (k % 16 * 4) & 15; d != 0 {
				sum.AddMixed(&table.multiples[input][k][d-1])
			}
		}
	}
	var result starkcurve.G1Affine
	return result.FromJacobian(&sum).X
}
