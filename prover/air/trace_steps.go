package air

import (
	"context"
	"strings"
)

// traceStep is one step of writing a trace.
type traceStep struct {
	// of is what the cells that the step writes are named after: a component or a
	// pool.
	of    string
	write func(ctx context.Context, w *Witness) error
}

// traceSteps are the steps in their order. That in which unused pool units are
// filled is Stone's (cpu_air.inl, GetTrace): range check, the range_check
// builtins' unused instances, diluted, memory.
func (a *LayoutAIR) traceSteps() []traceStep {
	var steps []traceStep
	add := func(of string, write func(ctx context.Context, w *Witness) error) {
		steps = append(steps, traceStep{of, write})
	}
	for _, c := range a.Components {
		add(cellPrefix(c), c.WriteTrace)
	}
	add("range_check16_pool", func(ctx context.Context, w *Witness) error {
		return w.RangeCheck16.fillRange(ctx, w.Run.Public.RCMin, w.Run.Public.RCMax)
	})
	for _, c := range a.Components {
		if f, ok := c.(Finisher); ok {
			add(cellPrefix(c), f.Finish)
		}
	}
	add("diluted_pool", func(ctx context.Context, w *Witness) error {
		if w.Diluted == nil {
			return nil
		}
		return w.Diluted.fillDiluted(ctx)
	})
	add("mem_pool", func(ctx context.Context, w *Witness) error { return w.Memory.fill(ctx) })
	for _, c := range a.Components {
		if s, ok := c.(Sorter); ok {
			add(cellPrefix(c), s.Sort)
		}
	}
	return steps
}

// cellPrefix is what the names of a component's cells begin with.
func cellPrefix(c Component) string {
	if p, ok := c.(interface{ CellPrefix() string }); ok {
		return p.CellPrefix()
	}
	return c.Name()
}

// lastWriters tells for each column the number of the last step that may write to
// it: the last one, where a cell is nobody's.
func (a *LayoutAIR) lastWriters(steps []traceStep) []int {
	last := make([]int, a.Original)
	for name, cell := range a.Cells {
		if cell.Column >= a.Original {
			continue
		}
		owner := len(steps) - 1
		for i := len(steps) - 1; i >= 0; i-- {
			if name == steps[i].of || strings.HasPrefix(name, steps[i].of+"/") {
				owner = i
				break
			}
		}
		last[cell.Column] = max(last[cell.Column], owner)
	}
	return last
}

// write does all steps, and announces columns after the last of theirs.
func (a *LayoutAIR) write(ctx context.Context, w *Witness, written func(column int)) error {
	steps := a.traceSteps()
	last := a.lastWriters(steps)
	for i, s := range steps {
		if err := s.write(ctx, w); err != nil {
			return err
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		for column, step := range last {
			if step == i {
				written(column)
			}
		}
	}
	return nil
}
