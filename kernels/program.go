package kernels

// Program is a straight-line program over felts: the form that every AIR
// compiles to, and that the vector evaluator of the CPU, the CUDA generator,
// the verifier's evaluation at a single point and the Solidity generator read.
//
// Instruction i computes register i of its destination from two operands.
// Registers are reused: NumRegs of them suffice.
type Program struct {
	// Cells are the trace cells that operands of kind Cell index.
	Cells []Cell
	// NumTables and NumParams bound the operands of kinds Table and Param.
	NumTables int
	NumParams int
	// Consts are constants of the AIR itself, Montgomery form.
	Consts  []Element
	NumRegs int
	Code    []Instr
	// Result is the operand that holds the program's value.
	Result Operand
}

// Cell is the element of column Column, Row rows below the current one
// (cyclically).
type Cell struct {
	Column int
	Row    int
}

// Op is an operation of a Program.
type Op uint8

// The operations.
const (
	OpAdd Op = iota // Dst = A + B
	OpSub           // Dst = A − B
	OpMul           // Dst = A · B
	OpInv           // Dst = 1/A; B is unused; A is never zero on a coset off the trace domain
)

// Instr is one operation. Dst is a register and may equal a register operand.
type Instr struct {
	Op   Op
	Dst  uint16
	A, B Operand
}

// OperandKind says where an operand lives.
type OperandKind uint8

// The kinds of operands.
const (
	Reg   OperandKind = iota // a register
	Input                    // Cells[Index] at the current row
	Table                    // cyclic table Index at the current row
	Param                    // runtime constant Index
	Const                    // Consts[Index]
	Point                    // the current point x = offset·g^i; Index unused
)

// Operand is where an instruction reads from.
type Operand struct {
	Kind  OperandKind
	Index uint16
}
