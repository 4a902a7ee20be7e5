package cairo

import (
	"bufio"
	"fmt"
	"io"
	"sort"

	"quarry/prover/cairo/program"
)

// maxProfileDepth bounds the stacks of a profile.
const maxProfileDepth = 100

// Profile writes the steps by call stack, a line for each: the functions from
// the outermost on with semicolons between, a space, and the number of steps
// spent in the last of them. Flame graph tools take this form. Direct recursion
// counts as one call. The run must have kept its trace.
func (r *Result) Profile(w io.Writer) error {
	if err := r.relocate(); err != nil {
		return err
	}
	p := newProfiler(r)
	var fp, pc uint32
	at := -1
	for i := range r.trace {
		s := &r.trace[i]
		if at < 0 || s.FP != fp || p.function(s.PC) != p.function(pc) {
			fp, pc = s.FP, s.PC
			at = p.node(fp, p.function(pc), 0)
		}
		p.nodes[at].steps++
	}
	return p.write(w)
}

type profiler struct {
	r         *Result
	functions []program.FunctionStart
	byPC      []int32 // function of each address of the program, -1 for none
	base      uint32
	frames    map[uint64]int // frame and function to node
	children  map[[2]int]int
	nodes     []profileNode
}

type profileNode struct {
	parent, function, depth int
	steps                   int
}

func newProfiler(r *Result) *profiler {
	p := &profiler{r: r, functions: r.run.program.Functions(), base: uint32(r.run.offsets[r.run.programBase.Segment]),
		frames: map[uint64]int{}, children: map[[2]int]int{}}
	p.byPC = make([]int32, len(r.run.program.Data))
	f := -1
	for i := range p.byPC {
		for f+1 < len(p.functions) && p.functions[f+1].PC <= i {
			f++
		}
		p.byPC[i] = int32(f)
	}
	p.nodes = []profileNode{{parent: -1, function: -1}} // the root
	return p
}

func (p *profiler) function(pc uint32) int {
	if i := pc - p.base; pc >= p.base && int(i) < len(p.byPC) {
		return int(p.byPC[i])
	}
	return -1
}

// node is the place of a frame in the tree of calls.
func (p *profiler) node(fp uint32, function, depth int) int {
	key := uint64(fp)<<32 | uint64(uint32(function))
	if n, ok := p.frames[key]; ok {
		return n
	}
	parent := 0
	if depth < 1<<14 {
		if up, ret, ok := p.caller(fp); ok {
			parent = p.node(up, p.function(ret-1), depth+1)
		}
	}
	n := p.child(parent, function)
	p.frames[key] = n
	return n
}

// caller reads the frame and the return address of a frame's caller.
func (p *profiler) caller(fp uint32) (up, ret uint32, ok bool) {
	if fp < 2 {
		return 0, 0, false
	}
	a, ok1 := p.r.memory.Get(uint64(fp) - 2)
	b, ok2 := p.r.memory.Get(uint64(fp) - 1)
	if !ok1 || !ok2 || !a.IsUint64() || !b.IsUint64() || a.Uint64() >= uint64(fp) {
		return 0, 0, false
	}
	return uint32(a.Uint64()), uint32(b.Uint64()), true
}

func (p *profiler) child(parent, function int) int {
	if above := &p.nodes[parent]; parent != 0 && above.function == function || above.depth >= maxProfileDepth {
		return parent
	}
	key := [2]int{parent, function}
	n, ok := p.children[key]
	if !ok {
		n = len(p.nodes)
		p.nodes = append(p.nodes, profileNode{parent: parent, function: function, depth: p.nodes[parent].depth + 1})
		p.children[key] = n
	}
	return n
}

func (p *profiler) write(w io.Writer) error {
	var lines []string
	for i := range p.nodes {
		if p.nodes[i].steps > 0 {
			lines = append(lines, fmt.Sprintf("%s %d\n", p.stack(i), p.nodes[i].steps))
		}
	}
	sort.Strings(lines)
	b := bufio.NewWriter(w)
	for _, l := range lines {
		if _, err := b.WriteString(l); err != nil {
			return err
		}
	}
	return b.Flush()
}

func (p *profiler) stack(n int) string {
	name := "<start>"
	if f := p.nodes[n].function; f >= 0 {
		name = p.functions[f].Name
	}
	if up := p.nodes[n].parent; up > 0 {
		return p.stack(up) + ";" + name
	}
	return name
}
