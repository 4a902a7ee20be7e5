package bytecode

import (
	"fmt"
	"math/bits"

	"quarry/kernels"
)

// maxHoisted is the longest period for which values are computed beforehand.
const maxHoisted = 1 << 12

// Translate compiles p for one coset of n rows. width is the number of the
// input's columns. It panics if tables or parameters are not those of p, as
// kernels.Evaluator asks.
func Translate(p *kernels.Program, in *kernels.ProgramInput, n, width int) *Translated {
	require(len(in.Tables) == p.NumTables, "%d tables for a program of %d", len(in.Tables), p.NumTables)
	require(len(in.Params) == p.NumParams, "%d params for a program of %d", len(in.Params), p.NumParams)
	t := &translator{p: p, in: in, n: n, width: width, out: &Translated{}, leaves: map[kernels.Operand]int{},
		regs: make([]int, p.NumRegs), placed: map[int]Operand{}}
	for i := range t.regs {
		t.regs[i] = -1
	}
	for _, instr := range p.Code {
		a := t.operand(instr.A)
		b := a
		if instr.Op != kernels.OpInv {
			b = t.operand(instr.B)
		}
		t.regs[instr.Dst] = t.apply(instr.Op, a, b)
	}
	result := t.operand(p.Result)
	for _, operand := range t.inverted {
		t.out.Inverses = append(t.out.Inverses, t.generate(operand))
	}
	t.out.Main = t.generate(result)
	return t.out
}

func require(ok bool, format string, args ...any) {
	if !ok {
		panic("bytecode: " + fmt.Sprintf(format, args...))
	}
}

// kind says how a value depends on the row.
type kind uint8

const (
	uniform  kind = iota // the same on all rows
	periodic             // a table
	cell                 // a column, at some distance
	point                // the point of the domain
	computed             // by an instruction
)

// value is one value of the program, in single-assignment form.
type value struct {
	kind   kind
	scalar kernels.Element   // uniform
	table  []kernels.Element // periodic
	column int               // cell
	row    int               // cell: rows below the current one
	op     kernels.Op        // computed
	a, b   int
}

// translator turns a program into values, and those into code.
type translator struct {
	p        *kernels.Program
	in       *kernels.ProgramInput
	n, width int
	out      *Translated
	values   []value
	leaves   map[kernels.Operand]int // values of the program's operands
	regs     []int                   // value that each register of the program holds
	inverted []int                   // values to invert
	placed   map[int]Operand         // values in out.Uniforms and out.Sources
}

// operand returns the value that an operand of the program reads.
func (t *translator) operand(o kernels.Operand) int {
	if o.Kind == kernels.Reg {
		v := t.regs[o.Index]
		require(v >= 0, "register %d read before it is written", o.Index)
		return v
	}
	if o.Kind == kernels.Point {
		o.Index = 0 // unused by programs
	}
	v, ok := t.leaves[o]
	if !ok {
		v = t.add(t.leaf(o))
		t.leaves[o] = v
	}
	return v
}

func (t *translator) leaf(o kernels.Operand) value {
	switch o.Kind {
	case kernels.Input:
		c := t.p.Cells[o.Index]
		require(c.Column < t.width, "cell of column %d of %d", c.Column, t.width)
		return value{kind: cell, column: c.Column, row: c.Row & (t.n - 1)}
	case kernels.Table:
		table := t.in.Tables[o.Index]
		require(bits.OnesCount(uint(len(table))) == 1, "table of %d values", len(table))
		if len(table) == 1 {
			return value{kind: uniform, scalar: table[0]}
		}
		return value{kind: periodic, table: table}
	case kernels.Param:
		return value{kind: uniform, scalar: t.in.Params[o.Index]}
	case kernels.Const:
		return value{kind: uniform, scalar: t.p.Consts[o.Index]}
	}
	require(o.Kind == kernels.Point, "operand of kind %d", o.Kind)
	return value{kind: point}
}

func (t *translator) add(v value) int {
	t.values = append(t.values, v)
	return len(t.values) - 1
}

// apply computes what can be computed now and records the rest.
func (t *translator) apply(op kernels.Op, a, b int) int {
	x, y := &t.values[a], &t.values[b]
	switch {
	case x.kind == uniform && y.kind == uniform:
		return t.add(value{kind: uniform, scalar: compute(op, &x.scalar, &y.scalar)})
	case x.kind <= periodic && y.kind <= periodic && max(len(x.table), len(y.table)) <= maxHoisted:
		return t.add(value{kind: periodic, table: hoist(op, x, y)})
	case op == kernels.OpInv:
		t.inverted = append(t.inverted, a)
		return t.add(value{kind: cell, column: t.width + len(t.inverted) - 1})
	}
	return t.add(value{kind: computed, op: op, a: a, b: b})
}

func compute(op kernels.Op, a, b *kernels.Element) (z kernels.Element) {
	switch op {
	case kernels.OpAdd:
		z.Add(a, b)
	case kernels.OpSub:
		z.Sub(a, b)
	case kernels.OpMul:
		z.Mul(a, b)
	case kernels.OpInv:
		z.Inverse(a)
	}
	return z
}

// hoist is op on all values of two tables, or of a table and a scalar.
func hoist(op kernels.Op, x, y *value) []kernels.Element {
	out := make([]kernels.Element, max(len(x.table), len(y.table)))
	for i := range out {
		out[i] = compute(op, x.at(i), y.at(i))
	}
	return out
}

func (v *value) at(i int) *kernels.Element {
	if v.kind == uniform {
		return &v.scalar
	}
	return &v.table[i&(len(v.table)-1)]
}
