package felt

import "github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

// Element is the felt of the whole house.
type Element = fp.Element

// Ops is one implementation of the vector operations.
//
// Length is that of dst; sources are at least as long. dst may be the same
// slice as a source (same start), but must not overlap it otherwise. Scalars
// must not lie inside dst. Everything is canonical and in Montgomery form
// unless an operation says otherwise. Vectors may have any length, zero too.
// All operations are safe for concurrent use and none of them holds a thread
// in assembly for longer than a millisecond.
type Ops struct {
	// Name says which implementation this is: "go", "adx", …
	Name string

	Add func(dst, a, b []Element) // dst = a + b
	Sub func(dst, a, b []Element) // dst = a − b
	Mul func(dst, a, b []Element) // dst = a · b

	MulAdd func(dst, a, b []Element) // dst += a · b

	AddScalar    func(dst, a []Element, s *Element) // dst = a + s
	SubScalar    func(dst, a []Element, s *Element) // dst = a − s
	RSubScalar   func(dst, a []Element, s *Element) // dst = s − a
	MulScalar    func(dst, a []Element, s *Element) // dst = a · s
	MulAddScalar func(dst, a []Element, s *Element) // dst += a · s

	// Inverse sets dst = 1/a by batches (Montgomery's trick). No element of a
	// may be zero: one zero makes elements near it wrong too.
	Inverse func(dst, a []Element)

	// Fold sets dst[i] = lo[i] + hi[i] + t[i]·(lo[i] − hi[i]): one FRI fold of
	// the pairs (lo[i], hi[i]) = (f(x_i), f(−x_i)) with t[i] = zeta/x_i.
	Fold func(dst, lo, hi, t []Element)

	// The kernels of the transforms; see package ntt. They work on values
	// that are lazy: residues that may exceed p, by an implementation's own
	// bounds. A sequence of at most LazyLayers layers may follow canonical
	// input, then Normalize must follow before another layer or anything else.
	LazyLayers int
	// LayerByIndex does one layer of a transform whose twiddle depends on the
	// position in the block: for each block of 2·half elements of a and each
	// j < half, with u = a[j], v = t[j]·a[half+j]: a[j] = u + v and
	// a[half+j] = u − v. len(t) ≥ half; len(a) is a multiple of 2·half.
	LayerByIndex func(a []Element, half int, t []Element)
	// LayerByBlock does one layer of a transform whose twiddle depends on the
	// block: as LayerByIndex, but with v = t[k]·a[half+j] in the block k.
	LayerByBlock func(a []Element, half int, t []Element)
	// Normalize makes lazy values canonical.
	Normalize func(a []Element)

	// Wide is the faster set of kernels for transforms, where there is one.
	Wide *Wide
}

// maxRun is how many elements one assembly call may handle: no kernel takes
// more than 20 ns an element, so that a call lasts a fraction of a millisecond
// and the goroutine can be preempted between two.
const maxRun = 1 << 14

// Available lists the implementations that this machine can run, Portable
// first and the fastest last.
func Available() []*Ops { return append([]*Ops{Portable()}, accelerated()...) }

// Best is the fastest implementation that this machine can run.
func Best() *Ops {
	all := Available()
	return all[len(all)-1]
}
