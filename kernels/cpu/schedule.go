package cpu

import "quarry/kernels"

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
)

// step is one vector instruction. dst, a and b index the operands of a block:
// slots of scratch first, then cells, tables and streams.
type step struct {
	op        opcode
	dst, a, b int
	s         kernels.Element
}

// schedule is a program as vector instructions.
type schedule struct {
	steps   []step
	slots   int // vectors of scratch
	cells   []source
	tables  [][]kernels.Element
	streams []int
	result  int
	scalar  *kernels.Element // the result, if it is the same on all rows
}

// source is a column read some rows below the current one.
type source struct {
	column []kernels.Element
	row    int
}

// scheduler assigns operands.
type scheduler struct {
	values []value
	out    *schedule
	where  []int // operand of each value; cells and tables are numbered from 1<<30
	left   []int // reads of each value that are still to come
	free   []int
	fused  []bool // multiplications that their only reader, an addition, does
}

// external marks operands outside of scratch until the number of slots is known.
const external = 1 << 30

// newSchedule makes the instructions that compute one of the values.
func newSchedule(values []value, result int) *schedule {
	countUses(values, result)
	s := &scheduler{values: values, out: &schedule{}, where: make([]int, len(values)),
		left: make([]int, len(values)), fused: make([]bool, len(values))}
	if values[result].kind == uniform {
		s.out.scalar = &values[result].scalar
		return s.out
	}
	s.placeInputs()
	for i := range values {
		s.left[i] = values[i].uses
	}
	for i := range values {
		if values[i].kind == computed && values[i].uses > 0 {
			s.markFused(i)
		}
	}
	for i := range values {
		if values[i].kind == computed && values[i].uses > 0 && !s.fused[i] {
			s.emit(i)
		}
	}
	s.out.result = s.where[result]
	s.resolve()
	return s.out
}

// placeInputs numbers the inputs that are read.
func (s *scheduler) placeInputs() {
	next := external
	place := func(kind valueKind, add func(v *value)) {
		for i := range s.values {
			if v := &s.values[i]; v.kind == kind && v.uses > 0 {
				s.where[i] = next
				next++
				add(v)
			}
		}
	}
	place(cell, func(v *value) { s.out.cells = append(s.out.cells, source{v.column, v.row}) })
	place(periodic, func(v *value) { s.out.tables = append(s.out.tables, v.table) })
	place(stream, func(v *value) { s.out.streams = append(s.out.streams, v.index) })
}

// markFused finds the multiplication that addition i can absorb: one that
// nobody else reads, next to a sum that dies here.
func (s *scheduler) markFused(i int) {
	v := &s.values[i]
	if v.op != kernels.OpAdd && v.op != kernels.OpSub {
		return
	}
	if v.op == kernels.OpAdd && !s.canFuse(v.a, v.b) && s.canFuse(v.b, v.a) {
		v.a, v.b = v.b, v.a
	}
	if s.canFuse(v.a, v.b) && (v.op == kernels.OpAdd || s.uniformFactor(v.b) != nil) {
		s.fused[v.b] = true
	}
}

// canFuse says whether sum + product may become sum += a·b.
func (s *scheduler) canFuse(sum, product int) bool {
	x, m := &s.values[sum], &s.values[product]
	return sum != product && x.kind == computed && x.uses == 1 && !s.fused[sum] &&
		m.kind == computed && m.op == kernels.OpMul && m.uses == 1
}

// uniformFactor returns the scalar factor of a multiplication, or nil.
func (s *scheduler) uniformFactor(i int) *kernels.Element {
	v := &s.values[i]
	if s.values[v.a].kind == uniform {
		return &s.values[v.a].scalar
	}
	if s.values[v.b].kind == uniform {
		return &s.values[v.b].scalar
	}
	return nil
}

// emit appends the instruction for value i.
func (s *scheduler) emit(i int) {
	v := &s.values[i]
	if (v.op == kernels.OpAdd || v.op == kernels.OpSub) && s.fused[v.b] {
		s.emitMulAdd(i)
		return
	}
	st := step{a: s.where[v.a]}
	x, y := &s.values[v.a], &s.values[v.b]
	switch {
	case v.op == kernels.OpInv:
		st.op = inverse
	case y.kind == uniform:
		st.op = [...]opcode{kernels.OpAdd: addVS, kernels.OpSub: subVS, kernels.OpMul: mulVS}[v.op]
		st.s = y.scalar
	case x.kind == uniform:
		st.op = [...]opcode{kernels.OpAdd: addVS, kernels.OpSub: subSV, kernels.OpMul: mulVS}[v.op]
		st.s = x.scalar
		st.a = s.where[v.b]
	default:
		st.op = [...]opcode{kernels.OpAdd: addVV, kernels.OpSub: subVV, kernels.OpMul: mulVV}[v.op]
		st.b = s.where[v.b]
	}
	s.release(v.a)
	if v.op != kernels.OpInv {
		s.release(v.b)
	}
	st.dst = s.take()
	s.where[i] = st.dst
	s.out.steps = append(s.out.steps, st)
}

// emitMulAdd appends sum ± a·b for a fused multiplication.
func (s *scheduler) emitMulAdd(i int) {
	v := &s.values[i]
	m := &s.values[v.b]
	st := step{op: mulAddVV, dst: s.where[v.a], a: s.where[m.a], b: s.where[m.b]}
	if f := s.uniformFactor(v.b); f != nil {
		st.op, st.s = mulAddVS, *f
		if s.values[m.a].kind == uniform {
			st.a = s.where[m.b]
		}
		if v.op == kernels.OpSub {
			st.s.Neg(&st.s)
		}
	}
	s.where[i] = st.dst // the sum's slot goes on
	s.release(m.a)
	s.release(m.b)
	s.out.steps = append(s.out.steps, st)
}

// release counts one read of a value and frees its slot after the last.
func (s *scheduler) release(i int) {
	s.left[i]--
	if s.left[i] == 0 && s.values[i].kind == computed {
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
	}
	fix(&s.out.result)
}
