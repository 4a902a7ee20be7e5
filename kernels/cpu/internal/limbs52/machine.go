package limbs52

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Machine is a vector unit: instructions, registers, and the way to multiply.
type Machine struct {
	// Name ends the names of the machine's functions.
	Name string
	// Lanes is how many felts are side by side: 8 in zmm registers, 4 in ymm.
	Lanes int
	// IFMA says that there is an instruction for 52-bit products. Otherwise
	// factors are doubles.
	IFMA bool

	// T has the ten limbs of a product, and in T[5:] what Reduce leaves.
	T []VecPhysical
	// A and B are registers for factors; FMA256 has none and keeps one factor on
	// the stack.
	A, B []VecPhysical
	// V are registers for five limbs outside of multiplications: A, or T[:5].
	V []VecPhysical
	// Temp are registers that any function here may overwrite.
	Temp []VecPhysical
	// Mask is 2^52 − 1 in all lanes.
	Mask VecPhysical

	// Constants of the multiplier: with IFMA limbs 3 and 4 of p, otherwise the
	// doubles 2^104 and 2^104 + 2^52.
	limb3, limb4         VecPhysical
	exponent2, exponents VecPhysical
	// one is FMA256's register for a limb of the second factor.
	one VecPhysical
	// stack is the address of FMA256's room on the stack.
	stack GPPhysical
	// mode is where the rounding mode is kept.
	mode Mem
}

// The machines.
var (
	IFMA   = wide("IFMA", true)
	FMA512 = wide("FMA512", false)
	FMA256 = narrow("FMA256")
)

// Machines are all of them.
func Machines() []*Machine { return []*Machine{FMA256, FMA512, IFMA} }

var zmm = []VecPhysical{Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15,
	Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z24, Z25, Z26, Z27, Z28, Z29, Z30, Z31}

var ymm = []VecPhysical{Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13, Y14, Y15}

func wide(name string, ifma bool) *Machine {
	m := &Machine{Name: name, Lanes: 8, IFMA: ifma, T: zmm[:10], A: zmm[10:15], B: zmm[15:20], V: zmm[10:15],
		Temp: zmm[20:26], Mask: Z31}
	if ifma {
		m.limb3, m.limb4 = Z30, Z29
	} else {
		m.exponent2, m.exponents = Z30, Z29
	}
	return m
}

func narrow(name string) *Machine {
	return &Machine{Name: name, Lanes: 4, T: ymm[:10], V: ymm[:5], Temp: ymm[10:13], one: Y10,
		exponent2: Y13, exponents: Y14, Mask: Y15, stack: R14}
}

// Wide says that registers are zmm.
func (m *Machine) Wide() bool { return m.Lanes == 8 }

// Bytes is the size of a register.
func (m *Machine) Bytes() int { return 8 * m.Lanes }

// Regs are n registers from one on.
func (m *Machine) Regs(from, n int) []VecPhysical {
	if m.Wide() {
		return zmm[from : from+n : from+n]
	}
	return ymm[from : from+n : from+n]
}

// The doubles 2^52 and 2^104 as integers.
const (
	bits52  = 0x433 << 52
	bits104 = 0x467 << 52
)

// Limbs of p but for the lowest, which is 1; limbs 1 and 2 are 0.
const (
	limb3  = 17 << 36
	limb4  = 1 << 43
	mask52 = 1<<52 - 1
)

// Number is a number in five limbs, each modulo 2^64.
type Number [5]uint64

// P is the prime.
var P = Number{1, 0, 0, limb3, limb4}

// Times is k·a.
func (a Number) Times(k int) Number {
	for i := range a {
		a[i] *= uint64(k)
	}
	return a
}

// Plus is a + b.
func (a Number) Plus(b Number) Number {
	for i := range a {
		a[i] += b[i]
	}
	return a
}

var constants = map[string]Mem{}

// Table is a constant in memory, made at its first use.
func Table(name string, words ...uint64) Mem {
	m, ok := constants[name]
	if !ok {
		m = GLOBL(name, RODATA|NOPTR)
		for i, w := range words {
			DATA(8*i, U64(w))
		}
		constants[name] = m
	}
	return m
}

// constant is a word in memory for four lanes.
func constant(v uint64) Mem { return Table(fmt.Sprintf("word%016x", v), v, v, v, v) }

// Move copies a register, or moves one from or to memory.
func (m *Machine) Move(from, to Op) {
	if m.Wide() {
		VMOVDQU64(from, to)
	} else {
		VMOVDQU(from, to)
	}
}

// And sets to = a & b.
func (m *Machine) And(a, b, to Op) {
	if m.Wide() {
		VPANDQ(a, b, to)
	} else {
		VPAND(a, b, to)
	}
}

// Or sets to = a | b.
func (m *Machine) Or(a, b, to Op) {
	if m.Wide() {
		VPORQ(a, b, to)
	} else {
		VPOR(a, b, to)
	}
}

// Zero clears a register.
func (m *Machine) Zero(r VecPhysical) {
	if m.Wide() {
		VPXORQ(r, r, r)
	} else {
		VPXOR(r, r, r)
	}
}

// Constant sets all lanes to a word.
func (m *Machine) Constant(v uint64, to VecPhysical) {
	if v == 0 {
		m.Zero(to)
		return
	}
	VPBROADCASTQ(constant(v), to)
}

// AddConstant sets to = a + v.
func (m *Machine) AddConstant(v uint64, a, to VecPhysical) {
	switch {
	case v == 0 && a == to:
	case v == 0:
		m.Move(a, to)
	case m.Wide():
		VPADDQ_BCST(constant(v), a, to)
	default:
		VPADDQ(constant(v), a, to)
	}
}

// Add adds a number to the limbs v.
func (m *Machine) Add(a Number, v []VecPhysical) {
	for i := range v {
		m.AddConstant(a[i], v[i], v[i])
	}
}

// room is for the rounding mode and alignment.
const room = 8 + 32

// Begin loads the machine's constants, and sets the rounding mode where
// instructions cannot say it. It returns the address of vectors in the frame that
// the caller may use; they are aligned. Numbers 0 to 4 are those of Stacked.
func (m *Machine) Begin(vectors int) (frame func(i int) Mem) {
	m.BeginSums()
	if m.Wide() {
		if m.IFMA {
			m.Constant(limb3, m.limb3)
			m.Constant(limb4, m.limb4)
		} else {
			m.Constant(bits104, m.exponent2)
			m.Constant(bits104|1, m.exponents)
		}
		if vectors == 0 {
			return nil
		}
		local := AllocLocal(64 * vectors)
		return func(i int) Mem { return local.Offset(64 * i) }
	}
	vectors += 5
	local := AllocLocal(room + 32*vectors)
	m.mode = local
	LEAQ(local.Offset(8+31), m.stack)
	ANDQ(I8(-32), m.stack)
	STMXCSR(local)
	MOVL(local, EAX)
	ORL(U32(0x6000), EAX)
	MOVL(EAX, local.Offset(4))
	LDMXCSR(local.Offset(4))
	m.Constant(bits104, m.exponent2)
	m.Constant(bits104|1, m.exponents)
	return func(i int) Mem { return m.stacked(5 + i) }
}

// BeginSums is Begin for functions that do not multiply.
func (m *Machine) BeginSums() { m.Constant(mask52, m.Mask) }

// EndSums ends them.
func (m *Machine) EndSums() {
	VZEROUPPER()
	RET()
}

// End undoes Begin and returns.
func (m *Machine) End() {
	if !m.Wide() {
		LDMXCSR(m.mode)
	}
	m.EndSums()
}

func (m *Machine) stacked(i int) Mem { return Mem{Base: m.stack, Disp: 32 * i} }
