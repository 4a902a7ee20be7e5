package kerneltest

import (
	"quarry/kernels"
)

func testProgram(s *suite) {
	for _, n := range []int{1, 2, 4, 16, 64, 128, 256, 1 << 10, 1 << 13} {
		rounds := 12
		if n > 256 {
			rounds = 2
		}
		for range rounds {
			p, in, data := s.program(n, 3+s.rng.IntN(60))
			s.checkProgram(p, in, data, n)
		}
	}
	for _, result := range []kernels.Operand{
		{Kind: kernels.Input}, {Kind: kernels.Table}, {Kind: kernels.Param}, {Kind: kernels.Const}, {Kind: kernels.Point},
	} {
		p, in, data := s.program(128, 0)
		p.Result = result
		s.checkProgram(p, in, data, 128)
	}
	s.sums()
	s.growth()
	for _, n := range []int{8, 128, 1 << 10} {
		s.weightedSum(n, 1+s.rng.IntN(40))
	}
}

// growth doubles, negates and multiplies what it doubled, so that results that
// are not reduced at each step outgrow any bound.
func (s *suite) growth() {
	const n = 64
	for range 20 {
		p, in, data := s.program(n, 0)
		reg := func(i int) kernels.Operand { return kernels.Operand{Index: uint16(i)} }
		leaf := func() kernels.Operand { return kernels.Operand{Kind: kernels.Input, Index: uint16(s.rng.IntN(6))} }
		p.NumRegs = 3
		for r := range 3 {
			p.Code = append(p.Code, kernels.Instr{Op: kernels.OpAdd, Dst: uint16(r), A: leaf(), B: leaf()})
		}
		for range 60 {
			a, b := s.rng.IntN(3), s.rng.IntN(3)
			op := []kernels.Op{kernels.OpAdd, kernels.OpAdd, kernels.OpAdd, kernels.OpSub, kernels.OpSub, kernels.OpMul}[s.rng.IntN(6)]
			instr := kernels.Instr{Op: op, Dst: uint16(s.rng.IntN(3)), A: reg(a), B: reg(b)}
			if s.rng.IntN(8) == 0 {
				instr.B = kernels.Operand{Kind: kernels.Param}
			}
			p.Code = append(p.Code, instr)
		}
		p.Result = reg(s.rng.IntN(3))
		s.checkProgram(p, in, data, n)
	}
}

// weightedSum is Σ param·(cell·cell − cell), with products without weight and
// a look at the partial sum in between.
func (s *suite) weightedSum(n, terms int) {
	p, in, data := s.program(n, 0)
	p.NumRegs = 3
	op := func(op kernels.Op, dst uint16, a, b kernels.Operand) {
		p.Code = append(p.Code, kernels.Instr{Op: op, Dst: dst, A: a, B: b})
	}
	reg := func(i uint16) kernels.Operand { return kernels.Operand{Index: i} }
	any := func(kind kernels.OperandKind, n int) kernels.Operand {
		return kernels.Operand{Kind: kind, Index: uint16(s.rng.IntN(n))}
	}
	cell := func() kernels.Operand { return any(kernels.Input, len(p.Cells)) }
	op(kernels.OpMul, 0, cell(), any(kernels.Param, 2))
	for k := range terms {
		op(kernels.OpMul, 1, cell(), cell())
		op(kernels.OpSub, 1, reg(1), cell())
		switch k % 7 {
		case 3: // no weight
			op(kernels.OpMul, 1, reg(1), any(kernels.Table, 4))
		case 5: // the term is read once more
			op(kernels.OpMul, 2, reg(1), any(kernels.Param, 2))
			op(kernels.OpAdd, 0, reg(0), reg(2))
			op(kernels.OpMul, 1, reg(1), cell())
		default:
			op(kernels.OpMul, 1, reg(1), any(kernels.Param, 2))
		}
		op([]kernels.Op{kernels.OpAdd, kernels.OpSub}[k%2], 0, reg(0), reg(1))
		if k == 12 {
			op(kernels.OpMul, 0, reg(0), reg(0))
		}
	}
	p.Result = reg(0)
	s.checkProgram(p, in, data, n)
}

// sums is the shape that all AIRs have: weighted sums of products, divided by
// a vanishing polynomial.
func (s *suite) sums() {
	const n = 256
	p, in, data := s.program(n, 0)
	reg := func(i uint16) kernels.Operand { return kernels.Operand{Index: i} }
	input := func(i uint16) kernels.Operand { return kernels.Operand{Kind: kernels.Input, Index: i} }
	param := kernels.Operand{Kind: kernels.Param}
	p.NumRegs = 4
	p.Code = []kernels.Instr{
		{Op: kernels.OpMul, Dst: 0, A: input(0), B: param},
		{Op: kernels.OpMul, Dst: 1, A: input(1), B: input(2)},
		{Op: kernels.OpAdd, Dst: 0, A: reg(0), B: reg(1)},
		{Op: kernels.OpMul, Dst: 1, A: param, B: input(3)},
		{Op: kernels.OpAdd, Dst: 0, A: reg(1), B: reg(0)},
		{Op: kernels.OpMul, Dst: 1, A: reg(0), B: param},
		{Op: kernels.OpSub, Dst: 2, A: reg(0), B: reg(1)},
		{Op: kernels.OpMul, Dst: 1, A: reg(2), B: reg(2)},
		{Op: kernels.OpSub, Dst: 2, A: reg(2), B: reg(1)},
		{Op: kernels.OpMul, Dst: 1, A: reg(2), B: param},
		{Op: kernels.OpSub, Dst: 1, A: reg(1), B: reg(2)},
		{Op: kernels.OpSub, Dst: 3, A: kernels.Operand{Kind: kernels.Point}, B: param},
		{Op: kernels.OpInv, Dst: 3, A: reg(3)},
		{Op: kernels.OpMul, Dst: 1, A: reg(3), B: reg(1)},
		{Op: kernels.OpAdd, Dst: 1, A: reg(1), B: reg(1)},
	}
	p.Result = reg(1)
	s.checkProgram(p, in, data, n)
}

func (s *suite) checkProgram(p *kernels.Program, in kernels.ProgramInput, data [][]kernels.Element, n int) {
	s.Helper()
	dst := s.alloc(1, n)
	s.must(s.b.EvaluateProgram(s.ctx, dst, p, in))
	want := make([]kernels.Element, n)
	x, g := in.Offset, generator(n)
	for i := range want {
		want[i] = runProgram(p, &in, data, x, n, i)
		x.Mul(&x, &g)
	}
	s.equal(s.download(dst)[0], want, "program of %d instructions on %d rows", len(p.Code), n)
	dst.Free()
	for _, c := range in.Columns {
		c.Free()
	}
}

// program makes a random program and input.
func (s *suite) program(n, length int) (*kernels.Program, kernels.ProgramInput, [][]kernels.Element) {
	data := [][]kernels.Element{s.units(n), s.units(n), s.units(n)}
	in := kernels.ProgramInput{
		Columns: []kernels.Columns{s.upload(data[0], data[1]), s.upload(data[2])},
		Offset:  s.unit(),
	}
	p := &kernels.Program{NumRegs: 5, NumTables: 4, NumParams: 2, Consts: []kernels.Element{s.unit(), small(2)}}
	for _, size := range []int{1, 2, min(n, 16), n} {
		in.Tables = append(in.Tables, s.units(size))
	}
	in.Params = s.units(p.NumParams)
	for range 6 {
		p.Cells = append(p.Cells, kernels.Cell{Column: s.rng.IntN(3), Row: s.rng.IntN(n)})
	}
	written := 0 // registers below are written
	for k := range length {
		instr := kernels.Instr{Op: kernels.Op(s.rng.IntN(3)), A: s.operand(p, written), B: s.operand(p, written)}
		if k%9 == 8 {
			instr.Op, instr.A = kernels.OpInv, s.operand(p, 0) // never zero
		}
		instr.Dst = uint16(s.rng.IntN(min(p.NumRegs, written+1)))
		written = max(written, int(instr.Dst)+1)
		p.Code = append(p.Code, instr)
	}
	if length > 0 {
		p.Result = kernels.Operand{Index: uint16(s.rng.IntN(written))}
	}
	return p, in, data
}

func (s *suite) operand(p *kernels.Program, written int) kernels.Operand {
	if written > 0 && s.rng.IntN(2) == 0 {
		return kernels.Operand{Kind: kernels.Reg, Index: uint16(s.rng.IntN(written))}
	}
	sizes := []int{0, len(p.Cells), p.NumTables, p.NumParams, len(p.Consts), 1}
	kind := 1 + s.rng.IntN(5)
	return kernels.Operand{Kind: kernels.OperandKind(kind), Index: uint16(s.rng.IntN(sizes[kind]))}
}

// RunProgram runs a program on one row, by its definition.
func RunProgram(p *kernels.Program, in *kernels.ProgramInput, data [][]kernels.Element, row int) kernels.Element {
	n := len(data[0])
	x, g := in.Offset, generator(n)
	for range row {
		x.Mul(&x, &g)
	}
	return runProgram(p, in, data, x, n, row)
}

// runProgram runs a program on one row, the point x.
func runProgram(p *kernels.Program, in *kernels.ProgramInput, data [][]kernels.Element, x kernels.Element, n, row int) kernels.Element {
	regs := make([]kernels.Element, p.NumRegs)
	read := func(o kernels.Operand) kernels.Element {
		switch o.Kind {
		case kernels.Input:
			c := p.Cells[o.Index]
			return data[c.Column][(row+c.Row)%n]
		case kernels.Table:
			t := in.Tables[o.Index]
			return t[row%len(t)]
		case kernels.Param:
			return in.Params[o.Index]
		case kernels.Const:
			return p.Consts[o.Index]
		case kernels.Point:
			return x
		}
		return regs[o.Index]
	}
	for _, i := range p.Code {
		a := read(i.A)
		switch i.Op {
		case kernels.OpAdd:
			regs[i.Dst] = add(a, read(i.B))
		case kernels.OpSub:
			regs[i.Dst] = sub(a, read(i.B))
		case kernels.OpMul:
			regs[i.Dst] = mul(a, read(i.B))
		case kernels.OpInv:
			regs[i.Dst] = inv(a)
		}
	}
	return read(p.Result)
}
