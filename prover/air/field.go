package air

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// multiplicativeGenerator generates the field's multiplicative group.
const multiplicativeGenerator = 3

// rootOfUnity returns the generator of the subgroup of order n, a power of two
// of at most 2^192, that Stone uses: 3^((p−1)/n).
func rootOfUnity(n int) kernels.Element {
	exponent := new(big.Int).Sub(fp.Modulus(), big.NewInt(1))
	exponent.Div(exponent, big.NewInt(int64(n)))
	var g kernels.Element
	g.SetUint64(multiplicativeGenerator)
	g.Exp(g, exponent)
	return g
}

func power(x *kernels.Element, n uint64) (y kernels.Element) {
	y.Exp(*x, new(big.Int).SetUint64(n))
	return y
}

// interpolateSmall replaces values at 1, h, h², … (h of order len(values), a
// power of two) by the polynomial's coefficients, in place.
func interpolateSmall(values []kernels.Element) {
	n := len(values)
	h := rootOfUnity(n)
	h.Inverse(&h)
	transformSmall(values, &h)
	var scale kernels.Element
	scale.SetUint64(uint64(n))
	scale.Inverse(&scale)
	for i := range values {
		values[i].Mul(&values[i], &scale)
	}
}

// evaluateSmall returns the values of the polynomial at offset·h^i, h of order
// len(coefficients).
func evaluateSmall(coefficients []kernels.Element, offset *kernels.Element) []kernels.Element {
	values := make([]kernels.Element, len(coefficients))
	scale := fp.One()
	for i := range values {
		values[i].Mul(&coefficients[i], &scale)
		scale.Mul(&scale, offset)
	}
	h := rootOfUnity(len(values))
	transformSmall(values, &h)
	return values
}

// transformSmall is a radix-2 transform from natural to natural order:
// values[i] becomes Σ values[j]·h^(i·j).
func transformSmall(values []kernels.Element, h *kernels.Element) {
	n := len(values)
	for i, j := 1, 0; i < n; i++ {
		bit := n >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		j ^= bit
		if i < j {
			values[i], values[j] = values[j], values[i]
		}
	}
	for size := 2; size <= n; size *= 2 {
		step := power(h, uint64(n/size))
		twiddle := fp.One()
		for k := range size / 2 {
			for i := k; i < n; i += size {
				var t kernels.Element
				t.Mul(&values[i+size/2], &twiddle)
				values[i+size/2].Sub(&values[i], &t)
				values[i].Add(&values[i], &t)
			}
			twiddle.Mul(&twiddle, &step)
		}
	}
}
