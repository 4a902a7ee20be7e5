package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Felt arithmetic on eight felts side by side, with a multiplier of 52 bits:
// that of AVX-512 IFMA, or the floating-point one. A felt is five registers of
// 52-bit limbs; felts are in Montgomery form with 2^260 = 512p + …, so that
// sums of several products need no reduction. Limbs and values are signed
// between multiplications: factors must be normalised (limbs below 2^52, value
// not negative), products are in (−p, xy/2^260).
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

const (
	mask52 = 1<<52 - 1
	digit3 = 1<<52 - 17<<36
	digit4 = 1<<52 - 1<<43 - 1
)

// The registers: factors, the ten limbs of a product, constants.
var (
	factorA = lanesAt(0)
	factorB = lanesAt(5)
	low     = lanesAt(10)
	product = lanesAt(15) // the high half: where products are left
	spare   = lanesAt(20)
	spare2  = z(25)
	mask    = z(29) // mask52
	c3      = z(30) // digit3, digit4 as the multiplier wants them
	c4      = z(31)
)

// A multiplier multiplies integers below 2^52.
type multiplier interface {
	// constants loads the registers of constants.
	constants()
	// prepare turns normalised limbs into factors, in place.
	prepare(v ...Register)
	// begin sets the limbs of a product to what they are before additions:
	// mads tells for each limb how many low and how many high halves will be
	// added to it.
	begin(mads [10]halves)
	// mad adds the low half of a·b to lo and the high half to hi.
	mad(a, b, lo, hi Register)
}

// halves counts the halves of products that are added to a limb, and those that
// are added after the limb was doubled.
type halves struct{ low, high, lowAfter, highAfter int }

// lanes52 emits felt arithmetic with a multiplier.
type lanes52 struct{ multiplier }

func newLanes52(m multiplier) lanes52 {
	m.constants()
	return lanes52{m}
}

func broadcast(v uint64, r Register) {
	t := GP64()
	MOVQ(U64(v), t)
	VPBROADCASTQ(t, r)
}

// ifma is the multiplier of AVX-512 IFMA.
type ifma struct{}

func (ifma) constants() {
	broadcast(mask52, mask)
	broadcast(digit3, c3)
	broadcast(digit4, c4)
}

func (ifma) prepare(...Register) {}

func (ifma) begin([10]halves) {
	for i := range 10 {
		VPXORQ(limbOf(i), limbOf(i), limbOf(i))
	}
}

func (ifma) mad(a, b, lo, hi Register) {
	VPMADD52LUQ(b, a, lo)
	VPMADD52HUQ(b, a, hi)
}

// fma is the floating-point multiplier. Factors are doubles, which hold 52-bit
// integers exactly. Rounded towards zero, a·b + 2^104 has the high half of a·b
// as its mantissa; subtracted from 2^104 + 2^52, it leaves what a·b is to be
// added to for the low half to be the mantissa. The doubles are added up as
// integers, with their exponents: begin takes the sum of these off in advance.
type fma struct{}

// The registers of its constants and temporaries.
var (
	exponent  = z(28) // 2^52
	exponent2 = z(27) // 2^104
	exponents = z(26) // 2^104 + 2^52
	fmaHigh   = spare[2]
	fmaLow    = spare[3]
)

// bits52 and bits104 are what doubles from 2^52 and from 2^104 on have above
// their mantissa.
const (
	bits52  = 0x433 << 52
	bits104 = 0x467 << 52
)

func (fma) constants() {
	broadcast(mask52, mask)
	broadcast(math.Float64bits(digit3), c3)
	broadcast(math.Float64bits(digit4), c4)
	broadcast(bits52, exponent)
	broadcast(bits104, exponent2)
	broadcast(math.Float64bits(0x1p104+0x1p52), exponents)
}

func (fma) prepare(v ...Register) {
	for _, r := range v {
		VPORQ(exponent, r, r)
		VSUBPD(exponent, r, r)
	}
}

func (fma) begin(mads [10]halves) {
	for i, n := range mads {
		// Halves that come after doubling count half: exponents are even there.
		sum := uint64(n.low)*bits52 + uint64(n.high)*bits104 +
			uint64(n.lowAfter)*(bits52/2) + uint64(n.highAfter)*(bits104/2)
		name := fmt.Sprintf("exponentSum%x", sum>>48)
		VPBROADCASTQ(shared(name, -sum), limbOf(i))
	}
}

func (fma) mad(a, b, lo, hi Register) {
	VMOVAPD(exponent2, fmaHigh)
	VFMADD231PD_RZ_SAE(b, a, fmaHigh)
	VSUBPD(fmaHigh, exponents, fmaLow)
	VFMADD231PD_RZ_SAE(b, a, fmaLow)
	VPADDQ(fmaHigh, hi, hi)
	VPADDQ(fmaLow, lo, lo)
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
func (x lanes52) normalise(v lanes, t Register) {
	for i := range 4 {
		VPSRAQ(Imm(52), v[i], t)
		VPANDQ(mask, v[i], v[i])
		VPADDQ(t, v[i+1], v[i+1])
	}
}

// reduce normalises v and subtracts a multiple of p, so that v is close to
// [0, p); its limbs may then be slightly negative. It uses t and u.
func (x lanes52) reduce(v lanes, t, u Register) {
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
func (x lanes52) addModulus(v lanes) {
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

// mul leaves the product of factorA and factorB, both prepared, in product.
func (x lanes52) mul() {
	var n [10]halves
	for i := range 5 {
		for j := range 5 {
			n[i+j].low++
			n[i+j+1].high++
		}
		n[i+3].low++
		n[i+4].high++
		n[i+4].low++
		n[i+5].high++
	}
	x.begin(n)
	for i := range 5 {
		for j := range 5 {
			x.mad(factorA[i], factorB[j], limbOf(i+j), limbOf(i+j+1))
		}
	}
	x.montgomery()
}

// square leaves the square of factorA, prepared, in product.
func (x lanes52) square() {
	var n [10]halves
	for i := range 5 {
		for j := i + 1; j < 5; j++ {
			n[i+j].low++
			n[i+j+1].high++
		}
		n[2*i].lowAfter++
		n[2*i+1].highAfter++
		n[i+3].lowAfter++
		n[i+4].highAfter++
		n[i+4].lowAfter++
		n[i+5].highAfter++
	}
	x.begin(n)
	a := factorA
	for i := range 5 {
		for j := i + 1; j < 5; j++ {
			x.mad(a[i], a[j], limbOf(i+j), limbOf(i+j+1))
		}
	}
	for i := range 10 {
		VPADDQ(limbOf(i), limbOf(i), limbOf(i))
	}
	for i := range 5 {
		x.mad(a[i], a[i], limbOf(2*i), limbOf(2*i+1))
	}
	x.montgomery()
}

// montgomery divides the ten limbs by 2^260.
func (x lanes52) montgomery() {
	m, t := spare[0], spare[1]
	for i := range 5 {
		VPANDQ(mask, limbOf(i), m)
		VPSRAQ(Imm(52), limbOf(i), t)
		VPADDQ(t, limbOf(i+1), limbOf(i+1))
		VPSUBQ(m, limbOf(i+5), limbOf(i+5))
		x.prepare(m)
		x.mad(m, c3, limbOf(i+3), limbOf(i+4))
		x.mad(m, c4, limbOf(i+4), limbOf(i+5))
	}
}

// loadFelts reads eight 32-byte big-endian integers, message by message as msg
// addresses them, into the limbs of v. It uses the product's registers.
func (x lanes52) loadFelts(at func(i int) Mem, v lanes) {
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
	VPANDQ(mask, r[0], v[0])
	for i := 1; i < 4; i++ {
		VPSRLQ(Imm(uint64(64-12*i)), r[i-1], v[i])
		VPSLLQ(Imm(uint64(12*i)), r[i], t[0])
		VPORQ(t[0], v[i], v[i])
		VPANDQ(mask, v[i], v[i])
	}
	VPSRLQ(Imm(16), r[3], v[4])
}

// storeFelts writes the normalised v, below 2^256, as eight big-endian integers
// at m. It uses the product's registers.
func (x lanes52) storeFelts(v lanes, m Mem) {
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
