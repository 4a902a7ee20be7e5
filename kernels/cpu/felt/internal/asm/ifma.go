package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The IFMA kernels work on eight felts at a time, limb by limb: register i holds
// limb i, 52 bits, of each of them. VPMADD52 takes the low 52 bits of its
// factors and ignores what is above, so that factors need their carries moved
// up but no masks. Limbs of sums and differences are signed 64-bit numbers.

var (
	limbsA  = []VecPhysical{Z0, Z1, Z2, Z3, Z4}
	limbsB  = []VecPhysical{Z5, Z6, Z7, Z8, Z9}
	wideT   = []VecPhysical{Z10, Z11, Z12, Z13, Z14, Z15, Z16, Z17, Z18, Z19}
	wideS   = []VecPhysical{3: Z20, 4: Z21, 5: Z22, 6: Z23, 7: Z24, 8: Z25, 9: Z26}
	limbsR  = wideT[5:] // the result of wideReduce
	tmp     = Z27
	permLow = Z28
	permHi  = Z29
	const3  = Z30 // limb 3 of p; limbs 1 and 2 are zero
	const4  = Z31 // limb 4 of p
)

const (
	p52Limb3 = 17 << 36
	p52Limb4 = 1 << 43
	// bias·p is added to the data of transforms, so that lazy values stay
	// positive: each layer adds or subtracts less than p.
	bias = 32
)

// constants in memory; each is a quad that instructions broadcast.
type constants struct{ limb3, limb4, one, p3, bias3, permLow, permHi Mem }

func globals() (c constants) {
	quad := func(name string, values ...uint64) Mem {
		m := GLOBL(name, RODATA|NOPTR)
		for i, v := range values {
			DATA(8*i, U64(v))
		}
		return m
	}
	c.limb3 = quad("limb3", p52Limb3)
	c.limb4 = quad("limb4", p52Limb4)
	c.one = quad("one", 1)
	c.p3 = quad("p3", p3)
	// limb 0 of bias·p, limb 3, limb 4
	c.bias3 = quad("bias", bias, bias*p52Limb3, bias*p52Limb4)
	c.permLow = quad("permLow", 0, 1, 8, 9, 2, 3, 10, 11)
	c.permHi = quad("permHi", 4, 5, 12, 13, 6, 7, 14, 15)
	return c
}

func zero(r VecPhysical) { VPXORQ(r, r, r) }

func (c *constants) load(perms bool) {
	VPBROADCASTQ(c.limb3, const3)
	VPBROADCASTQ(c.limb4, const4)
	if perms {
		VMOVDQU64(c.permLow, permLow)
		VMOVDQU64(c.permHi, permHi)
	}
}

// wideProduct leaves the ten limbs of a·b in wideT, limbs of less than 2^56.
func wideProduct() {
	for _, r := range wideT {
		zero(r)
	}
	for i, a := range limbsA {
		for j, b := range limbsB {
			VPMADD52LUQ(b, a, wideT[i+j])
		}
		for j, b := range limbsB {
			VPMADD52HUQ(b, a, wideT[i+j+1])
		}
	}
}

// wideReduce takes T in wideT to limbsR = T/2^260 mod p, a number between −p and
// T/2^260 whose limbs, signed, are less than 2^56 in absolute value.
//
// Subtracting Montgomery, as in the scalar kernels: the limb q = T0 mod 2^52,
// then T1 mod 2^52 and so on, is cancelled by q·p; the products by p's limbs 3
// and 4 are collected in wideS and subtracted where the next q needs it.
func wideReduce() {
	for _, r := range wideS[3:] {
		zero(r)
	}
	for i := range 5 {
		t := wideT[i]
		if i >= 3 {
			VPSUBQ(wideS[i], t, t)
		}
		VPMADD52LUQ(const3, t, wideS[i+3])
		VPSRAQ(Imm(52), t, tmp)
		VPMADD52LUQ(const4, t, wideS[i+4])
		VPADDQ(tmp, wideT[i+1], wideT[i+1])
		VPMADD52HUQ(const3, t, wideS[i+4])
		VPMADD52HUQ(const4, t, wideS[i+5])
	}
	for i := 5; i < 10; i++ {
		VPSUBQ(wideS[i], wideT[i], wideT[i])
	}
}

// carry moves what exceeds 52 bits up to the next limb, leaving it in place too.
func carry(l []VecPhysical) {
	for i := range 4 {
		VPSRAQ(Imm(52), l[i], tmp)
		VPADDQ(tmp, l[i+1], l[i+1])
	}
}

// toLimbs loads eight felts, of which the registers z hold two each, into l; see
// split. z may be l[:4]; it clobbers wideT[:4].
func toLimbs(z, l []VecPhysical, shift int) {
	u := wideT[:4]
	VPUNPCKLQDQ(z[1], z[0], u[0])
	VPUNPCKHQDQ(z[1], z[0], u[1])
	VPUNPCKLQDQ(z[3], z[2], u[2])
	VPUNPCKHQDQ(z[3], z[2], u[3])
	VSHUFI64X2(Imm(0x88), u[2], u[0], l[0])
	VSHUFI64X2(Imm(0xdd), u[2], u[0], u[0])
	VSHUFI64X2(Imm(0x88), u[3], u[1], u[2])
	VSHUFI64X2(Imm(0xdd), u[3], u[1], u[3])
	// l[0], u[2], u[0], u[3] are the 64-bit limbs
	split(l[0], u[2], u[0], u[3], l, shift)
}

// split sets l to limbs of 52 bits of 2^shift times the number with the 64-bit
// limbs q0 … q3. Above the 52 bits there is garbage, except in limb 4.
func split(q0, q1, q2, q3 VecPhysical, l []VecPhysical, shift int) {
	VPSRLQ(Imm(uint64(16-shift)), q3, l[4])
	VPSHRDQ(Imm(uint64(28-shift)), q3, q2, l[3])
	VPSHRDQ(Imm(uint64(40-shift)), q2, q1, l[2])
	VPSHRDQ(Imm(uint64(52-shift)), q1, q0, l[1])
	if shift > 0 {
		VPSLLQ(Imm(uint64(shift)), q0, l[0])
	} else if q0 != l[0] {
		VMOVDQA64(q0, l[0])
	}
}

// mask clears the garbage that split leaves. It clobbers tmp.
func mask(l []VecPhysical) {
	VPTERNLOGQ(Imm(0xff), tmp, tmp, tmp)
	VPSRLQ(Imm(12), tmp, tmp)
	for _, r := range l[:4] {
		VPANDQ(tmp, r, r)
	}
}

// canonical takes limbsR, a number between −p and p, to the 64-bit limbs of the
// canonical number in Z0 … Z3. It clobbers Z4 and masks.
func (c *constants) canonical() {
	r := limbsR
	carry(r)
	// Each 64-bit limb is cut out of two limbs, the lower shifted to the top.
	for i := range 4 {
		VPSLLQ(Imm(12), r[i], tmp)
		VPSHRDQ(Imm(uint64(12+12*i)), r[i+1], tmp, limbsA[i])
	}
	// Where the sign bit is set, add p; carries beyond limb 0 are rare.
	VPMOVQ2M(Z3, K1)
	VPADDQ_BCST(c.one, Z0, K1, Z0)
	VPTESTNMQ(Z0, Z0, K1, K2)
	VPADDQ_BCST(c.p3, Z3, K1, Z3)
	VPADDQ_BCST(c.one, Z1, K2, Z1)
	VPTESTNMQ(Z1, Z1, K2, K3)
	VPADDQ_BCST(c.one, Z2, K3, Z2)
	VPTESTNMQ(Z2, Z2, K3, K4)
	VPADDQ_BCST(c.one, Z3, K4, Z3)
}

// belowP subtracts a multiple of p from limbsR, a number from 0 to 511p, such
// that canonical may follow. It clobbers limbsA.
//
// With q = floor(x/2^251), x − q·p lies between −q·(17·2^192+1) and 2^251.
func belowP() {
	r := limbsR
	carry(r)
	q := Z0
	VPSRLQ(Imm(43), r[4], q)
	mask(r)
	VPSUBQ(q, r[0], r[0])
	VPSLLQ(Imm(43), q, Z1)
	VPSUBQ(Z1, r[4], r[4])
	VPSLLQ(Imm(4), q, Z1)
	VPADDQ(q, Z1, Z1)
	VPSLLQ(Imm(36), Z1, Z1)
	VPSUBQ(Z1, r[3], r[3])
}

// toPairs turns the 64-bit limbs in Z0 … Z3 to registers z that hold two felts
// each, inverse to what toLimbs begins with. It clobbers wideT[:4].
func toPairs(z []VecPhysical) {
	u := wideT[:4]
	VPUNPCKLQDQ(Z1, Z0, u[0])
	VPUNPCKHQDQ(Z1, Z0, u[1])
	VPUNPCKLQDQ(Z3, Z2, u[2])
	VPUNPCKHQDQ(Z3, Z2, u[3])
	VMOVDQA64(u[0], z[0])
	VPERMT2Q(u[2], permLow, z[0])
	VMOVDQA64(u[1], z[1])
	VPERMT2Q(u[3], permLow, z[1])
	VPERMT2Q(u[2], permHi, u[0])
	VPERMT2Q(u[3], permHi, u[1])
	// u[0], u[1] are z[2], z[3]
	VMOVDQA64(u[0], z[2])
	VMOVDQA64(u[1], z[3])
}

// addP52 adds p to limbsR.
func (c *constants) addP52(l []VecPhysical) {
	VPADDQ_BCST(c.one, l[0], l[0])
	VPADDQ(const3, l[3], l[3])
	VPADDQ(const4, l[4], l[4])
}

// loadEight loads eight felts in a row into l.
func loadEight(base GPPhysical, l []VecPhysical, shift int) {
	for i := range 4 {
		VMOVDQU64(Mem{Base: base, Disp: 64 * i}, l[i])
	}
	toLimbs(l[:4], l, shift)
}

// storeEight stores the felts with the 64-bit limbs Z0 … Z3 in a row.
func storeEight(base GPPhysical) {
	toPairs(limbsA[:4])
	for i := range 4 {
		VMOVDQU64(limbsA[i], Mem{Base: base, Disp: 64 * i})
	}
}

func broadcastFactor(base GPPhysical, l []VecPhysical) {
	for i, r := range l {
		VPBROADCASTQ(Mem{Base: base, Disp: 8 * i}, r)
	}
}

// eights writes a pointwise kernel over n ≥ 1 groups of eight felts.
func (c *constants) eights(name, doc, args string, sources []string, setup, body func(ptr map[string]GPPhysical)) {
	TEXT(name, NOSPLIT, "func("+args+", n int)")
	Pragma("noescape")
	Doc(name + " " + doc)
	spare := []GPPhysical{RDI, RSI, RBX, RDX}
	ptr := map[string]GPPhysical{}
	for i, s := range append([]string{"dst"}, sources...) {
		ptr[s] = spare[i]
		Load(Param(s), spare[i])
	}
	if setup != nil {
		ptr["s"] = RAX
		Load(Param("s"), RAX)
	}
	Load(Param("n"), RCX)
	c.load(true)
	if setup != nil {
		setup(ptr)
	}
	Label("loop")
	body(ptr)
	for _, s := range append([]string{"dst"}, sources...) {
		ADDQ(U32(256), ptr[s])
	}
	DECQ(RCX)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

func ifma() {
	c := globals()
	c.pointwiseKernels()
	c.wideKernels()
	c.layerKernels()
}

func (c *constants) pointwiseKernels() {
	scalar := func(ptr map[string]GPPhysical) { broadcastFactor(ptr["s"], limbsB) }
	vector := func(ptr map[string]GPPhysical) { loadEight(ptr["b"], limbsB, 0) }
	finish := func(ptr map[string]GPPhysical) {
		c.canonical()
		storeEight(ptr["dst"])
	}
	// One factor is multiplied by 2^4, as the reduction divides by 2^260.
	c.eights("mulIFMA", "sets dst = a·b for 8n felts.", "dst, a, b *[4]uint64", []string{"a", "b"}, nil,
		func(ptr map[string]GPPhysical) {
			loadEight(ptr["a"], limbsA, 4)
			vector(ptr)
			wideProduct()
			wideReduce()
			finish(ptr)
		})
	c.eights("mulScalarIFMA", "sets dst = a·s for 8n felts; s has limbs of 52 bits.", "dst, a *[4]uint64, s *[5]uint64", []string{"a"}, scalar,
		func(ptr map[string]GPPhysical) {
			loadEight(ptr["a"], limbsA, 4)
			wideProduct()
			wideReduce()
			finish(ptr)
		})
	add := func(ptr map[string]GPPhysical) {
		// between −p and 2p before p is added
		wideReduce()
		loadEight(ptr["dst"], limbsA, 0)
		mask(limbsA)
		for i, r := range limbsR {
			VPADDQ(limbsA[i], r, r)
		}
		c.addP52(limbsR)
		belowP()
		finish(ptr)
	}
	c.eights("mulAddIFMA", "sets dst += a·b for 8n felts.", "dst, a, b *[4]uint64", []string{"a", "b"}, nil,
		func(ptr map[string]GPPhysical) {
			loadEight(ptr["a"], limbsA, 4)
			vector(ptr)
			wideProduct()
			add(ptr)
		})
	c.eights("mulAddScalarIFMA", "sets dst += a·s for 8n felts; s has limbs of 52 bits.", "dst, a *[4]uint64, s *[5]uint64", []string{"a"}, scalar,
		func(ptr map[string]GPPhysical) {
			loadEight(ptr["a"], limbsA, 4)
			wideProduct()
			add(ptr)
		})
	c.eights("foldIFMA", "sets dst = lo + hi + t·(lo − hi) for 8n felts.", "dst, lo, hi, t *[4]uint64", []string{"lo", "hi", "t"}, nil,
		func(ptr map[string]GPPhysical) {
			loadEight(ptr["lo"], limbsA, 0)
			mask(limbsA)
			loadEight(ptr["hi"], limbsB, 0)
			mask(limbsB)
			sum := wideS[3:8] // free until the reduction; kept on the stack there
			for i := range 5 {
				VPADDQ(limbsB[i], limbsA[i], sum[i])
				VPSUBQ(limbsB[i], limbsA[i], limbsB[i])
			}
			c.addP52(limbsB) // positive, as a factor must be
			carry(limbsB)
			frame := AllocLocal(5 * 64)
			for i := range 5 {
				VMOVDQU64(sum[i], frame.Offset(64*i))
			}
			loadEight(ptr["t"], limbsA, 4)
			wideProduct()
			wideReduce()
			for i, r := range limbsR {
				VPADDQ(frame.Offset(64*i), r, r)
			}
			c.addP52(limbsR) // between 0 and 4p
			belowP()
			finish(ptr)
		})
}
