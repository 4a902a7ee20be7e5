package bytecode

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"sync"
)

// Slots are what limits how many threads a GPU holds at a time, so the order of
// terms is chosen for few slots: first term by term, each time that after which
// least is held, then by moves at the place where most is held.

// searchMoves is how many moves are tried, in some ten milliseconds for a large
// layout. The programs of all layouts stop gaining before.
const searchMoves = 1500

// walk goes through a graph in its order and keeps account of slots. A node is
// computed when a term first needs it, and held until its last use.
type walk struct {
	*graph
	have       []bool // nodes that are computed
	left       []int  // uses to come
	live, peak int
	// cost is the sum of 2^live over all instructions: what is smooth about peak.
	cost float64
	// path is the terms that are being computed, outermost first; hot is what it was
	// when the peak was reached.
	path, hot []place
	done      []int // nodes computed since a trial began
}

// place is a term of a node.
type place struct{ node, term int }

// accumulator is a sum in progress: a node that it began with, and whether it takes
// a slot of its own.
type accumulator struct {
	held  int
	owned bool
}

func newWalk(g *graph) *walk {
	return &walk{graph: g, have: make([]bool, len(g.values)), left: make([]int, len(g.values))}
}

func (w *walk) begin() {
	copy(w.left, w.uses)
	clear(w.have)
	w.live, w.peak, w.cost = 0, 0, 0
	w.path, w.done = w.path[:0], w.done[:0]
}

// whole goes through the whole graph.
func (w *walk) whole() {
	w.begin()
	w.compute(w.root)
}

// compute accounts for the computation of a node, in the order that it has.
func (w *walk) compute(v int) {
	if !w.computed(v) || w.have[v] {
		return
	}
	n := w.nodes[v]
	sum := accumulator{held: none}
	for i := range n.terms {
		w.path = append(w.path, place{v, i})
		w.operands(&n.terms[i])
		w.add(&sum, i, &n.terms[i])
		w.path = w.path[:len(w.path)-1]
	}
	w.have[v] = true
	w.done = append(w.done, v)
}

func (w *walk) operands(t *term) {
	w.compute(t.a)
	w.compute(t.b)
}

// add accounts for the instruction that adds term number i to a sum.
func (w *walk) add(sum *accumulator, i int, t *term) {
	if i == 0 && t.b == none {
		sum.held = t.a
		return
	}
	if sum.owned {
		w.live--
	}
	w.release(sum.held)
	w.release(t.a)
	w.release(t.b)
	*sum = accumulator{none, true}
	w.live++
	w.cost += float64(uint64(1) << min(w.live, 63))
	if w.live > w.peak {
		w.peak = w.live
		w.hot = append(w.hot[:0], w.path...)
	}
}

func (w *walk) release(v int) {
	if w.computed(v) {
		if w.left[v]--; w.left[v] == 0 {
			w.live--
		}
	}
}

// arrangeAll chooses the order of all terms, one after the other.
func (w *walk) arrangeAll() {
	w.begin()
	w.arrangeNode(w.root)
}

func (w *walk) arrangeNode(v int) {
	if !w.computed(v) || w.have[v] {
		return
	}
	n := w.nodes[v]
	sum := accumulator{held: none}
	for i := range n.terms {
		if i >= n.movable {
			move(n.terms, w.choose(n, sum, i), i)
		}
		t := &n.terms[i]
		w.arrangeNode(t.a)
		w.arrangeNode(t.b)
		w.add(&sum, i, t)
	}
	w.have[v] = true
}

// choose returns which term is best computed next: one that makes nothing more be
// held, with the lowest peak, or else the one that makes least be held.
func (w *walk) choose(n *node, sum accumulator, i int) int {
	best, bestPeak, bestNet := i, 0, 0
	for j := i; j < len(n.terms); j++ {
		if i == 0 && j > 0 && n.terms[j].negative {
			continue
		}
		peak, net := w.try(sum, i, &n.terms[j])
		better := j == i
		if !better && max(net, bestNet) > 0 && net != bestNet {
			better = net < bestNet
		} else if !better {
			better = peak < bestPeak || peak == bestPeak && net < bestNet
		}
		if better {
			best, bestPeak, bestNet = j, peak, net
		}
	}
	return best
}

// try is what would be held more if a term were added now, at most and in the end.
func (w *walk) try(sum accumulator, i int, t *term) (peak, net int) {
	live, top, cost, held := w.live, w.peak, w.cost, sum.held
	w.peak, w.done = 0, w.done[:0]
	w.operands(t)
	w.add(&sum, i, t)
	peak, net = w.peak-live, w.live-live
	// Everything back.
	if sum.owned {
		w.unrelease(held, t.a, t.b)
	}
	for _, v := range w.done {
		w.have[v] = false
		n := w.nodes[v]
		for k := range n.terms {
			w.unrelease(n.terms[k].a, n.terms[k].b)
		}
	}
	w.live, w.peak, w.cost = live, top, cost
	return peak, net
}

func (w *walk) unrelease(values ...int) {
	for _, v := range values {
		if w.computed(v) {
			w.left[v]++
		}
	}
}

// search tries to move terms, or to swap their factors, at the place where most is
// held, and keeps what makes nothing worse.
func (w *walk) search() {
	w.whole()
	cost, hot := w.cost, slices.Clone(w.hot)
	rng := rand.New(rand.NewPCG(7, 7)) // the same code for the same program
	for range searchMoves {
		if len(hot) == 0 {
			return
		}
		at := hot[rng.IntN(len(hot))]
		n := w.nodes[at.node]
		change := n.randomChange(rng, at.term)
		if change == nil {
			continue
		}
		change(false)
		if w.whole(); w.cost > cost {
			change(true)
			continue
		}
		cost, hot = w.cost, append(hot[:0], w.hot...)
	}
}

// randomChange is a change of a node that may make what is held during one of its
// terms less, and its undoing; nil if it would be none.
func (n *node) randomChange(rng *rand.Rand, during int) func(undo bool) {
	if rng.IntN(6) == 0 {
		t := &n.terms[during]
		if t.b == none {
			return nil
		}
		return func(bool) { t.a, t.b = t.b, t.a }
	}
	from, to := during, rng.IntN(len(n.terms))
	if rng.IntN(2) == 0 {
		from = rng.IntN(during + 1)
	}
	if !n.mayMove(from, to) {
		return nil
	}
	return func(undo bool) {
		if undo {
			move(n.terms, to, from)
		} else {
			move(n.terms, from, to)
		}
	}
}

// orders remembers orders by what was ordered: each coset of each proof of a layout
// has the same graph.
var orders = struct {
	sync.Mutex
	known map[[32]byte]map[int][]term
}{known: map[[32]byte]map[int][]term{}}

// maxOrders bounds what is remembered.
const maxOrders = 64

// order chooses the order of a graph's terms.
func (g *graph) order() {
	key := g.hash()
	orders.Lock()
	found := orders.known[key]
	orders.Unlock()
	if found == nil {
		w := newWalk(g)
		w.arrangeAll()
		w.search()
		found = map[int][]term{}
		for v, n := range g.nodes {
			if n != nil {
				found[v] = n.terms
			}
		}
		orders.Lock()
		if len(orders.known) >= maxOrders {
			clear(orders.known)
		}
		orders.known[key] = found
		orders.Unlock()
	}
	for v, terms := range found {
		g.nodes[v].terms = terms // only read from here on
	}
}

// hash is of all that the order depends on.
func (g *graph) hash() (sum [32]byte) {
	h := sha256.New()
	var buf []byte
	for v, n := range g.nodes {
		if n == nil {
			continue
		}
		buf = buf[:0]
		for _, t := range n.terms {
			sign := 0
			if t.negative {
				sign = 1
			}
			for _, x := range []int{t.a, t.b, sign} {
				buf = binary.LittleEndian.AppendUint32(buf, uint32(x))
			}
		}
		h.Write(binary.LittleEndian.AppendUint32(buf, uint32(v)))
		h.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(n.terms))))
	}
	h.Write(binary.LittleEndian.AppendUint32(nil, uint32(g.root)))
	h.Sum(sum[:0])
	return sum
}
