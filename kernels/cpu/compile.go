package cpu

import (
	"quarry/kernels"
	"quarry/kernels/cpu/felt"
)

// A program is compiled anew for each call, since its parameters and tables are
// known only then. Values that are the same on all rows are computed once, as
// scalars; values that repeat with a short period are computed once, as tables;
// what remains are vector instructions over blocks of rows.

// valueKind says how a value of the program depends on the row.
type valueKind uint8

const (
	uniform  valueKind = iota // the same on all rows: scalar
	periodic                  // repeats: table
	cell                      // a column of the input
	stream                    // computed for many rows at a time: see streams
	computed                  // by an instruction on each row
)

// value is one value of the program in single-assignment form.
type value struct {
	kind   valueKind
	scalar kernels.Element   // uniform
	table  []kernels.Element // periodic
	column []kernels.Element // cell
	row    int               // cell: rows below the current one
	index  int               // stream: 0 is the current point, others are inverses
	op     kernels.Op        // computed
	a, b   int               // computed: operands
	uses   int               // computed, cell, periodic: how many instructions read it
}

// maxHoisted is the longest period for which values are computed beforehand.
const maxHoisted = 1 << 12

// compiler turns a program into values.
type compiler struct {
	ops    *felt.Ops
	p      *kernels.Program
	in     *kernels.ProgramInput
	n      int
	data   [][]kernels.Element
	values []value
	leaves map[kernels.Operand]int
	regs   []int
}

// compile returns the values of p in an order of computation, and which of
// them is the result.
func compile(ops *felt.Ops, p *kernels.Program, in *kernels.ProgramInput, n int) ([]value, int) {
	c := &compiler{ops: ops, p: p, in: in, n: n, data: concat(in.Columns, n),
		leaves: map[kernels.Operand]int{}, regs: make([]int, p.NumRegs)}
	require(len(in.Tables) == p.NumTables, "%d tables for a program of %d", len(in.Tables), p.NumTables)
	require(len(in.Params) == p.NumParams, "%d params for a program of %d", len(in.Params), p.NumParams)
	for i := range c.regs {
		c.regs[i] = -1
	}
	for _, instr := range p.Code {
		a := c.operand(instr.A)
		b := a
		if instr.Op != kernels.OpInv {
			b = c.operand(instr.B)
		}
		c.regs[instr.Dst] = c.apply(instr.Op, a, b)
	}
	return c.values, c.operand(p.Result)
}

// operand returns the value that an operand reads.
func (c *compiler) operand(o kernels.Operand) int {
	if o.Kind == kernels.Reg {
		v := c.regs[o.Index]
		require(v >= 0, "register %d read before it is written", o.Index)
		return v
	}
	if o.Kind == kernels.Point {
		o.Index = 0 // unused by programs
	}
	if v, ok := c.leaves[o]; ok {
		return v
	}
	v := c.add(c.leaf(o))
	c.leaves[o] = v
	return v
}

func (c *compiler) leaf(o kernels.Operand) value {
	switch o.Kind {
	case kernels.Input:
		at := c.p.Cells[o.Index]
		return value{kind: cell, column: c.data[at.Column], row: at.Row & (c.n - 1)}
	case kernels.Table:
		t := c.in.Tables[o.Index]
		require(isPowerOfTwo(len(t)), "table of %d values", len(t))
		if len(t) == 1 {
			return value{kind: uniform, scalar: t[0]}
		}
		return value{kind: periodic, table: t}
	case kernels.Param:
		return value{kind: uniform, scalar: c.in.Params[o.Index]}
	case kernels.Const:
		return value{kind: uniform, scalar: c.p.Consts[o.Index]}
	case kernels.Point:
		return value{kind: stream, index: pointStream}
	}
	require(false, "operand of kind %d", o.Kind)
	return value{}
}

func (c *compiler) add(v value) int {
	c.values = append(c.values, v)
	return len(c.values) - 1
}

// apply computes what can be computed now and records the rest.
func (c *compiler) apply(op kernels.Op, a, b int) int {
	x, y := &c.values[a], &c.values[b]
	switch {
	case x.kind == uniform && y.kind == uniform:
		return c.add(value{kind: uniform, scalar: scalarOp(op, &x.scalar, &y.scalar)})
	case x.kind <= periodic && y.kind <= periodic && max(len(x.table), len(y.table)) <= maxHoisted:
		return c.add(value{kind: periodic, table: c.tables(op, x, y)})
	}
	return c.add(value{kind: computed, op: op, a: a, b: b})
}

// tables applies op to two operands that are tables or scalars.
func (c *compiler) tables(op kernels.Op, x, y *value) []kernels.Element {
	n := max(len(x.table), len(y.table))
	expand := func(v *value) []kernels.Element {
		if v.kind == uniform {
			return repeat([]kernels.Element{v.scalar}, n)
		}
		return repeat(v.table, n)
	}
	dst := make([]kernels.Element, n)
	a, b := expand(x), expand(y)
	switch op {
	case kernels.OpAdd:
		c.ops.Add(dst, a, b)
	case kernels.OpSub:
		c.ops.Sub(dst, a, b)
	case kernels.OpMul:
		c.ops.Mul(dst, a, b)
	case kernels.OpInv:
		c.ops.Inverse(dst, a)
	}
	return dst
}

func scalarOp(op kernels.Op, a, b *kernels.Element) (r kernels.Element) {
	switch op {
	case kernels.OpAdd:
		r.Add(a, b)
	case kernels.OpSub:
		r.Sub(a, b)
	case kernels.OpMul:
		r.Mul(a, b)
	case kernels.OpInv:
		r.Inverse(a)
	}
	return r
}

// countUses sets how often each value that the result needs is read; the others
// have 0.
func countUses(values []value, result int) {
	for i := range values {
		values[i].uses = 0
	}
	values[result].uses = 1
	for i := result; i >= 0; i-- {
		v := &values[i]
		if v.kind != computed || v.uses == 0 {
			continue
		}
		values[v.a].uses++
		if v.op != kernels.OpInv {
			values[v.b].uses++
		}
	}
}
