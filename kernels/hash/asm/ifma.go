package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Felt arithmetic on eight felts side by side, with the 52-bit multiplier of
// AVX-512 IFMA. A felt is five registers of 52-bit limbs; felts are in
// Montgomery form with 2^260 = 512p + …, so that sums of several products need
// no reduction. Limbs and values are signed between multiplications: factors
// must be normalised (limbs below 2^52, value not negative), products are in
// (−p, xy/2^260).
//
// The prime is 1 + 17·2^36·2^156 + 2^43·2^208, so that the quotient's digit m of
// a Montgomery step is the lowest limb itself; −m·p without its lowest limb is
// m·(2^52−17·2^36)·2^156 + m·(2^52−2^43−1)·2^208 − m·2^260, which adds up with
// the multiplier's products alone.

// lanes is one felt in each of eight lanes: five registers.
type lanes [5]Register

func lanesAt(first int) lanes {
	return lanes{z(first), z(first + 1), z(first + 2), z(first + 3), z(first + 4)}
}

// ifma holds the constants that multiplications need in registers.
type ifma struct{ mask, c3, c4 Register }

const mask52 = 1<<52 - 1

// The registers: factors, the ten limbs of a product, constants.
var (
	factorA = lanesAt(0)
	factorB = lanesAt(5)
	low     = lanesAt(10)
	product = lanesAt(15) // the high half: where products are left
	spare   = lanesAt(20)
	spare2  = z(25)
)

func newIFMA() ifma {
	x := ifma{mask: z(29), c3: z(30), c4: z(31)}
	t := GP64()
	for _, c := range []struct {
		r Register
		v uint64
	}{{x.mask, mask52}, {x.c3, 1<<52 - 17<<36}, {x.c4, 1<<52 - 1<<43 - 1}} {
		MOVQ(U64(c.v), t)
		VPBROADCASTQ(t, c.r)
	}
	return x
}

// limbMem addresses limb i of eight felts in memory.
func limbMem(m Mem, i int) Mem { return m.Offset(64 * i) }

func load(m Mem, v lanes) {
	for i := range v {
		VMOVDQU64(limbMem(m, i), v[i])
	}
}

func store(v lanes, m Mem) {
	for i := range v {
		VMOVDQU64(v[i], limbMem(m, i))
	}
}

// addMem adds eight felts in memory to v.
func addMem(m Mem, v lanes) {
	for i := range v {
		VPADDQ(limbMem(m, i), v[i], v[i])
	}
}

// subMem subtracts eight felts in memory from v.
func subMem(m Mem, v lanes) {
	for i := range v {
		VPSUBQ(limbMem(m, i), v[i], v[i])
	}
}

// addConstant adds the felt at m, five limbs, to all of v.
func addConstant(m Mem, v lanes) {
	for i := range v {
		VPADDQ_BCST(m.Offset(8*i), v[i], v[i])
	}
}

func addLanes(a, v lanes) {
	for i := range v {
		VPADDQ(a[i], v[i], v[i])
	}
}

func subLanes(a, v lanes) {
	for i := range v {
		VPSUBQ(a[i], v[i], v[i])
	}
}

func double(v lanes) { addLanes(v, v) }

// normalise carries from limb to limb; the highest keeps what is left. It
// uses t.
func (x ifma) normalise(v lanes, t Register) {
	for i := range 4 {
		VPSRAQ(Imm(52), v[i], t)
		VPANDQ(x.mask, v[i], v[i])
		VPADDQ(t, v[i+1], v[i+1])
	}
}

// reduce normalises v and subtracts a multiple of p, so that v is close to
// [0, p); its limbs may then be slightly negative. It uses t and u.
func (x ifma) reduce(v lanes, t, u Register) {
	x.normalise(v, t)
	VPSRAQ(Imm(43), v[4], t)
	VPSLLQ(Imm(43), t, u)
	VPSUBQ(u, v[4], v[4])
	VPSUBQ(t, v[0], v[0])
	VPSLLQ(Imm(36), t, u)
	VPSUBQ(u, v[3], v[3])
	VPSLLQ(Imm(40), t, u)
	VPSUBQ(u, v[3], v[3])
}

// addModulus adds p to v.
func (x ifma) addModulus(v lanes) {
	m := shared("modulus52", 1, 0, 0, 17<<36, 1<<43)
	for _, i := range []int{0, 3, 4} {
		VPADDQ_BCST(m.Offset(8*i), v[i], v[i])
	}
}

func limbOf(i int) Register {
	if i < 5 {
		return low[i]
	}
	return product[i-5]
}

func clearProduct() {
	for i := range 10 {
		VPXORQ(limbOf(i), limbOf(i), limbOf(i))
	}
}

// mul leaves the product of factorA and factorB in product.
func (x ifma) mul() {
	clearProduct()
	for i := range 5 {
		for j := range 5 {
			VPMADD52LUQ(factorB[j], factorA[i], limbOf(i+j))
		}
		for j := range 5 {
			VPMADD52HUQ(factorB[j], factorA[i], limbOf(i+j+1))
		}
	}
	x.montgomery()
}

// square leaves the square of factorA in product.
func (x ifma) square() {
	clearProduct()
	a := factorA
	for i := range 5 {
		for j := i + 1; j < 5; j++ {
			VPMADD52LUQ(a[j], a[i], limbOf(i+j))
			VPMADD52HUQ(a[j], a[i], limbOf(i+j+1))
		}
	}
	for i := 1; i < 9; i++ {
		VPADDQ(limbOf(i), limbOf(i), limbOf(i))
	}
	for i := range 5 {
		VPMADD52LUQ(a[i], a[i], limbOf(2*i))
		VPMADD52HUQ(a[i], a[i], limbOf(2*i+1))
	}
	x.montgomery()
}

// montgomery divides the ten limbs by 2^260.
func (x ifma) montgomery() {
	m, t := spare[0], spare[1]
	for i := range 5 {
		VPANDQ(x.mask, limbOf(i), m)
		VPSRAQ(Imm(52), limbOf(i), t)
		VPADDQ(t, limbOf(i+1), limbOf(i+1))
		VPMADD52LUQ(x.c3, m, limbOf(i+3))
		VPMADD52HUQ(x.c3, m, limbOf(i+4))
		VPMADD52LUQ(x.c4, m, limbOf(i+4))
		VPMADD52HUQ(x.c4, m, limbOf(i+5))
		VPSUBQ(m, limbOf(i+5), limbOf(i+5))
	}
}

// loadFelts reads eight 32-byte big-endian integers, message by message as msg
// addresses them, into the limbs of v. It uses the product's registers.
func (x ifma) loadFelts(at func(i int) Mem, v lanes) {
	r, t := low, product
	for i, m := range [4][2]int{{0, 2}, {1, 3}, {4, 6}, {5, 7}} {
		VMOVDQU(at(m[0]), asY(r[i]))
		VINSERTI64X4(Imm(1), at(m[1]), r[i], r[i])
	}
	VPUNPCKLQDQ(r[1], r[0], t[0])
	VPUNPCKHQDQ(r[1], r[0], t[1])
	VPUNPCKLQDQ(r[3], r[2], t[2])
	VPUNPCKHQDQ(r[3], r[2], t[3])
	// The first word is the most significant.
	w := []Register{r[3], r[2], r[1], r[0]}
	VSHUFI64X2(Imm(0x88), t[2], t[0], w[0])
	VSHUFI64X2(Imm(0x88), t[3], t[1], w[1])
	VSHUFI64X2(Imm(0xdd), t[2], t[0], w[2])
	VSHUFI64X2(Imm(0xdd), t[3], t[1], w[3])
	for i := range 4 {
		VPSHUFB(swap64(), r[i], r[i])
	}
	VPANDQ(x.mask, r[0], v[0])
	for i := 1; i < 4; i++ {
		VPSRLQ(Imm(uint64(64-12*i)), r[i-1], v[i])
		VPSLLQ(Imm(uint64(12*i)), r[i], t[0])
		VPORQ(t[0], v[i], v[i])
		VPANDQ(x.mask, v[i], v[i])
	}
	VPSRLQ(Imm(16), r[3], v[4])
}

// storeFelts writes the normalised v, below 2^256, as eight big-endian integers
// at m. It uses the product's registers.
func (x ifma) storeFelts(v lanes, m Mem) {
	w, t := low, product
	for i := range 4 {
		VPSLLQ(Imm(uint64(52-12*i)), v[i+1], w[i])
		if i == 0 {
			VPORQ(v[0], w[0], w[0])
			continue
		}
		VPSRLQ(Imm(uint64(12*i)), v[i], t[0])
		VPORQ(t[0], w[i], w[i])
	}
	for i := range 4 {
		VPSHUFB(swap64(), w[i], w[i])
	}
	VPUNPCKLQDQ(w[2], w[3], t[0])
	VPUNPCKHQDQ(w[2], w[3], t[1])
	VPUNPCKLQDQ(w[0], w[1], t[2])
	VPUNPCKHQDQ(w[0], w[1], t[3])
	for i := range 8 {
		VEXTRACTI64X2(Imm(uint64(i/2)), t[i%2], m.Offset(32*i))
		VEXTRACTI64X2(Imm(uint64(i/2)), t[2+i%2], m.Offset(32*i+16))
	}
}

// asY is the lower half of a register.
func asY(r Register) Register { return r.(VecPhysical).AsY() }
