package starkcurve

import (
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// Sqrt returns a square root of v, if it has one, by Cipolla's method: p−1 is
// divisible by 2^192, so that Tonelli and Shanks' needs some twenty thousand
// multiplications, this one about eight hundred.
//
// With a such that d = a² − v is no square, (a + √d)^((p+1)/2) in the quadratic
// extension by √d is a root of v.
func Sqrt(v *fp.Element) (root fp.Element, ok bool) {
	if v.IsZero() {
		return root, true
	}
	if v.Legendre() != 1 {
		return root, false
	}
	var a, d fp.Element
	for a.SetOne(); ; a.Add(&a, &one) {
		d.Square(&a).Sub(&d, v)
		if d.IsZero() {
			return a, true
		}
		if d.Legendre() == -1 {
			break
		}
	}
	// r = r0 + r1·√d of norm n = r0² − d·r1², starting from the exponent's leading
	// bit.
	r0, r1, n := a, one, *v
	for i := bits.Len64(halfP[3]) + 3*64 - 2; i >= 0; i-- {
		var t, s fp.Element
		r1.Mul(&r0, &r1).Double(&r1)
		r0.Square(&r0).Double(&r0).Sub(&r0, &n) // r0² + d·r1²
		n.Square(&n)
		if halfP[i/64]>>(i%64)&1 == 1 {
			t.Mul(&r1, &d)
			s.Mul(&r1, &a)
			r1.Add(&r0, &s)
			r0.Mul(&r0, &a).Add(&r0, &t)
			n.Mul(&n, v)
		}
	}
	return r0, true
}

// halfP is (p+1)/2, for p = 2^251 + 17·2^192 + 1.
var halfP = [4]uint64{1, 0, 1 << 63, 1<<58 + 8}

var one = fp.One()
