package ssa_test

import (
	"testing"

	"pgregory.net/rapid"

	"quarry/kernels"
	"quarry/kernels/cpu/felt"
	"quarry/kernels/kerneltest"
	"quarry/kernels/ssa"
)

// The values are those of the program on every row, for all implementations of
// felts.
func TestCompileKeepsTheProgram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n, width = 8, 3
		p, in, data := kerneltest.DrawProgram(t, n, width)
		ops := rapid.SampledFrom(felt.Available()).Draw(t, "felts")
		if kerneltest.InvertsZero(p, &in, data) {
			t.Skip("a denominator is zero")
		}
		values, result := ssa.Compile(ops, p, &in, ssa.Shape{Rows: n, Width: width})
		for row := range n {
			want := kerneltest.RunProgram(p, &in, data, row)
			if got := value(values, result, &in, data, row); got != want {
				t.Fatalf("row %d: %s, want %s", row, got.String(), want.String())
			}
		}
	})
}

// value computes a value on a row.
func value(values []ssa.Value, i int, in *kernels.ProgramInput, data [][]kernels.Element, row int) (z kernels.Element) {
	v := &values[i]
	switch v.Kind {
	case ssa.Uniform:
		return v.Scalar
	case ssa.Periodic:
		return v.Table[row&(len(v.Table)-1)]
	case ssa.Cell:
		return data[v.Column][(row+v.Row)%len(data[v.Column])]
	case ssa.Stream:
		return kerneltest.RunProgram(&kernels.Program{Result: kernels.Operand{Kind: kernels.Point}}, in, data, row)
	}
	a := value(values, v.A, in, data, row)
	b := value(values, v.B, in, data, row)
	switch v.Op {
	case kernels.OpAdd:
		z.Add(&a, &b)
	case kernels.OpSub:
		z.Sub(&a, &b)
	case kernels.OpMul:
		z.Mul(&a, &b)
	case kernels.OpInv:
		z.Inverse(&a)
	}
	return z
}

// What is the same on all rows becomes a scalar, what repeats a table, and uses
// are counted as instructions read.
func TestCompileHoists(t *testing.T) {
	reg := func(i uint16) kernels.Operand { return kernels.Operand{Index: i} }
	op := func(k kernels.OperandKind, i uint16) kernels.Operand { return kernels.Operand{Kind: k, Index: i} }
	p := &kernels.Program{Cells: []kernels.Cell{{Row: 9}}, NumTables: 1, NumParams: 2, NumRegs: 3, Result: reg(2), Code: []kernels.Instr{
		{Op: kernels.OpMul, Dst: 0, A: op(kernels.Param, 0), B: op(kernels.Param, 1)},
		{Op: kernels.OpMul, Dst: 0, A: reg(0), B: op(kernels.Table, 0)},
		{Op: kernels.OpMul, Dst: 1, A: op(kernels.Input, 0), B: reg(0)},
		{Op: kernels.OpInv, Dst: 2, A: reg(1)},
		{Op: kernels.OpSub, Dst: 2, A: reg(2), B: reg(1)},
		{Op: kernels.OpAdd, Dst: 0, A: reg(2), B: reg(2)},
	}}
	table := make([]kernels.Element, 4)
	for i := range table {
		table[i].SetUint64(uint64(i + 1))
	}
	var six kernels.Element
	six.SetUint64(6)
	in := kernels.ProgramInput{Tables: [][]kernels.Element{table}, Params: []kernels.Element{table[1], table[2]}}
	values, result := ssa.Compile(felt.Portable(), p, &in, ssa.Shape{Rows: 8, Width: 1})
	v := values[result]
	if v.Kind != ssa.Computed || v.Op != kernels.OpSub {
		t.Fatalf("result %+v", v)
	}
	product := values[v.B]
	cell, weights := values[product.A], values[product.B]
	if cell.Kind != ssa.Cell || cell.Row != 1 {
		t.Errorf("cell %+v", cell)
	}
	if weights.Kind != ssa.Periodic || len(weights.Table) != 4 {
		t.Fatalf("weights %+v", weights)
	}
	for i, w := range weights.Table {
		var want kernels.Element
		if want.Mul(&six, &table[i]); w != want {
			t.Errorf("weight %d is %s, want %s", i, w.String(), want.String())
		}
	}
	uses := ssa.Uses(values, result)
	if uses[result] != 1 || uses[v.B] != 2 || uses[v.A] != 1 || uses[product.A] != 1 || uses[len(values)-1] != 0 {
		t.Errorf("uses %v", uses)
	}
}
