package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Sixteen states in two groups of eight, which are permuted side by side. In
// memory an element of a group is five limbs of eight 64-bit words, a group
// three elements, and two more that the partial rounds use.
const (
	ifmaElement = 5 * 64
	ifmaGroup   = 5 * ifmaElement
)

// poseidonGroup is one group of eight states.
type poseidonGroup struct {
	lanes52
	x       [3]Mem
	a, half Mem
}

func newPoseidonGroup(x lanes52, states Mem, i int) *poseidonGroup {
	e := func(j int) Mem { return states.Offset(ifmaGroup*i + ifmaElement*j) }
	return &poseidonGroup{lanes52: x, x: [3]Mem{e(0), e(1), e(2)}, a: e(3), half: e(4)}
}

// cube leaves the cube of the element at m, normalised there, in product.
func (g *poseidonGroup) cube(m Mem) {
	load(m, factorA)
	g.prepare(factorA[:]...)
	g.square()
	g.addModulus(product)
	g.normalise(product, spare2)
	for i := range factorB {
		VMOVDQA64(product[i], factorB[i])
	}
	g.prepare(factorB[:]...)
	g.mul()
}

// finish adds a constant, normalises and stores an input of an S-box.
func (g *poseidonGroup) finish(v lanes, rc, to Mem) {
	addConstant(rc, v)
	g.normalise(v, spare2)
	store(v, to)
}

func (g *poseidonGroup) cubes() {
	for _, m := range g.x {
		g.cube(m)
		store(product, m)
	}
}

// mix multiplies by the matrix, as adxPoseidon.mix.
func (g *poseidonGroup) mix(rc Mem) {
	u, sum, v := [3]lanes{factorA, factorB, low}, product, spare
	for i, m := range g.x {
		load(m, u[i])
	}
	for i := range sum {
		VPADDQ(u[0][i], u[1][i], sum[i])
	}
	addLanes(u[2], sum)
	for i := range 3 {
		for j := range v {
			if i == 0 {
				VPADDQ(u[0][j], sum[j], v[j])
			} else {
				VPSUBQ(u[i][j], sum[j], v[j])
			}
		}
		switch i {
		case 0:
			addLanes(u[0], v)
		case 1:
			subLanes(u[1], v)
		case 2:
			subLanes(u[2], v)
			subLanes(u[2], v)
		}
		g.finish(v, rc.Offset(40*i), g.x[i])
	}
}

// mixIntoPartial is as adxPoseidon.mixIntoPartial.
func (g *poseidonGroup) mixIntoPartial(rc Mem) {
	u, v := [3]lanes{factorA, factorB, low}, spare
	for i, m := range g.x {
		load(m, u[i])
	}
	for i := range v {
		VPADDQ(u[0][i], u[0][i], v[i])
	}
	addLanes(u[2], v)
	store(v, g.half)
	addLanes(u[0], v)
	addLanes(u[1], v)
	store(v, g.a)
	for i := range v {
		VPADDQ(u[0][i], u[1][i], v[i])
	}
	subLanes(u[2], v)
	subLanes(u[2], v)
	g.finish(v, rc, g.x[2])
}

// partialRound is as adxPoseidon.partialRound.
func (g *poseidonGroup) partialRound(rc Mem) {
	g.cube(g.x[2])
	c, half, v := product, factorB, spare
	load(g.half, half)
	for i := range v {
		VPSUBQ(c[i], half[i], v[i])
	}
	double(v)
	g.finish(v, rc, g.x[2])
	load(g.a, v)
	addLanes(v, c)
	addLanes(v, c)
	g.reduce(c, spare2, spare[0])
	store(c, g.half)
	addLanes(half, c)
	addLanes(half, c)
	store(c, g.a)
}

// outOfPartial is as adxPoseidon.outOfPartial.
func (g *poseidonGroup) outOfPartial(rc Mem) {
	v, a := spare, product
	load(g.half, v)
	double(v)
	load(g.a, a)
	subLanes(a, v)
	g.finish(v, rc.Offset(40), g.x[1])
	g.finish(a, rc, g.x[0])
}

// poseidonLanes emits the functions for one multiplier, whose name is part of
// theirs.
func poseidonLanes(name string, m multiplier) {
	poseidonPermute16(name, m)
	poseidonAbsorb8(name, m)
	poseidonSqueeze8(name, m)
}

func poseidonPermute16(name string, mul multiplier) {
	TEXT("poseidonPermute16"+name, NOSPLIT, "func(states *uint64, constants *[5]uint64)")
	Pragma("noescape")
	Doc("poseidonPermute16"+name+" permutes 16 states in two groups; constants are those of",
		"lanesConstants.schedule.")
	rc, states := Mem{Base: param("constants")}, Mem{Base: param("states")}
	x := newLanes52(mul)
	groups := []*poseidonGroup{newPoseidonGroup(x, states, 0), newPoseidonGroup(x, states, 1)}
	both := func(f func(g *poseidonGroup)) { f(groups[0]); f(groups[1]) }
	next := func(n int) { ADDQ(I32(int32(40*n)), rc.Base) }
	counter := GP64()
	loop := func(name string, n int, body func()) {
		MOVQ(I32(int32(n)), counter)
		Label(name)
		body()
		DECQ(counter)
		JNE(LabelRef(name))
	}
	both(func(g *poseidonGroup) {
		for i, m := range g.x {
			load(m, spare)
			g.finish(spare, rc.Offset(40*i), m)
		}
	})
	next(3)
	loop("first", 3, func() {
		both(func(g *poseidonGroup) { g.cubes() })
		both(func(g *poseidonGroup) { g.mix(rc) })
		next(3)
	})
	both(func(g *poseidonGroup) { g.cubes() })
	both(func(g *poseidonGroup) { g.mixIntoPartial(rc) })
	next(1)
	loop("partial", 83, func() {
		both(func(g *poseidonGroup) { g.partialRound(rc) })
		next(1)
	})
	both(func(g *poseidonGroup) { g.outOfPartial(rc) })
	next(2)
	loop("second", 4, func() {
		both(func(g *poseidonGroup) { g.cubes() })
		both(func(g *poseidonGroup) { g.mix(rc) })
		next(3)
	})
	VZEROUPPER()
	RET()
}

// poseidonAbsorb8 and poseidonSqueeze8 change between bytes and lanes.
func poseidonAbsorb8(name string, mul multiplier) {
	TEXT("poseidonAbsorb8"+name, NOSPLIT, "func(element *uint64, data *byte, stride uint64, factor *[5]uint64)")
	Pragma("noescape")
	Doc("poseidonAbsorb8"+name+" adds to an element of a group the 8 big-endian integers of 32",
		"bytes at data, stride bytes apart, times factor over 2^260.")
	element, data, stride := Mem{Base: param("element")}, param("data"), param("stride")
	factor := Mem{Base: param("factor")}
	x := newLanes52(mul)
	msg := newRows(data, stride)
	x.loadFelts(func(i int) Mem { return msg.at(i, 0) }, factorA)
	for i := range factorB {
		VPBROADCASTQ(factor.Offset(8*i), factorB[i])
	}
	x.prepare(factorA[:]...)
	x.prepare(factorB[:]...)
	x.mul()
	addMem(element, product)
	store(product, element)
	VZEROUPPER()
	RET()
}

func poseidonSqueeze8(name string, mul multiplier) {
	TEXT("poseidonSqueeze8"+name, NOSPLIT, "func(dst *byte, element *uint64)")
	Pragma("noescape")
	Doc("poseidonSqueeze8"+name+" writes an element of a group, not negative and normalised, as 8",
		"big-endian integers of 32 bytes in standard form.")
	dst, element := Mem{Base: param("dst")}, Mem{Base: param("element")}
	x := newLanes52(mul)
	load(element, factorA)
	one := GP64()
	MOVL(U32(1), one.As32())
	for i := range factorB {
		VPXORQ(factorB[i], factorB[i], factorB[i])
	}
	VPBROADCASTQ(one, factorB[0])
	x.prepare(factorA[:]...)
	x.prepare(factorB[:]...)
	x.mul()
	Comment("In (−p, 0]: add p, and make p zero.")
	x.addModulus(product)
	x.normalise(product, spare2)
	m := shared("modulus52", 1, 0, 0, 17<<36, 1<<43)
	for i := range product {
		VPBROADCASTQ(m.Offset(8*i), spare2)
		if i == 0 {
			VPCMPQ(Imm(4), spare2, product[i], K1)
		} else {
			VPCMPQ(Imm(4), spare2, product[i], K2)
			KORW(K2, K1, K1)
		}
	}
	for i := range product {
		VMOVDQA64_Z(product[i], K1, factorA[i])
	}
	x.storeFelts(factorA, dst)
	VZEROUPPER()
	RET()
}
