package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"

	"quarry/kernels/cpu/internal/limbs52"
)

// bias·p is added to the data of transforms, so that lazy values stay positive,
// and limbs are lent, so that they do; see layerKernels.
const bias = 40

// A wide vector is five limbs of eight felts. Machines of four lanes handle it in
// halves.
const (
	vecSize    = 320
	factorSize = 40
)

// halves runs body for each part of a vector that fits the registers.
func (k vector) halves(body func(half int)) {
	for half := range 8 / k.Lanes {
		body(half)
	}
}

// vec addresses limb i of a half of the wide vector at base.
func vec(base GPPhysical, half, i int) Mem { return Mem{Base: base, Disp: 64*i + 32*half} }

// read is what loads the limbs of a half.
func (k vector) read(base GPPhysical, half int) limbs52.Limb {
	return func(i int, to VecPhysical) { k.Move(vec(base, half, i), to) }
}

// readTo loads them.
func (k vector) readTo(to []VecPhysical, base GPPhysical, half int) {
	for i, r := range to {
		k.Move(vec(base, half, i), r)
	}
}

func (k vector) put(from []VecPhysical, base GPPhysical, half int) {
	for i, r := range from {
		k.Move(r, vec(base, half, i))
	}
}

// broadcast is what loads the limbs of a factor.
func broadcast(base GPPhysical) limbs52.Limb {
	return func(i int, to VecPhysical) { VPBROADCASTQ(Mem{Base: base, Disp: 8 * i}, to) }
}

// grid is a kernel over rows of vectors of felts in memory at work: the felt of
// lane k of the vector c of row r is at felts + r·row + c·col + k·lane; all in
// bytes. The wide vectors are in a row.
type grid struct {
	vector
	felts, felts4, lane, lane3, wide GPPhysical
}

// at addresses the felts of a half.
func (g *grid) at(half int) func(lane int) Mem {
	return func(k int) Mem {
		k += g.Lanes * half
		b := g.felts
		if k >= 4 {
			b = g.felts4
		}
		switch k % 4 {
		case 1:
			return Mem{Base: b, Index: g.lane, Scale: 1}
		case 2:
			return Mem{Base: b, Index: g.lane, Scale: 2}
		case 3:
			return Mem{Base: b, Index: g.lane3, Scale: 1}
		}
		return Mem{Base: b}
	}
}

func (k vector) grid(name, doc, args string, body func(g *grid)) {
	k.text(name, doc, args+", rows, row, cols, col, lane int")
	g := &grid{k, RSI, RBX, R8, R9, RDI}
	start, left := R10, R11
	k.Begin(0)
	k.BeginScatter()
	Load(Param("wide"), g.wide)
	Load(Param("felts"), start)
	Load(Param("lane"), g.lane)
	LEAQ(Mem{Base: g.lane, Index: g.lane, Scale: 2}, g.lane3)
	Label("row")
	MOVQ(start, g.felts)
	Load(Param("cols"), left)
	Label("col")
	LEAQ(Mem{Base: g.felts, Index: g.lane, Scale: 4}, g.felts4)
	body(g)
	ADDQ(U32(vecSize), g.wide)
	Load(Param("col"), RAX)
	ADDQ(RAX, g.felts)
	DECQ(left)
	JNZ(LabelRef("col"))
	Load(Param("row"), RAX)
	ADDQ(RAX, start)
	Load(Param("rows"), RAX)
	DECQ(RAX)
	Store(RAX, Param("rows"))
	JNZ(LabelRef("row"))
	k.End()
}

func (k vector) wideKernels() {
	v := k.T[:5]
	k.grid("unpack", "makes wide vectors of felts, biased for a transform.", "wide *[40]uint64, felts *[4]uint64", func(g *grid) {
		k.halves(func(half int) {
			k.Gather(g.at(half))
			k.Split(v[:4], v, 0, true)
			k.Add(limbs52.P.Times(bias).Plus(limbs52.Lent), v)
			k.put(v, g.wide, half)
		})
	})
	k.grid("unpackFactors", "makes wide vectors of felts that serve as factors.", "wide *[40]uint64, felts *[4]uint64", func(g *grid) {
		k.halves(func(half int) {
			k.Gather(g.at(half))
			k.Split(v[:4], v, 0, false)
			k.ToFactor(v...)
			k.put(v, g.wide, half)
		})
	})
	k.grid("pack", "makes canonical felts of wide vectors with values from 0 to 511p.", "felts *[4]uint64, wide *[40]uint64", func(g *grid) {
		k.halves(func(half int) {
			k.readTo(k.T[5:], g.wide, half)
			k.BelowP()
			k.Canonical()
			k.Scatter(g.at(half))
		})
	})
	k.grid("packScaled", "is pack of the vectors times a factor, which are one after the other.",
		"felts *[4]uint64, wide, factors *[40]uint64, factor int", func(g *grid) {
			Load(Param("factors"), RAX)
			k.halves(func(half int) {
				k.readTo(k.V, g.wide, half)
				k.CarryFactor(k.V)
				first, second := k.FirstOfV(), k.SecondFactor(k.read(RAX, half), true)
				k.Start(limbs52.P.Times(-1)) // values below 511p: between −p and p
				k.Multiply(first, second)
				k.Reduce()
				k.Canonical()
				k.Scatter(g.at(half))
			})
			Load(Param("factor"), RCX)
			ADDQ(RCX, RAX)
			Store(RAX, Param("factors"))
		})
	k.scaleFactors()
	if k.Wide() {
		k.transpose()
	} else {
		k.transposeHalves()
	}
}

// scaleFactors multiplies factors: each of rows factors in s by all of the
// vectors a.
func (k vector) scaleFactors() {
	k.text("scaleFactors", "sets dst[r·cols + c] = a[c]·s[r]; all are factors.", "dst, a *[40]uint64, s *[5]uint64, rows, cols int")
	dst, a, s, left := RDI, RSI, RBX, RCX
	k.Begin(0)
	Load(Param("dst"), dst)
	Load(Param("s"), s)
	Label("row")
	Load(Param("a"), a)
	Load(Param("cols"), left)
	second := k.SecondFactor(broadcast(s), true)
	Label("col")
	k.halves(func(half int) {
		first := k.FirstFactor(k.read(a, half), true)
		k.Start(limbs52.Number{})
		k.Multiply(first, second)
		k.Reduce()
		k.Normalize(k.T[5:])
		k.ToFactor(k.T[5:]...)
		k.put(k.T[5:], dst, half)
	})
	ADDQ(U32(vecSize), a)
	ADDQ(U32(vecSize), dst)
	DECQ(left)
	JNZ(LabelRef("col"))
	ADDQ(Imm(factorSize), s)
	Load(Param("rows"), RAX)
	DECQ(RAX)
	Store(RAX, Param("rows"))
	JNZ(LabelRef("row"))
	k.End()
}

// transposeText begins a kernel that exchanges lanes and positions in groups of
// eight, limb by limb.
func (k vector) transposeText(limbOf func(a GPPhysical)) {
	k.text("transpose", "exchanges, in each of n ≥ 1 groups of 8 vectors, lane k of vector i and lane i of vector k.", "a *[40]uint64, n int")
	a, left, limb := RDI, RCX, RAX
	Load(Param("a"), a)
	Load(Param("n"), left)
	Label("group")
	MOVQ(U32(5), limb)
	Label("limb")
	limbOf(a)
	ADDQ(Imm(64), a)
	DECQ(limb)
	JNZ(LabelRef("limb"))
	ADDQ(U32(7*vecSize), a)
	DECQ(left)
	JNZ(LabelRef("group"))
	k.EndSums()
}

func (k vector) transpose() {
	z, u := k.Regs(0, 8), k.Regs(8, 8)
	k.transposeText(func(a GPPhysical) {
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
	})
}

// transposeHalves exchanges two quarters of eight vectors of eight lanes, and
// transposes all four.
func (k vector) transposeHalves() {
	k.transposeText(func(a GPPhysical) {
		quarter := func(vectors, half int) func(i int) Mem {
			return func(i int) Mem { return Mem{Base: a, Disp: vecSize*(vectors+i) + 32*half} }
		}
		move := func(from, to func(i int) Mem, r []VecPhysical) {
			for i := range 4 {
				VMOVDQU(from(i), r[i])
			}
			k.Transpose4(r, k.Regs(8, 4))
			if to != nil {
				for i := range 4 {
					VMOVDQU(r[i], to(i))
				}
			}
		}
		move(quarter(0, 0), quarter(0, 0), k.Regs(0, 4))
		move(quarter(4, 1), quarter(4, 1), k.Regs(0, 4))
		move(quarter(4, 0), nil, k.Regs(4, 4))
		move(quarter(0, 1), quarter(4, 0), k.Regs(0, 4))
		for i, r := range k.Regs(4, 4) {
			VMOVDQU(r, quarter(0, 1)(i))
		}
	})
}

// layerKernels writes the layers of transforms on wide vectors, for twiddles by
// position and by block, the same in all lanes or not.
//
// A layer adds or subtracts a product by a factor of at most p + p/511. Of values
// below 127p it is from 0 to p + p/4, with limbs of less than 2^56. So values that
// begin between 40p, the bias, and 41p are between 2p and 79p after 30 layers, and
// limbs that begin between 2^61 − 2^9 and 2^61 + 2^53 are positive and less than
// 2^62; the top limb is what the value makes it.
func (k vector) layerKernels() {
	for _, byIndex := range []bool{true, false} {
		for _, same := range []bool{true, false} {
			name, twiddle, what := "layerByBlock", "*[40]uint64", "twiddles by block"
			if byIndex {
				name, what = "layerByIndex", "twiddles by position"
			}
			if same {
				name, twiddle, what = name+"Same", "*[5]uint64", what+", the same in all lanes"
			}
			k.layer(name, what, twiddle, byIndex, same)
		}
	}
}

func (k vector) layer(name, what, twiddle string, byIndex, same bool) {
	k.text(name, "does one layer over blocks ≥ 1 blocks of 2·half vectors, with "+what+".", "a *[40]uint64, half, blocks int, t "+twiddle)
	x, y, t, bytes, left := RDI, RSI, RBX, R8, RCX
	frame := k.Begin(5 * (8/k.Lanes - 1))
	Load(Param("a"), x)
	Load(Param("t"), t)
	Load(Param("half"), bytes)
	IMUL3Q(U32(vecSize), bytes, bytes)
	step := vecSize
	if same {
		step = factorSize
	}
	factor := func(half int) limbs52.Second {
		if same {
			return k.SecondFactor(broadcast(t), true)
		}
		return k.SecondFactor(k.read(t, half), true)
	}
	Label("block")
	LEAQ(Mem{Base: x, Index: bytes, Scale: 1}, y)
	Load(Param("half"), left)
	var hoisted limbs52.Second
	if !byIndex && k.Wide() {
		hoisted = factor(0)
	}
	Label("pair")
	// The other half's factor is made before the product, not to wait for it.
	var firsts []limbs52.First
	k.halves(func(half int) {
		k.readTo(k.V, y, half)
		k.CarryFactor(k.V)
		if half == 0 {
			firsts = append(firsts, k.FirstOfV())
		} else {
			firsts = append(firsts, k.FirstOfVAt(frame))
		}
	})
	k.halves(func(half int) {
		second := hoisted
		if second == nil {
			second = factor(half)
		}
		k.Start(limbs52.Number{})
		k.Multiply(firsts[half], second)
		k.Reduce()
		for i, v := range k.T[5:] {
			u, sum := k.V[i], k.Temp[0]
			k.Move(vec(x, half, i), u)
			VPADDQ(v, u, sum)
			VPSUBQ(v, u, u)
			k.Move(sum, vec(x, half, i))
			k.Move(u, vec(y, half, i))
		}
	})
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
	k.End()
}
