package kerneltest

import (
	"pgregory.net/rapid"

	"quarry/kernels"
)

// DrawProgram draws a program with all that it reads: width columns of n rows.
func DrawProgram(t *rapid.T, n, width int) (*kernels.Program, kernels.ProgramInput, [][]kernels.Element) {
	element := func() (e kernels.Element) {
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			e.SetInt64(-1)
		case 1:
			e.SetUint64(rapid.Uint64().Draw(t, "small"))
		default:
			var b [32]byte
			for i := range b {
				b[i] = rapid.Byte().Draw(t, "byte")
			}
			e.SetBytes(b[:])
		}
		return e
	}
	p := &kernels.Program{NumTables: 2, NumParams: 2, Consts: []kernels.Element{element()}, NumRegs: 4}
	in := kernels.ProgramInput{Tables: [][]kernels.Element{{element()}, {element(), element(), element(), element()}},
		Params: []kernels.Element{element(), element()}, Offset: element()}
	data := make([][]kernels.Element, width)
	for c := range data {
		for range n {
			data[c] = append(data[c], element())
		}
		for range 2 {
			p.Cells = append(p.Cells, kernels.Cell{Column: c, Row: rapid.IntRange(0, n-1).Draw(t, "row")})
		}
	}
	draw := func(written int) kernels.Operand {
		kinds := []kernels.OperandKind{kernels.Input, kernels.Input, kernels.Table, kernels.Param, kernels.Const, kernels.Point}
		limits := map[kernels.OperandKind]int{kernels.Reg: written, kernels.Input: len(p.Cells), kernels.Table: 2, kernels.Param: 2, kernels.Const: 1, kernels.Point: 1}
		kind := kernels.Reg
		if written == 0 || rapid.IntRange(0, 2).Draw(t, "leaf") == 0 {
			kind = rapid.SampledFrom(kinds).Draw(t, "kind")
		}
		return kernels.Operand{Kind: kind, Index: uint16(rapid.IntRange(0, limits[kind]-1).Draw(t, "index"))}
	}
	written := 0
	for range rapid.IntRange(0, 60).Draw(t, "length") {
		op := rapid.SampledFrom([]kernels.Op{0, 0, 0, 1, 1, 1, 2, 2, 0, 1, 2, 0, 1, 2, 3}).Draw(t, "op")
		instr := kernels.Instr{Op: op, A: draw(written)}
		if op != kernels.OpInv {
			instr.B = draw(written)
		}
		instr.Dst = uint16(rapid.IntRange(0, min(written, p.NumRegs-1)).Draw(t, "dst"))
		written = max(written, int(instr.Dst)+1)
		p.Code = append(p.Code, instr)
	}
	p.Result = draw(written)
	return p, in, data
}

// InvertsZero says whether a program inverts zero on some row, as programs must not:
// what it gives then is undefined on all rows.
func InvertsZero(p *kernels.Program, in *kernels.ProgramInput, data [][]kernels.Element) bool {
	for i, instr := range p.Code {
		if instr.Op != kernels.OpInv {
			continue
		}
		operand := *p
		operand.Code, operand.Result = p.Code[:i], instr.A
		for row := range data[0] {
			if v := RunProgram(&operand, in, data, row); v.IsZero() {
				return true
			}
		}
	}
	return false
}
