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
	transformSmall(values, powers(&h, n/2))
	var scale kernels.Element
	scale.SetUint64(uint64(n))
	scale.Inverse(&scale)
	for i := range values {
		values[i].Mul(&values[i], &scale)
	}
}

// evaluateSmall writes the values of the polynomial at offset·h^i to dst, h being
// of order len(coefficients).
func evaluateSmall(dst, coefficients []kernels.Element, offset, h *kernels.Element) {
	scales := powers(offset, len(dst))
	for i := range dst {
		dst[i].Mul(&coefficients[i], &scales[i])
	}
	transformSmall(dst, powers(h, len(dst)/2))
}

// powers are 1, x, x², …, x^(n−1).
func powers(x *kernels.Element, n int) []kernels.Element {
	all := make([]kernels.Element, n)
	y := fp.One()
	for i := range all {
		all[i] = y
		y.Mul(&y, x)
	}
	return all
}

// transformSmall is a radix-2 transform from natural to natural order: values[i]
// becomes Σ values[j]·h^(i·j), for the powers of h below its half order.
func transformSmall(values, powers []kernels.Element) {
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
		for lo := 0; lo < n; lo += size {
			low, high := values[lo:][:size/2], values[lo+size/2:][:size/2]
			for k := range low {
				t := high[k]
				if k > 0 {
					t.Mul(&t, &powers[k*(n/size)])
				}
				high[k].Sub(&low[k], &t)
				low[k].Add(&low[k], &t)
			}
		}
	}
}
