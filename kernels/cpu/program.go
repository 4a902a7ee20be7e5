package cpu

import (
	"context"

	"quarry/kernels"
	"quarry/kernels/cpu/felt"
	"quarry/kernels/ssa"
)

const (
	// programBlock is how many rows a program is evaluated on at a time:
	// enough to pay for the dispatch of an instruction, few enough that all
	// registers stay near the core.
	programBlock = 1 << 7
	// streamBlock is how many rows of its streams are computed at a time.
	streamBlock = 1 << 10
)

// EvaluateProgram implements kernels.Evaluator.
func (b *backend) EvaluateProgram(ctx context.Context, dst kernels.Columns, p *kernels.Program, in kernels.ProgramInput) error {
	out := single(dst)
	n := len(out)
	columns := concat(in.Columns, n)
	values, result := ssa.Compile(b.ops, p, &in, ssa.Shape{Rows: n, Width: len(columns)})
	size := max(programBlock, min(streamBlock, n/(8*b.threads)))
	count, size := blocks(n, 1<<log2(size))
	s := extractStreams(b.ops, values, &in, n, size)
	if v := &values[result]; v.Kind == ssa.Uniform {
		for i := range out {
			out[i] = v.Scalar
		}
		return nil
	}
	run := b.evaluator(values, columns, result, n, min(size, programBlock), b.workers(count))
	frames := newLocal(b.workers(count), s.newFrame)
	touched := (1 + runs(values, size)) * size * elementSize
	return b.each(ctx, count, func(worker, i int) {
		table(dst).touch(touched)
		prefetchRows(table(dst).arena.scratch, columns, i*size, size)
		f := frames.of(worker)
		s.compute(f, i*size)
		run(worker, out[i*size:][:size], i*size, f.values)
	})
}

// runs is in how many places the cells of a block of rows lie: those of a column
// that are less than a block apart count as one.
func runs(values []ssa.Value, size int) int {
	type run struct{ column, block int }
	places := map[run]struct{}{}
	for i := range values {
		if v := &values[i]; v.Kind == ssa.Cell {
			places[run{v.Column, v.Row / size}] = struct{}{}
		}
	}
	return len(places)
}

// evaluatorFunc evaluates a program on the rows from first on, any multiple of
// a block of them, given its streams from there on.
type evaluatorFunc func(worker int, dst []kernels.Element, first int, streams [][]kernels.Element)

// evaluator returns a function that computes the result.
func (b *backend) evaluator(values []ssa.Value, columns [][]kernels.Element, result, n, block, workers int) evaluatorFunc {
	if run := b.laneEvaluator(values, columns, result, n, block, workers); run != nil {
		return run
	}
	e := newEvaluation(b.ops, newSchedule(values, columns, result, false), block)
	frames := newLocal(workers, e.newFrame)
	return func(worker int, dst []kernels.Element, first int, streams [][]kernels.Element) {
		f := frames.of(worker)
		for at := 0; at < len(dst); at += block {
			e.block(f, dst[at:][:block], first+at, streams, at)
		}
	}
}

// evaluation evaluates a schedule with felt.Ops.
type evaluation struct {
	*schedule
	ops    *felt.Ops
	size   int                 // rows of a block
	tables [][]kernels.Element // at least a block long
}

func newEvaluation(ops *felt.Ops, s *schedule, size int) *evaluation {
	e := &evaluation{schedule: s, ops: ops, size: size, tables: make([][]kernels.Element, len(s.tables))}
	for k, t := range s.tables {
		e.tables[k] = ssa.Repeat(t, size)
	}
	return e
}

// frame is the scratch of one worker: the operands of a block.
type frame struct {
	operands [][]kernels.Element
	wraps    [][]kernels.Element // of each cell, made when its block wraps around
}

func (e *evaluation) newFrame() *frame {
	f := &frame{operands: make([][]kernels.Element, e.slots+len(e.cells)+len(e.tables)+len(e.streams)),
		wraps: make([][]kernels.Element, len(e.cells))}
	slots := make([]kernels.Element, e.slots*e.size)
	for k := range e.slots {
		f.operands[k] = slots[k*e.size:][:e.size]
	}
	return f
}

// bind points the operands at the rows from first on; streams hold them from at
// on.
func (e *evaluation) bind(f *frame, first int, streams [][]kernels.Element, at int) {
	operands := f.operands[e.slots:]
	for k := range e.cells {
		c := &e.cells[k]
		if f.wraps[k] == nil && (first+c.row)&(len(c.column)-1)+e.size > len(c.column) {
			f.wraps[k] = make([]kernels.Element, e.size)
		}
		operands[k] = cyclic(c.column, first+c.row, e.size, f.wraps[k])
	}
	operands = operands[len(e.cells):]
	for k, t := range e.tables {
		operands[k] = t[first&(len(t)-1):][:e.size]
	}
	operands = operands[len(e.tables):]
	for k, index := range e.streams {
		operands[k] = streams[index][at:][:e.size]
	}
}

// block evaluates the rows from first on.
func (e *evaluation) block(f *frame, dst []kernels.Element, first int, streams [][]kernels.Element, at int) {
	e.bind(f, first, streams, at)
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
