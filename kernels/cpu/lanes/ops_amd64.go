//go:build amd64 && !purego

package lanes

import (
	"fmt"
	"runtime"
	"unsafe"
)

// Load splits canonical elements, as many as dst has. Their bound is LoadBound.
func (u *Unit) Load(dst Vector, src []Element) {
	n := groups(dst)
	if n == 0 {
		return
	}
	src = src[:n*Group]
	d, ds := dst.args()
	u.load(d, ds, (*[4]uint64)(&src[0]), n)
}

// Store multiplies the elements of a, below MaxBound, by s, made by Split, and
// writes canonical elements: with s = Split(1), the elements themselves.
// tmp is a vector as long as dst.
func (u *Unit) Store(dst []Element, a Vector, s *Scalar, tmp Vector) {
	if len(dst) == 0 {
		return
	}
	tmp = tmp.Slice(0, len(dst))
	u.MulScalar(tmp, a, s)
	n := groups(tmp)
	p, ps := tmp.args()
	u.store((*[4]uint64)(&dst[0]), p, ps, n)
}

// Add sets dst = a + b, bounded by the sum of their bounds.
func (u *Unit) Add(dst, a, b Vector) {
	n := groups2(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	u.add(d, ds, p, ps, q, qs, n)
}

// AddScalar sets dst = a + s.
func (u *Unit) AddScalar(dst, a Vector, s *Scalar) {
	n := groups1(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	u.addScalar(d, ds, p, ps, (*[5]uint64)(s), n)
}

// Sub sets dst = a − b + bound·p, where b is bounded by bound.
func (u *Unit) Sub(dst, a, b Vector, bound int) {
	n := groups2(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	u.sub(d, ds, p, ps, q, qs, (*[5]uint64)(&lent[bound]), n)
}

// ScalarSub sets dst = s − a + bound·p, where a is bounded by bound.
func (u *Unit) ScalarSub(dst, a Vector, s *Scalar, bound int) {
	n := groups1(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	u.scalarSub(d, ds, p, ps, (*[5]uint64)(s), (*[5]uint64)(&lent[bound]), n)
}

// Mul sets dst = a · b.
func (u *Unit) Mul(dst, a, b Vector) {
	n := groups2(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	u.mul(d, ds, p, ps, q, qs, n)
}

// MulAdd sets dst += a · b.
func (u *Unit) MulAdd(dst, a, b Vector) {
	n := groups2(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	u.mulAdd(d, ds, p, ps, q, qs, n)
}

// MulScalar sets dst = a · s.
func (u *Unit) MulScalar(dst, a Vector, s *Scalar) {
	n := groups1(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	u.mulScalar(d, ds, p, ps, (*[5]uint64)(s), n)
}

// MulAddScalar sets dst += a · s.
func (u *Unit) MulAddScalar(dst, a Vector, s *Scalar) {
	n := groups1(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	u.mulAddScalar(d, ds, p, ps, (*[5]uint64)(s), n)
}

// Dot sets dst = Σ A·S over the terms, at most MaxTerms.
func (u *Unit) Dot(dst Vector, terms []Term) {
	if len(terms) == 0 {
		for i := range 5 {
			clear(dst.planes[i*dst.stride:][:dst.Len()])
		}
		return
	}
	n := dotGroups(dst, terms)
	d, ds := dst.args()
	u.dot(d, ds, (*uint64)(unsafe.Pointer(&terms[0])), len(terms), &u.initial[len(terms)], n)
	runtime.KeepAlive(terms)
}

// DotAdd sets dst += Σ A·S over the terms, at most MaxTerms.
func (u *Unit) DotAdd(dst Vector, terms []Term) {
	if len(terms) == 0 {
		return
	}
	n := dotGroups(dst, terms)
	d, ds := dst.args()
	u.dotAdd(d, ds, (*uint64)(unsafe.Pointer(&terms[0])), len(terms), &u.initial[len(terms)], n)
	runtime.KeepAlive(terms)
}

func dotGroups(dst Vector, terms []Term) int {
	if len(terms) > MaxTerms {
		panic(fmt.Sprintf("lanes: dot of %d terms", len(terms)))
	}
	return groups(dst)
}
