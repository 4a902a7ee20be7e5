package lanes

import (
	"fmt"
	"unsafe"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// Element is the felt of the whole house.
type Element = fp.Element

const (
	// Group is how many elements are handled at a time.
	Group = 8
	// MaxBound is the largest bound of an element, in units of p.
	MaxBound = 500
	// LoadBound bounds the elements that Load makes.
	LoadBound = 16
	// StoreBound bounds the elements that Store takes.
	StoreBound = 2
	// MaxTerms is the largest number of terms of a Dot.
	MaxTerms = 128
)

// ProductBound bounds the product of elements bounded by a and b:
// a·b·p²/2^260 + p, and p/2^260 < 1/511.
func ProductBound(a, b int) int { return a*b/511 + 2 }

// DotBound bounds Dot of vectors whose bounds sum up to sum, with canonical
// scalars.
func DotBound(sum int) int { return ProductBound(sum, 1) }

// Vector is a vector of elements: limb i of element k is planes[i·stride+k].
type Vector struct {
	planes []uint64
	stride int
}

// New makes a vector of n elements with undefined contents.
func New(n int) Vector { return Over(make([]uint64, 5*n)) }

// Over makes a vector of len(memory)/5 elements in the given memory.
func Over(memory []uint64) Vector {
	n := len(memory) / 5
	return Vector{memory[: 5*n : 5*n], n}
}

// Len is the number of elements.
func (v Vector) Len() int { return len(v.planes) - 4*v.stride }

// Slice is the n elements from index from on, sharing memory with v.
func (v Vector) Slice(from, n int) Vector {
	if from < 0 || n < 0 || from+n > v.Len() {
		panic(fmt.Sprintf("lanes: elements %d … %d of %d", from, from+n, v.Len()))
	}
	return Vector{v.planes[from : from+4*v.stride+n], v.stride}
}

// Copy copies elements of src to dst until either ends and returns their number.
func Copy(dst, src Vector) int {
	n := min(dst.Len(), src.Len())
	for i := range 5 {
		copy(dst.planes[i*dst.stride:][:n], src.planes[i*src.stride:])
	}
	return n
}

func (v Vector) args() (*uint64, int) {
	return unsafe.SliceData(v.planes), v.stride * 8
}

// groups is the number of groups of a destination.
func groups(dst Vector) int {
	n := dst.Len()
	if n%Group != 0 {
		panic(fmt.Sprintf("lanes: length %d is not a multiple of %d", n, Group))
	}
	return n / Group
}

// groups1 and groups2 check that sources are as long.
func groups1(dst, a Vector) int {
	if a.Len() < dst.Len() {
		panic(fmt.Sprintf("lanes: operands of %d and %d elements", dst.Len(), a.Len()))
	}
	return groups(dst)
}

func groups2(dst, a, b Vector) int {
	groups1(dst, a)
	return groups1(dst, b)
}

// Scalar is one element in limbs, as in a Vector.
type Scalar [5]uint64

// NewScalar is e as a scalar, canonical.
func NewScalar(e *Element) Scalar {
	x := *e
	for range 4 {
		x.Double(&x)
	}
	return Split(&x)
}

// Split is the Montgomery form of e itself in limbs: the scalar e/16. The
// product of a vector with it has the form that Store wants.
func Split(e *Element) Scalar {
	const m = 1<<52 - 1
	return Scalar{e[0] & m, (e[0]>>52 | e[1]<<12) & m, (e[1]>>40 | e[2]<<24) & m, (e[2]>>28 | e[3]<<36) & m, e[3] >> 16}
}

// add adds two scalars without reduction.
func (s Scalar) add(t *Scalar) Scalar {
	var carry uint64
	for i := range s {
		s[i] += t[i] + carry
		if i < 4 {
			carry = s[i] >> 52
			s[i] &= 1<<52 - 1
		}
	}
	return s
}

// lent[k] is k·p with 2^54 added to all limbs but the top one, from the limb
// above: so no limb becomes negative if another scalar or element is subtracted.
var lent = func() (m [MaxBound + 1]Scalar) {
	p := Scalar{1, 0, 0, 17 << 36, 1 << 43}
	for k := 1; k <= MaxBound; k++ {
		m[k] = m[k-1].add(&p)
	}
	for k := range m {
		for i := range 4 {
			m[k][i] += 1 << 54
			m[k][i+1] -= 4
		}
	}
	return m
}()

// Term is one product of a Dot.
type Term struct {
	a      *uint64
	stride int
	S      Scalar // canonical
}

// Set makes t the product of a's elements with t.S. The vector must be at least
// as long as the destination of the Dot.
func (t *Term) Set(a Vector) { t.a, t.stride = a.args() }
