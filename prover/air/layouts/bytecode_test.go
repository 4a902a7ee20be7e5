package layouts_test

import (
	"math/rand"
	"reflect"
	"testing"

	"quarry/kernels"
	"quarry/kernels/cuda/bytecode"
	"quarry/kernels/ssa"
	"quarry/prover/air/layouts"
)

// The constraints of a layout take no more of a GPU than docs/cuda.md says: slots
// limit how many threads it holds at a time, instructions how long they take.
func TestBytecodeOfLayouts(t *testing.T) {
	ceilings := map[string]struct{ slots, instructions, multiplications int }{
		"plain":                   {13, 228, 103},
		"small":                   {13, 674, 337},
		"dex":                     {13, 674, 337},
		"perpetual":               {13, 473, 237},
		"dex_with_bitwise":        {13, 760, 384},
		"recursive":               {13, 414, 205},
		"recursive_large_output":  {13, 592, 270},
		"recursive_with_poseidon": {13, 588, 267},
		"starknet":                {13, 848, 402},
		"starknet_with_keccak":    {13, 1619, 633},
		"all_solidity":            {13, 861, 429},
	}
	for _, name := range layouts.Names() {
		a := newAIR(t, name, layouts.MinSteps(name))
		original, interaction := a.Widths()
		rng := rand.New(rand.NewSource(1))
		in := kernels.ProgramInput{Offset: randomElements(rng, 1)[0], Params: randomElements(rng, a.Program().NumParams)}
		in.Tables = madeUpTables(rng, a.TableLengths())
		shape := ssa.Shape{Rows: a.TraceLength(), Width: original + interaction}
		code := bytecode.Translate(a.Program(), &in, shape)
		multiplications := 0
		for _, instr := range code.Main.Instrs {
			switch instr.Op() {
			case bytecode.Mul, bytecode.MulAdd, bytecode.MulSub:
				multiplications++
			}
		}
		ceiling, ok := ceilings[name]
		if slots, n := code.Main.Slots, len(code.Main.Instrs); !ok || slots > ceiling.slots || n > ceiling.instructions || multiplications > ceiling.multiplications {
			t.Errorf("%s: %d slots, %d instructions, %d multiplications, want no more than %v", name, slots, n, multiplications, ceiling)
		}
		if again := bytecode.Translate(a.Program(), &in, shape); !reflect.DeepEqual(again, code) {
			t.Errorf("%s: translated anew, the code is another one", name)
		}
	}
}

// madeUpTables are tables of the given lengths that are quicker to come by than a
// layout's: the code depends on the lengths only.
func madeUpTables(rng *rand.Rand, lengths []int) [][]kernels.Element {
	tables := make([][]kernels.Element, len(lengths))
	some := randomElements(rng, 1<<10)
	for i, n := range lengths {
		tables[i] = make([]kernels.Element, n)
		for k := 0; k < n; k += len(some) {
			copy(tables[i][k:], some)
		}
	}
	return tables
}
