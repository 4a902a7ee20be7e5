package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"quarry/kernels/cpu/internal/limbs52"
)

// vector are the kernels of one machine.
type vector struct{ *limbs52.Machine }

func vectors() {
	for _, m := range limbs52.Machines() {
		k := vector{m}
		if m.Wide() { // four lanes are no faster than ADX: loads and stores cost too much
			k.pointwise()
		}
		k.wideKernels()
		k.layerKernels()
	}
}

// text begins a function.
func (k vector) text(name, doc, args string) {
	name += k.Name
	TEXT(name, NOSPLIT, "func("+args+")")
	Pragma("noescape")
	Doc(name + " " + doc)
}

// rows is a pointwise kernel over rows of eight felts at work.
type rows struct {
	vector
	ptr map[string]GPPhysical
	// kept is room in the frame for the limbs of a summand, if the kernel has one.
	kept func(i int) Mem
	// s is the factor of kernels with a scalar.
	s limbs52.Second
}

// eights writes a pointwise kernel over n ≥ 1 groups of eight felts. args are its
// parameters besides n: dst, sources and, if scalar, s. keeps says that there is a
// summand to keep.
func (k vector) eights(name, doc, args string, sources []string, scalar, keeps bool, body func(r *rows)) {
	k.text(name, doc, args+", n int")
	vectors := 0
	if keeps {
		vectors = 5
	}
	r := &rows{vector: k, ptr: map[string]GPPhysical{}, kept: k.Begin(vectors)}
	k.BeginRows()
	pointers := append([]string{"dst"}, sources...)
	for i, s := range pointers {
		r.ptr[s] = []GPPhysical{RDI, RSI, RBX, RDX}[i]
		Load(Param(s), r.ptr[s])
	}
	if scalar {
		Load(Param("s"), RAX)
		r.s = k.SecondFactor(broadcast(RAX), false)
	}
	Load(Param("n"), RCX)
	Label("loop")
	body(r)
	for _, s := range pointers {
		ADDQ(U32(256), r.ptr[s])
	}
	DECQ(RCX)
	JNZ(LabelRef("loop"))
	k.End()
}

// limbs loads felts into V.
func (r *rows) limbs(source string, shift int, clean bool) {
	r.LoadRow(r.ptr[source])
	r.Split(r.T[:4], r.V, shift, clean)
}

// first loads felts as the first factor, multiplied by 2^4: the reduction divides
// by 2^260.
func (r *rows) first(source string) limbs52.First {
	r.limbs(source, 4, false)
	return r.FirstOfV()
}

// second loads felts as the second factor.
func (r *rows) second(source string, shift int) limbs52.Second {
	if r.s != nil {
		return r.s
	}
	r.LoadRow(r.ptr[source])
	r.Split(r.T[:4], r.B, shift, false)
	r.ToFactor(r.B...)
	return func(i int) VecPhysical { return r.B[i] }
}

// keep puts limbs into the frame.
func (r *rows) keep(v []VecPhysical) {
	for i := range v {
		r.Move(v[i], r.kept(i))
	}
}

// addKept adds them to the high half of T.
func (r *rows) addKept() {
	for i, t := range r.T[5:] {
		VPADDQ(r.kept(i), t, t)
	}
}

func (r *rows) finish() {
	r.Canonical()
	r.StoreRow(r.ptr["dst"])
}

func (k vector) pointwise() {
	// The product of canonical felts, one of them times 16, over 2^260 is less
	// than p/32, so that the reduction less p is between −p and p.
	mul := func(r *rows) {
		first, second := r.first("a"), r.second("b", 0)
		r.Start(limbs52.P.Times(-1))
		r.Multiply(first, second)
		r.Reduce()
		r.finish()
	}
	mulAdd := func(r *rows) {
		r.limbs("dst", 0, true)
		r.keep(r.V)
		first, second := r.first("a"), r.second("b", 0)
		r.Start(limbs52.Number{})
		r.addKept()
		r.Multiply(first, second)
		r.Reduce()
		r.BelowP()
		r.finish()
	}
	two, one := "dst, a, b *[4]uint64", "dst, a *[4]uint64, s *[5]uint64"
	k.eights("mul", "sets dst = a·b for 8n felts.", two, []string{"a", "b"}, false, false, mul)
	k.eights("mulScalar", "sets dst = a·s for 8n felts; s has limbs of 52 bits.", one, []string{"a"}, true, false, mul)
	k.eights("mulAdd", "sets dst += a·b for 8n felts.", two, []string{"a", "b"}, false, true, mulAdd)
	k.eights("mulAddScalar", "sets dst += a·s for 8n felts; s has limbs of 52 bits.", one, []string{"a"}, true, true, mulAdd)
	k.eights("fold", "sets dst = lo + hi + t·(lo − hi) for 8n felts.", "dst, lo, hi, t *[4]uint64", []string{"lo", "hi", "t"}, false, true,
		func(r *rows) {
			r.limbs("lo", 0, true)
			r.keep(r.V)
			r.limbs("hi", 0, true)
			for i, hi := range r.V {
				lo, sum := r.T[5+i], r.Temp[0]
				r.Move(r.kept(i), lo)
				VPADDQ(hi, lo, sum)
				VPSUBQ(hi, lo, hi)
				r.Move(sum, r.kept(i))
			}
			// lo − hi + p is positive, as a factor must be.
			r.Add(limbs52.P.Plus(limbs52.Lent), r.V)
			r.CarryFactor(r.V)
			first, second := r.FirstOfV(), r.second("t", 4)
			r.Start(limbs52.Number{})
			r.addKept()
			r.Multiply(first, second)
			r.Reduce() // to between 0 and 4p
			r.BelowP()
			r.finish()
		})
}
