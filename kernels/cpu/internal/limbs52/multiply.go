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
			VPORQ(m.exponent, r, r)
			VSUBPD(m.exponent, r, r)
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
func (m *Machine) FirstOfV() First {
	m.ToFactor(m.V...)
	if !m.Wide() {
		for i, r := range m.V {
			m.Move(r, m.stacked(i))
		}
	}
	return m.firstFactor
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

// Initial is what the ten limbs of a sum of n products begin with: 2^260 − 1,
// which Reduce wants, and add·2^260, less what the products' exponents add.
func (m *Machine) Initial(n int, add Number) (first [10]uint64) {
	for i := range 5 {
		first[i] = mask52
		first[5+i] = add[i]
	}
	if m.IFMA {
		return first
	}
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

// Multiply adds a·b to T. Each limb of T may receive 128 products.
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
	VMOVUPD(constant(bits104), h)
	VFMADD231PD(a, b, h)
	VSUBPD(h, m.exponents, l)
	VFMADD231PD(a, b, l)
	VPADDQ(h, high, high)
	VPADDQ(l, low, low)
}

// Reduce divides T, which Start has prepared, by 2^260 modulo p. It leaves in
// T[5:] a number from 0 to T/2^260 + p in limbs of less than 2^62, or that plus
// what Start added.
//
// Each step makes one limb 2^52 − 1 by adding q·p with q the complement of the
// limb (p ≡ 1 modulo 2^192), which costs an instruction less than making it 0.
// All five then are 2^260 − 1: Start has added that in advance.
func (m *Machine) Reduce() {
	t := m.T
	q, x, c, before := m.Temp[0], m.Temp[1], m.Temp[2], m.Temp[3]
	for i := range 5 {
		if m.Wide() {
			VPANDNQ(m.Mask, t[i], q)
		} else {
			VPANDN(m.Mask, t[i], q)
		}
		VPSRLQ(Imm(52), t[i], c)
		VPADDQ(c, t[i+1], t[i+1])
		if m.IFMA {
			VPMADD52LUQ(m.limb3, q, t[i+3])
			VPMADD52HUQ(m.limb3, q, t[i+4])
			VPMADD52LUQ(m.limb4, q, t[i+4])
			VPMADD52HUQ(m.limb4, q, t[i+5])
			continue
		}
		// p without its lowest limb is 2^36·(17 + 2^7·2^52)·2^156: x is a limb of
		// (17 + 2^59)·Σ q_i·2^(52i), and belongs 36 bits up from limb i+3.
		VPSLLQ(Imm(4), q, x)
		VPADDQ(q, x, x)
		if i > 0 {
			VPADDQ(before, x, x)
		}
		VPSLLQ(Imm(7), q, before)
		m.shifted(x, c, t[i+3], t[i+4])
	}
	if !m.IFMA {
		m.shifted(before, c, t[8], t[9])
	}
}

// shifted adds x, less than 2^60, times 2^36 to two limbs.
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

// lent is zero: 2^62 in each limb but the top one, lent from the next.
var lent = Number{1 << 62, 1<<62 - 1<<10, 1<<62 - 1<<10, 1<<62 - 1<<10, -(1 << 10) & (1<<64 - 1)}

// Carry is Normalize of signed limbs, less than 2^62 in absolute value.
func (m *Machine) Carry(v []VecPhysical) {
	if !m.Wide() {
		m.Add(lent, v) // there is no arithmetic shift
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

// CarryFactor is Carry of what only serves as a factor afterwards: with IFMA,
// which reads 52 bits of a limb, the others remain.
func (m *Machine) CarryFactor(v []VecPhysical) {
	if !m.IFMA {
		m.Carry(v)
		return
	}
	c := m.Temp[2]
	for i := range 4 {
		VPSRAQ(Imm(52), v[i], c)
		VPADDQ(c, v[i+1], v[i+1])
	}
}
