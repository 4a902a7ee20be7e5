package air

import (
	"quarry/fault"
	"quarry/kernels"
)

// evalAt runs the program at one point off the trace domain. cells are the
// values of the mask there.
func (c *compiled) evalAt(point *kernels.Element, cells, params []kernels.Element) (kernels.Element, error) {
	tables := make([]kernels.Element, len(c.tables))
	for i := range c.tables {
		v, ok := c.tables[i].at(point, c.n)
		if !ok {
			return v, zeroDenominator()
		}
		tables[i] = v
	}
	m := machine{program: &c.program, regs: make([]kernels.Element, c.program.NumRegs)}
	v, ok := m.run(cells, tables, params, point)
	if !ok {
		return v, zeroDenominator()
	}
	return v, nil
}

func zeroDenominator() error {
	return fault.New(CodeZeroDenominator, "a constraint's denominator is zero at the out-of-domain point").
		WithHint("the point lies in the trace domain, which happens to no honest proof")
}

// machine runs a program at single points.
type machine struct {
	program *kernels.Program
	regs    []kernels.Element
}

// run returns the program's value, and false if it inverts zero.
func (m *machine) run(cells, tables, params []kernels.Element, point *kernels.Element) (kernels.Element, bool) {
	load := func(o kernels.Operand) *kernels.Element {
		switch o.Kind {
		case kernels.Reg:
			return &m.regs[o.Index]
		case kernels.Input:
			return &cells[o.Index]
		case kernels.Table:
			return &tables[o.Index]
		case kernels.Param:
			return &params[o.Index]
		case kernels.Const:
			return &m.program.Consts[o.Index]
		}
		return point
	}
	for _, in := range m.program.Code {
		dst, a := &m.regs[in.Dst], load(in.A)
		switch in.Op {
		case kernels.OpAdd:
			dst.Add(a, load(in.B))
		case kernels.OpSub:
			dst.Sub(a, load(in.B))
		case kernels.OpMul:
			dst.Mul(a, load(in.B))
		case kernels.OpInv:
			if a.IsZero() {
				return kernels.Element{}, false
			}
			dst.Inverse(a)
		}
	}
	return *load(m.program.Result), true
}
