package bytecode

import "quarry/kernels"

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
	g := &generator{translator: t, uses: make([]int, len(t.values)), fused: make([]bool, len(t.values)),
		at: make([]Operand, len(t.values)), bound: make([]int, len(t.values)), code: Code{PointSlot: -1}}
	g.count(root)
	for i := range g.values {
		if g.live(i) && g.values[i].op != kernels.OpMul {
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

// count counts the reads of all values that root depends on. Values come in the
// order of their computation, so one pass from the last to the first will do.
func (g *generator) count(root int) {
	g.uses[root]++
	for i := root; i >= 0; i-- {
		if g.live(i) {
			g.uses[g.values[i].a]++
			g.uses[g.values[i].b]++
		}
	}
}

// live says whether a value is computed by an instruction of this code.
func (g *generator) live(i int) bool { return g.values[i].kind == computed && g.uses[i] > 0 }

// fuse lets a sum compute one of its operands, if that is a product that nobody
// else reads. In a difference it may only be the one that is subtracted.
func (g *generator) fuse(i int) {
	v := &g.values[i]
	single := func(o int) bool {
		return g.values[o].kind == computed && g.values[o].op == kernels.OpMul && g.uses[o] == 1
	}
	switch {
	case single(v.b):
		g.fused[v.b] = true
	case v.op == kernels.OpAdd && single(v.a):
		v.a, v.b = v.b, v.a
		g.fused[v.b] = true
	}
}

// emit appends the instructions that compute value i.
func (g *generator) emit(i int) {
	v := g.values[i]
	var in Instr
	switch {
	case v.op == kernels.OpMul:
		in, g.bound[i] = g.product(Mul, v), 1
	case g.fused[v.b]:
		op := MulAdd
		if v.op == kernels.OpSub {
			op = MulSub | 1<<4
		}
		in = g.product(op, g.values[v.b])
		g.limit(v.a, maxBound-1)
		in.C = g.read(v.a)
		g.bound[i] = g.boundOf(v.a) + 1
		g.release(v.a)
	default:
		in = g.sum(i, v)
	}
	slot := g.allocate()
	in.Head |= uint32(slot) << 16
	g.at[i] = NewOperand(Slot, slot)
	g.code.Instrs = append(g.code.Instrs, in)
}

// sum is a + b or a − b.
func (g *generator) sum(i int, v value) Instr {
	in := Instr{Head: uint32(Add)}
	if v.op == kernels.OpSub {
		g.limit(v.b, maxBound/2)
	}
	if g.boundOf(v.a)+g.boundOf(v.b) > maxBound {
		g.canonical(v.a)
		g.limit(v.b, maxBound-1)
	}
	if v.op == kernels.OpSub {
		in.Head = uint32(Sub) | uint32(g.boundOf(v.b))<<4
	}
	g.bound[i] = g.boundOf(v.a) + g.boundOf(v.b)
	in.A, in.B = g.read(v.a), g.read(v.b)
	g.release(v.a)
	g.release(v.b)
	return in
}

// product is the instruction that multiplies the operands of v; op is its Head
// without a destination.
func (g *generator) product(op Op, v value) Instr {
	if g.boundOf(v.a) < g.boundOf(v.b) {
		v.a, v.b = v.b, v.a
	}
	if g.boundOf(v.a)*g.boundOf(v.b) > maxBound {
		g.canonical(v.a)
	}
	in := Instr{Head: uint32(op), A: g.read(v.a), B: g.read(v.b)}
	g.release(v.a)
	g.release(v.b)
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
	if g.values[i].kind == computed {
		return g.bound[i]
	}
	return 1
}

// read is the operand of a value.
func (g *generator) read(i int) Operand {
	v := &g.values[i]
	if v.kind == computed {
		return g.at[i]
	}
	if v.kind == point {
		if g.code.PointSlot < 0 {
			g.code.PointSlot = g.newSlot()
		}
		return NewOperand(Slot, g.code.PointSlot)
	}
	o, ok := g.placed[i]
	if !ok && v.kind == uniform {
		o = NewOperand(Uniform, len(g.out.Uniforms))
		g.out.Uniforms = append(g.out.Uniforms, v.scalar)
	} else if !ok {
		o = NewOperand(Source, len(g.out.Sources))
		g.out.Sources = append(g.out.Sources, SourceRef{Table: v.table, Column: v.column, Row: v.row})
	}
	g.placed[i] = o
	return o
}

// release gives a slot back after the last read of its value.
func (g *generator) release(i int) {
	if g.values[i].kind != computed {
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
