package bytecode

import "quarry/kernels/ssa"

// generator emits the code of one value.
type generator struct {
	*translator
	*graph
	code  Code
	left  []int     // uses of each node that are still to come
	at    []Operand // where a node lies
	ready []bool    // nodes that are computed
	bound []int     // of a node, in multiples of p
	free  []int     // slots
}

// generate emits the code that computes a value on a row.
func (t *translator) generate(root int) Code {
	g := &generator{translator: t, graph: newGraph(t.values, root), at: make([]Operand, len(t.values)),
		ready: make([]bool, len(t.values)), bound: make([]int, len(t.values))}
	g.order()
	g.left = g.uses
	g.emit(root)
	g.canonical(root)
	g.code.Result = g.read(root)
	return g.code
}

// emit appends the instructions that compute a value, unless it is there already.
func (g *generator) emit(v int) {
	if !g.computed(v) || g.ready[v] {
		return
	}
	sum := none // what the terms so far lie in: a value, or v itself
	for i, t := range g.nodes[v].terms {
		for _, operand := range t.operands() {
			g.emit(operand)
		}
		switch {
		case i == 0 && t.negative:
			sum = zero
		case i == 0 && t.b == none:
			sum = t.a
			continue
		}
		var in Instr
		var bound int
		if t.b == none {
			in, bound = g.sum(sum, t)
		} else {
			in, bound = g.product(sum, t)
		}
		g.release(sum, v)
		for _, operand := range t.operands() {
			g.release(operand, v)
		}
		slot := g.allocate()
		in.Head |= uint32(slot) << 16
		g.code.Instrs = append(g.code.Instrs, in)
		g.at[v], g.bound[v], sum = NewOperand(Slot, slot), bound, v
	}
	g.ready[v] = true
}

// sum is the instruction for sum ± a, without a destination, and the bound of what it
// gives.
func (g *generator) sum(sum int, t term) (Instr, int) {
	in := Instr{Head: uint32(Add)}
	if t.negative {
		g.limit(t.a, maxBound/2)
	}
	if g.boundOf(sum)+g.boundOf(t.a) > maxBound {
		g.canonical(sum)
		g.limit(t.a, maxBound-1)
	}
	if t.negative {
		in.Head = uint32(Sub) | uint32(g.boundOf(t.a))<<4
	}
	in.A, in.B = g.read(sum), g.read(t.a)
	return in, g.boundOf(sum) + g.boundOf(t.a)
}

// product is the instruction for sum ± a·b, or a·b if there is no sum yet.
func (g *generator) product(sum int, t term) (Instr, int) {
	a, b := t.a, t.b
	if g.boundOf(a) < g.boundOf(b) {
		a, b = b, a
	}
	if g.boundOf(a)*g.boundOf(b) > maxBound {
		g.canonical(a)
	}
	if sum == none {
		return Instr{Head: uint32(Mul), A: g.read(a), B: g.read(b)}, 1
	}
	g.limit(sum, maxBound-1)
	head := uint32(MulAdd)
	if t.negative {
		head = uint32(MulSub) | 1<<4
	}
	return Instr{Head: head, A: g.read(a), B: g.read(b), C: g.read(sum)}, g.boundOf(sum) + 1
}

func (g *generator) limit(v, most int) {
	if g.boundOf(v) > most {
		g.canonical(v)
	}
}

// canonical reduces a value where it lies.
func (g *generator) canonical(v int) {
	if g.boundOf(v) > 1 {
		slot := g.at[v]
		g.code.Instrs = append(g.code.Instrs, Instr{Head: uint32(Canon) | uint32(slot.Index())<<16, A: slot})
		g.bound[v] = 1
	}
}

// boundOf is the bound of a value; what is not computed is canonical.
func (g *generator) boundOf(v int) int {
	if g.computed(v) {
		return g.bound[v]
	}
	return 1
}

// read is the operand of a value.
func (g *generator) read(v int) Operand {
	if g.computed(v) {
		return g.at[v]
	}
	o, ok := g.placed[v]
	if !ok {
		o = g.place(v)
		g.placed[v] = o
	}
	return o
}

// place makes room for a value that is not computed.
func (t *translator) place(v int) Operand {
	var x ssa.Value // zero
	switch {
	case v >= 0:
		x = t.values[v]
	case v <= negation:
		x = t.values[negation-v]
		x.Scalar.Neg(&x.Scalar)
	}
	if x.Kind == ssa.Uniform {
		t.out.Uniforms = append(t.out.Uniforms, x.Scalar)
		return NewOperand(Uniform, len(t.out.Uniforms)-1)
	}
	ref := SourceRef{Table: x.Table, Column: x.Column, Row: x.Row}
	if x.Kind == ssa.Stream {
		ref.Column = t.width + x.Index
		t.out.Points = t.out.Points || x.Index == ssa.Point
	}
	t.out.Sources = append(t.out.Sources, ref)
	return NewOperand(Source, len(t.out.Sources)-1)
}

// release gives a value's slot back after its last read: that of the node that is
// being computed after each.
func (g *generator) release(v, current int) {
	if !g.computed(v) {
		return
	}
	if v != current {
		g.left[v]--
	}
	if v == current || g.left[v] == 0 {
		g.free = append(g.free, g.at[v].Index())
	}
}

func (g *generator) allocate() int {
	if n := len(g.free); n > 0 {
		slot := g.free[n-1]
		g.free = g.free[:n-1]
		return slot
	}
	g.code.Slots++
	return g.code.Slots - 1
}
