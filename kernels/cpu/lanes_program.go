//go:build amd64 && !purego

package cpu

import (
	"quarry/kernels"
	"quarry/kernels/cpu/lanes"
	"quarry/kernels/ssa"
)

// laneEvaluator is evaluator in vector lanes; nil if the program, the machine
// or the number of rows has no use for them.
func (b *backend) laneEvaluator(values []ssa.Value, columns [][]kernels.Element, result, n, block, workers int) evaluatorFunc {
	if b.wide == nil || block%lanes.Group != 0 {
		return nil
	}
	e := &laneEvaluation{schedule: newSchedule(values, columns, result, true), unit: b.wide, n: n, size: block}
	if !e.plan() {
		return nil
	}
	frames := newLocal(workers, e.newFrame)
	return func(worker int, dst []kernels.Element, first int, streams [][]kernels.Element) {
		f := frames.of(worker)
		for at := 0; at < len(dst); at += block {
			e.block(f, dst[at:][:block], first+at, streams, at)
		}
	}
}

// laneEvaluation evaluates a schedule in lanes: inputs are converted block by
// block, registers stay in lanes from the first instruction to the last.
type laneEvaluation struct {
	*schedule
	unit    *lanes.Unit
	n, size int
	steps   []laneStep
	windows *windows // of the cells
	// Tables: short ones are converted once, from long ones each block's rows.
	short []lanes.Vector // zero where the table is long
	terms int            // of all dots
	last  lanes.Scalar   // 1, in the form that Store wants
}

// laneStep is a step with its scalar in limbs.
type laneStep struct {
	op        opcode
	dst, a, b int
	bound     int // of the subtrahend
	s         lanes.Scalar
	terms     []term // of dotVS
	first     int    // of a frame's terms
}

// plan prepares the evaluation; it fails for schedules with inversions of cells.
func (e *laneEvaluation) plan() bool {
	one := kernels.Element{}
	one.SetOne()
	e.last = lanes.Split(&one)
	e.windows = newWindows(e.unit, e.cells, e.n, e.size)
	e.short = make([]lanes.Vector, len(e.tables))
	for k, t := range e.tables {
		if len(t) <= ssa.MaxHoisted {
			t = ssa.Repeat(t, e.size)
			e.short[k] = lanes.New(len(t))
			e.unit.Load(e.short[k], t)
		}
	}
	return e.planSteps()
}

// planSteps converts the steps, tracking the bounds of all operands.
func (e *laneEvaluation) planSteps() bool {
	bounds := make([]int, e.slots+len(e.cells)+len(e.tables)+len(e.streams))
	for k := range bounds {
		bounds[k] = lanes.LoadBound
	}
	// fit makes sure that an operand bounded by others beside it stays in range.
	fit := func(operand, beside int) {
		if bounds[operand]+beside > lanes.MaxBound && operand < e.slots {
			e.steps = append(e.steps, laneStep{op: mulVS, dst: operand, a: operand, s: unitScalar})
			bounds[operand] = lanes.ProductBound(bounds[operand], 1)
		}
	}
	for i := range e.schedule.steps {
		st := &e.schedule.steps[i]
		out := laneStep{op: st.op, dst: st.dst, a: st.a, b: st.b}
		bound := 0
		switch st.op {
		case addVV, subVV:
			fit(st.a, bounds[st.b])
			fit(st.b, bounds[st.a])
			out.bound = bounds[st.b]
			bound = bounds[st.a] + bounds[st.b]
		case mulVV:
			bound = lanes.ProductBound(bounds[st.a], bounds[st.b])
		case mulAddVV:
			fit(st.dst, lanes.ProductBound(bounds[st.a], bounds[st.b]))
			fit(st.a, bounds[st.dst])
			bound = bounds[st.dst] + lanes.ProductBound(bounds[st.a], bounds[st.b])
		case addVS:
			fit(st.a, 1)
			out.s = lanes.NewScalar(&st.s)
			bound = bounds[st.a] + 1
		case subVS:
			fit(st.a, 1)
			negative := st.s
			negative.Neg(&negative)
			out.op, out.s = addVS, lanes.NewScalar(&negative)
			bound = bounds[st.a] + 1
		case subSV:
			fit(st.a, 1)
			out.s, out.bound = lanes.NewScalar(&st.s), bounds[st.a]
			bound = bounds[st.a] + 1
		case mulVS:
			out.s = lanes.NewScalar(&st.s)
			bound = lanes.ProductBound(bounds[st.a], 1)
		case mulAddVS:
			fit(st.dst, lanes.ProductBound(bounds[st.a], 1))
			out.s = lanes.NewScalar(&st.s)
			bound = bounds[st.dst] + lanes.ProductBound(bounds[st.a], 1)
		case dotVS, dotAddVS:
			out.terms, out.first = st.terms, e.terms
			e.terms += len(st.terms)
			sum := 0
			for _, t := range st.terms {
				sum += bounds[t.a]
			}
			bound = lanes.DotBound(sum)
			if st.op == dotAddVS {
				fit(st.dst, bound)
				bound += bounds[st.dst]
			}
		case inverse:
			return false
		}
		if bound > lanes.MaxBound {
			return false // not even after reductions: operands are no registers
		}
		bounds[st.dst] = bound
		e.steps = append(e.steps, out)
	}
	return true
}

// laneFrame is the scratch of one worker.
type laneFrame struct {
	operands []lanes.Vector
	windows  lanes.Vector
	terms    []lanes.Term
	tmp      lanes.Vector
}

func (e *laneEvaluation) newFrame() *laneFrame {
	f := &laneFrame{windows: lanes.New(e.windows.total), tmp: lanes.New(e.size),
		terms: make([]lanes.Term, 0, e.terms)}
	for i := range e.steps {
		for k := range e.steps[i].terms {
			f.terms = append(f.terms, lanes.Term{S: lanes.NewScalar(&e.steps[i].terms[k].s)})
		}
	}
	for range e.slots {
		f.operands = append(f.operands, lanes.New(e.size))
	}
	for k := range e.cells {
		f.operands = append(f.operands, e.windows.source(f.windows, k))
	}
	for range len(e.tables) + len(e.streams) {
		f.operands = append(f.operands, lanes.New(e.size))
	}
	return f
}

// bind converts the inputs of the rows from first on.
func (e *laneEvaluation) bind(f *laneFrame, first int, streams [][]kernels.Element, at int) {
	e.windows.load(f.windows, first)
	operands := f.operands[e.slots+len(e.cells):]
	for k, t := range e.tables {
		if e.short[k].Len() > 0 {
			operands[k] = e.short[k].Slice(first&(e.short[k].Len()-1), e.size)
		} else {
			e.unit.Load(operands[k], t[first&(len(t)-1):])
		}
	}
	operands = operands[len(e.tables):]
	for k, index := range e.streams {
		e.unit.Load(operands[k], streams[index][at:])
	}
}

// block evaluates the rows from first on.
func (e *laneEvaluation) block(f *laneFrame, dst []kernels.Element, first int, streams [][]kernels.Element, at int) {
	e.bind(f, first, streams, at)
	v := f.operands
	for i := range e.steps {
		s := &e.steps[i]
		switch s.op {
		case addVV:
			e.unit.Add(v[s.dst], v[s.a], v[s.b])
		case subVV:
			e.unit.Sub(v[s.dst], v[s.a], v[s.b], s.bound)
		case mulVV:
			e.unit.Mul(v[s.dst], v[s.a], v[s.b])
		case mulAddVV:
			e.unit.MulAdd(v[s.dst], v[s.a], v[s.b])
		case addVS:
			e.unit.AddScalar(v[s.dst], v[s.a], &s.s)
		case subSV:
			e.unit.ScalarSub(v[s.dst], v[s.a], &s.s, s.bound)
		case mulVS:
			e.unit.MulScalar(v[s.dst], v[s.a], &s.s)
		case mulAddVS:
			e.unit.MulAddScalar(v[s.dst], v[s.a], &s.s)
		case dotVS:
			e.unit.Dot(v[s.dst], e.dotTerms(f, s))
		case dotAddVS:
			e.unit.DotAdd(v[s.dst], e.dotTerms(f, s))
		}
	}
	e.unit.Store(dst, v[e.result], &e.last, f.tmp)
}

// dotTerms are the terms of a dot with their operands of this block.
func (e *laneEvaluation) dotTerms(f *laneFrame, s *laneStep) []lanes.Term {
	terms := f.terms[s.first:][:len(s.terms)]
	for k := range terms {
		terms[k].Set(f.operands[s.terms[k].a])
	}
	return terms
}
