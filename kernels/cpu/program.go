package cpu

import (
	"context"

	"quarry/kernels"
	"quarry/kernels/cpu/felt"
	"quarry/kernels/cpu/ntt"
)

// programBlock is how many rows a program is evaluated on at a time: enough to
// pay for the dispatch of an instruction, few enough that all registers stay
// in the second-level cache.
const programBlock = 1 << 6

// EvaluateProgram implements kernels.Evaluator.
func (b *backend) EvaluateProgram(ctx context.Context, dst kernels.Columns, p *kernels.Program, in kernels.ProgramInput) error {
	out := single(dst)
	n := len(out)
	count, size := blocks(n, programBlock)
	sched := newSchedule(compile(b.ops, p, &in, n))
	if sched.scalar != nil {
		for i := range out {
			out[i] = *sched.scalar
		}
		return nil
	}
	e := newEvaluation(b.ops, sched, &in, n, size)
	scratch := newLocal(b.workers(count), e.newFrame)
	return b.each(ctx, count, func(worker, i int) {
		e.block(scratch.of(worker), out[i*size:][:size], i*size)
	})
}

// evaluation is what all blocks of one call share.
type evaluation struct {
	*schedule
	ops    *felt.Ops
	size   int
	tables [][]kernels.Element // at least a block long
	offset kernels.Element
	g      kernels.Element
	inner  []kernels.Element // g^i within a block
}

func newEvaluation(ops *felt.Ops, s *schedule, in *kernels.ProgramInput, n, size int) *evaluation {
	e := &evaluation{schedule: s, ops: ops, size: size, offset: in.Offset, g: ntt.Generator(n),
		tables: make([][]kernels.Element, len(s.tables))}
	for k, t := range s.tables {
		e.tables[k] = repeat(t, size)
	}
	if s.usesPoint {
		e.inner = make([]kernels.Element, size)
		var one kernels.Element
		one.SetOne()
		ops.Powers(e.inner, &one, &e.g)
	}
	return e
}

// repeat lengthens a cyclic table to at least n rows.
func repeat(t []kernels.Element, n int) []kernels.Element {
	if len(t) >= n {
		return t
	}
	long := make([]kernels.Element, n)
	for at := 0; at < n; at += len(t) {
		copy(long[at:], t)
	}
	return long
}

// frame is the scratch of one worker: the operands of a block.
type frame struct {
	operands [][]kernels.Element
	wraps    [][]kernels.Element // of each cell, made when its block wraps around
	point    []kernels.Element
}

func (e *evaluation) newFrame() *frame {
	f := &frame{operands: make([][]kernels.Element, e.slots+len(e.cells)+len(e.tables)+1),
		wraps: make([][]kernels.Element, len(e.cells))}
	slots := make([]kernels.Element, e.slots*e.size)
	for k := range e.slots {
		f.operands[k] = slots[k*e.size:][:e.size]
	}
	f.point = make([]kernels.Element, e.size)
	return f
}

// bind points the operands at the rows from first on.
func (e *evaluation) bind(f *frame, first int) {
	operands := f.operands[e.slots:]
	for k := range e.cells {
		c := &e.cells[k]
		at := (first + c.row) & (len(c.column) - 1)
		if at+e.size <= len(c.column) {
			operands[k] = c.column[at:][:e.size]
			continue
		}
		if f.wraps[k] == nil {
			f.wraps[k] = make([]kernels.Element, e.size)
		}
		operands[k] = cyclic(c.column, at, f.wraps[k])
	}
	operands = operands[len(e.cells):]
	for k, t := range e.tables {
		operands[k] = t[first&(len(t)-1):][:e.size]
	}
	if e.usesPoint {
		x := power(&e.g, first)
		x.Mul(&x, &e.offset)
		e.ops.MulScalar(f.point, e.inner, &x)
		operands[len(e.tables)] = f.point
	}
}

// block evaluates the rows from first on.
func (e *evaluation) block(f *frame, dst []kernels.Element, first int) {
	e.bind(f, first)
	v := f.operands
	for i := range e.steps {
		s := &e.steps[i]
		switch s.op {
		case addVV:
			e.ops.Add(v[s.dst], v[s.a], v[s.b])
		case subVV:
			e.ops.Sub(v[s.dst], v[s.a], v[s.b])
		case mulVV:
			e.ops.Mul(v[s.dst], v[s.a], v[s.b])
		case mulAddVV:
			e.ops.MulAdd(v[s.dst], v[s.a], v[s.b])
		case addVS:
			e.ops.AddScalar(v[s.dst], v[s.a], &s.s)
		case subVS:
			e.ops.SubScalar(v[s.dst], v[s.a], &s.s)
		case subSV:
			e.ops.RSubScalar(v[s.dst], v[s.a], &s.s)
		case mulVS:
			e.ops.MulScalar(v[s.dst], v[s.a], &s.s)
		case mulAddVS:
			e.ops.MulAddScalar(v[s.dst], v[s.a], &s.s)
		case inverse:
			e.ops.Inverse(v[s.dst], v[s.a])
		}
	}
	copy(dst, v[e.result])
}
