package cairo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"quarry/fault"
	"quarry/prover/cairo/program"
	"quarry/prover/cairo/vm"
)

// candidates are the layouts that auto chooses from.
func (o *Options) candidates() []*Layout {
	var out []*Layout
	for _, l := range allLayouts {
		if len(o.Among) == 0 || slices.Contains(o.Among, l.Name) {
			out = append(out, l)
		}
	}
	return out
}

// executeAuto tries the layouts from the cheapest step on and keeps the one
// whose run has the fewest trace cells. Outside of proof mode a run is the same
// in all of them.
func executeAuto(ctx context.Context, opts Options, p *program.Program) (*Result, error) {
	var best *Result
	var first error
	tried := 0
	for _, l := range opts.candidates() {
		if l.check(p.Builtins, false) != nil {
			continue
		}
		if best != nil && l.Columns*best.run.original >= best.cells() {
			continue // can't be smaller, however few the steps
		}
		tried++
		res, err := execute(ctx, opts, p, l)
		if err != nil {
			if first == nil {
				first = err
			}
			if fault.CodeOf(err) == vm.CodeStepLimit {
				continue
			}
			return nil, err
		}
		if !opts.ProofMode {
			res.Reason = fmt.Sprintf("layout %s: the cheapest with the builtins %v", l.Name, p.Builtins)
			return res, nil
		}
		if best == nil || res.cells() < best.cells() {
			best = res
		}
	}
	if best != nil {
		best.Reason = fmt.Sprintf("layout %s: with the builtins %v the run takes %d steps and %d trace cells, the fewest of %d layouts tried",
			best.Layout, p.Builtins, best.Steps(), best.cells(), tried)
		return best, nil
	}
	if first != nil {
		return nil, first
	}
	return nil, opts.noLayout(p.Builtins)
}

// noLayout is the error for builtins that no layout has, or none of those that
// there is a choice from.
func (o *Options) noLayout(builtins []string) error {
	e := fault.New(CodeBuiltins, "no layout has all the builtins %v", builtins)
	if len(o.Among) == 0 {
		return e
	}
	e = fault.New(CodeBuiltins, "no layout that there are proofs of has all the builtins %v", builtins)
	all := Options{}
	for _, l := range all.candidates() {
		if l.check(builtins, false) == nil {
			return e.WithHint("layout %s has them, in which the program can be run but not proved; proofs are made in %s",
				l.Name, strings.Join(o.Among, ", "))
		}
	}
	return e.WithHint("proofs are made in %s", strings.Join(o.Among, ", "))
}

// cells is the number of cells of the trace: of 16 in each column a step, one
// counts here.
func (r *Result) cells() int { return r.run.layout.Columns * r.Steps() }
