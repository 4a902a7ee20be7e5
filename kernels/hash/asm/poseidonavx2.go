package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Eight states in two groups of four; see poseidonlanes.go. An element of a
// group is five limbs of four 64-bit words. Between rounds the inputs of S-boxes
// are doubles, everything else integers.
const (
	fma4Element = 5 * 32
	fma4Group   = 7 * fma4Element
)

type fma4Poseidon struct {
	fma4
	x               [3]Mem
	a, half, square Mem
}

func newFMA4Poseidon(states Mem, i int) *fma4Poseidon {
	e := func(j int) Mem { return states.Offset(fma4Group*i + fma4Element*j) }
	return &fma4Poseidon{fma4: fma4{digits: e(6)}, x: [3]Mem{e(0), e(1), e(2)}, a: e(3), half: e(4), square: e(5)}
}

// cube gives the limbs of the cube of the element at m, plus cubeBias, to out.
func (g *fma4Poseidon) cube(m Mem, out func(i int, r Register)) {
	for i, r := range y4Factor {
		VMOVUPD(limb4(m, i), r)
	}
	g.multiply(nil, unit60.plus(1, modulus52), g.squareOut)
	g.multiply(&g.square, cubeBias, out)
}

// squareOut normalises the limbs of the square and keeps them as a factor. The
// last two columns' registers for doubled products are no longer needed when
// it is called, but that of the next column is: the carry has its own.
func (g *fma4Poseidon) squareOut(i int, r Register) {
	carry := Y12
	if i > 0 {
		VPADDQ(carry, r, r)
	}
	if i < 4 {
		VPSRLQ(Imm(52), r, carry)
		VPAND(everywhere(mask52), r, r)
	}
	toDouble(r)
	VMOVUPD(r, limb4(g.square, i))
}

// finish adds a constant to five limbs and stores them as an input of an S-box.
func (g *fma4Poseidon) finish(limb func(i int, r Register), rc, to Mem) {
	r, t := Y0, Y2
	n := normaliser(func(i int, r Register) {
		toDouble(r)
		VMOVUPD(r, limb4(to, i))
	})
	for i := range 5 {
		limb(i, r)
		VPBROADCASTQ(rc.Offset(8*i), t)
		VPADDQ(t, r, r)
		n(i, r)
	}
}

func (g *fma4Poseidon) cubes() {
	for _, m := range g.x {
		g.cube(m, func(i int, r Register) { VMOVDQU(r, limb4(m, i)) })
	}
}

// mix multiplies by the matrix. A limb of all three is read before the first is
// overwritten.
func (g *fma4Poseidon) mix(rc Mem) {
	for i := range 5 {
		u := []Register{Y0, Y1, Y2}
		sum, v, t := Y3, Y4, Y5
		for j, m := range g.x {
			VMOVDQU(limb4(m, i), u[j])
		}
		VPADDQ(u[0], u[1], sum)
		VPADDQ(u[2], sum, sum)
		for j, m := range g.x {
			if j == 0 {
				VPADDQ(u[0], sum, v)
				VPADDQ(u[0], v, v)
			} else {
				VPSUBQ(u[j], sum, v)
				VPSUBQ(u[j], v, v)
			}
			if j == 2 {
				VPSUBQ(u[2], v, v)
			}
			carry := []Register{Y6, Y7, Y8}[j]
			VPBROADCASTQ(rc.Offset(40*j+8*i), t)
			VPADDQ(t, v, v)
			if i > 0 {
				VPADDQ(carry, v, v)
			}
			if i < 4 {
				VPSRLQ(Imm(52), v, carry)
				VPAND(everywhere(mask52), v, v)
			}
			toDouble(v)
			VMOVUPD(v, limb4(m, i))
		}
	}
}

// mixIntoPartial takes the cubes' biases off what it leaves, but for multiples
// of p that make it positive: 4 in half the sum and 8 in the first element.
func (g *fma4Poseidon) mixIntoPartial(rc Mem) {
	for i := range 5 {
		u0, u1, v := Y0, Y1, Y3
		VMOVDQU(limb4(g.x[0], i), u0)
		VMOVDQU(limb4(g.x[1], i), u1)
		VPADDQ(u0, u0, v)
		VPADDQ(limb4(g.x[2], i), v, v)
		VPADDQ(everywhere(4*modulus52[i]-3*cubeBias[i]), v, v)
		VMOVDQU(v, limb4(g.half, i))
		VPADDQ(u0, v, v)
		VPADDQ(u1, v, v)
		VPADDQ(everywhere(4*modulus52[i]-2*cubeBias[i]), v, v)
		VMOVDQU(v, limb4(g.a, i))
	}
	g.finish(func(i int, r Register) {
		VMOVDQU(limb4(g.x[0], i), r)
		VPADDQ(limb4(g.x[1], i), r, r)
		VPSUBQ(limb4(g.x[2], i), r, r)
		VPSUBQ(limb4(g.x[2], i), r, r)
	}, rc, g.x[2])
}

// partialRound keeps the cube, which has its bias, in the third element.
func (g *fma4Poseidon) partialRound(rc Mem) {
	g.cube(g.x[2], func(i int, r Register) { VMOVDQU(r, limb4(g.x[2], i)) })
	w := y4Factor // the new half, normalised
	for i := range 5 {
		VMOVDQU(limb4(g.a, i), w[i])
		VPADDQ(w[i], w[i], w[i])
		VPADDQ(limb4(g.x[2], i), w[i], w[i])
	}
	for i := range 4 {
		VPSRLQ(Imm(52), w[i], Y5)
		VPAND(everywhere(mask52), w[i], w[i])
		VPADDQ(Y5, w[i+1], w[i+1])
	}
	VPSRLQ(Imm(43), w[4], Y5)
	VPAND(everywhere(1<<43-1), w[4], w[4])
	VPSUBQ(Y5, w[0], w[0])
	VPSLLQ(Imm(36), Y5, Y6)
	VPSUBQ(Y6, w[3], w[3])
	VPSLLQ(Imm(40), Y5, Y6)
	VPSUBQ(Y6, w[3], w[3])
	carry, half, v, t := Y5, Y6, Y7, Y8
	for i := range 5 {
		VMOVDQU(limb4(g.half, i), half)
		VMOVDQU(w[i], limb4(g.half, i))
		VPADDQ(half, w[i], w[i])
		VPADDQ(half, w[i], w[i])
		VMOVDQU(w[i], limb4(g.a, i))
		VPSUBQ(limb4(g.x[2], i), half, v)
		VPADDQ(v, v, v)
		VPBROADCASTQ(rc.Offset(8*i), t)
		VPADDQ(t, v, v)
		if i > 0 {
			VPADDQ(carry, v, v)
		}
		if i < 4 {
			VPSRLQ(Imm(52), v, carry)
			VPAND(everywhere(mask52), v, v)
		}
		toDouble(v)
		VMOVUPD(v, limb4(g.x[2], i))
	}
}

func (g *fma4Poseidon) outOfPartial(rc Mem) {
	g.finish(func(i int, r Register) {
		VMOVDQU(limb4(g.half, i), r)
		VPADDQ(r, r, r)
		VPSUBQ(limb4(g.a, i), r, r)
	}, rc.Offset(40), g.x[1])
	g.finish(func(i int, r Register) { VMOVDQU(limb4(g.a, i), r) }, rc, g.x[0])
}

func poseidonPermute8() {
	TEXT("poseidonPermute8", NOSPLIT, "func(states *uint64, constants *[5]uint64)")
	Pragma("noescape")
	Doc("poseidonPermute8 permutes 8 states in two groups; constants are avx2Schedule's.")
	rc, states := Mem{Base: param("constants")}, Mem{Base: param("states")}
	groups := []*fma4Poseidon{newFMA4Poseidon(states, 0), newFMA4Poseidon(states, 1)}
	both := func(f func(g *fma4Poseidon)) { f(groups[0]); f(groups[1]) }
	next := func(n int) { ADDQ(I32(int32(40*n)), rc.Base) }
	counter := GP64()
	loop := func(name string, n int, body func()) {
		MOVQ(I32(int32(n)), counter)
		Label(name)
		body()
		DECQ(counter)
		JNE(LabelRef(name))
	}
	restore := roundTowardsZero()
	groups[0].constants()
	both(func(g *fma4Poseidon) {
		for i, m := range g.x {
			g.finish(func(i int, r Register) { VMOVDQU(limb4(m, i), r) }, rc.Offset(40*i), m)
		}
	})
	next(3)
	loop("first", 3, func() {
		both(func(g *fma4Poseidon) { g.cubes() })
		both(func(g *fma4Poseidon) { g.mix(rc) })
		next(3)
	})
	both(func(g *fma4Poseidon) { g.cubes() })
	both(func(g *fma4Poseidon) { g.mixIntoPartial(rc) })
	next(1)
	loop("partial", 83, func() {
		both(func(g *fma4Poseidon) { g.partialRound(rc) })
		next(1)
	})
	both(func(g *fma4Poseidon) { g.outOfPartial(rc) })
	next(2)
	loop("second", 4, func() {
		both(func(g *fma4Poseidon) { g.cubes() })
		both(func(g *fma4Poseidon) { g.mix(rc) })
		next(3)
	})
	Comment("Doubles to integers.")
	both(func(g *fma4Poseidon) {
		for _, m := range g.x {
			for i := range 5 {
				VMOVUPD(everywhere(bits52), Y0)
				VADDPD(limb4(m, i), Y0, Y0)
				VPAND(everywhere(mask52), Y0, Y0)
				VMOVDQU(Y0, limb4(m, i))
			}
		}
	})
	restore()
	VZEROUPPER()
	RET()
}
