package bytecode

import (
	"quarry/kernels"
)

// Op is an operation of the interpreter. The values are those of program.cu.
type Op uint32

// The operations. Operands may be anything below 32·p; MUL and its relatives
// need operands whose bounds multiply to at most 31·p², and give canonical products.
const (
	Add    Op = iota // d = a + b
	Sub              // d = a + k·p − b
	Mul              // d = a·b
	MulAdd           // d = c + a·b
	MulSub           // d = c + p − a·b, K is 1
	Canon            // d = a mod p
)

// Kind says where an operand lies. The values are those of program.cu.
type Kind uint32

// The kinds of operands.
const (
	Slot    Kind = iota // a register, in shared memory
	Uniform             // Uniforms[index]
	Source              // Sources[index] at the current row
)

const (
	kindShift = 29
	// maxBound is the most multiples of p that a value may come to: 2^256 is
	// 31.99·p. The bounds of two factors may not multiply to more, either.
	maxBound = 31
)

// Operand is a kind in the top three bits and an index below.
type Operand uint32

// NewOperand packs an operand.
func NewOperand(k Kind, index int) Operand { return Operand(uint32(k)<<kindShift | uint32(index)) }

// Kind is where the operand lies.
func (o Operand) Kind() Kind { return Kind(o >> kindShift) }

// Index is which one of its kind it is.
func (o Operand) Index() int { return int(o & (1<<kindShift - 1)) }

// Instr is one instruction, four words as the device reads them.
type Instr struct {
	// Head is Op in bits 0–3, k of Sub and MulSub in bits 4–9, the destination
	// slot from bit 16 on.
	Head    uint32
	A, B, C Operand
}

// Op is the instruction's operation.
func (i Instr) Op() Op { return Op(i.Head & 15) }

// K is the multiple of p that Sub and MulSub add.
func (i Instr) K() uint32 { return i.Head >> 4 & 63 }

// Dst is the slot that the instruction writes.
func (i Instr) Dst() int { return int(i.Head >> 16) }

// Code computes one column. Result is canonical.
type Code struct {
	Instrs []Instr
	// Slots is how many registers Instrs use.
	Slots  int
	Result Operand
}

// PointCode computes no column, but fills one with the points offset·g^row, if the
// kernel is given PointSlot as the slot for them.
var PointCode = Code{Slots: 1, Result: NewOperand(Slot, PointSlot)}

// PointSlot is the slot that holds the point in PointCode.
const PointSlot = 0

// SourceRef is what is read at each row: a cell or a cyclic table.
type SourceRef struct {
	// Table, if not nil, is cyclic; its length is a power of two.
	Table []kernels.Element
	// Column numbers the input's concatenated columns; behind them come the
	// column of points, whether there is one or not, and the inverses, in the order
	// of Translated.Inverses. The element is the one Row rows below the current one,
	// cyclically.
	Column int
	Row    int
}

// Translated is a program for one set of tables and parameters.
type Translated struct {
	Uniforms []kernels.Element
	Sources  []SourceRef
	// Points says that there must be a column of points.
	Points bool
	// Inverses are the columns to compute and invert, in this order, before
	// Main is run; each may read those before it.
	Inverses []Code
	Main     Code
}
