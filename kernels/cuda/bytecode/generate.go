package bytecode

import (
	"quarry/kernels"
	"quarry/kernels/ssa"
)

// generator emits the code of one value.
type generator struct {
	*translator
	code  Code
	uses  []int     // reads of each value that are still to come
	fused []bool    // products that their only reader, a sum, computes
	at    []Operand // where a computed value lies
	bound []int     // in multiples of p
	free  []int     // slots
}

// generate emits the code that computes a value on a row.
func (t *translator) generate(root int) Code {
	g := &generator{translator: t, uses: ssa.Uses(t.values, root), fused: make([]bool, len(t.values)),
		at: make([]Operand, len(t.values)), bound: make([]int, len(t.values)), code: Code{PointSlot: -1}}
	for i := range g.values {
		if g.live(i) && g.values[i].Op != kernels.OpMul {
			g.fuse(i)
		}
	}
	for i := range g.values {
		if g.live(i) && !g.fused[i] {
			g.emit(i)
		}
	}
	g.canonical(root)
	g.code.Result = g.read(root)
	return g.code
}

// live says whether a value is computed by an instruction of this code.
func (g *generator) live(i int) bool { return g.values[i].Kind == ssa.Computed && g.uses[i] > 0 }

// fuse lets a sum compute one of its operands, if that is a product that nobody
// else reads. In a difference it may only be the one that is subtracted.
func (g *generator) fuse(i int) {
	v := &g.values[i]
	single := func(o int) bool {
		return g.values[o].Kind == ssa.Computed && g.values[o].Op == kernels.OpMul && g.uses[o] == 1
	}
	switch {
	case single(v.B):
		g.fused[v.B] = true
	case v.Op == kernels.OpAdd && single(v.A):
		v.A, v.B = v.B, v.A
		g.fused[v.B] = true
	}
}

// emit appends the instructions that compute value i.
func (g *generator) emit(i int) {
	v := g.values[i]
	var in Instr
	switch {
	case v.Op == kernels.OpMul:
		in, g.bound[i] = g.product(Mul, v), 1
	case g.fused[v.B]:
		op := MulAdd
		if v.Op == kernels.OpSub {
			op = MulSub | 1<<4
		}
		in = g.product(op, g.values[v.B])
		g.limit(v.A, maxBound-1)
		in.C = g.read(v.A)
		g.bound[i] = g.boundOf(v.A) + 1
		g.release(v.A)
	default:
		in = g.sum(i, v)
	}
	slot := g.allocate()
	in.Head |= uint32(slot) << 16
	g.at[i] = NewOperand(Slot, slot)
	g.code.Instrs = append(g.code.Instrs, in)
}

// sum is a + b or a − b.
func (g *generator) sum(i int, v ssa.Value) Instr {
	in := Instr{Head: uint32(Add)}
	if v.Op == kernels.OpSub {
		g.limit(v.B, maxBound/2)
	}
	if g.boundOf(v.A)+g.boundOf(v.B) > maxBound {
		g.canonical(v.A)
		g.limit(v.B, maxBound-1)
	}
	if v.Op == kernels.OpSub {
		in.Head = uint32(Sub) | uint32(g.boundOf(v.B))<<4
	}
	g.bound[i] = g.boundOf(v.A) + g.boundOf(v.B)
	in.A, in.B = g.read(v.A), g.read(v.B)
	g.release(v.A)
	g.release(v.B)
	return in
}

// product is the instruction that multiplies the operands of v; op is its Head
// without a destination.
func (g *generator) product(op Op, v ssa.Value) Instr {
	if g.boundOf(v.A) < g.boundOf(v.B) {
		v.A, v.B = v.B, v.A
	}
	if g.boundOf(v.A)*g.boundOf(v.B) > maxBound {
		g.canonical(v.A)
	}
	in := Instr{Head: uint32(op), A: g.read(v.A), B: g.read(v.B)}
	g.release(v.A)
	g.release(v.B)
	return in
}

func (g *generator) limit(i, most int) {
	if g.boundOf(i) > most {
		g.canonical(i)
	}
}

// canonical reduces a value where it lies.
func (g *generator) canonical(i int) {
	if g.boundOf(i) > 1 {
		slot := g.at[i]
		g.code.Instrs = append(g.code.Instrs, Instr{Head: uint32(Canon) | uint32(slot.Index())<<16, A: slot})
		g.bound[i] = 1
	}
}

// boundOf is the bound of a value; what is not computed is canonical.
func (g *generator) boundOf(i int) int {
	if g.values[i].Kind == ssa.Computed {
		return g.bound[i]
	}
	return 1
}

// read is the operand of a value.
func (g *generator) read(i int) Operand {
	v := &g.values[i]
	if v.Kind == ssa.Computed {
		return g.at[i]
	}
	if v.Kind == ssa.Stream && v.Index == ssa.Point {
		if g.code.PointSlot < 0 {
			g.code.PointSlot = g.newSlot()
		}
		return NewOperand(Slot, g.code.PointSlot)
	}
	o, ok := g.placed[i]
	if !ok {
		o = g.place(v)
		g.placed[i] = o
	}
	return o
}

// place makes room for a value that is not computed.
func (g *generator) place(v *ssa.Value) Operand {
	if v.Kind == ssa.Uniform {
		g.out.Uniforms = append(g.out.Uniforms, v.Scalar)
		return NewOperand(Uniform, len(g.out.Uniforms)-1)
	}
	ref := SourceRef{Table: v.Table, Column: v.Column, Row: v.Row}
	if v.Kind == ssa.Stream {
		ref.Column = g.width + v.Index - 1
	}
	g.out.Sources = append(g.out.Sources, ref)
	return NewOperand(Source, len(g.out.Sources)-1)
}

// release gives a slot back after the last read of its value.
func (g *generator) release(i int) {
	if g.values[i].Kind != ssa.Computed {
		return
	}
	if g.uses[i]--; g.uses[i] == 0 {
		g.free = append(g.free, g.at[i].Index())
	}
}

func (g *generator) allocate() int {
	if n := len(g.free); n > 0 {
		slot := g.free[n-1]
		g.free = g.free[:n-1]
		return slot
	}
	return g.newSlot()
}

func (g *generator) newSlot() int {
	g.code.Slots++
	return g.code.Slots - 1
}
