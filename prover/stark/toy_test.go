package stark_test

import (
	"context"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/execution"
)

// toyAIR is an AIR of any trace length, so small that proofs of it take
// milliseconds. Its original trace has the columns x and y with
//
//	x_{i+1} = x_i² + y_i
//
// and its interaction trace, if it has one, the column p with
//
//	p_{i+1}·(z − y_{i+1}) = p_i·(z − x_{i+1}),
//
// on all rows but the last.
type toyAIR struct {
	n           int
	interactive bool
	// spoil is a row whose x is wrong; −1 for none.
	spoil int
}

const codeToyConstraint fault.Code = "toy/constraint"

func (a *toyAIR) Layout() string   { return "toy" }
func (a *toyAIR) TraceLength() int { return a.n }
func (a *toyAIR) Widths() (int, int) {
	if a.interactive {
		return 2, 1
	}
	return 2, 0
}

func (a *toyAIR) Mask() []kernels.Cell {
	if !a.interactive {
		return []kernels.Cell{{Column: 0}, {Column: 0, Row: 1}, {Column: 1}}
	}
	return []kernels.Cell{
		{Column: 0}, {Column: 0, Row: 1}, {Column: 1}, {Column: 1, Row: 1}, {Column: 2}, {Column: 2, Row: 1},
	}
}

func (a *toyAIR) NumConstraints() int {
	if a.interactive {
		return 2
	}
	return 1
}

func (a *toyAIR) ConstraintDegree() int { return 2 }

func (a *toyAIR) NumInteractionElements() int {
	if a.interactive {
		return 2
	}
	return 0
}

// generator generates the trace domain.
func (a *toyAIR) generator() kernels.Element {
	e := fp.Modulus()
	e.Sub(e, big.NewInt(1)).Div(e, big.NewInt(int64(a.n)))
	var g kernels.Element
	g.SetUint64(3)
	return *g.Exp(g, e)
}

// The parameters: the last point of the domain, alpha, z.
const (
	toyLast = iota
	toyAlpha
	toyZ
)

func (a *toyAIR) Params(_ *execution.PublicInput, interaction []kernels.Element, alpha *kernels.Element) ([]kernels.Element, error) {
	g := a.generator()
	params := []kernels.Element{*g.Inverse(&g), *alpha, {}}
	if a.interactive {
		params[toyZ] = interaction[0]
	}
	return params, nil
}

func (a *toyAIR) TableLengths() []int                               { return nil }
func (a *toyAIR) WriteTables(*kernels.Element, [][]kernels.Element) {}

// Program computes (c0 + alpha·c1)·(x − last)/(x^n − 1).
func (a *toyAIR) Program() *kernels.Program {
	p := &kernels.Program{Cells: a.Mask(), NumParams: 3, Consts: []kernels.Element{fp.One()}, NumRegs: 4}
	reg := func(i uint16) kernels.Operand { return kernels.Operand{Kind: kernels.Reg, Index: i} }
	cell := func(i uint16) kernels.Operand { return kernels.Operand{Kind: kernels.Input, Index: i} }
	param := func(i uint16) kernels.Operand { return kernels.Operand{Kind: kernels.Param, Index: i} }
	do := func(op kernels.Op, dst uint16, x, y kernels.Operand) {
		p.Code = append(p.Code, kernels.Instr{Op: op, Dst: dst, A: x, B: y})
	}
	point := kernels.Operand{Kind: kernels.Point}
	do(kernels.OpMul, 0, cell(0), cell(0))
	do(kernels.OpSub, 0, cell(1), reg(0))
	do(kernels.OpSub, 0, reg(0), cell(2))
	if a.interactive {
		do(kernels.OpSub, 1, param(toyZ), cell(3))
		do(kernels.OpMul, 1, reg(1), cell(5))
		do(kernels.OpSub, 2, param(toyZ), cell(1))
		do(kernels.OpMul, 2, reg(2), cell(4))
		do(kernels.OpSub, 1, reg(1), reg(2))
		do(kernels.OpMul, 1, reg(1), param(toyAlpha))
		do(kernels.OpAdd, 0, reg(0), reg(1))
	}
	do(kernels.OpSub, 1, point, param(toyLast))
	do(kernels.OpMul, 0, reg(0), reg(1))
	do(kernels.OpAdd, 3, point, kernels.Operand{Kind: kernels.Const})
	do(kernels.OpSub, 3, reg(3), kernels.Operand{Kind: kernels.Const})
	for n := a.n; n > 1; n /= 2 {
		do(kernels.OpMul, 3, reg(3), reg(3))
	}
	do(kernels.OpSub, 3, reg(3), kernels.Operand{Kind: kernels.Const})
	do(kernels.OpInv, 3, reg(3), reg(3))
	do(kernels.OpMul, 0, reg(0), reg(3))
	p.Result = reg(0)
	return p
}

// constraints are c0 and c1 at one place, from the mask there.
func (a *toyAIR) constraints(mask, params []kernels.Element) []kernels.Element {
	var c0, t kernels.Element
	c0.Square(&mask[0])
	c0.Sub(&mask[1], &c0)
	c0.Sub(&c0, &mask[2])
	if !a.interactive {
		return []kernels.Element{c0}
	}
	var c1 kernels.Element
	c1.Sub(&params[toyZ], &mask[3])
	c1.Mul(&c1, &mask[5])
	t.Sub(&params[toyZ], &mask[1])
	t.Mul(&t, &mask[4])
	return []kernels.Element{c0, *c1.Sub(&c1, &t)}
}

func (a *toyAIR) EvalAt(point *kernels.Element, mask, params []kernels.Element) (kernels.Element, error) {
	c := a.constraints(mask, params)
	sum := c[0]
	if a.interactive {
		c[1].Mul(&c[1], &params[toyAlpha])
		sum.Add(&sum, &c[1])
	}
	var t, one kernels.Element
	t.Sub(point, &params[toyLast])
	sum.Mul(&sum, &t)
	t.Exp(*point, big.NewInt(int64(a.n)))
	one.SetOne()
	t.Sub(&t, &one)
	return *sum.Div(&sum, &t), nil
}

func (a *toyAIR) WriteTrace(context.Context, *execution.Execution) (*kernels.HostColumns, error) {
	host, err := kernels.NewHostColumns(2, a.n)
	if err != nil {
		return nil, err
	}
	x, y := host.Data[0], host.Data[1]
	for i := range y {
		y[i].SetUint64(uint64(i*i + 7))
	}
	x[0].SetUint64(5)
	for i := 1; i < a.n; i++ {
		x[i].Square(&x[i-1])
		x[i].Add(&x[i], &y[i-1])
		if i == a.spoil {
			x[i].Double(&x[i])
		}
	}
	return host, nil
}

func (a *toyAIR) WriteInteraction(ctx context.Context, b kernels.Backend, dst, original kernels.Columns, _ *execution.PublicInput, interaction []kernels.Element) error {
	view := func(c kernels.Columns, column int) kernels.View {
		return kernels.View{Columns: c, Column: column, Step: 1}
	}
	return b.PermutationProduct(ctx, view(dst, 0), []kernels.View{view(original, 0)}, []kernels.View{view(original, 1)}, &interaction[0], &interaction[1])
}

func (a *toyAIR) Diagnose(_ context.Context, original, interaction [][]kernels.Element, params []kernels.Element) error {
	for row := range a.n - 1 {
		mask := []kernels.Element{original[0][row], original[0][row+1], original[1][row]}
		if a.interactive {
			mask = append(mask, original[1][row+1], interaction[0][row], interaction[0][row+1])
		}
		for i, c := range a.constraints(mask, params) {
			if !c.IsZero() {
				return fault.New(codeToyConstraint, "constraint %d fails on row %d", i, row)
			}
		}
	}
	return nil
}
