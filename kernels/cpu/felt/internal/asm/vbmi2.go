package main

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
