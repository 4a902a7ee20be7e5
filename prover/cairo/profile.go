package cairo

import (
	"bufio"
	"fmt"
	"io"
	"sort"

	"quarry/prover/cairo/program"
	"quarry/prover/cairo/vm"
)

// maxProfileDepth bounds the stacks of a profile.
const maxProfileDepth = 100

// Profile writes the steps by call stack, a line for each: the functions from
// the outermost on with semicolons between, a space, and the number of steps
// spent in the last of them. Flame graph tools take this form. Direct recursion
// counts as one call. The run must have kept its trace.
func (r *Result) Profile(w io.Writer) error {
	if err := r.layOut(); err != nil {
		return err
	}
	p := newProfiler(r)
	var at0, last vm.Pointer
	at := -1
	r.run.machine.EachStep(func(pc, fp vm.Pointer) {
		if at < 0 || fp != at0 || p.function(pc) != p.function(last) {
			at0, last = fp, pc
			at = p.node(fp, p.function(pc), 0)
		}
		p.nodes[at].steps++
	})
	return p.write(w)
}

type profiler struct {
	r         *Result
	functions []program.FunctionStart
	byPC      []int32 // function of each address of the program, -1 for none
	frames    map[frame]int
	children  map[[2]int]int
	nodes     []profileNode
}

// frame is a call's frame and the function that runs in it.
type frame struct {
	fp       vm.Pointer
	function int
}

type profileNode struct {
	parent, function, depth int
	steps                   int
}

func newProfiler(r *Result) *profiler {
	p := &profiler{r: r, functions: r.run.program.Functions(), frames: map[frame]int{}, children: map[[2]int]int{}}
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

func (p *profiler) function(pc vm.Pointer) int {
	base := p.r.run.programBase
	if i := pc.Offset - base.Offset; pc.Segment == base.Segment && i >= 0 && i < int64(len(p.byPC)) {
		return int(p.byPC[i])
	}
	return -1
}

// node is the place of a frame in the tree of calls.
func (p *profiler) node(fp vm.Pointer, function, depth int) int {
	key := frame{fp, function}
	if n, ok := p.frames[key]; ok {
		return n
	}
	parent := 0
	if depth < 1<<14 {
		if up, ret, ok := p.caller(fp); ok {
			parent = p.node(up, p.function(ret.Add(-1)), depth+1)
		}
	}
	n := p.child(parent, function)
	p.frames[key] = n
	return n
}

// caller reads the frame and the return address of a frame's caller.
func (p *profiler) caller(fp vm.Pointer) (up, ret vm.Pointer, ok bool) {
	a, b := p.r.run.memory.Get(fp.Add(-2)), p.r.run.memory.Get(fp.Add(-1))
	if !a.IsPointer() || !b.IsPointer() || a.Pointer().Segment != fp.Segment || a.Pointer().Offset >= fp.Offset {
		return up, ret, false
	}
	return a.Pointer(), b.Pointer(), true
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
