package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Felt arithmetic on four felts side by side with AVX2 and FMA: as lanes52 with
// the floating-point multiplier, but with sixteen registers and without signed
// shifts. Rounding towards zero is set for the whole function. Sums are made
// positive for shifts by a zero in disguise: 2^60 in one limb is −2^8 in the
// next, see unit60. Everything that has to be added once to every sum is in its
// first value.

// limbs5 are the five limbs of a constant felt, modulo 2^64 each.
type limbs5 [5]uint64

func (a limbs5) plus(n uint64, b limbs5) limbs5 {
	for i := range a {
		a[i] += n * b[i]
	}
	return a
}

var (
	modulus52 = limbs5{1, 0, 0, 17 << 36, 1 << 43}
	// unit60 is zero.
	unit60 = limbs5{1 << 60, 1<<60 - 1<<8, 1<<60 - 1<<8, 1<<60 - 1<<8, -(1 << 8) & (1<<64 - 1)}
	// cubeBias is what a cube has added to it: so much that twice a felt more it
	// is positive, and can be normalised.
	cubeBias = unit60.plus(3, modulus52)
)

// Registers.
var (
	y4Factor    = []Register{Y0, Y1, Y2, Y3, Y4}
	y4Sum       = []Register{Y5, Y6} // of a column and the next
	y4Cross     = []Register{Y7, Y8} // the same of what is to be doubled
	y4High      = Y9
	y4Low       = Y10
	y4Digit     = Y11
	y4Exponent2 = Y14 // 2^104
	y4Exponents = Y15 // 2^104 + 2^52
)

// everywhere is a word in memory for all four lanes.
func everywhere(v uint64) Mem {
	return shared(fmt.Sprintf("every%x", v), repeat(4, v)...)
}

func limb4(m Mem, i int) Mem { return m.Offset(32 * i) }

// column is one limb of a product: pairs of limbs that are multiplied, and
// whether they are doubled.
type columnPair struct {
	a, b    int
	doubled bool
}

// fma4 emits the multiplications. digits is memory for five limbs.
type fma4 struct{ digits Mem }

// constants loads the registers of constants.
func (f fma4) constants() {
	VMOVUPD(everywhere(bits104), y4Exponent2)
	VMOVUPD(everywhere(math.Float64bits(0x1p104+0x1p52)), y4Exponents)
}

// mad adds the halves of a·b, a in a register, to lo and hi.
func (f fma4) mad(a Register, b Op, lo, hi Register) {
	VMOVAPD(y4Exponent2, y4High)
	VFMADD231PD(b, a, y4High)
	VSUBPD(y4High, y4Exponents, y4Low)
	VFMADD231PD(b, a, y4Low)
	VPADDQ(y4High, hi, hi)
	VPADDQ(y4Low, lo, lo)
}

// toDouble turns a limb below 2^52 into a double.
func toDouble(r Register) {
	VPOR(everywhere(bits52), r, r)
	VSUBPD(everywhere(bits52), r, r)
}

// multiply multiplies the factor in y4Factor by itself, if b is nil, or by the
// factor at b, and gives limbs 5 … 9 of the sum to out, with add added.
func (f fma4) multiply(b *Mem, add limbs5, out func(i int, r Register)) {
	columns, first := productColumns(b == nil, add)
	VMOVDQU(everywhere(first[0]), y4Sum[0])
	if b == nil {
		VPXOR(y4Cross[0], y4Cross[0], y4Cross[0])
	}
	for k := range 10 {
		sum, next := y4Sum[k%2], y4Sum[(k+1)%2]
		cross, nextCross := y4Cross[k%2], y4Cross[(k+1)%2]
		if k < 9 {
			VMOVDQU(everywhere(first[k+1]), next)
			if b == nil {
				VPXOR(nextCross, nextCross, nextCross)
			}
		}
		for _, p := range columns[k] {
			switch {
			case p.doubled:
				f.mad(y4Factor[p.a], y4Factor[p.b], cross, nextCross)
			case b == nil:
				f.mad(y4Factor[p.a], y4Factor[p.b], sum, next)
			default:
				f.mad(y4Factor[p.a], limb4(*b, p.b), sum, next)
			}
		}
		for i, c := range []uint64{digit3, digit4} {
			if d := k - 3 - i; d >= 0 && d < 5 {
				VMOVUPD(limb4(f.digits, d), y4Digit)
				f.mad(y4Digit, everywhere(math.Float64bits(float64(c))), sum, next)
			}
		}
		if b == nil {
			VPADDQ(cross, sum, sum)
			VPADDQ(cross, sum, sum)
		}
		if k < 5 {
			f.digit(k, sum, next)
		} else {
			f.subtractDigit(k-5, sum)
			out(k-5, sum)
		}
	}
}

// digit makes the quotient's digit k of the sum of its column and carries.
func (f fma4) digit(k int, sum, next Register) {
	VPAND(everywhere(mask52), sum, y4Digit)
	VPSRLQ(Imm(52), sum, sum)
	VPADDQ(sum, next, next)
	toDouble(y4Digit)
	VMOVUPD(y4Digit, limb4(f.digits, k))
}

// subtractDigit subtracts digit d, as an integer, from a sum.
func (f fma4) subtractDigit(d int, sum Register) {
	VMOVUPD(everywhere(bits52), y4Digit)
	VADDPD(limb4(f.digits, d), y4Digit, y4Digit)
	VPSUBQ(y4Digit, sum, sum)
}

// productColumns lists the products of each limb, and the first values of the
// sums: they take off the exponents in advance.
func productColumns(square bool, add limbs5) (columns [10][]columnPair, first [10]uint64) {
	halves := func(lo int, times uint64) {
		first[lo] -= times * bits52
		first[lo+1] -= times * bits104
	}
	for i := range 5 {
		for j := range 5 {
			switch {
			case !square:
				columns[i+j] = append(columns[i+j], columnPair{i, j, false})
				halves(i+j, 1)
			case i == j:
				columns[i+j] = append(columns[i+j], columnPair{i, j, false})
				halves(i+j, 1)
			case i < j:
				columns[i+j] = append(columns[i+j], columnPair{i, j, true})
				halves(i+j, 2)
			}
		}
		halves(i+3, 1)
		halves(i+4, 1)
		// The exponent of the digit that subtractDigit subtracts.
		first[i+5] += bits52
		// Columns 0 … 4 are shifted, and so made positive.
		first[i] += 1 << 60
		first[i+1] -= 1 << 8
		first[i+5] += add[i]
	}
	return columns, first
}

// normaliser returns what turns five limbs, given one after the other with
// unit60 in them, into normalised ones.
func normaliser(out func(i int, r Register)) func(i int, r Register) {
	return func(i int, r Register) {
		carry := y4Cross[0]
		if i > 0 {
			VPADDQ(carry, r, r)
		}
		if i < 4 {
			VPSRLQ(Imm(52), r, carry)
			VPAND(everywhere(mask52), r, r)
		}
		out(i, r)
	}
}

// roundTowardsZero sets the rounding mode and returns what restores it.
func roundTowardsZero() (restore func()) {
	before, during := AllocLocal(8), AllocLocal(8)
	t := GP32()
	STMXCSR(before)
	MOVL(before, t)
	ORL(U32(0x6000), t)
	MOVL(t, during)
	LDMXCSR(during)
	return func() { LDMXCSR(before) }
}
