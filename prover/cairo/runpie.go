package cairo

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"quarry/fault"
	"quarry/prover/cairo/pie"
	"quarry/prover/cairo/program"
	"quarry/prover/cairo/vm"
)

// executePIE runs a PIE's program over its memory, without hints, and checks
// that the run is the PIE's: what the PIE claims is true then.
func executePIE(ctx context.Context, opts Options) (*Result, error) {
	if opts.ProofMode {
		return nil, PIEError()
	}
	if opts.Steps > 0 || opts.MinSteps > 0 || opts.NoEnd {
		return nil, fault.New(CodeOptions, "--steps, --min_steps and --no_end don't go with a Cairo PIE")
	}
	p, err := pie.Read(bytes.NewReader(opts.Program), int64(len(opts.Program)), opts.pieLimit())
	if err != nil {
		return nil, err
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	layout, err := opts.pieLayout(p)
	if err != nil {
		return nil, err
	}
	if p.Resources.Steps > int64(opts.MaxSteps) {
		return nil, fault.New(vm.CodeStepLimit, "the PIE has %d steps and a run may take %d", p.Resources.Steps, opts.MaxSteps).
			WithHint("raise --max_steps")
	}
	opts.Steps = int(p.Resources.Steps)
	r, err := startPIE(&opts, p, layout)
	if err != nil {
		return nil, asFault(err, pie.CodeInvalid, "the PIE's memory can't be loaded")
	}
	if err := r.execute(ctx); err != nil {
		return nil, r.explain(err)
	}
	if err := r.finish(); err != nil {
		return nil, err
	}
	if *opts.Secure {
		if err := r.sameAs(p); err != nil {
			return nil, err
		}
	}
	return &Result{run: r, Layout: layout.Name, Warnings: r.warnings}, nil
}

// pieLimit bounds what a PIE may inflate to: the memory that the run may have,
// in cells of 40 bytes, and as much again for the rest.
func (o *Options) pieLimit() int64 { return min(pie.DefaultLimit, 80*o.MaxMemory+1<<20) }

// pieLayout is the layout of the run: for auto, the first that has the
// builtins.
func (o *Options) pieLayout(p *pie.PIE) (*Layout, error) {
	if o.Layout != "auto" {
		return LayoutByName(o.Layout)
	}
	for _, l := range o.candidates() {
		if l.check(p.Metadata.Program.Builtins, false) == nil {
			return l, nil
		}
	}
	return nil, o.noLayout(p.Metadata.Program.Builtins)
}

// startPIE lays out the segments as they were and loads the memory.
func startPIE(opts *Options, p *pie.PIE, layout *Layout) (*run, error) {
	m := &p.Metadata
	r, err := start(opts, &program.Program{Data: m.Program.Data, Builtins: m.Program.Builtins,
		Labels: map[string]int{"main": int(m.Program.Main)}}, layout)
	if err != nil {
		return nil, err
	}
	for i := range m.Extra {
		if i == 0 && r.zero != nil {
			continue // start has added it
		}
		if _, err := r.memory.AddSegment(); err != nil {
			return nil, err
		}
	}
	for _, b := range r.builtins {
		if err := b.loadAdditional(r, p.Addition(b.name)); err != nil {
			return nil, err
		}
	}
	for i := range p.Memory {
		c := &p.Memory[i]
		if c.Address.Segment >= r.memory.Segments() {
			return nil, fmt.Errorf("there is no segment for cell %v", c.Address)
		}
		if err := r.memory.Load(c.Address, c.Value); err != nil {
			return nil, err
		}
	}
	// Rules look at neighbours, so they come when all cells are there.
	for _, b := range r.builtins {
		if b.rule == nil {
			continue
		}
		for i, v := range r.memory.Cells(b.base.Segment) {
			if v.Known() {
				if err := b.rule.Validate(r.memory, int64(i)); err != nil {
					return nil, err
				}
			}
		}
	}
	r.pieSizes(m)
	return r, nil
}

// pieSizes gives the segments the PIE's sizes.
func (r *run) pieSizes(m *pie.Metadata) {
	all := append([]pie.Segment{m.Code, m.Execution, m.RetFP, m.RetPC}, m.Extra...)
	for _, b := range m.Builtins {
		all = append(all, b.Segment)
	}
	for _, s := range all {
		if s.Index < int64(r.memory.Segments()) {
			r.memory.Finalize(int(s.Index), s.Size, nil)
		}
	}
}

// sameAs checks that the run gives the PIE that it began with.
func (r *run) sameAs(p *pie.PIE) error {
	q, err := r.pie()
	if err != nil {
		return asFault(err, CodeEnd, "the run can't be written as a PIE")
	}
	if d := p.Differences(q); len(d) > 0 {
		return fault.New(pie.CodeInvalid, "running the program gives another PIE").At("%s", strings.Join(d, ", ")).
			WithHint("the PIE was not written by a Cairo runner, or was changed since")
	}
	return nil
}
