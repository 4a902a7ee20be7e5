package ssa

import (
	"fmt"

	"quarry/kernels"
	"quarry/kernels/cpu/felt"
)

// Kind says how a value depends on the row.
type Kind uint8

// The kinds of values.
const (
	Uniform  Kind = iota // the same on all rows: Scalar
	Periodic             // repeats: Table
	Cell                 // a column of the input, at some distance: Column, Row
	Stream               // comes from elsewhere: Index
	Computed             // Op of A and B on each row
)

// Point is the Index of the stream that is the current point of the domain. Compile
// makes no other stream; backends number what they compute apart, such as
// inverses, from 1 on.
const Point = 0

// MaxHoisted is the longest period for which values are computed beforehand.
const MaxHoisted = 1 << 12

// Value is one value of a program. Elements are in Montgomery form.
type Value struct {
	Kind   Kind
	Scalar kernels.Element   // Uniform
	Table  []kernels.Element // Periodic; the length is a power of two above 1
	Column int               // Cell: number among the input's concatenated columns
	Row    int               // Cell: rows below the current one, below the coset's size
	Index  int               // Stream
	Op     kernels.Op        // Computed
	A, B   int               // Computed: which values; B is A for OpInv
}

// Shape is what p is compiled for: a coset of Rows rows, a power of two, and Width
// columns.
type Shape struct{ Rows, Width int }

// Compile returns the values of p, each behind those it is computed from, and which
// of them is the result. It computes with ops. It panics if tables or parameters
// are not those of p, as kernels.Evaluator asks.
func Compile(ops *felt.Ops, p *kernels.Program, in *kernels.ProgramInput, shape Shape) ([]Value, int) {
	require(len(in.Tables) == p.NumTables, "%d tables for a program of %d", len(in.Tables), p.NumTables)
	require(len(in.Params) == p.NumParams, "%d params for a program of %d", len(in.Params), p.NumParams)
	c := &compiler{ops: ops, p: p, in: in, shape: shape, leaves: map[kernels.Operand]int{}, regs: make([]int, p.NumRegs)}
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
	result := c.operand(p.Result)
	return c.values, result
}

func require(ok bool, format string, args ...any) {
	if !ok {
		panic("ssa: " + fmt.Sprintf(format, args...))
	}
}

// compiler turns a program into values.
type compiler struct {
	ops    *felt.Ops
	p      *kernels.Program
	in     *kernels.ProgramInput
	shape  Shape
	values []Value
	leaves map[kernels.Operand]int // values of the program's operands
	regs   []int                   // value that each register of the program holds, or −1
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
	v, ok := c.leaves[o]
	if !ok {
		v = c.add(c.leaf(o))
		c.leaves[o] = v
	}
	return v
}

func (c *compiler) leaf(o kernels.Operand) Value {
	switch o.Kind {
	case kernels.Input:
		at := c.p.Cells[o.Index]
		require(at.Column < c.shape.Width, "cell of column %d of %d", at.Column, c.shape.Width)
		return Value{Kind: Cell, Column: at.Column, Row: at.Row & (c.shape.Rows - 1)}
	case kernels.Table:
		t := c.in.Tables[o.Index]
		require(len(t) > 0 && len(t)&(len(t)-1) == 0, "table of %d values", len(t))
		if len(t) == 1 {
			return Value{Kind: Uniform, Scalar: t[0]}
		}
		return Value{Kind: Periodic, Table: t}
	case kernels.Param:
		return Value{Kind: Uniform, Scalar: c.in.Params[o.Index]}
	case kernels.Const:
		return Value{Kind: Uniform, Scalar: c.p.Consts[o.Index]}
	}
	require(o.Kind == kernels.Point, "operand of kind %d", o.Kind)
	return Value{Kind: Stream, Index: Point}
}

func (c *compiler) add(v Value) int {
	c.values = append(c.values, v)
	return len(c.values) - 1
}

// apply computes what can be computed now and records the rest.
func (c *compiler) apply(op kernels.Op, a, b int) int {
	x, y := &c.values[a], &c.values[b]
	switch {
	case x.Kind == Uniform && y.Kind == Uniform:
		return c.add(Value{Kind: Uniform, Scalar: scalar(op, &x.Scalar, &y.Scalar)})
	case x.Kind <= Periodic && y.Kind <= Periodic && max(len(x.Table), len(y.Table)) <= MaxHoisted:
		return c.add(Value{Kind: Periodic, Table: c.table(op, x, y)})
	}
	return c.add(Value{Kind: Computed, Op: op, A: a, B: b})
}

func scalar(op kernels.Op, a, b *kernels.Element) (r kernels.Element) {
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

// table applies op to two operands that are tables or scalars.
func (c *compiler) table(op kernels.Op, x, y *Value) []kernels.Element {
	n := max(len(x.Table), len(y.Table))
	a, b := x.expand(n), y.expand(n)
	dst := make([]kernels.Element, n)
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

// expand is the value on n rows at least.
func (v *Value) expand(n int) []kernels.Element {
	if v.Kind == Uniform {
		return Repeat([]kernels.Element{v.Scalar}, n)
	}
	return Repeat(v.Table, n)
}

// Repeat lengthens a cyclic table to at least n rows.
func Repeat(t []kernels.Element, n int) []kernels.Element {
	if len(t) >= n {
		return t
	}
	long := make([]kernels.Element, n)
	for at := 0; at < n; at += len(t) {
		copy(long[at:], t)
	}
	return long
}

// Uses says how often each value is read by the computation of the result, which
// counts as read once; values that the result does not need have 0.
func Uses(values []Value, result int) []int {
	uses := make([]int, len(values))
	uses[result] = 1
	for i := result; i >= 0; i-- {
		v := &values[i]
		if v.Kind != Computed || uses[i] == 0 {
			continue
		}
		uses[v.A]++
		if v.Op != kernels.OpInv {
			uses[v.B]++
		}
	}
	return uses
}
