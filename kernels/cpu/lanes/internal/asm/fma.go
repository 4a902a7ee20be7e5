package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The same kernels for AVX2, four lanes at a time, with the floating-point
// multiplier for 52-bit products (Emmart, Zheng, Weems 2018): with rounding
// toward zero, high = a·b + 2^104 has ⌊a·b/2^52⌋ in its mantissa, and
// a·b + (2^104 + 2^52 − high) has a·b mod 2^52 in its own. The doubles are added
// up as integers; what their exponents add is subtracted in advance, by the
// numbers that the caller passes as init, which also add 2^260 − 1: that is what
// reduce wants.
//
// AVX2 has no arithmetic shift of 64-bit lanes, so limbs are never negative:
// what is subtracted from comes with 2^54 in each limb lent from the next.
const (
	bits52  = 0x4330000000000000 // the double 2^52
	bits104 = 0x4670000000000000 // the double 2^104
)

// Registers.
var (
	yT               = []VecPhysical{Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9}
	yB               = Y10 // one limb of B, as a double
	yHigh, yLow      = Y11, Y12
	yOffset1         = Y13 // 2^104
	yOffset2         = Y14 // 2^104 + 2^52
	yMask            = Y15
	yQ, yX, yC       = Y10, Y11, Y12 // in reductions
	constantsWritten = map[uint64]Mem{}
)

// constant is a number in all lanes, in memory.
func constant(v uint64) Mem {
	m, ok := constantsWritten[v]
	if !ok {
		m = GLOBL(fmt.Sprintf("fma%016x", v), RODATA|NOPTR)
		for i := range 4 {
			DATA(8*i, U64(v))
		}
		constantsWritten[v] = m
	}
	return m
}

func fma() {
	for _, v := range []uint64{1<<52 - 1, bits52, bits104, bits104 | 1,
		1<<54 - 1, 1<<54 - 4, 1<<54 - 4 - 17<<36, ^uint64(0) - 3 - 1<<43} {
		constant(v)
	}
	fmaLoad()
	fmaStore()
	fmaSimple("addFMA", "dst = a + b", true, false, false)
	fmaSimple("addScalarFMA", "dst = a + s", false, true, false)
	fmaSimple("subFMA", "dst = a + s − b, s lent", true, true, false)
	fmaSimple("scalarSubFMA", "dst = s − a, s lent", false, true, true)
	fmaMul("mulFMA", "dst = a·b/2^260", false, false)
	fmaMul("mulAddFMA", "dst += a·b/2^260", false, true)
	fmaMul("mulScalarFMA", "dst = a·s/2^260", true, false)
	fmaMul("mulAddScalarFMA", "dst += a·s/2^260", true, true)
	fmaDot("dotFMA", "dst = ", false)
	fmaDot("dotAddFMA", "dst += ", true)
}

func (p planes) advanceFMA() { ADDQ(Imm(32), p.ptr) }

// fmaLoop runs body for each four elements.
func fmaLoop(body, end func()) {
	n := param("groups", R15)
	ADDQ(n, n)
	JZ(LabelRef("done"))
	Label("next")
	body()
	DECQ(n)
	JNZ(LabelRef("next"))
	Label("done")
	end()
	VZEROUPPER()
	RET()
}

func fmaNormalize(v []VecPhysical) {
	for i := 0; i < 4; i++ {
		VPSRLQ(Imm(52), v[i], yC)
		VPAND(yMask, v[i], v[i])
		VPADDQ(yC, v[i+1], v[i+1])
	}
}

// toDouble converts a 52-bit integer, in place.
func toDouble(v VecPhysical) {
	VPOR(constant(bits52), v, v)
	VSUBPD(constant(bits52), v, v)
}

// roundToZero saves the rounding mode and changes it; the result restores it.
func roundToZero(local Mem) (restore func()) {
	saved, changed := local, local
	changed.Disp += 4
	STMXCSR(saved)
	MOVL(saved, EAX)
	ORL(U32(0x6000), EAX)
	MOVL(EAX, changed)
	LDMXCSR(changed)
	return func() { LDMXCSR(saved) }
}

func fmaConstants() {
	VMOVDQU(constant(bits104), yOffset1)
	VMOVDQU(constant(bits104|1), yOffset2) // 2^104 + 2^52
	VMOVDQU(constant(1<<52-1), yMask)
}

// fmaReduce is reduce.
func fmaReduce() {
	t := yT
	for i := 0; i < 5; i++ {
		VPANDN(yMask, t[i], yQ)
		VPSRLQ(Imm(52), t[i], yC)
		VPADDQ(yC, t[i+1], t[i+1])
		// 17·2^36·q, in the limbs i+3 and i+4
		VPSLLQ(Imm(4), yQ, yX)
		VPADDQ(yQ, yX, yX)
		VPSLLQ(Imm(36), yX, yC)
		VPAND(yMask, yC, yC)
		VPADDQ(yC, t[i+3], t[i+3])
		VPSRLQ(Imm(16), yX, yX)
		VPADDQ(yX, t[i+4], t[i+4])
		// 2^43·q, in the limbs i+4 and i+5
		VPSLLQ(Imm(43), yQ, yX)
		VPAND(yMask, yX, yX)
		VPADDQ(yX, t[i+4], t[i+4])
		VPSRLQ(Imm(9), yQ, yQ)
		VPADDQ(yQ, t[i+5], t[i+5])
	}
	fmaNormalize(t[5:])
}

// fmaProducts adds the products of a's doubles in memory with one limb of b.
func fmaProducts(a func(i int) Mem, j int) {
	for i := range 5 {
		VMOVAPD(yOffset1, yHigh)
		VFMADD231PD(a(i), yB, yHigh)
		VSUBPD(yHigh, yOffset2, yLow)
		VFMADD231PD(a(i), yB, yLow)
		VPADDQ(yHigh, yT[i+j+1], yT[i+j+1])
		VPADDQ(yLow, yT[i+j], yT[i+j])
	}
}

// fmaStart sets T to init, plus dst in the upper half.
func fmaStart(init GPPhysical, dst planes, accumulate bool) {
	for i := range yT {
		VPBROADCASTQ(Mem{Base: init, Disp: 8 * i}, yT[i])
	}
	if accumulate {
		for i := range 5 {
			VPADDQ(dst.limb(i), yT[5+i], yT[5+i])
		}
	}
}

// fmaDoubles converts five limbs to doubles at local.
func fmaDoubles(limb func(i int) Mem, local func(i int) Mem, load func(from Op, to Op)) {
	for i := range 5 {
		load(limb(i), yB)
		toDouble(yB)
		VMOVUPD(yB, local(i))
	}
}

func vectorsAt(local Mem, from int) func(i int) Mem {
	return func(i int) Mem {
		m := local
		m.Disp += from + 32*i
		return m
	}
}

func fmaMul(name, doc string, scalar, accumulate bool) {
	signature := "func(dst *uint64, dstStride int, a *uint64, aStride int, b *uint64, bStride int, init *[10]uint64, groups int)"
	if scalar {
		signature = "func(dst *uint64, dstStride int, a *uint64, aStride int, s *[5]uint64, init *[10]uint64, groups int)"
	}
	TEXT(name, NOSPLIT, signature)
	Doc(name + " sets " + doc + " modulo p.")
	Pragma("noescape")
	local := AllocLocal(8 + 320)
	restore := roundToZero(local)
	fmaConstants()
	doublesA, doublesB := vectorsAt(local, 8), vectorsAt(local, 168)
	dst := openPlanes("dst", RDI, R8, R9)
	a := openPlanes("a", RSI, R10, R11)
	var b planes
	if scalar {
		param("s", RAX)
		fmaDoubles(func(i int) Mem { return Mem{Base: RAX, Disp: 8 * i} }, doublesB, func(from, to Op) { VPBROADCASTQ(from, to) })
	} else {
		b = openPlanes("b", RDX, R12, R13)
	}
	init := param("init", RBX)
	fmaLoop(func() {
		fmaDoubles(a.limb, doublesA, func(from, to Op) { VMOVDQU(from, to) })
		a.advanceFMA()
		fmaStart(init, dst, accumulate)
		for j := range 5 {
			if scalar {
				VMOVUPD(doublesB(j), yB)
			} else {
				VMOVDQU(b.limb(j), yB)
				toDouble(yB)
			}
			fmaProducts(doublesA, j)
		}
		if !scalar {
			b.advanceFMA()
		}
		fmaReduce()
		for i := range 5 {
			VMOVDQU(yT[5+i], dst.limb(i))
		}
		dst.advanceFMA()
	}, restore)
}

func fmaDot(name, doc string, accumulate bool) {
	TEXT(name, NOSPLIT, "func(dst *uint64, dstStride int, terms *uint64, n int, init *[10]uint64, groups int)")
	Doc(name + " sets " + doc + "Σ terms[k].a·terms[k].S/2^260 modulo p.")
	Pragma("noescape")
	local := AllocLocal(8 + 160)
	restore := roundToZero(local)
	fmaConstants()
	doubles := vectorsAt(local, 8)
	dst := openPlanes("dst", RDI, R8, R9)
	terms := param("terms", RBX)
	init := param("init", R13)
	a := planes{RSI, R10, R11}
	offset := R12
	XORQ(offset, offset)
	fmaLoop(func() {
		fmaStart(init, dst, accumulate)
		MOVQ(terms, RDX)
		param("n", RCX)
		Label("term")
		MOVQ(Mem{Base: RDX}, a.ptr)
		MOVQ(Mem{Base: RDX, Disp: 8}, a.stride)
		LEAQ(Mem{Base: a.stride, Index: a.stride, Scale: 2}, a.stride3)
		ADDQ(offset, a.ptr)
		fmaDoubles(a.limb, doubles, func(from, to Op) { VMOVDQU(from, to) })
		for j := range 5 {
			VPBROADCASTQ(Mem{Base: RDX, Disp: 16 + 8*j}, yB)
			toDouble(yB)
			fmaProducts(doubles, j)
		}
		ADDQ(Imm(56), RDX)
		DECQ(RCX)
		JNZ(LabelRef("term"))
		fmaReduce()
		for i := range 5 {
			VMOVDQU(yT[5+i], dst.limb(i))
		}
		dst.advanceFMA()
		ADDQ(Imm(32), offset)
	}, restore)
}

// fmaSimple writes additions and subtractions: a or −a, plus s, plus or minus b.
func fmaSimple(name, doc string, vector, scalar, negate bool) {
	signature := "func(dst *uint64, dstStride int, a *uint64, aStride int"
	if vector {
		signature += ", b *uint64, bStride int"
	}
	if scalar {
		signature += ", s *[5]uint64"
	}
	TEXT(name, NOSPLIT, signature+", groups int)")
	Doc(name + " sets " + doc + ", without reduction.")
	Pragma("noescape")
	VMOVDQU(constant(1<<52-1), yMask)
	A, S := []VecPhysical{Y0, Y1, Y2, Y3, Y4}, []VecPhysical{Y5, Y6, Y7, Y8, Y9}
	dst := openPlanes("dst", RDI, R8, R9)
	a := openPlanes("a", RSI, R10, R11)
	var b planes
	if vector {
		b = openPlanes("b", RDX, R12, R13)
	}
	if scalar {
		broadcastLimbs("s", S)
	}
	fmaLoop(func() {
		for i := range A {
			switch {
			case negate:
				VPSUBQ(a.limb(i), S[i], A[i])
			case scalar:
				VPADDQ(a.limb(i), S[i], A[i])
			default:
				VMOVDQU(a.limb(i), A[i])
			}
			switch {
			case vector && scalar:
				VPSUBQ(b.limb(i), A[i], A[i])
			case vector:
				VPADDQ(b.limb(i), A[i], A[i])
			}
		}
		fmaNormalize(A)
		for i := range A {
			VMOVDQU(A[i], dst.limb(i))
		}
		a.advanceFMA()
		if vector {
			b.advanceFMA()
		}
		dst.advanceFMA()
	}, func() {})
}

// fmaTranspose takes four vectors to their transpose: from to[i] lane j to lane
// i of vector j.
func fmaTranspose(from, to []VecPhysical) {
	VPUNPCKLQDQ(from[1], from[0], Y10) // 00 10 02 12
	VPUNPCKHQDQ(from[1], from[0], Y11) // 01 11 03 13
	VPUNPCKLQDQ(from[3], from[2], Y12) // 20 30 22 32
	VPUNPCKHQDQ(from[3], from[2], Y13) // 21 31 23 33
	VPERM2I128(Imm(0x20), Y12, Y10, to[0])
	VPERM2I128(Imm(0x20), Y13, Y11, to[1])
	VPERM2I128(Imm(0x31), Y12, Y10, to[2])
	VPERM2I128(Imm(0x31), Y13, Y11, to[3])
}

func fmaLoad() {
	TEXT("loadFMA", NOSPLIT, "func(dst *uint64, dstStride int, src *[4]uint64, groups int)")
	Doc("loadFMA splits 8·groups canonical elements into planes, multiplied by 16.")
	Pragma("noescape")
	VMOVDQU(constant(1<<52-1), yMask)
	L, A := []VecPhysical{Y0, Y1, Y2, Y3}, []VecPhysical{Y5, Y6, Y7, Y8, Y9}
	dst := openPlanes("dst", RDI, R8, R9)
	src := param("src", RSI)
	fmaLoop(func() {
		for i := range L {
			VMOVDQU(Mem{Base: src, Disp: 32 * i}, L[i])
		}
		fmaTranspose(L, L)
		VPSLLQ(Imm(4), L[0], A[0])
		VPAND(yMask, A[0], A[0])
		for i, shift := range []uint64{48, 36, 24} {
			VPSRLQ(Imm(shift), L[i], Y10)
			VPSLLQ(Imm(64-shift), L[i+1], A[i+1])
			VPOR(Y10, A[i+1], A[i+1])
			VPAND(yMask, A[i+1], A[i+1])
		}
		VPSRLQ(Imm(12), L[3], A[4])
		for i := range A {
			VMOVDQU(A[i], dst.limb(i))
		}
		ADDQ(U32(128), src)
		dst.advanceFMA()
	}, func() {})
}

func fmaStore() {
	TEXT("storeFMA", NOSPLIT, "func(dst *[4]uint64, a *uint64, aStride int, groups int)")
	Doc("storeFMA joins planes of 8·groups elements below 2p to canonical elements.")
	Pragma("noescape")
	VMOVDQU(constant(1<<52-1), yMask)
	A, B := []VecPhysical{Y0, Y1, Y2, Y3, Y4}, []VecPhysical{Y5, Y6, Y7, Y8, Y9}
	dst := param("dst", RDI)
	a := openPlanes("a", RSI, R8, R9)
	fmaLoop(func() {
		lent := []uint64{1<<54 - 1, 1<<54 - 4, 1<<54 - 4, 1<<54 - 4 - 17<<36, ^uint64(0) - 3 - 1<<43} // −p
		for i := range A {
			VMOVDQU(a.limb(i), A[i])
			VPADDQ(constant(lent[i]), A[i], B[i])
		}
		a.advanceFMA()
		fmaNormalize(B)
		for i := range A {
			if i < 4 {
				VBLENDVPD(B[4], A[i], B[i], B[i])
			} else {
				VBLENDVPD(B[4], A[i], B[i], A[i])
			}
		}
		limbs := []VecPhysical{B[0], B[1], B[2], B[3], A[4]}
		L := []VecPhysical{Y0, Y1, Y2, Y3}
		for i, shift := range []uint64{0, 12, 24, 36} {
			VPSLLQ(Imm(52-shift), limbs[i+1], Y10)
			if shift == 0 {
				VPOR(Y10, limbs[0], L[0])
			} else {
				VPSRLQ(Imm(shift), limbs[i], L[i])
				VPOR(Y10, L[i], L[i])
			}
		}
		fmaTranspose(L, L)
		for i := range L {
			VMOVDQU(L[i], Mem{Base: dst, Disp: 32 * i})
		}
		ADDQ(U32(128), dst)
	}, func() {})
}
