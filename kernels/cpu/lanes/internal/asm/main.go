// Command asm writes the kernels of package lanes, for each machine of package
// limbs52. Run it by go generate.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"quarry/kernels/cpu/internal/limbs52"
)

func main() {
	ConstraintExpr("amd64,!purego")
	for _, m := range limbs52.Machines() {
		k := kernels{m}
		k.load()
		k.store()
		k.sums()
		k.mul("mul", "dst = a·b/2^260", false, false)
		k.mul("mulAdd", "dst += a·b/2^260", false, true)
		k.mul("mulScalar", "dst = a·s/2^260", true, false)
		k.mul("mulAddScalar", "dst += a·s/2^260", true, true)
		k.dot("dot", "dst = ", false)
		k.dot("dotAdd", "dst += ", true)
	}
	Generate()
}

// kernels are those of one machine.
type kernels struct{ *limbs52.Machine }

// planes is an operand in memory: five planes of limbs, stride bytes apart.
type planes struct{ ptr, stride, stride3 GPPhysical }

func param(name string, r GPPhysical) GPPhysical {
	Load(Param(name), r)
	return r
}

// openPlanes loads the pointer and stride of an operand.
func openPlanes(name string, ptr, stride, stride3 GPPhysical) planes {
	param(name, ptr)
	param(name+"Stride", stride)
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, stride3)
	return planes{ptr, stride, stride3}
}

// limb addresses limb i of the current elements.
func (p planes) limb(i int) Mem {
	m := Mem{Base: p.ptr}
	switch i {
	case 1, 2, 4:
		m.Index, m.Scale = p.stride, uint8(i)
	case 3:
		m.Index, m.Scale = p.stride3, 1
	}
	return m
}

// read is what loads the limbs.
func (k kernels) read(p planes) limbs52.Limb {
	return func(i int, to VecPhysical) { k.Move(p.limb(i), to) }
}

func (k kernels) write(from []VecPhysical, p planes) {
	for i := range from {
		k.Move(from[i], p.limb(i))
	}
}

// advance goes to the next elements.
func (k kernels) advance(all ...planes) {
	for _, p := range all {
		ADDQ(Imm(uint64(k.Bytes())), p.ptr)
	}
}

// text begins a function.
func (k kernels) text(name, doc, args string) {
	name += k.Name
	TEXT(name, NOSPLIT, "func("+args+", groups int)")
	Doc(name + " " + doc)
	Pragma("noescape")
}

// loop runs body as often as eight elements take.
func (k kernels) loop(end, body func()) {
	n := param("groups", R15)
	if k.Wide() {
		TESTQ(n, n)
	} else {
		ADDQ(n, n)
	}
	JZ(LabelRef("done"))
	Label("next")
	body()
	DECQ(n)
	JNZ(LabelRef("next"))
	Label("done")
	end()
}

const (
	argsDst     = "dst *uint64, dstStride int"
	argsA       = ", a *uint64, aStride int"
	argsB       = ", b *uint64, bStride int"
	argsScalar  = ", s *[5]uint64"
	argsInitial = ", initial *[10]uint64"
)

func (k kernels) mul(name, doc string, scalar, accumulate bool) {
	args := argsDst + argsA + argsB
	if scalar {
		args = argsDst + argsA + argsScalar
	}
	k.text(name, "sets "+doc+" modulo p.", args)
	vectors := 0
	if scalar {
		vectors = k.InvariantVectors()
	}
	frame := k.Begin(vectors)
	dst := openPlanes("dst", RDI, R8, R9)
	a := openPlanes("a", RSI, R10, R11)
	var b planes
	var second limbs52.Second
	if scalar {
		param("s", RAX)
		second = k.InvariantFactor(func(i int, to VecPhysical) { VPBROADCASTQ(Mem{Base: RAX, Disp: 8 * i}, to) }, frame)
	} else {
		b = openPlanes("b", RDX, R12, R13)
	}
	k.loop(k.End, func() {
		first := k.FirstFactor(k.read(a), false)
		if !scalar {
			second = k.SecondFactor(k.read(b), false)
		}
		k.Start(limbs52.Number{})
		if accumulate {
			for i, t := range k.T[5:] {
				VPADDQ(dst.limb(i), t, t)
			}
		}
		k.Multiply(first, second)
		k.Reduce()
		k.Normalize(k.T[5:])
		k.write(k.T[5:], dst)
		k.advance(dst, a)
		if !scalar {
			k.advance(b)
		}
	})
}

// dot has, with IFMA, accumulators of its own for the low and the high halves of
// products: with one for both, each would wait for the one before.
func (k kernels) dot(name, doc string, accumulate bool) {
	k.text(name, "sets "+doc+"Σ terms[k].a·terms[k].S/2^260 modulo p.", argsDst+", terms *uint64, n int"+argsInitial)
	m := *k.Machine
	low, high := m.T[:9], m.T[1:]
	if m.IFMA {
		high, m.A, m.B = m.Regs(9, 9), m.Regs(18, 5), m.Regs(23, 5)
	}
	m.Begin(0)
	dst := openPlanes("dst", RDI, R8, R9)
	terms := param("terms", RBX)
	initial := param("initial", R13)
	a := planes{RSI, R10, R11}
	offset := R12
	XORQ(offset, offset)
	k.loop(m.End, func() {
		for i, r := range append(low[:9:9], high[8]) {
			VPBROADCASTQ(Mem{Base: initial, Disp: 8 * i}, r)
		}
		if m.IFMA {
			for _, r := range high[:8] {
				m.Zero(r)
			}
		}
		if accumulate {
			for i, r := range []VecPhysical{low[5], low[6], low[7], low[8], high[8]} {
				VPADDQ(dst.limb(i), r, r)
			}
		}
		MOVQ(terms, RDX)
		param("n", RCX)
		Label("term")
		MOVQ(Mem{Base: RDX}, a.ptr)
		MOVQ(Mem{Base: RDX, Disp: 8}, a.stride)
		LEAQ(Mem{Base: a.stride, Index: a.stride, Scale: 2}, a.stride3)
		ADDQ(offset, a.ptr)
		m.MultiplyInto(low, high, m.FirstFactor(k.read(a), false),
			m.SecondFactor(func(i int, to VecPhysical) { VPBROADCASTQ(Mem{Base: RDX, Disp: 16 + 8*i}, to) }, false))
		ADDQ(Imm(56), RDX)
		DECQ(RCX)
		JNZ(LabelRef("term"))
		if m.IFMA {
			for i := 1; i < 9; i++ {
				VPADDQ(high[i-1], low[i], low[i])
			}
			m.Move(high[8], m.T[9])
		}
		m.ReduceSum()
		m.Normalize(m.T[5:])
		k.write(m.T[5:], dst)
		k.advance(dst)
		ADDQ(Imm(uint64(m.Bytes())), offset)
	})
}

// sums writes the kernels without multiplications: dst is the sum of two vectors,
// or of a vector and a scalar, or a difference. What is subtracted from is lent:
// no limb becomes negative.
func (k kernels) sums() {
	k.sum("add", "dst = a + b, without reduction.", true, false)
	k.sum("addScalar", "dst = a + s, without reduction.", false, false)
	k.sum("sub", "dst = a + lent − b, without reduction.", true, true)
	k.sum("scalarSub", "dst = s + lent − a, without reduction.", false, true)
}

func (k kernels) sum(name, doc string, vector, subtract bool) {
	args := argsDst + argsA
	if vector {
		args += argsB
	} else {
		args += argsScalar
	}
	if subtract {
		args += ", lent *[5]uint64"
	}
	k.text(name, "sets "+doc, args)
	k.BeginSums()
	// The scalar, or what is lent, or their sum.
	s, scalar := k.Regs(5, 5), !vector || subtract
	broadcast := func(name string, to []VecPhysical) {
		param(name, RAX)
		for i, r := range to {
			VPBROADCASTQ(Mem{Base: RAX, Disp: 8 * i}, r)
		}
	}
	if subtract {
		broadcast("lent", s)
	}
	switch {
	case !vector && subtract:
		more := k.Regs(10, 5)
		broadcast("s", more)
		for i, r := range s {
			VPADDQ(more[i], r, r)
		}
	case !vector:
		broadcast("s", s)
	}
	dst := openPlanes("dst", RDI, R8, R9)
	a := openPlanes("a", RSI, R10, R11)
	var b planes
	if vector {
		b = openPlanes("b", RDX, R12, R13)
	}
	v := k.T[:5]
	k.loop(k.EndSums, func() {
		for i, r := range v {
			switch {
			case subtract && !vector:
				VPSUBQ(a.limb(i), s[i], r)
			case scalar:
				VPADDQ(a.limb(i), s[i], r)
			default:
				k.Move(a.limb(i), r)
			}
			switch {
			case vector && subtract:
				VPSUBQ(b.limb(i), r, r)
			case vector:
				VPADDQ(b.limb(i), r, r)
			}
		}
		k.Normalize(v)
		k.write(v, dst)
		k.advance(dst, a)
		if vector {
			k.advance(b)
		}
	})
}

func (k kernels) load() {
	k.text("load", "splits 8·groups canonical elements into planes, multiplied by 16.", argsDst+", src *[4]uint64")
	k.BeginSums()
	k.BeginRows()
	dst := openPlanes("dst", RDI, R8, R9)
	src := param("src", RSI)
	k.loop(k.EndSums, func() {
		k.LoadRow(src)
		k.Split(k.T[:4], k.T[:5], 4, true)
		k.write(k.T[:5], dst)
		ADDQ(U32(uint32(32*k.Lanes)), src)
		k.advance(dst)
	})
}

func (k kernels) store() {
	k.text("store", "joins planes of 8·groups elements below 2p to canonical elements.", "dst *[4]uint64"+argsA)
	k.BeginSums()
	k.BeginRows()
	dst := param("dst", RDI)
	a := openPlanes("a", RSI, R8, R9)
	r := k.T[5:]
	k.loop(k.EndSums, func() {
		for i := range r {
			k.Move(a.limb(i), r[i])
		}
		k.Add(limbs52.P.Times(-1), r)
		k.Canonical()
		k.StoreRow(dst)
		ADDQ(U32(uint32(32*k.Lanes)), dst)
		k.advance(a)
	})
}
