package bytecode

import (
	"quarry/kernels"
	"quarry/kernels/ssa"
)

// Sums may be computed in any order, and with the other sign. So values become nodes
// that are sums of many terms, as far as nobody else reads the parts; order.go looks
// for the order of terms that takes the fewest slots.

// term is ±a or ±a·b, of values; b is none if there is no product.
type term struct {
	a, b     int
	negative bool
}

// Numbers of values that are none of the program's.
const (
	none = -1 // no value
	zero = -2 // 0, with which sums begin that only subtract
	// negation − v is the negative of v, which is uniform.
	negation = -3
)

// node is a value that is computed: a sum of terms, or a single product. The first
// term is positive if any is. If flipped, what is computed is the value's negative.
// Terms with a uniform operand are positive: its negative is known beforehand.
type node struct {
	terms   []term
	flipped bool
	// movable is the first term that may be moved: a leading term that takes no
	// instruction stays where it is.
	movable int
}

// graph is the nodes that one value depends on, and itself.
type graph struct {
	values []ssa.Value
	nodes  []*node // by value; nil for what is not computed, or is part of another node
	uses   []int   // of nodes, by terms and as the root
	root   int
}

func newGraph(values []ssa.Value, root int) *graph {
	g := &graph{values: values, nodes: make([]*node, len(values)), uses: make([]int, len(values)), root: root}
	g.build(root, ssa.Uses(values, root))
	g.uses[root]++
	return g
}

// computed says whether a value has a node.
func (g *graph) computed(v int) bool { return v >= 0 && g.nodes[v] != nil }

// build makes the node of a value, behind those that it reads.
func (g *graph) build(v int, reads []int) {
	if g.values[v].Kind != ssa.Computed || g.computed(v) {
		return
	}
	n := &node{}
	g.split(n, v, false, reads)
	for i := range n.terms {
		t := &n.terms[i]
		for _, operand := range t.operands() {
			g.build(operand, reads)
			g.uses[operand]++
			t.negative = t.negative != (g.computed(operand) && g.nodes[operand].flipped)
		}
	}
	if v != g.root && g.cost(n, true) < g.cost(n, false) {
		n.flipped = true
		for i := range n.terms {
			n.terms[i].negative = !n.terms[i].negative
		}
	}
	for i := range n.terms {
		g.negate(&n.terms[i])
	}
	g.arrange(n)
	g.nodes[v] = n
}

// operands are the values that a term reads.
func (t *term) operands() []int {
	if t.b == none {
		return []int{t.a}
	}
	return []int{t.a, t.b}
}

// collect adds ±v to the terms of a node, taken apart unless others read it.
func (g *graph) collect(n *node, v int, negative bool, reads []int) {
	if g.values[v].Kind != ssa.Computed || reads[v] > 1 {
		n.terms = append(n.terms, term{v, none, negative})
		return
	}
	g.split(n, v, negative, reads)
}

// split adds what ±v is computed from to the terms of a node.
func (g *graph) split(n *node, v int, negative bool, reads []int) {
	x := &g.values[v]
	if x.Op == kernels.OpMul {
		n.terms = append(n.terms, term{x.A, x.B, negative})
		return
	}
	g.collect(n, x.A, negative, reads)
	g.collect(n, x.B, negative != (x.Op == kernels.OpSub), reads)
}

func (g *graph) uniform(v int) bool { return v >= 0 && g.values[v].Kind == ssa.Uniform }

// negate makes a negative term positive, if an operand is uniform.
func (g *graph) negate(t *term) {
	switch {
	case !t.negative:
	case g.uniform(t.a):
		t.a, t.negative = negation-t.a, false
	case g.uniform(t.b):
		t.b, t.negative = negation-t.b, false
	}
}

// What instructions cost beside what all operations have in common, in instructions
// of the machine: to subtract rather than add, and to be fetched.
const (
	costSubtract = 17
	costFetch    = 45
)

// cost is that of a sum's signs, or of the opposite ones.
func (g *graph) cost(n *node, flipped bool) (sum int) {
	best := 0
	for _, t := range n.terms {
		t.negative = t.negative != flipped
		if g.negate(&t); t.negative {
			sum += costSubtract
		} else {
			best = max(best, g.rank(&t))
		}
	}
	if best <= rankProduct {
		sum += costFetch
	}
	return sum
}

// Ranks of terms to begin a sum with.
const (
	rankProduct = 1 + iota // takes an instruction for itself
	rankNode               // a value in a slot
	rankLeaf               // a value that takes no slot, either
)

func (g *graph) rank(t *term) int {
	switch {
	case t.b != none:
		return rankProduct
	case g.computed(t.a):
		return rankNode
	}
	return rankLeaf
}

// arrange puts the term to the front that the sum had best begin with.
func (g *graph) arrange(n *node) {
	best, at := 0, 0
	for i := range n.terms {
		if t := &n.terms[i]; !t.negative && g.rank(t) > best {
			best, at = g.rank(t), i
		}
	}
	move(n.terms, at, 0)
	if best == rankLeaf {
		n.movable = 1
	}
}

// move takes a term from one place to another; those between make room.
func move(terms []term, from, to int) {
	t := terms[from]
	if from < to {
		copy(terms[from:to], terms[from+1:to+1])
	} else {
		copy(terms[to+1:from+1], terms[to:from])
	}
	terms[to] = t
}

// mayMove says whether a node can be computed after a move.
func (n *node) mayMove(from, to int) bool {
	switch {
	case from == to || min(from, to) < n.movable:
		return false
	case to == 0:
		return !n.terms[from].negative
	case from == 0:
		return !n.terms[1].negative
	}
	return true
}
