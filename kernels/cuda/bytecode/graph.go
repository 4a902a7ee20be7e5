package bytecode

import (
	"slices"

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

// none is no value.
const none = -1

// node is a value that is computed: a sum of terms, or a single product. The first
// term is positive if any is. If flipped, what is computed is the value's negative.
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
func (g *graph) computed(v int) bool { return g.nodes[v] != nil }

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
	if v != g.root && g.lead(n, true) > g.lead(n, false) {
		n.flipped = true
		for i := range n.terms {
			n.terms[i].negative = !n.terms[i].negative
		}
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

// lead ranks the best term of a sign to begin with: nothing, a product, which takes
// an instruction for itself, a node, or what is no node, which takes no slot, either.
func (g *graph) lead(n *node, negative bool) (best int) {
	for i := range n.terms {
		if t := &n.terms[i]; t.negative == negative {
			best = max(best, g.rank(t))
		}
	}
	return best
}

func (g *graph) rank(t *term) int {
	switch {
	case t.b != none:
		return 1
	case g.computed(t.a):
		return 2
	}
	return 3
}

// arrange puts a term to the front that a sum may begin with.
func (g *graph) arrange(n *node) {
	best := g.lead(n, false)
	i := slices.IndexFunc(n.terms, func(t term) bool { return !t.negative && g.rank(&t) == best })
	if i > 0 {
		move(n.terms, i, 0)
	}
	if best == 3 {
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
