package stark

import (
	"math/big"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// domain is an evaluation domain: 2^logCosets cosets of 2^logLen points,
// base·<w>. (Stone: list_of_cosets.cc.)
type domain struct {
	logLen, logCosets int
	base              kernels.Element
	w                 kernels.Element // order 2^(logLen+logCosets)
	g                 kernels.Element // w^(2^logCosets), generates a coset
}

// cosetBase is the offset of the evaluation domain.
const cosetBase = 3

// newDomain is the evaluation domain of a trace of 2^logLen rows.
func newDomain(logLen, logCosets int) domain {
	d := domain{logLen: logLen, logCosets: logCosets, w: rootOfUnity(logLen + logCosets), g: rootOfUnity(logLen)}
	d.base.SetUint64(cosetBase)
	return d
}

// rootOfUnity is 3^((p−1)/2^logOrder), a generator of the subgroup.
func rootOfUnity(logOrder int) kernels.Element {
	e := fp.Modulus()
	e.Sub(e, big.NewInt(1)).Rsh(e, uint(logOrder))
	var r kernels.Element
	r.SetUint64(3)
	return *r.Exp(r, e)
}

func (d *domain) length() int { return 1 << d.logLen }
func (d *domain) cosets() int { return 1 << d.logCosets }

// withoutOffset is the domain as FRI sees it.
func (d domain) withoutOffset() domain {
	d.base.SetOne()
	return d
}

// folded is the domain of the squares, steps times over; only of domains
// without offset.
func (d domain) folded(steps int) domain {
	d.logLen -= steps
	for range steps {
		d.w.Square(&d.w)
		d.g.Square(&d.g)
	}
	return d
}

// offset is the offset of the coset with committed index c.
func (d *domain) offset(c int) kernels.Element {
	o := power(&d.w, reverse(uint64(c), d.logCosets))
	return *o.Mul(&o, &d.base)
}

// point is the point with committed index i.
func (d *domain) point(i uint64) kernels.Element {
	x := power(&d.w, reverse(i, d.logLen+d.logCosets))
	return *x.Mul(&x, &d.base)
}

// locate splits a committed index into its coset's committed index and the
// natural row within it.
func (d *domain) locate(i uint64) (coset int, row int) {
	return int(i >> d.logLen), int(reverse(i&(1<<d.logLen-1), d.logLen))
}

// contains tells whether x lies in the domain.
func (d *domain) contains(x *kernels.Element) bool {
	var y kernels.Element
	y.Inverse(&d.base)
	y.Mul(&y, x)
	for range d.logLen + d.logCosets {
		y.Square(&y)
	}
	return y.IsOne()
}

// reverse reverses the low n bits of i, which has no others.
func reverse(i uint64, n int) uint64 { return bits.Reverse64(i) >> (64 - n) }

// power is base^exp.
func power(base *kernels.Element, exp uint64) kernels.Element {
	var r kernels.Element
	r.SetOne()
	for i := bits.Len64(exp) - 1; i >= 0; i-- {
		r.Square(&r)
		if exp>>i&1 == 1 {
			r.Mul(&r, base)
		}
	}
	return r
}
