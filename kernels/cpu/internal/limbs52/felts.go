package limbs52

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// VPSHRDQ sets each quad of dst to the low half of hi:lo shifted right by n
// bits. (avo does not know the instruction.)
func VPSHRDQ(n Constant, hi, lo, dst VecPhysical) {
	Instruction(&ir.Instruction{
		Opcode:   "VPSHRDQ",
		Operands: []Op{n, hi, lo, dst},
		Inputs:   []Op{hi, lo},
		Outputs:  []Op{dst},
		ISA:      []string{"AVX512VBMI2"},
	})
}

// Split sets v to limbs of 52 bits of 2^shift times the number with the 64-bit
// limbs q. clean may be false for factors: with IFMA there is garbage above the
// 52 bits then, except in the top limb. v may be q and a register more.
func (m *Machine) Split(q, v []VecPhysical, shift int, clean bool) {
	c := m.Temp[2]
	s := uint64(shift)
	if m.IFMA {
		VPSRLQ(Imm(16-s), q[3], v[4])
		for i := 3; i > 0; i-- {
			VPSHRDQ(Imm(uint64(64-12*i)-s), q[i], q[i-1], v[i])
		}
		if shift > 0 {
			VPSLLQ(Imm(s), q[0], v[0])
		} else if q[0] != v[0] {
			m.Move(q[0], v[0])
		}
		if clean {
			for _, r := range v[:4] {
				m.And(m.Mask, r, r)
			}
		}
		return
	}
	VPSRLQ(Imm(16-s), q[3], v[4])
	for i := 3; i > 0; i-- {
		VPSRLQ(Imm(uint64(64-12*i)-s), q[i-1], c)
		VPSLLQ(Imm(uint64(12*i)+s), q[i], v[i])
		if m.Wide() {
			VPTERNLOGQ(Imm(0xa8), m.Mask, c, v[i]) // (v | c) & mask
		} else {
			VPOR(c, v[i], v[i])
			VPAND(m.Mask, v[i], v[i])
		}
	}
	if shift > 0 {
		VPSLLQ(Imm(s), q[0], v[0])
		m.And(m.Mask, v[0], v[0])
	} else {
		m.And(m.Mask, q[0], v[0])
	}
}

// Join sets q to the 64-bit limbs of a number with the limbs v, of 52 bits but
// for the top one, which is signed as the number then is.
func (m *Machine) Join(v, q []VecPhysical) {
	c := m.Temp[2]
	for i := range 4 {
		VPSLLQ(Imm(uint64(52-12*i)), v[i+1], c)
		if i == 0 {
			m.Or(c, v[0], q[0])
			continue
		}
		VPSRLQ(Imm(uint64(12*i)), v[i], q[i])
		m.Or(c, q[i], q[i])
	}
}

// BelowP subtracts a multiple of p from T[5:], a number from 0 to 511p with limbs
// that are not negative, so that Canonical may follow.
//
// With q = ⌊x/2^251⌋, x − q·p lies between −q·(17·2^192 + 1) and 2^251.
func (m *Machine) BelowP() {
	r, q, c := m.T[5:], m.Temp[0], m.Temp[1]
	m.Normalize(r)
	VPSRLQ(Imm(43), r[4], q)
	VPSUBQ(q, r[0], r[0])
	VPSLLQ(Imm(43), q, c)
	VPSUBQ(c, r[4], r[4])
	VPSLLQ(Imm(4), q, c)
	VPADDQ(q, c, c)
	VPSLLQ(Imm(36), c, c)
	VPSUBQ(c, r[3], r[3])
}

// Canonical takes T[5:], a number from −p to p, to the 64-bit limbs of the
// canonical number in T[:4].
func (m *Machine) Canonical() {
	r, q := m.T[5:], m.T[:4]
	if m.IFMA {
		c := m.Temp[2]
		for i := range 4 {
			VPSRAQ(Imm(52), r[i], c)
			VPADDQ(c, r[i+1], r[i+1])
		}
		// Each 64-bit limb is cut out of two limbs, the lower shifted to the top.
		for i := range 4 {
			VPSLLQ(Imm(12), r[i], c)
			VPSHRDQ(Imm(uint64(12+12*i)), r[i+1], c, q[i])
		}
	} else {
		m.Carry(r)
		m.Join(r, q)
	}
	m.addPToNegative(q)
}

// addPToNegative adds p where the sign bit is set; carries beyond limb 0 are rare.
func (m *Machine) addPToNegative(q []VecPhysical) {
	const top = 1<<59 + 17 // the top limb of p; the others are 1, 0, 0
	if m.Wide() {
		VPMOVQ2M(q[3], K1)
		VPADDQ_BCST(constant(1), q[0], K1, q[0])
		VPTESTNMQ(q[0], q[0], K1, K2)
		VPADDQ_BCST(constant(top), q[3], K1, q[3])
		VPADDQ_BCST(constant(1), q[1], K2, q[1])
		VPTESTNMQ(q[1], q[1], K2, K3)
		VPADDQ_BCST(constant(1), q[2], K3, q[2])
		VPTESTNMQ(q[2], q[2], K3, K4)
		VPADDQ_BCST(constant(1), q[3], K4, q[3])
		return
	}
	zero, carry, c := m.Temp[0], m.Temp[1], m.Temp[2]
	m.Zero(zero)
	VPCMPGTQ(q[3], zero, carry) // −1 where the limb is negative
	VPAND(constant(top), carry, c)
	VPADDQ(c, q[3], q[3])
	for i := range 4 {
		VPSUBQ(carry, q[i], q[i])
		if i < 3 {
			VPCMPEQQ(zero, q[i], c)
			VPAND(c, carry, carry)
		}
	}
}

// Of two zmm vectors of two felts each, pickLow takes limbs 0 and 1 of the four
// felts, pickHigh limbs 2 and 3. The way back is the same choice.
func picks() (low, high Mem) {
	return Table("pickLow", 0, 4, 8, 12, 1, 5, 9, 13), Table("pickHigh", 2, 6, 10, 14, 3, 7, 11, 15)
}

// pickRegisters are the registers for choices of limbs.
func (m *Machine) pickRegisters() (low, high, c VecPhysical) { return Z26, Z27, m.Temp[0] }

// BeginRows loads what LoadRow and StoreRow want.
func (m *Machine) BeginRows() {
	if m.Wide() {
		low, high, _ := m.pickRegisters()
		l, h := picks()
		VMOVDQU64(l, low)
		VMOVDQU64(h, high)
	}
}

// LoadRow loads as many felts as there are lanes, which lie one after the other,
// and leaves limb i of them in T[i].
func (m *Machine) LoadRow(base GPPhysical) {
	t := m.T
	if !m.Wide() {
		for i := range 4 {
			VMOVDQU(Mem{Base: base, Disp: 32 * i}, t[i])
		}
		m.Transpose4(t[:4], t[4:8])
		return
	}
	for i := range 4 {
		VMOVDQU64(Mem{Base: base, Disp: 64 * i}, t[4+i])
	}
	low, high, c := m.pickRegisters()
	for k := range 2 {
		x, y := t[4+2*k], t[5+2*k]
		VMOVDQA64(x, c)
		VPERMT2Q(y, low, x)  // limbs 0 and 1 of four felts
		VPERMT2Q(y, high, c) // limbs 2 and 3
		VMOVDQA64(c, y)
	}
	VSHUFI64X2(Imm(0x44), t[6], t[4], t[0])
	VSHUFI64X2(Imm(0xee), t[6], t[4], t[1])
	VSHUFI64X2(Imm(0x44), t[7], t[5], t[2])
	VSHUFI64X2(Imm(0xee), t[7], t[5], t[3])
}

// StoreRow stores the felts whose limbs are T[:4], inverse to LoadRow.
func (m *Machine) StoreRow(base GPPhysical) {
	t := m.T
	if !m.Wide() {
		m.Transpose4(t[:4], t[4:8])
		for i := range 4 {
			VMOVDQU(t[i], Mem{Base: base, Disp: 32 * i})
		}
		return
	}
	low, high, c := m.pickRegisters()
	VSHUFI64X2(Imm(0x44), t[1], t[0], t[4]) // limbs 0 and 1 of felts 0 … 3
	VSHUFI64X2(Imm(0xee), t[1], t[0], t[6])
	VSHUFI64X2(Imm(0x44), t[3], t[2], t[5])
	VSHUFI64X2(Imm(0xee), t[3], t[2], t[7])
	for k := range 2 {
		x, y := t[4+2*k], t[5+2*k]
		VMOVDQA64(x, c)
		VPERMT2Q(y, low, x)
		VPERMT2Q(y, high, c)
		VMOVDQU64(x, Mem{Base: base, Disp: 128 * k})
		VMOVDQU64(c, Mem{Base: base, Disp: 128*k + 64})
	}
}

// pairs lists which lanes four zmm registers of two felts each hold between
// memory and limbs.
var pairs = [4][2]int{{0, 2}, {1, 3}, {4, 6}, {5, 7}}

// Gather leaves in T[i] limb i of the felts at the addresses of the lanes.
func (m *Machine) Gather(at func(lane int) Mem) {
	t := m.T
	if !m.Wide() {
		for i := range 4 {
			VMOVDQU(at(i), t[i])
		}
		m.Transpose4(t[:4], t[4:8])
		return
	}
	for i, pair := range pairs {
		VMOVDQU(at(pair[0]), t[4+i].AsY())
		VINSERTI64X4(Imm(1), at(pair[1]), t[4+i], t[4+i])
	}
	for i := range 2 {
		VPUNPCKLQDQ(t[5+2*i], t[4+2*i], t[2*i])
		VPUNPCKHQDQ(t[5+2*i], t[4+2*i], t[2*i+1])
	}
	VSHUFI64X2(Imm(0xdd), t[2], t[0], t[4])
	VSHUFI64X2(Imm(0x88), t[2], t[0], t[0])
	VSHUFI64X2(Imm(0xdd), t[3], t[1], t[5])
	VSHUFI64X2(Imm(0x88), t[3], t[1], t[1])
	VMOVDQA64(t[4], t[2])
	VMOVDQA64(t[5], t[3])
}

// BeginScatter loads what Scatter wants.
func (m *Machine) BeginScatter() {
	if m.Wide() {
		low, high, _ := m.pickRegisters()
		VMOVDQU64(Table("permLow", 0, 1, 8, 9, 2, 3, 10, 11), low)
		VMOVDQU64(Table("permHi", 4, 5, 12, 13, 6, 7, 14, 15), high)
	}
}

// Scatter is inverse to Gather.
func (m *Machine) Scatter(at func(lane int) Mem) {
	t := m.T
	if !m.Wide() {
		m.Transpose4(t[:4], t[4:8])
		for i := range 4 {
			VMOVDQU(t[i], at(i))
		}
		return
	}
	low, high, _ := m.pickRegisters()
	u, z := t[4:8], t[:4]
	VPUNPCKLQDQ(t[1], t[0], u[0])
	VPUNPCKHQDQ(t[1], t[0], u[1])
	VPUNPCKLQDQ(t[3], t[2], u[2])
	VPUNPCKHQDQ(t[3], t[2], u[3])
	for i := range 2 {
		VMOVDQA64(u[i], z[i])
		VPERMT2Q(u[2+i], low, z[i])
		VPERMT2Q(u[2+i], high, u[i])
	}
	for i, z := range []VecPhysical{z[0], z[1], u[0], u[1]} {
		VMOVDQU(z.AsY(), at(pairs[i][0]))
		VEXTRACTI64X4(Imm(1), z, at(pairs[i][1]))
	}
}

// Transpose4 transposes four ymm registers: lane j of v[i] goes to lane i of v[j].
// It uses four others.
func (m *Machine) Transpose4(v, u []VecPhysical) {
	VPUNPCKLQDQ(v[1], v[0], u[0]) // 00 10 02 12
	VPUNPCKHQDQ(v[1], v[0], u[1]) // 01 11 03 13
	VPUNPCKLQDQ(v[3], v[2], u[2]) // 20 30 22 32
	VPUNPCKHQDQ(v[3], v[2], u[3]) // 21 31 23 33
	VPERM2I128(Imm(0x20), u[2], u[0], v[0])
	VPERM2I128(Imm(0x20), u[3], u[1], v[1])
	VPERM2I128(Imm(0x31), u[2], u[0], v[2])
	VPERM2I128(Imm(0x31), u[3], u[1], v[3])
}
