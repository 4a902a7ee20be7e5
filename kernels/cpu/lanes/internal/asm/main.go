// Command asm writes the kernels of package lanes, for AVX-512 IFMA and for
// AVX2 with FMA. Run it by go generate.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64,!purego")
	pickLow = index("pickLow", [8]uint64{0, 4, 8, 12, 1, 5, 9, 13})
	pickHigh = index("pickHigh", [8]uint64{2, 6, 10, 14, 3, 7, 11, 15})
	load()
	store()
	add()
	addScalar()
	sub()
	scalarSub()
	mul("mul", "dst = a·b/2^260", false, false)
	mul("mulAdd", "dst += a·b/2^260", false, true)
	mul("mulScalar", "dst = a·s/2^260", true, false)
	mul("mulAddScalar", "dst += a·s/2^260", true, true)
	dot("dot", "dst = ", false)
	dot("dotAdd", "dst += ", true)
	fma()
	Generate()
}

// Registers. T is a product's ten limbs, A and B are operands.
var (
	T = []VecPhysical{Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9}
	A = []VecPhysical{Z10, Z11, Z12, Z13, Z14}
	B = []VecPhysical{Z15, Z16, Z17, Z18, Z19}
	// Q and C are temporaries of the reduction.
	Q, C = Z20, Z21
	// Constants: the low 52 bits, the limbs 3 and 4 of p, and 1.
	mask, p3, p4, one = Z31, Z30, Z29, Z28
)

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

// limb addresses limb i of the current eight elements.
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

func (p planes) read(to []VecPhysical) {
	for i := range to {
		VMOVDQU64(p.limb(i), to[i])
	}
}

func (p planes) write(from []VecPhysical) {
	for i := range from {
		VMOVDQU64(from[i], p.limb(i))
	}
}

func (p planes) advance() { ADDQ(Imm(64), p.ptr) }

// broadcast puts a number into all lanes.
func broadcast(v uint64, to VecPhysical) {
	MOVQ(U64(v), RAX)
	VPBROADCASTQ(RAX, to)
}

// broadcastLimbs loads the five limbs of a scalar.
func broadcastLimbs(name string, to []VecPhysical) {
	param(name, RAX)
	for i := range to {
		VPBROADCASTQ(Mem{Base: RAX, Disp: 8 * i}, to[i])
	}
}

func constants() {
	broadcast(1<<52-1, mask)
	broadcast(17<<36, p3)
	broadcast(1<<43, p4)
	broadcast(1, one)
}

// loop runs body for each group of eight elements.
func loop(body func()) {
	n := param("groups", R15)
	TESTQ(n, n)
	JZ(LabelRef("done"))
	Label("next")
	body()
	DECQ(n)
	JNZ(LabelRef("next"))
	Label("done")
	VZEROUPPER()
	RET()
}

// normalize carries signed limbs so that all but the top one have 52 bits.
func normalize(v []VecPhysical) {
	for i := 0; i < 4; i++ {
		VPSRAQ(Imm(52), v[i], C)
		VPANDQ(mask, v[i], v[i])
		VPADDQ(C, v[i+1], v[i+1])
	}
}

// clearProduct sets T to −1 (in limb 0) and 2^260: reduce wants that.
func clearProduct() {
	VPTERNLOGQ(Imm(0xff), T[0], T[0], T[0])
	for i := 1; i < 10; i++ {
		if i != 5 {
			VPXORQ(T[i], T[i], T[i])
		}
	}
	VMOVDQA64(one, T[5])
}

// multiply adds A·B to T. Limbs may exceed 52 bits afterwards.
func multiply() {
	for j := range B {
		for i := range A {
			VPMADD52LUQ(B[j], A[i], T[i+j])
		}
		for i := range A {
			VPMADD52HUQ(B[j], A[i], T[i+j+1])
		}
	}
}

// reduce divides T by 2^260 modulo p and leaves the normalized result in
// T[5:]. It is less than T/2^260 + p.
//
// Each step makes one limb 2^52 − 1 by adding q·p with q the complement of the
// limb (p ≡ 1 modulo 2^192), which costs an instruction less than making it 0.
// All five then are 2^260 − 1: clearProduct has subtracted 1 from T and added
// 2^260 in advance.
func reduce() {
	for i := 0; i < 5; i++ {
		VPANDNQ(mask, T[i], Q)
		VPSRAQ(Imm(52), T[i], C)
		VPADDQ(C, T[i+1], T[i+1])
		VPMADD52LUQ(p3, Q, T[i+3])
		VPMADD52HUQ(p3, Q, T[i+4])
		VPMADD52LUQ(p4, Q, T[i+4])
		VPMADD52HUQ(p4, Q, T[i+5])
	}
	normalize(T[5:])
}

func mul(name, doc string, scalar, accumulate bool) {
	signature := "func(dst *uint64, dstStride int, a *uint64, aStride int, b *uint64, bStride int, groups int)"
	if scalar {
		signature = "func(dst *uint64, dstStride int, a *uint64, aStride int, s *[5]uint64, groups int)"
	}
	TEXT(name, NOSPLIT, signature)
	Doc(name + " sets " + doc + " modulo p.")
	Pragma("noescape")
	constants()
	dst := openPlanes("dst", RDI, R8, R9)
	a := openPlanes("a", RSI, R10, R11)
	var b planes
	if scalar {
		broadcastLimbs("s", B)
	} else {
		b = openPlanes("b", RDX, R12, R13)
	}
	loop(func() {
		a.read(A)
		a.advance()
		if !scalar {
			b.read(B)
			b.advance()
		}
		clearProduct()
		if accumulate {
			VPADDQ(dst.limb(0), one, T[5])
			for i := 1; i < 5; i++ {
				VMOVDQU64(dst.limb(i), T[5+i])
			}
		}
		multiply()
		reduce()
		dst.write(T[5:])
		dst.advance()
	})
}

// dot has accumulators of its own for the low and the high halves of products:
// with one for both, each would wait for the one before.
func dot(name, doc string, accumulate bool) {
	TEXT(name, NOSPLIT, "func(dst *uint64, dstStride int, terms *uint64, n int, groups int)")
	Doc(name + " sets " + doc + "Σ terms[k].a·terms[k].S/2^260 modulo p.")
	Pragma("noescape")
	low := T[:9]                                                      // limbs 0 … 8
	high := []VecPhysical{Z9, Z10, Z11, Z12, Z13, Z14, Z15, Z16, Z17} // limbs 1 … 9
	A, B := []VecPhysical{Z18, Z19, Z20, Z21, Z22}, []VecPhysical{Z23, Z24, Z25, Z26, Z27}
	constants()
	dst := openPlanes("dst", RDI, R8, R9)
	terms := param("terms", RBX)
	a := planes{RSI, R10, R11}
	offset := R12
	XORQ(offset, offset)
	loop(func() {
		for i := range low {
			VPXORQ(low[i], low[i], low[i])
			VPXORQ(high[i], high[i], high[i])
		}
		if accumulate {
			for i, acc := range []VecPhysical{low[5], low[6], low[7], low[8], high[8]} {
				VMOVDQU64(dst.limb(i), acc)
			}
		}
		MOVQ(terms, RDX)
		param("n", RCX)
		Label("term")
		MOVQ(Mem{Base: RDX}, a.ptr)
		MOVQ(Mem{Base: RDX, Disp: 8}, a.stride)
		LEAQ(Mem{Base: a.stride, Index: a.stride, Scale: 2}, a.stride3)
		ADDQ(offset, a.ptr)
		a.read(A)
		for j := range B {
			VPBROADCASTQ(Mem{Base: RDX, Disp: 16 + 8*j}, B[j])
		}
		for j := range B {
			for i := range A {
				VPMADD52LUQ(B[j], A[i], low[i+j])
				VPMADD52HUQ(B[j], A[i], high[i+j])
			}
		}
		ADDQ(Imm(56), RDX)
		DECQ(RCX)
		JNZ(LabelRef("term"))
		for i := 1; i < 9; i++ {
			VPADDQ(high[i-1], low[i], low[i])
		}
		VMOVDQA64(high[8], T[9])
		VPSUBQ(one, T[0], T[0]) // as clearProduct
		VPADDQ(one, T[5], T[5])
		reduce()
		dst.write(T[5:])
		dst.advance()
		ADDQ(Imm(64), offset)
	})
}

func add() {
	TEXT("add", NOSPLIT, "func(dst *uint64, dstStride int, a *uint64, aStride int, b *uint64, bStride int, groups int)")
	Doc("add sets dst = a + b, without reduction.")
	Pragma("noescape")
	constants()
	dst := openPlanes("dst", RDI, R8, R9)
	a := openPlanes("a", RSI, R10, R11)
	b := openPlanes("b", RDX, R12, R13)
	loop(func() {
		a.read(A)
		for i := range A {
			VPADDQ(b.limb(i), A[i], A[i])
		}
		normalize(A)
		dst.write(A)
		a.advance()
		b.advance()
		dst.advance()
	})
}

func addScalar() {
	TEXT("addScalar", NOSPLIT, "func(dst *uint64, dstStride int, a *uint64, aStride int, s *[5]uint64, groups int)")
	Doc("addScalar sets dst = a + s, without reduction.")
	Pragma("noescape")
	constants()
	broadcastLimbs("s", B)
	dst := openPlanes("dst", RDI, R8, R9)
	a := openPlanes("a", RSI, R10, R11)
	loop(func() {
		for i := range A {
			VPADDQ(a.limb(i), B[i], A[i])
		}
		normalize(A)
		dst.write(A)
		a.advance()
		dst.advance()
	})
}

func sub() {
	TEXT("sub", NOSPLIT, "func(dst *uint64, dstStride int, a *uint64, aStride int, b *uint64, bStride int, s *[5]uint64, groups int)")
	Doc("sub sets dst = a + s − b, without reduction.")
	Pragma("noescape")
	constants()
	broadcastLimbs("s", B)
	dst := openPlanes("dst", RDI, R8, R9)
	a := openPlanes("a", RSI, R10, R11)
	b := openPlanes("b", RDX, R12, R13)
	loop(func() {
		for i := range A {
			VPADDQ(a.limb(i), B[i], A[i])
			VPSUBQ(b.limb(i), A[i], A[i])
		}
		normalize(A)
		dst.write(A)
		a.advance()
		b.advance()
		dst.advance()
	})
}

func scalarSub() {
	TEXT("scalarSub", NOSPLIT, "func(dst *uint64, dstStride int, a *uint64, aStride int, s *[5]uint64, groups int)")
	Doc("scalarSub sets dst = s − a, without reduction.")
	Pragma("noescape")
	constants()
	broadcastLimbs("s", B)
	dst := openPlanes("dst", RDI, R8, R9)
	a := openPlanes("a", RSI, R10, R11)
	loop(func() {
		for i := range A {
			VPSUBQ(a.limb(i), B[i], A[i])
		}
		normalize(A)
		dst.write(A)
		a.advance()
		dst.advance()
	})
}

// index makes a constant vector.
func index(name string, v [8]uint64) Mem {
	m := GLOBL(name, RODATA|NOPTR)
	for i, x := range v {
		DATA(8*i, U64(x))
	}
	return m
}

// Of two vectors of two felts each, pickLow takes limbs 0 and 1 of the four
// felts, pickHigh limbs 2 and 3. The way back is the same choice.
var pickLow, pickHigh Mem

func transposeIndices() (low, high VecPhysical) {
	low, high = Z26, Z25
	VMOVDQU64(pickLow, low)
	VMOVDQU64(pickHigh, high)
	return low, high
}

func load() {
	TEXT("load", NOSPLIT, "func(dst *uint64, dstStride int, src *[4]uint64, groups int)")
	Doc("load splits 8·groups canonical elements into planes, multiplied by 16.")
	Pragma("noescape")
	constants()
	low, high := transposeIndices()
	dst := openPlanes("dst", RDI, R8, R9)
	src := param("src", RSI)
	loop(func() {
		for i := range 4 {
			VMOVDQU64(Mem{Base: src, Disp: 64 * i}, T[i])
		}
		// L[k] becomes limb k of the eight elements.
		L := []VecPhysical{Z4, Z5, Z6, Z7}
		for k := range 2 {
			x, y := T[2*k], T[2*k+1]
			VMOVDQA64(x, Z8)
			VPERMT2Q(y, low, x)   // limbs 0 and 1 of four elements
			VPERMT2Q(y, high, Z8) // limbs 2 and 3
			VMOVDQA64(Z8, y)
		}
		VSHUFI64X2(Imm(0x44), T[2], T[0], L[0])
		VSHUFI64X2(Imm(0xee), T[2], T[0], L[1])
		VSHUFI64X2(Imm(0x44), T[3], T[1], L[2])
		VSHUFI64X2(Imm(0xee), T[3], T[1], L[3])
		VPSLLQ(Imm(4), L[0], A[0])
		VPANDQ(mask, A[0], A[0])
		for i, shift := range []uint64{48, 36, 24} {
			VPSRLQ(Imm(shift), L[i], Z8)
			VPSLLQ(Imm(64-shift), L[i+1], A[i+1])
			VPTERNLOGQ(Imm(0xa8), mask, Z8, A[i+1]) // (x | y) & mask
		}
		VPSRLQ(Imm(12), L[3], A[4])
		dst.write(A)
		ADDQ(U32(256), src)
		dst.advance()
	})
}

func store() {
	TEXT("store", NOSPLIT, "func(dst *[4]uint64, a *uint64, aStride int, groups int)")
	Doc("store joins planes of 8·groups elements below 2p to canonical elements.")
	Pragma("noescape")
	constants()
	low, high := transposeIndices()
	dst := param("dst", RDI)
	a := openPlanes("a", RSI, R8, R9)
	loop(func() {
		a.read(A)
		a.advance()
		// B = A − p
		VPSUBQ(one, A[0], B[0])
		VMOVDQA64(A[1], B[1])
		VMOVDQA64(A[2], B[2])
		VPSUBQ(p3, A[3], B[3])
		VPSUBQ(p4, A[4], B[4])
		normalize(B)
		VPMOVQ2M(B[4], K1)
		for i := range A {
			VMOVDQA64(A[i], K1, B[i])
		}
		L := []VecPhysical{Z4, Z5, Z6, Z7}
		for i, shift := range []uint64{0, 12, 24, 36} {
			if shift == 0 {
				VMOVDQA64(B[0], L[0])
			} else {
				VPSRLQ(Imm(shift), B[i], L[i])
			}
			VPSLLQ(Imm(52-shift), B[i+1], Z8)
			VPORQ(Z8, L[i], L[i])
		}
		VSHUFI64X2(Imm(0x44), L[1], L[0], T[0]) // limbs 0 and 1 of elements 0 … 3
		VSHUFI64X2(Imm(0xee), L[1], L[0], T[2])
		VSHUFI64X2(Imm(0x44), L[3], L[2], T[1])
		VSHUFI64X2(Imm(0xee), L[3], L[2], T[3])
		for k := range 2 {
			x, y := T[2*k], T[2*k+1]
			VMOVDQA64(x, Z8)
			VPERMT2Q(y, low, x)
			VPERMT2Q(y, high, Z8)
			VMOVDQU64(x, Mem{Base: dst, Disp: 128 * k})
			VMOVDQU64(Z8, Mem{Base: dst, Disp: 128*k + 64})
		}
		ADDQ(U32(256), dst)
	})
}
