package air

import (
	"context"
	"runtime"
	"strings"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/execution"
)

// WriteTrace implements AIR.
func (a *LayoutAIR) WriteTrace(ctx context.Context, run *execution.Execution) (*kernels.HostColumns, error) {
	if err := a.CheckRun(run); err != nil {
		return nil, err
	}
	table, err := kernels.NewHostColumns(a.Original, a.n)
	if err != nil {
		return nil, err
	}
	if err := a.WriteTraceTo(ctx, run, table, func(int) {}); err != nil {
		table.Free()
		return nil, err
	}
	return table, nil
}

// WriteTraceTo implements TraceWriter.
func (a *LayoutAIR) WriteTraceTo(ctx context.Context, run *execution.Execution, table *kernels.HostColumns, written func(column int)) error {
	defer runtime.KeepAlive(run.Memory) // its values may live beside the heap
	if err := a.CheckRun(run); err != nil {
		return err
	}
	if run.Private == nil { // no builtin was used
		with := *run
		with.Private = &execution.PrivateInput{}
		run = &with
	}
	return a.write(ctx, newWitness(run, table, a.Cells), written)
}

// CheckRun implements TraceWriter.
func (a *LayoutAIR) CheckRun(run *execution.Execution) error {
	if err := a.CheckStatement(run.Public); err != nil {
		return err
	}
	if len(run.Trace) != a.Steps {
		return fault.New(CodeTraceLength, "the trace has %d steps, the public input says %d", len(run.Trace), a.Steps).
			At("trace").
			WithHint("trace and public input must come from the same run")
	}
	if err := checkEnds(run); err != nil {
		return err
	}
	return a.checkBuiltins(run.Private)
}

// checkEnds compares the first and the last state of the trace with the
// segments that the AIR ties them to.
func checkEnds(run *execution.Execution) error {
	program, stack := run.Public.Segments["program"], run.Public.Segments["execution"]
	first, last := run.Trace[0], run.Trace[len(run.Trace)-1]
	for _, c := range [...]struct {
		state, register, bound string
		got                    uint32
		want                   uint64
	}{
		{"first", "pc", "program begins at", first.PC, program.Begin},
		{"first", "ap", "execution begins at", first.AP, stack.Begin},
		{"first", "fp", "execution begins at", first.FP, stack.Begin},
		{"last", "pc", "program stops at", last.PC, program.Stop},
		{"last", "ap", "execution stops at", last.AP, stack.Stop},
		{"last", "fp", "execution begins at", last.FP, stack.Begin},
	} {
		if uint64(c.got) != c.want {
			return fault.New(CodeBoundary, "the trace's %s step has %s = %d, but the public input's segment %s %d",
				c.state, c.register, c.got, c.bound, c.want).
				At("trace and public input, memory_segments").
				WithHint("both must come from the same run, in proof mode")
		}
	}
	return nil
}

// checkBuiltins refuses inputs of builtins that the layout does not have.
func (a *LayoutAIR) checkBuiltins(private *execution.PrivateInput) error {
	if private == nil {
		return nil
	}
	has := map[string]bool{}
	for _, c := range a.Components {
		if b, ok := c.(Builtin); ok {
			has[b.Segment()] = true
		}
	}
	for _, used := range [...]struct {
		segment string
		n       int
	}{
		{"pedersen", len(private.Pedersen)}, {"range_check", len(private.RangeCheck)}, {"ecdsa", len(private.ECDSA)},
		{"bitwise", len(private.Bitwise)}, {"ec_op", len(private.ECOp)}, {"keccak", len(private.Keccak)}, {"poseidon", len(private.Poseidon)},
	} {
		if used.n > 0 && !has[used.segment] {
			return fault.New(CodeMissingBuiltin, "the run has %d instances of %s, a builtin that the layout %s lacks",
				used.n, used.segment, a.Definition.Layout).
				At("private input, %s", used.segment).
				WithHint("run the program with a layout that has it: %s", strings.Join(a.LayoutsWith(used.segment), ", "))
		}
	}
	return nil
}

// WriteInteraction implements AIR.
func (a *LayoutAIR) WriteInteraction(ctx context.Context, b kernels.Backend, dst, original kernels.Columns, pub *execution.PublicInput, interaction []kernels.Element) error {
	named, err := a.namedParams(pub, interaction)
	if err != nil {
		return err
	}
	t := &InteractionTrace{backend: b, dst: dst, original: original, cells: a.Cells, params: named}
	for _, c := range a.Components {
		if i, ok := c.(Interactor); ok {
			if err := i.WriteInteraction(ctx, t); err != nil {
				return err
			}
		}
	}
	return nil
}
