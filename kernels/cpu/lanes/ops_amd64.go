//go:build amd64 && !purego

package lanes

import (
	"fmt"
	"runtime"
	"unsafe"

	"github.com/klauspost/cpuid/v2"
)

//go:generate go run ./internal/asm -out lanes_amd64.s -stubs stubs_amd64.go -pkg lanes

// Unit is one implementation of the operations.
type Unit struct {
	// Name says which: "fma" or "ifma".
	Name string
	ifma bool
}

// Units lists the implementations that this machine can run, the fastest last.
func Units() (units []*Unit) {
	if cpuid.CPU.Supports(cpuid.AVX2, cpuid.FMA3) {
		units = append(units, &Unit{Name: "fma"})
	}
	if cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512VL, cpuid.AVX512IFMA) {
		units = append(units, &Unit{Name: "ifma", ifma: true})
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

// Load splits canonical elements, as many as dst has. Their bound is LoadBound.
func (u *Unit) Load(dst Vector, src []Element) {
	n := groups(dst)
	if n == 0 {
		return
	}
	src = src[:n*Group]
	d, ds := dst.args()
	if u.ifma {
		load(d, ds, (*[4]uint64)(&src[0]), n)
	} else {
		loadFMA(d, ds, (*[4]uint64)(&src[0]), n)
	}
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
	if u.ifma {
		store((*[4]uint64)(&dst[0]), p, ps, n)
	} else {
		storeFMA((*[4]uint64)(&dst[0]), p, ps, n)
	}
}

// Add sets dst = a + b, bounded by the sum of their bounds.
func (u *Unit) Add(dst, a, b Vector) {
	n := groups2(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	if u.ifma {
		add(d, ds, p, ps, q, qs, n)
	} else {
		addFMA(d, ds, p, ps, q, qs, n)
	}
}

// AddScalar sets dst = a + s.
func (u *Unit) AddScalar(dst, a Vector, s *Scalar) {
	n := groups1(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	if u.ifma {
		addScalar(d, ds, p, ps, (*[5]uint64)(s), n)
	} else {
		addScalarFMA(d, ds, p, ps, (*[5]uint64)(s), n)
	}
}

// Sub sets dst = a − b + bound·p, where b is bounded by bound.
func (u *Unit) Sub(dst, a, b Vector, bound int) {
	n := groups2(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	if u.ifma {
		sub(d, ds, p, ps, q, qs, (*[5]uint64)(&multiples[bound]), n)
	} else {
		s := multiples[bound].lend()
		subFMA(d, ds, p, ps, q, qs, (*[5]uint64)(&s), n)
	}
}

// ScalarSub sets dst = s − a + bound·p, where a is bounded by bound.
func (u *Unit) ScalarSub(dst, a Vector, s *Scalar, bound int) {
	n := groups1(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	t := s.add(&multiples[bound])
	if u.ifma {
		scalarSub(d, ds, p, ps, (*[5]uint64)(&t), n)
	} else {
		t = t.lend()
		scalarSubFMA(d, ds, p, ps, (*[5]uint64)(&t), n)
	}
}

// lend adds 2^54 to all limbs but the top one, from the limb above: so no limb
// becomes negative if another scalar or element is subtracted.
func (s Scalar) lend() Scalar {
	for i := range 4 {
		s[i] += 1 << 54
		s[i+1] -= 4
	}
	return s
}

// Mul sets dst = a · b.
func (u *Unit) Mul(dst, a, b Vector) {
	n := groups2(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	if u.ifma {
		mul(d, ds, p, ps, q, qs, n)
	} else {
		mulFMA(d, ds, p, ps, q, qs, &oneTerm, n)
	}
}

// MulAdd sets dst += a · b.
func (u *Unit) MulAdd(dst, a, b Vector) {
	n := groups2(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	if u.ifma {
		mulAdd(d, ds, p, ps, q, qs, n)
	} else {
		mulAddFMA(d, ds, p, ps, q, qs, &oneTerm, n)
	}
}

// MulScalar sets dst = a · s.
func (u *Unit) MulScalar(dst, a Vector, s *Scalar) {
	n := groups1(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	if u.ifma {
		mulScalar(d, ds, p, ps, (*[5]uint64)(s), n)
	} else {
		mulScalarFMA(d, ds, p, ps, (*[5]uint64)(s), &oneTerm, n)
	}
}

// MulAddScalar sets dst += a · s.
func (u *Unit) MulAddScalar(dst, a Vector, s *Scalar) {
	n := groups1(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	if u.ifma {
		mulAddScalar(d, ds, p, ps, (*[5]uint64)(s), n)
	} else {
		mulAddScalarFMA(d, ds, p, ps, (*[5]uint64)(s), &oneTerm, n)
	}
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
	t := (*uint64)(unsafe.Pointer(&terms[0]))
	if u.ifma {
		dot(d, ds, t, len(terms), n)
	} else {
		init := fmaInit(len(terms))
		dotFMA(d, ds, t, len(terms), &init, n)
	}
	runtime.KeepAlive(terms)
}

// DotAdd sets dst += Σ A·S over the terms, at most MaxTerms.
func (u *Unit) DotAdd(dst Vector, terms []Term) {
	if len(terms) == 0 {
		return
	}
	n := dotGroups(dst, terms)
	d, ds := dst.args()
	t := (*uint64)(unsafe.Pointer(&terms[0]))
	if u.ifma {
		dotAdd(d, ds, t, len(terms), n)
	} else {
		init := fmaInit(len(terms))
		dotAddFMA(d, ds, t, len(terms), &init, n)
	}
	runtime.KeepAlive(terms)
}

func dotGroups(dst Vector, terms []Term) int {
	if len(terms) > MaxTerms {
		panic(fmt.Sprintf("lanes: dot of %d terms", len(terms)))
	}
	return groups(dst)
}

// fmaInit is what accumulators of products of n pairs start with in the
// floating-point multiplier: less what the exponents of the doubles add, plus
// 2^260 − 1.
func fmaInit(n int) (init [10]uint64) {
	const bits52, bits104 = 0x433 << 52, 0x467 << 52
	for i := range 5 {
		init[i] = 1<<52 - 1
	}
	for i := range 5 {
		for j := range 5 {
			init[i+j] -= uint64(n) * bits52
			init[i+j+1] -= uint64(n) * bits104
		}
	}
	return init
}

var oneTerm = fmaInit(1)
