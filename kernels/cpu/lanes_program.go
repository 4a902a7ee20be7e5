//go:build amd64 && !purego

package cpu

import (
	"slices"

	"quarry/kernels"
	"quarry/kernels/cpu/lanes"
)

// laneEvaluator is evaluator in AVX-512 lanes; nil if the schedule, the machine
// or the number of rows has no use for them.
func (b *backend) laneEvaluator(s *schedule, n, block, workers int) func(int, []kernels.Element, int, [][]kernels.Element) {
	if !b.wide || block%lanes.Group != 0 {
		return nil
	}
	e := &laneEvaluation{schedule: s, n: n, size: block}
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
	n, size int
	steps   []laneStep
	windows []window
	inputs  []laneInput // of the cells
	// Tables: short ones are converted once, from long ones each block's rows.
	short []lanes.Vector // zero where the table is long
	last  lanes.Scalar   // 1, in the form that Store wants
}

// laneStep is a step with its scalar in limbs.
type laneStep struct {
	op        opcode
	dst, a, b int
	bound     int // of the subtrahend
	s         lanes.Scalar
}

// window is a run of rows of one column that several cells read.
type window struct {
	column    []kernels.Element
	from, len int // rows below the current one
}

// laneInput is where a cell's rows begin.
type laneInput struct{ window, offset int }

// plan prepares the evaluation; it fails for schedules with inversions of cells.
func (e *laneEvaluation) plan() bool {
	one := kernels.Element{}
	one.SetOne()
	e.last = lanes.Split(&one)
	e.planWindows()
	e.short = make([]lanes.Vector, len(e.tables))
	for k, t := range e.tables {
		if len(t) <= maxHoisted {
			t = repeat(t, e.size)
			e.short[k] = lanes.New(len(t))
			lanes.Load(e.short[k], t)
		}
	}
	return e.planSteps()
}

// planWindows joins cells of one column that lie near each other.
func (e *laneEvaluation) planWindows() {
	e.inputs = make([]laneInput, len(e.cells))
	byColumn := map[*kernels.Element][]int{}
	var columns []*kernels.Element // in the order in which they appear
	for k, c := range e.cells {
		id := &c.column[0]
		if byColumn[id] == nil {
			columns = append(columns, id)
		}
		byColumn[id] = append(byColumn[id], k)
	}
	for _, id := range columns {
		cells := byColumn[id]
		slices.SortFunc(cells, func(a, b int) int { return e.cells[a].row - e.cells[b].row })
		end := -1 << 60 // rows that the last window holds
		for _, k := range cells {
			c := e.cells[k]
			aligned := c.row &^ (lanes.Group - 1)
			if aligned > end {
				e.windows = append(e.windows, window{column: c.column, from: aligned})
			}
			w := &e.windows[len(e.windows)-1]
			end = (c.row + e.size + lanes.Group - 1) &^ (lanes.Group - 1)
			w.len = end - w.from
			e.inputs[k] = laneInput{len(e.windows) - 1, c.row - w.from}
		}
	}
}

// planSteps converts the steps, tracking the bounds of all operands.
func (e *laneEvaluation) planSteps() bool {
	bounds := make([]int, e.slots+len(e.cells)+len(e.tables)+len(e.streams))
	for k := range bounds {
		bounds[k] = lanes.LoadBound
	}
	one := kernels.Element{}
	one.SetOne()
	unit := lanes.NewScalar(&one)
	// fit makes sure that an operand bounded by others beside it stays in range.
	fit := func(operand, beside int) {
		if bounds[operand]+beside > lanes.MaxBound && operand < e.slots {
			e.steps = append(e.steps, laneStep{op: mulVS, dst: operand, a: operand, s: unit})
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
	windows  []lanes.Vector
	tmp      lanes.Vector
}

func (e *laneEvaluation) newFrame() *laneFrame {
	own := e.slots + len(e.tables) + len(e.streams) + 1
	total := own * e.size
	for _, w := range e.windows {
		total += w.len
	}
	memory := make([]uint64, 5*total)
	take := func(n int) lanes.Vector {
		v := lanes.Over(memory[:5*n])
		memory = memory[5*n:]
		return v
	}
	f := &laneFrame{tmp: take(e.size)}
	for range e.slots {
		f.operands = append(f.operands, take(e.size))
	}
	for _, w := range e.windows {
		f.windows = append(f.windows, take(w.len))
	}
	for _, in := range e.inputs {
		f.operands = append(f.operands, f.windows[in.window].Slice(in.offset, e.size))
	}
	for range len(e.tables) + len(e.streams) {
		f.operands = append(f.operands, take(e.size))
	}
	return f
}

// bind converts the inputs of the rows from first on.
func (e *laneEvaluation) bind(f *laneFrame, first int, streams [][]kernels.Element, at int) {
	for k := range e.windows {
		w := &e.windows[k]
		for done := 0; done < w.len; {
			from := (first + w.from + done) & (e.n - 1)
			run := min(w.len-done, e.n-from)
			lanes.Load(f.windows[k].Slice(done, run), w.column[from:])
			done += run
		}
	}
	operands := f.operands[e.slots+len(e.cells):]
	for k, t := range e.tables {
		if e.short[k].Len() > 0 {
			operands[k] = e.short[k].Slice(first&(e.short[k].Len()-1), e.size)
		} else {
			lanes.Load(operands[k], t[first&(len(t)-1):])
		}
	}
	operands = operands[len(e.tables):]
	for k, index := range e.streams {
		lanes.Load(operands[k], streams[index][at:])
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
			lanes.Add(v[s.dst], v[s.a], v[s.b])
		case subVV:
			lanes.Sub(v[s.dst], v[s.a], v[s.b], s.bound)
		case mulVV:
			lanes.Mul(v[s.dst], v[s.a], v[s.b])
		case mulAddVV:
			lanes.MulAdd(v[s.dst], v[s.a], v[s.b])
		case addVS:
			lanes.AddScalar(v[s.dst], v[s.a], &s.s)
		case subSV:
			lanes.ScalarSub(v[s.dst], v[s.a], &s.s, s.bound)
		case mulVS:
			lanes.MulScalar(v[s.dst], v[s.a], &s.s)
		case mulAddVS:
			lanes.MulAddScalar(v[s.dst], v[s.a], &s.s)
		}
	}
	lanes.Store(dst, v[e.result], &e.last, f.tmp)
}
