package limbs52

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Limb emits what puts limb i into a register.
type Limb func(i int, to VecPhysical)

// First is the first factor of a product, Second the second: limb by limb.
type (
	First  func(i int) Op
	Second func(i int) VecPhysical
)

// ToFactor turns limbs of 52 bits into those of a factor, in place.
func (m *Machine) ToFactor(v ...VecPhysical) {
	for _, r := range v {
		switch {
		case m.IFMA:
		case m.Wide():
			VCVTUQQ2PD(r, r)
		default:
			VPOR(constant(bits52), r, r)
			VSUBPD(constant(bits52), r, r)
		}
	}
}

// FirstFactor loads the first factor. ready says that it is one in memory.
func (m *Machine) FirstFactor(load Limb, ready bool) First {
	for i := range 5 {
		r := m.one
		if m.Wide() {
			r = m.A[i]
		}
		load(i, r)
		if !ready {
			m.ToFactor(r)
		}
		if !m.Wide() {
			m.Move(r, m.stacked(i))
		}
	}
	return m.firstFactor
}

// firstFactor is where FirstFactor leaves it.
func (m *Machine) firstFactor(i int) Op {
	if m.Wide() {
		return m.A[i]
	}
	return m.stacked(i)
}

// FirstOfV takes the limbs in V, of 52 bits, as the first factor.
func (m *Machine) FirstOfV() First { return m.FirstOfVAt(m.stacked) }

// FirstOfVAt is FirstOfV; FMA256 keeps the factor in the frame.
func (m *Machine) FirstOfVAt(frame func(i int) Mem) First {
	m.ToFactor(m.V...)
	if m.Wide() {
		return m.firstFactor
	}
	for i, r := range m.V {
		m.Move(r, frame(i))
	}
	return func(i int) Op { return frame(i) }
}

// SecondFactor loads the second factor; FMA256 does that limb by limb when they
// are needed. ready says that it is a factor in memory.
func (m *Machine) SecondFactor(load Limb, ready bool) Second {
	limb := func(i int, r VecPhysical) VecPhysical {
		load(i, r)
		if !ready {
			m.ToFactor(r)
		}
		return r
	}
	if !m.Wide() {
		return func(i int) VecPhysical { return limb(i, m.one) }
	}
	for i, r := range m.B {
		limb(i, r)
	}
	return m.secondFactor
}

func (m *Machine) secondFactor(i int) VecPhysical { return m.B[i] }

// InvariantVectors is how many vectors of a frame InvariantFactor takes.
func (m *Machine) InvariantVectors() int {
	if m.Wide() {
		return 0
	}
	return 5
}

// InvariantFactor loads a second factor for several products; FMA256 keeps it in
// the frame.
func (m *Machine) InvariantFactor(load Limb, frame func(i int) Mem) Second {
	if m.Wide() {
		return m.SecondFactor(load, false)
	}
	for i := range 5 {
		load(i, m.one)
		m.ToFactor(m.one)
		m.Move(m.one, frame(i))
	}
	return m.SecondFactor(func(i int, to VecPhysical) { m.Move(frame(i), to) }, true)
}

// Initial is what the ten limbs of a sum of n products begin with: what Reduce
// wants, and add·2^260, less what the products' exponents add.
func (m *Machine) Initial(n int, add Number) (first [10]uint64) {
	copy(first[5:], add[:])
	if m.IFMA {
		for i := range 5 {
			first[i] = mask52
		}
		return first
	}
	copy(first[1:], []uint64{digitBound >> 52, digitBound >> 52, digitBound >> 52, digitBound>>52 - 1})
	first[5]++
	for i := range 5 {
		for j := range 5 {
			first[i+j] -= uint64(n) * bits52
			first[i+j+1] -= uint64(n) * bits104
		}
	}
	return first
}

// Start sets T for one product to be added, and add·2^260 besides.
func (m *Machine) Start(add Number) {
	for i, v := range m.Initial(1, add) {
		if v == mask52 {
			m.Move(m.Mask, m.T[i])
		} else {
			m.Constant(v, m.T[i])
		}
	}
}

// Multiply adds a·b to T.
func (m *Machine) Multiply(a First, b Second) { m.MultiplyInto(m.T[:9], m.T[1:], a, b) }

// MultiplyInto adds the low halves of products of limbs to low, where limb 0 is
// the first, and the high halves to high, where limb 1 is the first.
func (m *Machine) MultiplyInto(low, high []VecPhysical, a First, b Second) {
	for j := range 5 {
		r := b(j)
		if !m.IFMA {
			for i := range 5 {
				m.halves(a(i), r, low[i+j], high[i+j])
			}
			continue
		}
		for i := range 5 {
			VPMADD52LUQ(r, a(i), low[i+j])
		}
		for i := range 5 {
			VPMADD52HUQ(r, a(i), high[i+j])
		}
	}
}

// halves adds the halves of a product of doubles.
func (m *Machine) halves(a Op, b, low, high VecPhysical) {
	if m.Wide() {
		h, l := m.Temp[0], m.Temp[1]
		VMOVAPD(m.exponent2, h)
		VFMADD231PD_RZ_SAE(b, a, h)
		VSUBPD(h, m.exponents, l)
		VFMADD231PD_RZ_SAE(b, a, l)
		VPADDQ(h, high, high)
		VPADDQ(l, low, low)
		return
	}
	h, l := m.Temp[1], m.Temp[2] // the first one is b
	VMOVAPD(m.exponent2, h)
	VFMADD231PD(a, b, h)
	VSUBPD(h, m.exponents, l)
	VFMADD231PD(a, b, l)
	VPADDQ(h, high, high)
	VPADDQ(l, low, low)
}

// Reduce divides T, which Start has prepared for one product, by 2^260 modulo p.
// It leaves in T[5:] a number from 0 to T/2^260 + p·(1 + 2^−47) in limbs of less
// than 2^56, more by what was added to them besides. ReduceSum takes sums of
// products.
//
// Montgomery: T + Q·p is a multiple of 2^260, the digits of Q found one by one.
// As p ≡ 1 modulo 2^192, a digit q cancels its limb by being its complement.
//
// The digits 0 to 3 need not be below 2^52: with q_i = 2^56 − T_i, the limb becomes
// 2^56, whatever it was (less than that: of seven halves of products, and what
// lower digits add), without a carry. The four limbs, 2^56·(1 + 2^52 + 2^104 +
// 2^156), less 16·(2^52 + 2^104 + 2^156), which Start has put in, are 2^212, that is
// 16 in limb 4, where Start has put it. Only the last digit, which decides how large
// Q·p is, has 52 bits: it makes limb 4 2^52 − 1, where Start has subtracted 1, and
// added 1 to limb 5 for the carry.
func (m *Machine) Reduce() {
	if m.IFMA {
		m.ReduceSum()
		return
	}
	t := m.T
	q, x, c := m.Temp[0], m.Temp[1], m.Temp[2]
	for i := range 4 {
		VPBROADCASTQ(constant(digitBound), q)
		VPSUBQ(t[i], q, q)
		m.addDigit(i, q, x, c)
	}
	m.reduceLimb(4, q, x, c)
	m.shifted(t[4], c, t[8], t[9])
}

// digitBound is more than the limbs 0 to 3 of a product.
const digitBound = 1 << 56

// ReduceSum is Reduce of sums of up to 128 products, in limbs of less than 2^62.
//
// Each step makes one limb 2^52 − 1 by adding q·p with q the complement of the
// limb. All five then are 2^260 − 1.
func (m *Machine) ReduceSum() {
	q, x, c := m.Temp[0], m.Temp[1], m.Temp[2]
	for i := range 5 {
		m.reduceLimb(i, q, x, c)
	}
	if !m.IFMA {
		m.shifted(m.T[4], c, m.T[8], m.T[9])
	}
}

// reduceLimb makes T[i] 2^52 − 1.
func (m *Machine) reduceLimb(i int, q, x, c VecPhysical) {
	t := m.T
	if m.Wide() {
		VPANDNQ(m.Mask, t[i], q)
	} else {
		VPANDN(m.Mask, t[i], q)
	}
	VPSRLQ(Imm(52), t[i], c)
	VPADDQ(c, t[i+1], t[i+1])
	if !m.IFMA {
		m.addDigit(i, q, x, c)
		return
	}
	VPMADD52LUQ(m.limb3, q, t[i+3])
	VPMADD52HUQ(m.limb3, q, t[i+4])
	VPMADD52LUQ(m.limb4, q, t[i+4])
	VPMADD52HUQ(m.limb4, q, t[i+5])
}

// addDigit adds q·2^(52i)·(p − 1), and leaves a part of it in T[i], which is no
// longer needed, for the next digit.
//
// p − 1 is 2^36·(17 + 2^7·2^52)·2^156: x is a limb of (17 + 2^59)·Q, and belongs
// 36 bits up from limb i+3. With digits of up to 2^56 it is less than 2^64.
func (m *Machine) addDigit(i int, q, x, c VecPhysical) {
	t := m.T
	VPSLLQ(Imm(4), q, x)
	VPADDQ(q, x, x)
	if i > 0 {
		VPADDQ(t[i-1], x, x)
	}
	VPSLLQ(Imm(7), q, t[i])
	m.shifted(x, c, t[i+3], t[i+4])
}

// shifted adds x·2^36 to two limbs.
func (m *Machine) shifted(x, c, low, high VecPhysical) {
	VPSLLQ(Imm(36), x, c)
	m.And(m.Mask, c, c)
	VPADDQ(c, low, low)
	VPSRLQ(Imm(16), x, x)
	VPADDQ(x, high, high)
}

// Normalize carries limbs that are not negative, but for the top one, which
// keeps what is left, so that the others have 52 bits.
func (m *Machine) Normalize(v []VecPhysical) {
	c := m.Temp[2]
	for i := range 4 {
		VPSRLQ(Imm(52), v[i], c)
		m.And(m.Mask, v[i], v[i])
		VPADDQ(c, v[i+1], v[i+1])
	}
}

// Lent is zero: 2^61 in each limb but the top one, lent from the next. What has it
// added can have numbers of less than 2^61 subtracted from its limbs, and still be
// shifted without regard to signs.
var Lent = Number{1 << 61, 1<<61 - 1<<9, 1<<61 - 1<<9, 1<<61 - 1<<9, -(1 << 9) & (1<<64 - 1)}

// Carry is Normalize of signed limbs, less than 2^61 in absolute value.
func (m *Machine) Carry(v []VecPhysical) {
	if !m.Wide() {
		m.Add(Lent, v) // there is no arithmetic shift
		m.Normalize(v)
		return
	}
	c := m.Temp[2]
	for i := range 4 {
		VPSRAQ(Imm(52), v[i], c)
		VPANDQ(m.Mask, v[i], v[i])
		VPADDQ(c, v[i+1], v[i+1])
	}
}

// CarryFactor is Normalize of what only serves as a factor afterwards: with IFMA,
// which reads 52 bits of a limb, the others remain.
func (m *Machine) CarryFactor(v []VecPhysical) {
	if !m.IFMA {
		m.Normalize(v)
		return
	}
	c := m.Temp[2]
	for i := range 4 {
		VPSRLQ(Imm(52), v[i], c)
		VPADDQ(c, v[i+1], v[i+1])
	}
}
