//go:build amd64 && !purego

package lanes

import (
	"fmt"
	"runtime"
	"unsafe"

	"github.com/klauspost/cpuid/v2"
)

//go:generate go run ./internal/asm -out lanes_amd64.s -stubs stubs_amd64.go -pkg lanes

// Available reports whether this machine and build have the kernels.
func Available() bool {
	return cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512VL, cpuid.AVX512IFMA)
}

// Load splits canonical elements, as many as dst has. Their bound is LoadBound.
func Load(dst Vector, src []Element) {
	n := groups(dst)
	if n == 0 {
		return
	}
	src = src[:n*Group]
	p, stride := dst.args()
	load(p, stride, (*[4]uint64)(&src[0]), n)
}

// Store multiplies the elements of a, below MaxBound, by s, made by Split, and
// writes canonical elements: with s = Split(1), the elements themselves.
// tmp is a vector as long as dst.
func Store(dst []Element, a Vector, s *Scalar, tmp Vector) {
	if len(dst) == 0 {
		return
	}
	tmp = tmp.Slice(0, len(dst))
	MulScalar(tmp, a, s)
	n := groups(tmp)
	p, stride := tmp.args()
	store((*[4]uint64)(&dst[0]), p, stride, n)
}

// Add sets dst = a + b, bounded by the sum of their bounds.
func Add(dst, a, b Vector) {
	n := groups(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	add(d, ds, p, ps, q, qs, n)
}

// AddScalar sets dst = a + s.
func AddScalar(dst, a Vector, s *Scalar) {
	n := groups(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	addScalar(d, ds, p, ps, (*[5]uint64)(s), n)
}

// Sub sets dst = a − b + bound·p, where b is bounded by bound.
func Sub(dst, a, b Vector, bound int) {
	n := groups(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	sub(d, ds, p, ps, q, qs, (*[5]uint64)(&multiples[bound]), n)
}

// ScalarSub sets dst = s − a + bound·p, where a is bounded by bound.
func ScalarSub(dst, a Vector, s *Scalar, bound int) {
	n := groups(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	t := s.add(&multiples[bound])
	scalarSub(d, ds, p, ps, (*[5]uint64)(&t), n)
}

// Mul sets dst = a · b.
func Mul(dst, a, b Vector) {
	n := groups(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	mul(d, ds, p, ps, q, qs, n)
}

// MulAdd sets dst += a · b.
func MulAdd(dst, a, b Vector) {
	n := groups(dst, a, b)
	d, ds := dst.args()
	p, ps := a.args()
	q, qs := b.args()
	mulAdd(d, ds, p, ps, q, qs, n)
}

// MulScalar sets dst = a · s.
func MulScalar(dst, a Vector, s *Scalar) {
	n := groups(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	mulScalar(d, ds, p, ps, (*[5]uint64)(s), n)
}

// MulAddScalar sets dst += a · s.
func MulAddScalar(dst, a Vector, s *Scalar) {
	n := groups(dst, a)
	d, ds := dst.args()
	p, ps := a.args()
	mulAddScalar(d, ds, p, ps, (*[5]uint64)(s), n)
}

// Dot sets dst = Σ A·S over the terms, at most MaxTerms.
func Dot(dst Vector, terms []Term) {
	if len(terms) == 0 {
		for i := range 5 {
			clear(dst.planes[i*dst.stride:][:dst.Len()])
		}
		return
	}
	n := dotGroups(dst, terms)
	d, ds := dst.args()
	dot(d, ds, (*uint64)(unsafe.Pointer(&terms[0])), len(terms), n)
	runtime.KeepAlive(terms)
}

// DotAdd sets dst += Σ A·S over the terms, at most MaxTerms.
func DotAdd(dst Vector, terms []Term) {
	if len(terms) == 0 {
		return
	}
	n := dotGroups(dst, terms)
	d, ds := dst.args()
	dotAdd(d, ds, (*uint64)(unsafe.Pointer(&terms[0])), len(terms), n)
	runtime.KeepAlive(terms)
}

func dotGroups(dst Vector, terms []Term) int {
	if len(terms) > MaxTerms {
		panic(fmt.Sprintf("lanes: dot of %d terms", len(terms)))
	}
	return groups(dst)
}
