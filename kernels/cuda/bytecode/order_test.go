package bytecode

import (
	"reflect"
	"sync"
	"testing"

	"quarry/kernels"
	"quarry/kernels/cpu/felt"
	"quarry/kernels/ssa"
)

// squares is Σ ±weight·(a_k + b_k)² as one would not compute it: all sums first.
func squares(n int) (*kernels.Program, kernels.ProgramInput) {
	reg := func(i int) kernels.Operand { return kernels.Operand{Index: uint16(i)} }
	cell := func(i int) kernels.Operand { return kernels.Operand{Kind: kernels.Input, Index: uint16(i)} }
	p := &kernels.Program{NumParams: 1, NumRegs: n + 2, Result: reg(n)}
	for k := range n {
		p.Cells = append(p.Cells, kernels.Cell{Row: 2 * k}, kernels.Cell{Row: 2*k + 1})
		p.Code = append(p.Code, kernels.Instr{Op: kernels.OpAdd, Dst: uint16(k), A: cell(2 * k), B: cell(2*k + 1)})
	}
	for k := range n {
		p.Code = append(p.Code,
			kernels.Instr{Op: kernels.OpMul, Dst: uint16(n + 1), A: reg(k), B: reg(k)},
			kernels.Instr{Op: kernels.OpMul, Dst: uint16(n + 1), A: reg(n + 1), B: kernels.Operand{Kind: kernels.Param}})
		sum := kernels.Instr{Op: kernels.Op(k % 2), Dst: uint16(n), A: reg(n), B: reg(n + 1)}
		if k == 0 {
			sum.A = cell(0)
		}
		p.Code = append(p.Code, sum)
	}
	return p, kernels.ProgramInput{Params: make([]kernels.Element, 1)}
}

// Values are computed when they are needed, and nothing is subtracted that can be
// added.
func TestOrderTakesFewSlots(t *testing.T) {
	p, in := squares(20)
	code := Translate(p, &in, ssa.Shape{Rows: 64, Width: 1})
	if code.Main.Slots != 2 {
		t.Errorf("%d slots", code.Main.Slots)
	}
	for _, instr := range code.Main.Instrs {
		if instr.Op() == Sub || instr.Op() == MulSub {
			t.Errorf("%+v", instr)
		}
	}
	if len(code.Uniforms) != 2 {
		t.Errorf("%d uniforms, want the weight and its negative", len(code.Uniforms))
	}
}

// Orders are remembered, by all that translate at the same time, and for so many
// programs only.
func TestOrdersAreRemembered(t *testing.T) {
	ordered := func() []term {
		p, in := squares(9)
		g := newGraph(ssa.Compile(felt.Portable(), p, &in, ssa.Shape{Rows: 64, Width: 1}))
		g.order()
		return g.nodes[g.root].terms
	}
	if once, again := ordered(), ordered(); &once[0] != &again[0] {
		t.Error("the same graph was ordered twice")
	}
	var first [maxOrders + 2]*Translated
	var wg sync.WaitGroup
	for k := range first {
		p, in := squares(1 + k)
		first[k] = Translate(p, &in, ssa.Shape{Rows: 256, Width: 1})
		for range 2 {
			wg.Go(func() {
				if again := Translate(p, &in, ssa.Shape{Rows: 256, Width: 1}); !reflect.DeepEqual(again, first[k]) {
					t.Errorf("%d squares: another code", 1+k)
				}
			})
		}
	}
	wg.Wait()
	if len(orders.known) > maxOrders {
		t.Errorf("%d orders are kept", len(orders.known))
	}
}
