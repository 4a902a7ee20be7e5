package cpu

import (
	"slices"

	"quarry/kernels"
	"quarry/kernels/ssa"
)

// opcode is a vector instruction. V is a vector operand, S a scalar one.
type opcode uint8

const (
	addVV opcode = iota
	subVV
	mulVV
	mulAddVV // dst += a·b
	addVS
	subVS
	subSV // s − a
	mulVS
	mulAddVS // dst += a·s
	inverse
	dotVS    // dst = Σ terms
	dotAddVS // dst += Σ terms
)

// maxDot is the longest sum of products that one instruction computes.
const maxDot = 8

// term is one product of a dotVS.
type term struct {
	a int // as in step
	s kernels.Element
}

// step is one vector instruction. dst, a and b index the operands of a block:
// slots of scratch first, then cells, tables and streams.
type step struct {
	op        opcode
	dst, a, b int
	s         kernels.Element
	terms     []term
}

// schedule is a program as vector instructions.
type schedule struct {
	steps   []step
	slots   int // vectors of scratch
	cells   []source
	tables  [][]kernels.Element
	streams []int
	result  int
}

// source is a column read some rows below the current one.
type source struct {
	column []kernels.Element
	row    int
}

// scheduler assigns operands.
type scheduler struct {
	values []ssa.Value
	uses   []int // of each value, by instructions
	out    *schedule
	where  []int // operand of each value; cells and tables are numbered from 1<<30
	left   []int // reads of each value that are still to come
	free   []int
	fused  []bool // multiplications that their only reader, an addition, does
	// Sums of products with scalars are collected for dotVS, if dots is set.
	dots  bool
	heads []bool              // products with scalars that a sum starts with
	sums  map[int]*pendingSum // by slot
}

// pendingSum is a slot to which terms are still to be added.
type pendingSum struct {
	started bool // the slot holds a value
	terms   []term
	values  []int // of the terms: released when they are added
}

// external marks operands outside of scratch until the number of slots is known.
const external = 1 << 30

// newSchedule makes the instructions that compute one of the values, which is
// not uniform, out of the columns; dots says whether they may be dotVS.
func newSchedule(values []ssa.Value, columns [][]kernels.Element, result int, dots bool) *schedule {
	uses := ssa.Uses(values, result)
	s := &scheduler{values: values, uses: uses, out: &schedule{}, where: make([]int, len(values)),
		left: slices.Clone(uses), fused: make([]bool, len(values)),
		dots: dots, heads: make([]bool, len(values)), sums: map[int]*pendingSum{}}
	s.placeInputs(columns)
	for i := range values {
		if values[i].Kind == ssa.Computed && uses[i] > 0 {
			s.markFused(i)
		}
	}
	for i := range values {
		if values[i].Kind == ssa.Computed && uses[i] > 0 && !s.fused[i] {
			s.emit(i)
		}
	}
	s.finish(s.where[result])
	s.out.result = s.where[result]
	s.resolve()
	return s.out
}

// placeInputs numbers the inputs that are read.
func (s *scheduler) placeInputs(columns [][]kernels.Element) {
	next := external
	place := func(kind ssa.Kind, add func(v *ssa.Value)) {
		for i := range s.values {
			if v := &s.values[i]; v.Kind == kind && s.uses[i] > 0 {
				s.where[i] = next
				next++
				add(v)
			}
		}
	}
	place(ssa.Cell, func(v *ssa.Value) { s.out.cells = append(s.out.cells, source{columns[v.Column], v.Row}) })
	place(ssa.Periodic, func(v *ssa.Value) { s.out.tables = append(s.out.tables, v.Table) })
	place(ssa.Stream, func(v *ssa.Value) { s.out.streams = append(s.out.streams, v.Index) })
}

// markFused finds the multiplication that addition i can absorb: one that
// nobody else reads, next to a sum that dies here.
func (s *scheduler) markFused(i int) {
	v := &s.values[i]
	if v.Op != kernels.OpAdd && v.Op != kernels.OpSub {
		return
	}
	if v.Op == kernels.OpAdd && !s.canFuse(v.A, v.B) && s.canFuse(v.B, v.A) {
		v.A, v.B = v.B, v.A
	}
	if s.canFuse(v.A, v.B) && (v.Op == kernels.OpAdd || s.uniformFactor(v.B) != nil) {
		s.fused[v.B] = true
		x := &s.values[v.A]
		s.heads[v.A] = s.dots && x.Op == kernels.OpMul && s.uniformFactor(v.A) != nil
	}
}

// canFuse says whether sum + product may become sum += a·b.
func (s *scheduler) canFuse(sum, product int) bool {
	x, m := &s.values[sum], &s.values[product]
	return sum != product && x.Kind == ssa.Computed && s.uses[sum] == 1 && !s.fused[sum] &&
		m.Kind == ssa.Computed && m.Op == kernels.OpMul && s.uses[product] == 1
}

// uniformFactor returns the scalar factor of a multiplication, or nil.
func (s *scheduler) uniformFactor(i int) *kernels.Element {
	v := &s.values[i]
	if s.values[v.A].Kind == ssa.Uniform {
		return &s.values[v.A].Scalar
	}
	if s.values[v.B].Kind == ssa.Uniform {
		return &s.values[v.B].Scalar
	}
	return nil
}

// emit appends the instruction for value i.
func (s *scheduler) emit(i int) {
	v := &s.values[i]
	if (v.Op == kernels.OpAdd || v.Op == kernels.OpSub) && s.fused[v.B] {
		s.emitMulAdd(i)
		return
	}
	if s.heads[i] {
		slot := s.take()
		s.where[i] = slot
		s.sums[slot] = &pendingSum{}
		s.collect(slot, i, s.uniformFactor(i))
		return
	}
	s.finish(s.where[v.A])
	if v.Op != kernels.OpInv {
		s.finish(s.where[v.B])
	}
	st := step{a: s.where[v.A]}
	x, y := &s.values[v.A], &s.values[v.B]
	switch {
	case v.Op == kernels.OpInv:
		st.op = inverse
	case y.Kind == ssa.Uniform:
		st.op = [...]opcode{kernels.OpAdd: addVS, kernels.OpSub: subVS, kernels.OpMul: mulVS}[v.Op]
		st.s = y.Scalar
	case x.Kind == ssa.Uniform:
		st.op = [...]opcode{kernels.OpAdd: addVS, kernels.OpSub: subSV, kernels.OpMul: mulVS}[v.Op]
		st.s = x.Scalar
		st.a = s.where[v.B]
	default:
		st.op = [...]opcode{kernels.OpAdd: addVV, kernels.OpSub: subVV, kernels.OpMul: mulVV}[v.Op]
		st.b = s.where[v.B]
	}
	s.release(v.A)
	if v.Op != kernels.OpInv {
		s.release(v.B)
	}
	st.dst = s.take()
	s.where[i] = st.dst
	s.out.steps = append(s.out.steps, st)
}

// emitMulAdd appends sum ± a·b for a fused multiplication.
func (s *scheduler) emitMulAdd(i int) {
	v := &s.values[i]
	m := &s.values[v.B]
	dst := s.where[v.A]
	s.where[i] = dst // the sum's slot goes on
	if f := s.uniformFactor(v.B); f != nil {
		factor := *f
		if v.Op == kernels.OpSub {
			factor.Neg(&factor)
		}
		if s.dots {
			if s.sums[dst] == nil {
				s.sums[dst] = &pendingSum{started: true}
			}
			s.collect(dst, v.B, &factor)
			return
		}
		operand := s.factorBeside(v.B)
		s.out.steps = append(s.out.steps, step{op: mulAddVS, dst: dst, a: s.where[operand], s: factor})
		s.release(m.A)
		s.release(m.B)
		return
	}
	s.finish(s.where[m.A])
	s.finish(s.where[m.B])
	op := mulAddVV
	if sum := s.sums[dst]; sum != nil && !sum.started {
		op, sum.started = mulVV, true
	}
	s.out.steps = append(s.out.steps, step{op: op, dst: dst, a: s.where[m.A], b: s.where[m.B]})
	s.release(m.A)
	s.release(m.B)
}

// factorBeside returns the factor of a multiplication that is not uniform.
func (s *scheduler) factorBeside(i int) int {
	v := &s.values[i]
	if s.values[v.A].Kind == ssa.Uniform {
		return v.B
	}
	return v.A
}

// collect adds the product with a scalar, value i, to a slot's sum.
func (s *scheduler) collect(slot, i int, factor *kernels.Element) {
	operand := s.factorBeside(i)
	s.finish(s.where[operand])
	sum := s.sums[slot]
	sum.terms = append(sum.terms, term{s.where[operand], *factor})
	sum.values = append(sum.values, operand)
	if len(sum.terms) == maxDot {
		s.flush(slot)
	}
}

// flush computes a slot's sum as far as it goes.
func (s *scheduler) flush(slot int) {
	sum := s.sums[slot]
	if len(sum.terms) == 0 {
		return
	}
	st := step{op: dotVS, dst: slot, terms: sum.terms}
	if sum.started {
		st.op = dotAddVS
	}
	s.out.steps = append(s.out.steps, st)
	for _, v := range sum.values {
		s.release(v)
	}
	s.sums[slot] = &pendingSum{started: true}
}

// finish makes a slot that is about to be read hold its whole sum.
func (s *scheduler) finish(operand int) {
	if s.sums[operand] != nil {
		s.flush(operand)
		delete(s.sums, operand)
	}
}

// release counts one read of a value and frees its slot after the last.
func (s *scheduler) release(i int) {
	s.left[i]--
	if s.left[i] == 0 && s.values[i].Kind == ssa.Computed {
		s.free = append(s.free, s.where[i])
	}
}

// take returns a free slot.
func (s *scheduler) take() int {
	if n := len(s.free); n > 0 {
		slot := s.free[n-1]
		s.free = s.free[:n-1]
		return slot
	}
	s.out.slots++
	return s.out.slots - 1
}

// resolve numbers external operands after the slots.
func (s *scheduler) resolve() {
	fix := func(o *int) {
		if *o >= external {
			*o += s.out.slots - external
		}
	}
	for i := range s.out.steps {
		fix(&s.out.steps[i].dst)
		fix(&s.out.steps[i].a)
		fix(&s.out.steps[i].b)
		for k := range s.out.steps[i].terms {
			fix(&s.out.steps[i].terms[k].a)
		}
	}
	fix(&s.out.result)
}
