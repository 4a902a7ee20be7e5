package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// modulus3 is the most significant limb of p = 2^251 + 17·2^192 + 1.
const modulus3 = 1<<59 + 17

// The permutation in this file works on integers modulo p that are not
// reduced fully. Products are signed, in (−p, xy/2^256); factors are unsigned.
// So a term that a product is made of gets a multiple of p with its round
// constant, which keeps it positive. See package hash, poseidonSchedule, for the
// form of the partial rounds.

// limbs4 is an integer of four limbs, in registers or memory.
type limbs4 [4]Op

func mem4(m Mem) limbs4 { return limbs4{m, m.Offset(8), m.Offset(16), m.Offset(24)} }

// adx emits felt arithmetic with MULX, ADCX and ADOX.
type adx struct {
	top Register    // holds modulus3
	acc [8]Register // the product
	tmp [2]Register
}

// result is where products are left.
func (x adx) result() limbs4 { return limbs4{x.acc[4], x.acc[5], x.acc[6], x.acc[7]} }

// free are the registers that a product leaves free.
func (x adx) free() limbs4 { return limbs4{x.acc[0], x.acc[1], x.acc[2], x.acc[3]} }

// mul leaves a·b/2^256 modulo p, signed, in the result registers. a and b are
// in memory.
func (x adx) mul(a, b limbs4) {
	t, lo, hi := x.acc, x.tmp[0], x.tmp[1]
	for i := range 4 {
		MOVQ(a[i], RDX)
		if i == 0 {
			MULXQ(b[0], t[0], t[1])
			MULXQ(b[1], lo, t[2])
			ADDQ(lo, t[1])
			MULXQ(b[2], lo, t[3])
			ADCQ(lo, t[2])
			MULXQ(b[3], lo, t[4])
			ADCQ(lo, t[3])
			ADCQ(Imm(0), t[4])
			continue
		}
		XORL(t[i+4].(GP).As32(), t[i+4].(GP).As32())
		for j := range 4 {
			MULXQ(b[j], lo, hi)
			ADCXQ(lo, t[i+j])
			ADOXQ(hi, t[i+j+1])
		}
		ADCQ(Imm(0), t[i+4])
	}
	// Subtract q·p, q = (t0, t1, t2, t3 − t0·top); its low half is the low half
	// of the product.
	MOVQ(x.top, RDX)
	MULXQ(t[0], lo, t[0])
	SUBQ(lo, t[3])
	MULXQ(t[1], lo, t[1])
	MULXQ(t[2], hi, t[2])
	MULXQ(t[3], RDX, t[3])
	SBBQ(lo, t[4])
	SBBQ(hi, t[5])
	SBBQ(RDX, t[6])
	SBBQ(t[3], t[7])
	SUBQ(t[0], t[4])
	SBBQ(t[1], t[5])
	SBBQ(t[2], t[6])
	SBBQ(Imm(0), t[7])
}

// addModulus makes a signed result unsigned.
func (x adx) addModulus(v limbs4) {
	ADDQ(Imm(1), v[0])
	ADCQ(Imm(0), v[1])
	ADCQ(Imm(0), v[2])
	ADCQ(x.top, v[3])
}

// reduce brings the signed v in registers close to [0, p): into
// (−2^200, 2^251 + 2^200).
func (x adx) reduce(v limbs4) {
	q, s := x.tmp[0], x.tmp[1]
	MOVQ(v[3], q)
	SARQ(Imm(59), q)
	// top limb: without q·2^59, then without 17q.
	MOVQ(q, s)
	SHLQ(Imm(59), s)
	SUBQ(s, v[3])
	MOVQ(q, s)
	SHLQ(Imm(4), s)
	ADDQ(q, s)
	SUBQ(s, v[3])
	// q is signed: subtract it with its sign.
	MOVQ(q, s)
	SARQ(Imm(63), s)
	SUBQ(q, v[0])
	SBBQ(s, v[1])
	SBBQ(s, v[2])
	SBBQ(s, v[3])
}

func move(from, to limbs4) {
	for i := range from {
		MOVQ(from[i], to[i])
	}
}

func add(a, to limbs4) {
	for i := range a {
		if i == 0 {
			ADDQ(a[i], to[i])
		} else {
			ADCQ(a[i], to[i])
		}
	}
}

func sub(a, to limbs4) {
	for i := range a {
		if i == 0 {
			SUBQ(a[i], to[i])
		} else {
			SBBQ(a[i], to[i])
		}
	}
}

// adxPoseidon is the memory of a permutation.
type adxPoseidon struct {
	x       [3]limbs4 // inputs of S-boxes, then their cubes
	a, half limbs4    // partial rounds: first element, half the sum of two
	square  limbs4
}

// cube replaces v in memory by its cube, signed.
func (s *adxPoseidon) cube(x adx, v limbs4) {
	x.mul(v, v)
	x.addModulus(x.result())
	move(x.result(), s.square)
	x.mul(s.square, v)
}

// fullRound cubes all elements and, unless final, multiplies by the matrix and
// adds the next round's constants.
func (s *adxPoseidon) fullRound(x adx, rc Mem) {
	for i := range 3 {
		s.cube(x, s.x[i])
		move(x.result(), s.x[i])
	}
	s.mix(x, rc)
}

// mix multiplies the cubes by the matrix (3 1 1; 1 −1 1; 1 1 −2) and adds
// constants that make all elements positive.
func (s *adxPoseidon) mix(x adx, rc Mem) {
	sum, v := x.result(), x.free()
	move(s.x[0], sum)
	add(s.x[1], sum)
	add(s.x[2], sum)
	for i, c := range s.x {
		move(sum, v)
		switch i {
		case 0:
			add(c, v)
			add(c, v)
		case 2:
			sub(c, v)
			fallthrough
		case 1:
			sub(c, v)
			sub(c, v)
		}
		x.reduce(v)
		add(mem4(rc.Offset(32*i)), v)
		move(v, c)
	}
}

// mixIntoPartial does what mix does before the first partial round: it leaves
// the first element, half the sum of the first two, and the third.
func (s *adxPoseidon) mixIntoPartial(x adx, rc Mem) {
	v := x.free()
	// 2u0 + u2, half of (3u0 + u1 + u2) + (u0 − u1 + u2).
	move(s.x[0], v)
	add(s.x[0], v)
	add(s.x[2], v)
	x.reduce(v)
	move(v, s.half)
	add(s.x[0], v)
	add(s.x[1], v)
	x.reduce(v)
	move(v, s.a)
	move(s.x[0], v)
	add(s.x[1], v)
	sub(s.x[2], v)
	sub(s.x[2], v)
	x.reduce(v)
	add(mem4(rc), v)
	move(v, s.x[2])
}

// partialRound does c = cube of the third element, w = 2a + c, third element =
// 2(half − c) + constant, a = w + 2·half, half = w.
func (s *adxPoseidon) partialRound(x adx, rc Mem) {
	s.cube(x, s.x[2])
	c, v := x.result(), x.free()
	move(s.half, v)
	sub(c, v)
	add(v, v)
	add(mem4(rc), v)
	move(v, s.x[2])
	add(s.a, c)
	add(s.a, c)
	x.reduce(c)
	move(s.half, v)
	move(c, s.half)
	add(v, v)
	add(c, v)
	move(v, s.a)
}

// outOfPartial recovers the second element, 2·half − a, and adds the constants.
func (s *adxPoseidon) outOfPartial(x adx, rc Mem) {
	v := x.free()
	move(s.half, v)
	add(v, v)
	sub(s.a, v)
	x.reduce(v)
	add(mem4(rc.Offset(32)), v)
	move(v, s.x[1])
	move(s.a, v)
	x.reduce(v)
	add(mem4(rc), v)
	move(v, s.x[0])
}

// canonical brings an almost reduced v in registers plus p into [0, p), using
// the result registers.
func (x adx) canonical(v limbs4) {
	w := x.result()
	for range 2 {
		move(v, w)
		SUBQ(Imm(1), w[0])
		SBBQ(Imm(0), w[1])
		SBBQ(Imm(0), w[2])
		SBBQ(x.top, w[3])
		for i := range w {
			CMOVQCC(w[i], v[i])
		}
	}
}

func poseidonADX() {
	TEXT("poseidonPermuteADX", NOSPLIT, "func(state *[3][4]uint64, constants *[4]uint64)")
	Pragma("noescape")
	Doc("poseidonPermuteADX permutes a state; constants are adxSchedule's.")
	x := adx{top: GP64(), tmp: [2]Register{GP64(), GP64()}}
	for i := range x.acc {
		x.acc[i] = GP64()
	}
	rc := Mem{Base: param("constants")}
	frame := AllocLocal(6 * 32)
	place := func(i int) limbs4 { return mem4(frame.Offset(32 * i)) }
	state := Mem{Base: param("state")}
	s := &adxPoseidon{x: [3]limbs4{place(0), place(1), place(2)}, a: place(3), half: place(4), square: place(5)}
	next := func(n int) { ADDQ(I32(int32(32*n)), rc.Base) }
	counter := AllocLocal(8)
	loop := func(name string, n int, body func()) {
		MOVQ(I32(int32(n)), counter)
		Label(name)
		body()
		DECQ(counter)
		JNE(LabelRef(name))
	}

	MOVQ(U64(modulus3), x.top)
	for i := range 3 {
		v := x.free()
		move(mem4(state.Offset(32*i)), v)
		add(mem4(rc.Offset(32*i)), v)
		move(v, s.x[i])
	}
	next(3)
	loop("first", 3, func() {
		s.fullRound(x, rc)
		next(3)
	})
	for i := range 3 {
		s.cube(x, s.x[i])
		move(x.result(), s.x[i])
	}
	s.mixIntoPartial(x, rc)
	next(1)
	loop("partial", 83, func() {
		s.partialRound(x, rc)
		next(1)
	})
	s.outOfPartial(x, rc)
	next(2)
	loop("second", 4, func() {
		s.fullRound(x, rc)
		next(3)
	})
	for i := range 3 {
		v := x.free()
		move(s.x[i], v)
		x.canonical(v)
		move(v, mem4(state.Offset(32*i)))
	}
	RET()
}
