package air

import (
	"fmt"

	"quarry/kernels"
)

// schedule turns a graph into straight-line code with few registers: operands
// that need more registers come first, and a register is free again after the
// last use of its value.
func schedule(g *graph, root ref) kernels.Program {
	s := &scheduler{g: g, uses: make([]int, len(g.nodes)), need: make([]int, len(g.nodes)), at: make([]int, len(g.nodes))}
	for i := range s.at {
		s.at[i] = -1
	}
	s.count(root)
	s.uses[root]++
	s.emit(root)
	return kernels.Program{Code: s.code, NumRegs: s.numRegs, Result: s.operand(root)}
}

type scheduler struct {
	g       *graph
	uses    []int // uses of a node that are still to come
	need    []int // registers to compute a node, as if it were a tree
	at      []int // register that holds a node, or −1
	free    []int
	numRegs int
	code    []kernels.Instr
}

// count counts the uses of all nodes below r and their need for registers.
func (s *scheduler) count(r ref) {
	n := &s.g.nodes[r]
	if n.op == gleaf || s.need[r] > 0 {
		return
	}
	s.uses[n.a]++
	s.count(n.a)
	if n.op == ginv {
		s.need[r] = max(1, s.need[n.a])
		return
	}
	s.uses[n.b]++
	s.count(n.b)
	a, b := s.need[n.a], s.need[n.b]
	s.need[r] = max(a, b, 1)
	if a == b && a > 0 {
		s.need[r]++
	}
}

// emit appends the code that computes r, unless it is there already.
func (s *scheduler) emit(r ref) {
	n := &s.g.nodes[r]
	if n.op == gleaf || s.at[r] >= 0 {
		return
	}
	first, second := n.a, n.b
	if s.need[second] > s.need[first] {
		first, second = second, first
	}
	s.emit(first)
	s.emit(second)
	in := kernels.Instr{Op: opOf(n.op), A: s.operand(n.a)}
	if n.op != ginv {
		in.B = s.operand(n.b)
		s.release(n.b)
	}
	s.release(n.a)
	s.at[r] = s.allocate()
	in.Dst = uint16(s.at[r])
	s.code = append(s.code, in)
}

func opOf(op gop) kernels.Op {
	switch op {
	case gadd:
		return kernels.OpAdd
	case gsub:
		return kernels.OpSub
	case gmul:
		return kernels.OpMul
	case ginv:
		return kernels.OpInv
	}
	panic(fmt.Sprintf("air: no operation for node kind %d", op))
}

func (s *scheduler) operand(r ref) kernels.Operand {
	if n := &s.g.nodes[r]; n.op == gleaf {
		return n.leaf
	}
	return kernels.Operand{Kind: kernels.Reg, Index: uint16(s.at[r])}
}

func (s *scheduler) release(r ref) {
	s.uses[r]--
	if s.uses[r] == 0 && s.g.nodes[r].op != gleaf {
		s.free = append(s.free, s.at[r])
	}
}

func (s *scheduler) allocate() int {
	if n := len(s.free); n > 0 {
		r := s.free[n-1]
		s.free = s.free[:n-1]
		return r
	}
	s.numRegs++
	return s.numRegs - 1
}
