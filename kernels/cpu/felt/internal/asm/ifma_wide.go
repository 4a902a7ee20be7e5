package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// vec addresses limb i of the wide vector at base: five limbs of eight felts.
func vec(base GPPhysical, i int) Mem { return Mem{Base: base, Disp: 64 * i} }

const (
	vecSize    = 320
	factorSize = 40
)

// lanes addresses the felt of lane k at base, where the register lane holds the
// lanes' distance and lane3 three times that.
func lanes(base, base4, lane, lane3 GPPhysical, k int) Mem {
	b := base
	if k >= 4 {
		b = base4
	}
	switch k % 4 {
	case 1:
		return Mem{Base: b, Index: lane, Scale: 1}
	case 2:
		return Mem{Base: b, Index: lane, Scale: 2}
	case 3:
		return Mem{Base: b, Index: lane3, Scale: 1}
	}
	return Mem{Base: b}
}

// pairs lists which lanes the four registers that toLimbs takes hold.
var pairs = [4][2]int{{0, 2}, {1, 3}, {4, 6}, {5, 7}}

// grid writes a kernel over rows of vectors of felts in memory: the felt of lane
// k of the vector c of row r is at felts + r·row + c·col + k·lane; all in bytes.
// The wide vectors are in a row.
func (c *constants) grid(name, doc, args string, body func(felts, felts4, lane, lane3, wide GPPhysical)) {
	TEXT(name, NOSPLIT, "func("+args+", rows, row, cols, col, lane int)")
	Pragma("noescape")
	Doc(name + " " + doc)
	wide, felts, felts4, lane, lane3, start, left := RDI, RSI, RBX, R8, R9, R10, R11
	Load(Param("wide"), wide)
	Load(Param("felts"), start)
	Load(Param("lane"), lane)
	LEAQ(Mem{Base: lane, Index: lane, Scale: 2}, lane3)
	c.load(true)
	Label("row")
	MOVQ(start, felts)
	Load(Param("cols"), left)
	Label("col")
	LEAQ(Mem{Base: felts, Index: lane, Scale: 4}, felts4)
	body(felts, felts4, lane, lane3, wide)
	ADDQ(U32(vecSize), wide)
	Load(Param("col"), RAX)
	ADDQ(RAX, felts)
	DECQ(left)
	JNZ(LabelRef("col"))
	Load(Param("row"), RAX)
	ADDQ(RAX, start)
	Load(Param("rows"), RAX)
	DECQ(RAX)
	Store(RAX, Param("rows"))
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

func (c *constants) wideKernels() {
	gather := func(felts, felts4, lane, lane3 GPPhysical) {
		for i, pair := range pairs {
			z := limbsA[i]
			VMOVDQU(lanes(felts, felts4, lane, lane3, pair[0]), z.AsY())
			VINSERTI64X4(Imm(1), lanes(felts, felts4, lane, lane3, pair[1]), z, z)
		}
		toLimbs(limbsA[:4], limbsA, 0)
	}
	put := func(wide GPPhysical) {
		for i, r := range limbsA {
			VMOVDQU64(r, vec(wide, i))
		}
	}
	c.grid("unpackIFMA", "makes wide vectors of felts, biased for a transform.", "wide *[40]uint64, felts *[4]uint64",
		func(felts, felts4, lane, lane3, wide GPPhysical) {
			gather(felts, felts4, lane, lane3)
			mask(limbsA)
			VPADDQ_BCST(c.bias3, limbsA[0], limbsA[0])
			VPADDQ_BCST(c.bias3.Offset(8), limbsA[3], limbsA[3])
			VPADDQ_BCST(c.bias3.Offset(16), limbsA[4], limbsA[4])
			put(wide)
		})
	c.grid("unpackFactorsIFMA", "makes wide vectors of felts that serve as factors.", "wide *[40]uint64, felts *[4]uint64",
		func(felts, felts4, lane, lane3, wide GPPhysical) {
			gather(felts, felts4, lane, lane3)
			put(wide)
		})
	c.grid("packIFMA", "makes canonical felts of wide vectors with values from 0 to 511p.", "felts *[4]uint64, wide *[40]uint64",
		func(felts, felts4, lane, lane3, wide GPPhysical) {
			for i, r := range limbsR {
				VMOVDQU64(vec(wide, i), r)
			}
			belowP()
			c.canonical()
			toPairs(limbsA[:4])
			for i, pair := range pairs {
				z := limbsA[i]
				VMOVDQU(z.AsY(), lanes(felts, felts4, lane, lane3, pair[0]))
				VEXTRACTI64X4(Imm(1), z, lanes(felts, felts4, lane, lane3, pair[1]))
			}
		})
	c.grid("packScaledIFMA", "is packIFMA of the vectors times a factor, which are one after the other.", "felts *[4]uint64, wide, factors *[40]uint64, factor int",
		func(felts, felts4, lane, lane3, wide GPPhysical) {
			for i, r := range limbsA {
				VMOVDQU64(vec(wide, i), r)
			}
			carry(limbsA)
			Load(Param("factors"), RAX)
			for i, r := range limbsB {
				VMOVDQU64(vec(RAX, i), r)
			}
			Load(Param("factor"), RCX)
			ADDQ(RCX, RAX)
			Store(RAX, Param("factors"))
			wideProduct()
			wideReduce()
			c.canonical()
			toPairs(limbsA[:4])
			for i, pair := range pairs {
				z := limbsA[i]
				VMOVDQU(z.AsY(), lanes(felts, felts4, lane, lane3, pair[0]))
				VEXTRACTI64X4(Imm(1), z, lanes(felts, felts4, lane, lane3, pair[1]))
			}
		})
	c.scaleFactors()
	transpose()
}

// scaleFactors multiplies factors: each of rows factors in s by all of the
// vectors a.
func (c *constants) scaleFactors() {
	TEXT("scaleFactorsIFMA", NOSPLIT, "func(dst, a *[40]uint64, s *[5]uint64, rows, cols int)")
	Pragma("noescape")
	Doc("scaleFactorsIFMA sets dst[r·cols + c] = a[c]·s[r]; all are factors.")
	dst, a, s, left := RDI, RSI, RBX, RCX
	Load(Param("dst"), dst)
	Load(Param("s"), s)
	c.load(false)
	Label("row")
	Load(Param("a"), a)
	Load(Param("cols"), left)
	broadcastFactor(s, limbsB)
	Label("col")
	for i, r := range limbsA {
		VMOVDQU64(vec(a, i), r)
	}
	wideProduct()
	wideReduce()
	c.addP52(limbsR)
	carry(limbsR)
	for i, r := range limbsR {
		VMOVDQU64(r, vec(dst, i))
	}
	ADDQ(U32(vecSize), a)
	ADDQ(U32(vecSize), dst)
	DECQ(left)
	JNZ(LabelRef("col"))
	ADDQ(Imm(factorSize), s)
	Load(Param("rows"), RAX)
	DECQ(RAX)
	Store(RAX, Param("rows"))
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// transpose writes the exchange of lanes and positions in groups of eight.
func transpose() {
	TEXT("transposeIFMA", NOSPLIT, "func(a *[40]uint64, n int)")
	Pragma("noescape")
	Doc("transposeIFMA exchanges, in each of n ≥ 1 groups of 8 vectors, lane k of vector i and lane i of vector k.")
	a, left, limb := RDI, RCX, RAX
	Load(Param("a"), a)
	Load(Param("n"), left)
	z := []VecPhysical{Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7}
	u := []VecPhysical{Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15}
	Label("group")
	MOVQ(U32(5), limb)
	Label("limb")
	for i := range 8 {
		VMOVDQU64(Mem{Base: a, Disp: vecSize * i}, z[i])
	}
	for i := 0; i < 8; i += 2 {
		VPUNPCKLQDQ(z[i+1], z[i], u[i])
		VPUNPCKHQDQ(z[i+1], z[i], u[i+1])
	}
	// u[2m + b] has, in the 128 bits w, lane 2w + b of the vectors 2m, 2m+1.
	for b := range 2 {
		VSHUFI64X2(Imm(0x88), u[2+b], u[b], z[b])     // w = 0, 2 of m = 0, 1
		VSHUFI64X2(Imm(0xdd), u[2+b], u[b], z[2+b])   // w = 1, 3
		VSHUFI64X2(Imm(0x88), u[6+b], u[4+b], z[4+b]) // w = 0, 2 of m = 2, 3
		VSHUFI64X2(Imm(0xdd), u[6+b], u[4+b], z[6+b])
		// Their 128 bits are (m, w) = (0, 0), (0, 2), (1, 0), (1, 2) and so on.
		for odd := range 2 {
			VSHUFI64X2(Imm(0x88), z[4+2*odd+b], z[2*odd+b], u[b])
			VMOVDQU64(u[b], Mem{Base: a, Disp: vecSize * (2*odd + b)})
			VSHUFI64X2(Imm(0xdd), z[4+2*odd+b], z[2*odd+b], u[b])
			VMOVDQU64(u[b], Mem{Base: a, Disp: vecSize * (4 + 2*odd + b)})
		}
	}
	ADDQ(Imm(64), a)
	DECQ(limb)
	JNZ(LabelRef("limb"))
	ADDQ(U32(7*vecSize), a)
	DECQ(left)
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}

// layerKernels writes the layers of transforms on wide vectors, for twiddles by
// position and by block, the same in all lanes or not. As the data are biased
// and each layer adds or subtracts a number between −p and p/4, values remain
// positive and limbs in range for 30 layers.
func (c *constants) layerKernels() {
	for _, byIndex := range []bool{true, false} {
		for _, same := range []bool{true, false} {
			name, twiddle, what := "layerByBlock", "*[40]uint64", "twiddles by block"
			if byIndex {
				name, what = "layerByIndex", "twiddles by position"
			}
			if same {
				name, twiddle, what = name+"Same", "*[5]uint64", what+", the same in all lanes"
			}
			c.layer(name+"IFMA", what, twiddle, byIndex, same)
		}
	}
}

func (c *constants) layer(name, what, twiddle string, byIndex, same bool) {
	TEXT(name, NOSPLIT, "func(a *[40]uint64, half, blocks int, t "+twiddle+")")
	Pragma("noescape")
	Doc(name + " does one layer over blocks ≥ 1 blocks of 2·half vectors, with " + what + ".")
	x, y, t, bytes, left := RDI, RSI, RBX, R8, RCX
	Load(Param("a"), x)
	Load(Param("t"), t)
	Load(Param("half"), bytes)
	IMUL3Q(U32(vecSize), bytes, bytes)
	c.load(false)
	step := vecSize
	if same {
		step = factorSize
	}
	factor := func() {
		if same {
			broadcastFactor(t, limbsB)
		} else {
			for i, r := range limbsB {
				VMOVDQU64(vec(t, i), r)
			}
		}
	}
	Label("block")
	LEAQ(Mem{Base: x, Index: bytes, Scale: 1}, y)
	Load(Param("half"), left)
	if !byIndex {
		factor()
	}
	Label("pair")
	if byIndex {
		factor()
	}
	for i, r := range limbsA {
		VMOVDQU64(vec(y, i), r)
	}
	carry(limbsA)
	wideProduct()
	wideReduce()
	for i, v := range limbsR {
		u := limbsA[i]
		VMOVDQU64(vec(x, i), u)
		VPADDQ(v, u, tmp)
		VPSUBQ(v, u, u)
		VMOVDQU64(tmp, vec(x, i))
		VMOVDQU64(u, vec(y, i))
	}
	ADDQ(U32(vecSize), x)
	ADDQ(U32(vecSize), y)
	if byIndex {
		ADDQ(U32(uint32(step)), t)
	}
	DECQ(left)
	JNZ(LabelRef("pair"))
	MOVQ(y, x)
	if byIndex {
		Load(Param("t"), t)
	} else {
		ADDQ(U32(uint32(step)), t)
	}
	Load(Param("blocks"), RAX)
	DECQ(RAX)
	Store(RAX, Param("blocks"))
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}
