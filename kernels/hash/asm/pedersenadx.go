package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The sum of points in this file works on integers that are not reduced fully:
// coordinates are in (0, 2p + 2^202), factors below 5p. A product is then in
// (−p, 0.9p), and all that is reduced within 16p of zero.

// adxPoints is the memory of a sum of points.
type adxPoints struct {
	X, Y, ZZ, ZZZ limbs4 // the sum: x = X/ZZ, y = Y/ZZZ, ZZ³ = ZZZ²
	h, r, t, v    limbs4
	four          Mem // the highest limb of 4p
}

// product stores a·b, positive.
func (x adx) product(a, b, to limbs4) {
	x.mul(a, b)
	x.addModulus(x.result())
	move(x.result(), to)
}

// difference stores v − a + 4p; v is in registers.
func (s *adxPoints) difference(v, a, to limbs4) {
	sub(a, v)
	ADDQ(Imm(4), v[0])
	ADCQ(Imm(0), v[1])
	ADCQ(Imm(0), v[2])
	ADCQ(s.four, v[3])
	move(v, to)
}

// add adds the affine point (px, py): with h = px·ZZ − X and r = py·ZZZ − Y,
// ZZ' = ZZ·h², ZZZ' = ZZZ·h³, X' = r² − h³ − 2·X·h², Y' = r·(X·h² − X') − Y·h³.
func (s *adxPoints) add(x adx, px, py limbs4) {
	v, w := x.result(), x.free()
	x.mul(px, s.ZZ)
	s.difference(v, s.X, s.h)
	x.mul(py, s.ZZZ)
	s.difference(v, s.Y, s.r)
	x.product(s.h, s.h, s.t)
	x.product(s.X, s.t, s.v)
	x.product(s.ZZ, s.t, s.ZZ)
	x.product(s.h, s.t, s.t)
	x.product(s.ZZZ, s.t, s.ZZZ)
	x.mul(s.r, s.r)
	sub(s.t, v)
	sub(s.v, v)
	sub(s.v, v)
	x.reduce(v)
	x.addModulus(v)
	move(v, s.X)
	move(s.v, w)
	s.difference(w, s.X, s.v)
	x.product(s.Y, s.t, s.t)
	x.mul(s.r, s.v)
	sub(s.t, v)
	x.reduce(v)
	x.addModulus(v)
	move(v, s.Y)
}

func pedersenADX() {
	TEXT("sumPointsADX", NOSPLIT, "func(sum *[4][4]uint64, points **[2][4]uint64, n uint64)")
	Pragma("noescape")
	Doc("sumPointsADX adds n affine points to a point (X, Y, ZZ, ZZZ), which stands for",
		"(X/ZZ, Y/ZZZ). Where two equal or opposite points meet, ZZ becomes 0.")
	x := adx{top: GP64(), tmp: [2]Register{GP64(), GP64()}}
	for i := range x.acc {
		x.acc[i] = GP64()
	}
	frame := AllocLocal(8*32 + 8)
	place := func(i int) limbs4 { return mem4(frame.Offset(32 * i)) }
	s := &adxPoints{X: place(0), Y: place(1), ZZ: place(2), ZZZ: place(3), h: place(4), r: place(5), t: place(6), v: place(7),
		four: frame.Offset(8 * 32)}
	coordinates := []limbs4{s.X, s.Y, s.ZZ, s.ZZZ}
	points, point := Mem{Base: param("points")}, Mem{Base: GP64()}

	MOVQ(U64(4*modulus3), x.top)
	MOVQ(x.top, s.four)
	MOVQ(U64(modulus3), x.top)
	MOVQ(NewParamAddr("sum", 0), point.Base)
	for i, c := range coordinates {
		v := x.free()
		move(mem4(point.Offset(32*i)), v)
		x.addModulus(v)
		move(v, c)
	}
	count := NewParamAddr("n", 16)
	CMPQ(count, Imm(0))
	JE(LabelRef("done"))
	Label("next")
	MOVQ(points, point.Base)
	ADDQ(Imm(8), points.Base)
	s.add(x, mem4(point), mem4(point.Offset(32)))
	DECQ(count)
	JNE(LabelRef("next"))
	Label("done")
	MOVQ(NewParamAddr("sum", 0), point.Base)
	for i, c := range coordinates {
		v := x.free()
		move(c, v)
		x.canonical(v)
		move(v, mem4(point.Offset(32*i)))
	}
	RET()
}
