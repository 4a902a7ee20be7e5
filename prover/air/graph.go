package air

import (
	"quarry/kernels"
)

// graph is an expression graph in which equal nodes are one.
type graph struct {
	nodes   []gnode
	index   map[gnode]ref
	consts  []kernels.Element
	constAt map[kernels.Element]uint16
}

// ref names a node of a graph.
type ref int32

// none is no node: an empty sum.
const none ref = -1

type gop uint8

const (
	gleaf gop = iota
	gadd
	gsub
	gmul
	ginv
)

// gnode is an operation on two nodes, or a leaf.
type gnode struct {
	op   gop
	leaf kernels.Operand
	a, b ref
}

func newGraph() *graph {
	return &graph{index: map[gnode]ref{}, constAt: map[kernels.Element]uint16{}}
}

func (g *graph) put(n gnode) ref {
	if r, ok := g.index[n]; ok {
		return r
	}
	r := ref(len(g.nodes))
	g.nodes = append(g.nodes, n)
	g.index[n] = r
	return r
}

func (g *graph) leaf(kind kernels.OperandKind, index int) ref {
	if index > 0xffff {
		panic("air: too many operands for a program")
	}
	return g.put(gnode{op: gleaf, leaf: kernels.Operand{Kind: kind, Index: uint16(index)}})
}

func (g *graph) constant(v kernels.Element) ref {
	i, ok := g.constAt[v]
	if !ok {
		i = uint16(len(g.consts))
		g.consts = append(g.consts, v)
		g.constAt[v] = i
	}
	return g.leaf(kernels.Const, int(i))
}

func (g *graph) integer(v int64) ref {
	var e kernels.Element
	e.SetInt64(v)
	return g.constant(e)
}

// constValue returns the value of a constant node, or nil.
func (g *graph) constValue(r ref) *kernels.Element {
	if n := &g.nodes[r]; n.op == gleaf && n.leaf.Kind == kernels.Const {
		return &g.consts[n.leaf.Index]
	}
	return nil
}

// smallConst returns the value of a constant node that is an integer of small
// absolute value.
func (g *graph) smallConst(r ref) (int64, bool) {
	v := g.constValue(r)
	if v == nil {
		return 0, false
	}
	for _, k := range [...]int64{0, 1, -1, 2, -2, 3, -3, 4, -4, 8, -8} {
		var e kernels.Element
		if e.SetInt64(k); e == *v {
			return k, true
		}
	}
	return 0, false
}

func (g *graph) add(a, b ref) ref {
	if a == none {
		return b
	}
	if b == none {
		return a
	}
	x, y := g.constValue(a), g.constValue(b)
	switch {
	case x != nil && y != nil:
		var s kernels.Element
		return g.constant(*s.Add(x, y))
	case x != nil && x.IsZero():
		return b
	case y != nil && y.IsZero():
		return a
	}
	if a > b {
		a, b = b, a
	}
	return g.put(gnode{op: gadd, a: a, b: b})
}

func (g *graph) sub(a, b ref) ref {
	x, y := g.constValue(a), g.constValue(b)
	switch {
	case a == b:
		return g.integer(0)
	case x != nil && y != nil:
		var s kernels.Element
		return g.constant(*s.Sub(x, y))
	case y != nil && y.IsZero():
		return a
	}
	// e² − e is e·(e − 1), in which factors are found more easily.
	if n := g.nodes[a]; n.op == gmul && n.a == n.b && n.a == b {
		return g.mul(b, g.sub(b, g.integer(1)))
	}
	return g.put(gnode{op: gsub, a: a, b: b})
}

func (g *graph) mul(a, b ref) ref {
	x, y := g.constValue(a), g.constValue(b)
	if x != nil && y != nil {
		var p kernels.Element
		return g.constant(*p.Mul(x, y))
	}
	if k, ok := g.smallConst(a); ok {
		return g.times(b, k)
	}
	if k, ok := g.smallConst(b); ok {
		return g.times(a, k)
	}
	if a > b {
		a, b = b, a
	}
	return g.put(gnode{op: gmul, a: a, b: b})
}

// times multiplies by a small integer with additions.
func (g *graph) times(a ref, k int64) ref {
	switch {
	case k == 0:
		return g.integer(0)
	case k < 0:
		return g.sub(g.integer(0), g.times(a, -k))
	case k == 1:
		return a
	case k%2 == 0:
		half := g.times(a, k/2)
		return g.add(half, half)
	}
	return g.add(g.times(a, k-1), a)
}

func (g *graph) inv(a ref) ref { return g.put(gnode{op: ginv, a: a, b: a}) }

// importer brings Exprs into a graph.
type importer struct {
	g     *graph
	memo  map[*node]ref
	cells map[kernels.Cell]int // index in the mask
}

func (im *importer) expr(n *node) ref {
	if r, ok := im.memo[n]; ok {
		return r
	}
	var r ref
	switch n.kind {
	case nodeConst:
		r = im.g.constant(n.value)
	case nodeCell:
		r = im.g.leaf(kernels.Input, im.cells[n.cell])
	case nodePeriodic:
		r = im.g.leaf(kernels.Table, n.index) // periodic columns are the first tables
	case nodeParam:
		r = im.g.leaf(kernels.Param, n.index)
	case nodeAdd:
		r = im.g.add(im.expr(n.a), im.expr(n.b))
	case nodeSub:
		r = im.g.sub(im.expr(n.a), im.expr(n.b))
	case nodeMul:
		r = im.g.mul(im.expr(n.a), im.expr(n.b))
	}
	im.memo[n] = r
	return r
}
