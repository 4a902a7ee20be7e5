package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// p3 is the top limb of p; the others are 1, 0, 0.
const p3 = 1<<59 + 17

// limb addresses limb i of the felt at base.
func limb(base GPPhysical, i int) Mem { return Mem{Base: base, Disp: 8 * i} }

// product leaves a·b in R8 … R15, a and b any 256-bit numbers at the given
// addresses. It clobbers AX, CX and DX.
func product(a, b GPPhysical) {
	productMemory(func(i int) Mem { return limb(a, i) }, b)
}

// productMemory is product with a's limbs anywhere.
func productMemory(a func(i int) Mem, b GPPhysical) {
	t := []GPPhysical{R8, R9, R10, R11, R12, R13, R14, R15}
	MOVQ(a(0), RDX)
	XORL(EAX, EAX) // clears both carries
	MULXQ(limb(b, 0), t[0], t[1])
	for j := 1; j < 4; j++ {
		MULXQ(limb(b, j), RAX, t[j+1])
		ADCXQ(RAX, t[j])
	}
	ADCQ(Imm(0), t[4])
	for i := 1; i < 4; i++ {
		MOVQ(a(i), RDX)
		XORQ(t[i+4], t[i+4])
		for j := range 4 {
			MULXQ(limb(b, j), RAX, RCX)
			ADCXQ(RAX, t[i+j])
			ADOXQ(RCX, t[i+j+1])
		}
		ADCQ(Imm(0), t[i+4])
	}
}

// reduce takes T in R8 … R15 to R12 … R15 = T/2^256 mod p as a signed number
// between −p and T/2^256. It clobbers AX, CX, DX and R8 … R11.
//
// Subtracting Montgomery: with Q·p ≡ T mod 2^256, Q < 2^256, the result is
// (T − Q·p)/2^256. As p ≡ 1 mod 2^192, the limbs of Q are T0, T1, T2 and
// T3 − T0·p3, and limbs 4 to 7 of Q·p are Q·p3 without its lowest limb, as the
// lower ones cancel against T exactly.
func reduce() {
	MOVQ(U64(p3), RDX)
	MULXQ(R8, RAX, R8)
	SUBQ(RAX, R11) // the borrow goes into the chain below
	MULXQ(R9, RAX, R9)
	MULXQ(R10, RCX, R10)
	MULXQ(R11, RDX, R11)
	SBBQ(RAX, R12)
	SBBQ(RCX, R13)
	SBBQ(RDX, R14)
	SBBQ(R11, R15)
	SUBQ(R8, R12)
	SBBQ(R9, R13)
	SBBQ(R10, R14)
	SBBQ(Imm(0), R15)
}

var result = []GPPhysical{R12, R13, R14, R15}

// addPIfNegative makes the result, at least −p, non-negative. It clobbers AX
// and CX.
func addPIfNegative() {
	MOVQ(R15, RAX)
	SARQ(Imm(63), RAX)
	MOVQ(U64(p3), RCX)
	ANDQ(RAX, RCX)
	ANDL(Imm(1), EAX)
	ADDQ(RAX, R12)
	ADCQ(Imm(0), R13)
	ADCQ(Imm(0), R14)
	ADCQ(RCX, R15)
}

// addMemory adds the felt at base to the result.
func addMemory(base GPPhysical) {
	ADDQ(limb(base, 0), R12)
	for i := 1; i < 4; i++ {
		ADCQ(limb(base, i), result[i])
	}
}

// addP adds p to the result. It clobbers CX.
func addP() {
	MOVQ(U64(p3), RCX)
	ADDQ(Imm(1), R12)
	ADCQ(Imm(0), R13)
	ADCQ(Imm(0), R14)
	ADCQ(RCX, R15)
}

// normalize makes the result, any number from 0 to 2^256 − 1, canonical. It
// clobbers AX, CX and DX.
//
// With q = floor(x/2^251) ≤ 31, x − q·p lies between −q·(17·2^192 + 1) and 2^251,
// so that p at most must be added. q·p3 fits in a limb.
func normalize() {
	MOVQ(R15, RAX)
	SHRQ(Imm(59), RAX)
	MOVQ(U64(p3), RCX)
	MOVQ(RCX, RDX)
	IMULQ(RAX, RDX)
	SUBQ(RAX, R12)
	SBBQ(Imm(0), R13)
	SBBQ(Imm(0), R14)
	SBBQ(RDX, R15)
	SBBQ(RAX, RAX) // the borrow as a mask
	ANDQ(RAX, RCX)
	ANDL(Imm(1), EAX)
	ADDQ(RAX, R12)
	ADCQ(Imm(0), R13)
	ADCQ(Imm(0), R14)
	ADCQ(RCX, R15)
}

func store(base GPPhysical) {
	for i, r := range result {
		MOVQ(r, limb(base, i))
	}
}

func load(base GPPhysical) {
	for i, r := range result {
		MOVQ(limb(base, i), r)
	}
}

// The pointers of all kernels.
var dst, srcA, srcB = RDI, RSI, RBX

// pointwise writes a kernel dst[i] = f(a[i], b[i]) for n ≥ 1 elements, where
// the sources advance by their strides, 32 or 0 bytes.
func pointwise(name, doc string, body func()) {
	TEXT(name, NOSPLIT, "func(dst, a, b *[4]uint64, n, strideA, strideB int)")
	Pragma("noescape")
	Doc(name + " " + doc)
	count := AllocLocal(8)
	Load(Param("dst"), dst)
	Load(Param("a"), srcA)
	Load(Param("b"), srcB)
	Load(Param("n"), RAX)
	MOVQ(RAX, count)
	Label("loop")
	body()
	Load(Param("strideA"), RAX)
	Load(Param("strideB"), RCX)
	ADDQ(RAX, srcA)
	ADDQ(RCX, srcB)
	ADDQ(Imm(32), dst)
	DECQ(count)
	JNZ(LabelRef("loop"))
	RET()
}

func adx() {
	pointwise("mulADX", "sets dst = a·b; a may be any 256-bit number.", func() {
		product(srcA, srcB)
		reduce() // below p as b is
		addPIfNegative()
		store(dst)
	})
	pointwise("mulAddADX", "sets dst += a·b.", func() {
		product(srcA, srcB)
		reduce()
		addP() // between 0 and 2p
		addMemory(dst)
		normalize()
		store(dst)
	})
	pointwise("addADX", "sets dst = a + b.", func() {
		load(srcA)
		addMemory(srcB)
		for i, r := range result {
			MOVQ(r, []GPPhysical{R8, R9, R10, R11}[i])
		}
		MOVQ(U64(p3), RCX)
		SUBQ(Imm(1), R12)
		SBBQ(Imm(0), R13)
		SBBQ(Imm(0), R14)
		SBBQ(RCX, R15)
		for i, r := range result {
			CMOVQCS([]GPPhysical{R8, R9, R10, R11}[i], r)
		}
		store(dst)
	})
	pointwise("subADX", "sets dst = a − b.", func() {
		load(srcA)
		SUBQ(limb(srcB, 0), R12)
		for i := 1; i < 4; i++ {
			SBBQ(limb(srcB, i), result[i])
		}
		SBBQ(RAX, RAX)
		MOVQ(U64(p3), RCX)
		ANDQ(RAX, RCX)
		ANDL(Imm(1), EAX)
		ADDQ(RAX, R12)
		ADCQ(Imm(0), R13)
		ADCQ(Imm(0), R14)
		ADCQ(RCX, R15)
		store(dst)
	})
	normalizeKernel()
	fold()
	layer("layerByIndexADX", "does one layer with twiddles by position; see Ops.LayerByIndex.", true)
	layer("layerByBlockADX", "does one layer with twiddles by block; see Ops.LayerByBlock.", false)
}

func normalizeKernel() {
	TEXT("normalizeADX", NOSPLIT, "func(a *[4]uint64, n int)")
	Pragma("noescape")
	Doc("normalizeADX makes n ≥ 1 256-bit numbers canonical.")
	Load(Param("a"), dst)
	Load(Param("n"), RSI)
	Label("loop")
	load(dst)
	normalize()
	store(dst)
	ADDQ(Imm(32), dst)
	DECQ(RSI)
	JNZ(LabelRef("loop"))
	RET()
}

func fold() {
	TEXT("foldADX", NOSPLIT, "func(dst, lo, hi, t *[4]uint64, n int)")
	Pragma("noescape")
	Doc("foldADX sets dst = lo + hi + t·(lo − hi) for n ≥ 1 elements.")
	lo, hi, t := RSI, RBX, RBP
	diff := AllocLocal(32)
	count := AllocLocal(8)
	Load(Param("dst"), dst)
	Load(Param("lo"), lo)
	Load(Param("hi"), hi)
	Load(Param("t"), t)
	Load(Param("n"), RAX)
	MOVQ(RAX, count)
	Label("loop")
	// lo − hi + p, between 0 and 2p; t·that/2^256 is still below p
	load(lo)
	addP()
	SUBQ(limb(hi, 0), R12)
	for i := 1; i < 4; i++ {
		SBBQ(limb(hi, i), result[i])
	}
	for i, r := range result {
		MOVQ(r, diff.Offset(8*i))
	}
	productMemory(func(i int) Mem { return diff.Offset(8 * i) }, t)
	reduce()
	addP()
	addMemory(lo)
	addMemory(hi) // between 0 and 4p
	normalize()
	store(dst)
	for _, r := range []GPPhysical{dst, lo, hi, t} {
		ADDQ(Imm(32), r)
	}
	DECQ(count)
	JNZ(LabelRef("loop"))
	RET()
}

// layer writes one layer of a transform over the first run ≥ 1 pairs of each of
// blocks ≥ 1 blocks of 2·half elements; run is half unless blocks is 1. With x any number below B, y any 256-bit number and t
// canonical, v = t·y/2^256 mod p lies between −p and p, so that x + p + v and
// x + p − v lie between 0 and B + 2p: canonical values stay below 31p < 2^256
// for 15 layers.
func layer(name, doc string, byIndex bool) {
	TEXT(name, NOSPLIT, "func(a *[4]uint64, half, run, blocks int, t *[4]uint64)")
	Pragma("noescape")
	Doc(name + " " + doc)
	x, y, t := RDI, RSI, RBX
	end := AllocLocal(8)
	Load(Param("a"), x)
	Load(Param("t"), t)
	Load(Param("half"), RBP)
	SHLQ(Imm(5), RBP) // bytes of half a block
	Label("block")
	LEAQ(Mem{Base: x, Index: RBP, Scale: 1}, y)
	Load(Param("run"), RAX)
	SHLQ(Imm(5), RAX)
	ADDQ(x, RAX)
	MOVQ(RAX, end)
	Label("pair")
	product(y, t)
	reduce()
	u := []GPPhysical{R8, R9, R10, R11}
	for i, r := range u {
		MOVQ(limb(x, i), r)
	}
	MOVQ(U64(p3), RAX)
	ADDQ(Imm(1), u[0])
	ADCQ(Imm(0), u[1])
	ADCQ(Imm(0), u[2])
	ADCQ(RAX, u[3])
	sum := []GPPhysical{RAX, RCX, RDX, RAX}
	for i, r := range u[:3] {
		MOVQ(r, sum[i])
	}
	ADDQ(R12, RAX)
	MOVQ(RAX, limb(x, 0))
	ADCQ(R13, RCX)
	MOVQ(RCX, limb(x, 1))
	ADCQ(R14, RDX)
	MOVQ(RDX, limb(x, 2))
	MOVQ(u[3], RAX)
	ADCQ(R15, RAX)
	MOVQ(RAX, limb(x, 3))
	SUBQ(R12, u[0])
	MOVQ(u[0], limb(y, 0))
	for i := 1; i < 4; i++ {
		SBBQ(result[i], u[i])
		MOVQ(u[i], limb(y, i))
	}
	ADDQ(Imm(32), x)
	ADDQ(Imm(32), y)
	if byIndex {
		ADDQ(Imm(32), t)
	}
	CMPQ(x, end)
	JNE(LabelRef("pair"))
	MOVQ(y, x)
	if byIndex {
		SUBQ(RBP, t)
	} else {
		ADDQ(Imm(32), t)
	}
	Load(Param("blocks"), RAX)
	DECQ(RAX)
	Store(RAX, Param("blocks"))
	JNZ(LabelRef("block"))
	RET()
}
