package bytecode

import (
	"quarry/kernels"
	"quarry/kernels/cpu/felt"
	"quarry/kernels/ssa"
)

// Translate compiles p for one coset. It panics if tables or parameters are not
// those of p, as kernels.Evaluator asks.
func Translate(p *kernels.Program, in *kernels.ProgramInput, shape ssa.Shape) *Translated {
	values, result := ssa.Compile(felt.Best(), p, in, shape)
	t := &translator{values: values, width: shape.Width, out: &Translated{}, placed: map[int]Operand{}}
	for i := range values {
		if v := &values[i]; v.Kind == ssa.Computed && v.Op == kernels.OpInv {
			t.out.Inverses = append(t.out.Inverses, t.generate(v.A))
			*v = ssa.Value{Kind: ssa.Stream, Index: len(t.out.Inverses)}
		}
	}
	t.out.Main = t.generate(result)
	return t.out
}

// translator turns values into code.
type translator struct {
	values []ssa.Value
	width  int
	out    *Translated
	placed map[int]Operand // values in out.Uniforms and out.Sources
}
