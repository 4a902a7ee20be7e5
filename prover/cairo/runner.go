package cairo

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	"quarry/fault"
	"quarry/prover/cairo/program"
	"quarry/prover/cairo/vm"
)

// run is a run in progress: the machine, its segments and builtins.
type run struct {
	opts    *Options
	program *program.Program
	layout  *Layout
	memory  *vm.Memory
	machine *vm.Machine

	builtins []*builtin
	byName   map[string]*builtin

	programBase, executionBase vm.Pointer
	zero                       *vm.Pointer // segment of zeros, for add_mod and mul_mod
	zeroSize                   int64
	end                        vm.Pointer  // where the program ends
	final                      *vm.Pointer // end, in execution mode: there is nothing to execute
	publicStack                []int64     // offsets of public cells in the execution segment
	original                   int         // steps before padding
	offsets                    []uint64    // where segments begin, once relocated
	warnings                   []string
}

// start lays out the segments and loads the program, ready to run.
func start(opts *Options, p *program.Program, layout *Layout) (*run, error) {
	if err := layout.check(p.Builtins, *opts.AllowMissingBuiltins); err != nil {
		return nil, err
	}
	r := &run{opts: opts, program: p, layout: layout, memory: vm.NewMemory(opts.MaxMemory), byName: map[string]*builtin{}}
	if err := r.segments(); err != nil {
		return nil, err
	}
	stack, err := r.stack()
	if err != nil {
		return nil, err
	}
	pc, err := r.entry(&stack)
	if err != nil {
		return nil, err
	}
	data := make([]vm.Value, len(p.Data))
	for i := range data {
		data[i] = vm.FeltValue(&p.Data[i])
	}
	if err := r.memory.LoadAll(r.programBase, data); err != nil {
		return nil, err
	}
	if err := r.memory.LoadAll(r.executionBase, stack); err != nil {
		return nil, err
	}
	fp := r.executionBase.Add(int64(len(stack)))
	if opts.ProofMode {
		fp = r.executionBase.Add(2)
	}
	for i := range data {
		if err := r.memory.MarkAccessed(r.programBase.Add(int64(i))); err != nil {
			return nil, err
		}
	}
	if err := r.zeros(); err != nil {
		return nil, err
	}
	r.machine = vm.New(r.memory, pc, fp, fp)
	if opts.keepTrace() {
		r.machine.KeepTrace(opts.MaxSteps)
	}
	return r, nil
}

// segments adds the segments of the program, the execution and the builtins.
func (r *run) segments() (err error) {
	if r.programBase, err = r.memory.AddSegment(); err != nil {
		return err
	}
	if r.executionBase, err = r.memory.AddSegment(); err != nil {
		return err
	}
	r.memory.Reserve(r.executionBase.Segment, 1+int64(len(r.program.Data)))
	included := map[string]bool{}
	for _, b := range r.program.Builtins {
		included[b] = true
	}
	all := r.layout.Builtins
	if r.layout.HasOutput {
		all = append([]BuiltinDef{{Name: "output"}}, all...)
	}
	for _, d := range all {
		if !included[d.Name] && !r.opts.ProofMode {
			continue
		}
		b := &builtin{kind: kindsOf[d.Name], name: d.Name, def: d, included: included[d.Name]}
		if b.base, err = r.memory.AddSegment(); err != nil {
			return err
		}
		if b.name == "output" {
			b.pages = newOutputPages()
		} else {
			b.rule = newRule(b.name, b.base, b.kind)
			r.memory.SetRule(b.base.Segment, b.rule)
		}
		r.builtins = append(r.builtins, b)
		r.byName[b.name] = b
	}
	return nil
}

func newRule(name string, base vm.Pointer, k kind) rule {
	c := checked{base}
	switch name {
	case "pedersen":
		return &pedersenRule{c, map[int64]bool{}}
	case "range_check", "range_check96":
		return &rangeCheckRule{c, 16 * k.parts}
	case "ecdsa":
		return &ecdsaRule{checked: c, signatures: map[int64]Signature{}}
	case "bitwise":
		return &bitwiseRule{checked: c}
	case "ec_op":
		return &ecOpRule{c, outputs{}, doubledPoints{}}
	case "keccak":
		return &keccakRule{c, outputs{}}
	case "poseidon":
		return &poseidonRule{c, outputs{}}
	}
	return newModRule(name, base)
}

// stack is what the program finds on its stack: the builtins' pointers.
func (r *run) stack() ([]vm.Value, error) {
	var stack []vm.Value
	for _, name := range r.program.Builtins {
		b := r.byName[name]
		switch {
		case b != nil:
			stack = append(stack, vm.PointerValue(b.base))
		case *r.opts.AllowMissingBuiltins:
			stack = append(stack, vm.IntValue(0))
		default:
			return nil, fault.New(CodeBuiltins, "the builtin %s is not present in layout %q", name, r.layout.Name)
		}
	}
	return stack, nil
}

// entry completes the stack and returns where the program begins.
func (r *run) entry(stack *[]vm.Value) (vm.Pointer, error) {
	if r.opts.ProofMode {
		*stack = append([]vm.Value{vm.PointerValue(r.executionBase.Add(2)), vm.IntValue(0)}, *stack...)
		for i := range *stack {
			r.publicStack = append(r.publicStack, int64(i))
		}
		begin, ok := r.program.Label("__start__")
		if !ok {
			begin = 0
		}
		end, ok := r.program.Label("__end__")
		if !ok {
			return vm.Pointer{}, errNoEnd()
		}
		r.end = r.programBase.Add(int64(end))
		return r.programBase.Add(int64(begin)), nil
	}
	main, ok := r.program.Label("main")
	if !ok {
		return vm.Pointer{}, fault.New(program.CodeBad, "the program has no function main")
	}
	returnFP, err := r.memory.AddSegment()
	if err != nil {
		return vm.Pointer{}, err
	}
	if r.end, err = r.memory.AddSegment(); err != nil {
		return vm.Pointer{}, err
	}
	r.final = &r.end
	*stack = append(*stack, vm.PointerValue(returnFP), vm.PointerValue(r.end))
	return r.programBase.Add(int64(main)), nil
}

// zeros adds the segment of zeros that unused instances of add_mod and mul_mod
// point to.
func (r *run) zeros() error {
	for _, b := range r.builtins {
		m, ok := b.rule.(*modRule)
		if !ok {
			continue
		}
		if r.zero == nil {
			p, err := r.memory.AddSegment()
			if err != nil {
				return err
			}
			r.zero, r.zeroSize = &p, modWords
			for i := int64(0); i < r.zeroSize; i++ {
				if err := r.memory.Load(p.Add(i), vm.IntValue(0)); err != nil {
					return err
				}
			}
		}
		m.zero = *r.zero
	}
	return nil
}

// execute runs the program to its end and pads the run.
func (r *run) execute(ctx context.Context) error {
	o := r.opts
	limit := o.MaxSteps
	if o.Steps > 0 {
		limit = min(limit, o.Steps)
		if o.ProofMode {
			limit--
		}
	}
	if !o.NoEnd {
		if err := r.machine.RunUntil(ctx, r.end, limit); err != nil {
			return err
		}
		if o.ProofMode {
			// The last pc that is executed, rather than the one after it, is
			// the end.
			if err := r.machine.RunFor(ctx, 1, nil); err != nil {
				return err
			}
		}
		r.original = r.machine.Steps()
	}
	if o.MinSteps > 0 {
		if err := r.runTo(ctx, o.MinSteps); err != nil {
			return err
		}
	}
	if o.Steps > 0 {
		if err := r.runTo(ctx, o.Steps); err != nil {
			return err
		}
	}
	return r.endRun(ctx, o.ProofMode && o.Steps == 0)
}

// runTo runs on until so many steps have been run.
func (r *run) runTo(ctx context.Context, steps int) error {
	n := steps - r.machine.Steps()
	if n <= 0 {
		return nil
	}
	if steps > r.opts.MaxSteps {
		return fault.New(vm.CodeStepLimit, "the run needs %d steps and may take %d", steps, r.opts.MaxSteps).
			WithHint("raise --max_steps")
	}
	return r.machine.RunFor(ctx, n, r.final)
}

// endRun settles memory, verifies what was deduced and, if asked to, pads the
// trace until everything fits.
func (r *run) endRun(ctx context.Context, pad bool) error {
	if err := r.machine.EndMemory(); err != nil {
		return err
	}
	if err := r.verifyDeductions(ctx); err != nil {
		return err
	}
	if h := r.opts.hints; h != nil {
		if err := h.End(); err != nil {
			return err
		}
	}
	r.memory.Freeze()
	for _, b := range r.builtins {
		b.used = r.memory.UsedSize(b.base.Segment)
	}
	if !pad {
		return nil
	}
	for {
		if err := r.runTo(ctx, 1<<bits.Len(uint(r.machine.Steps()-1))); err != nil {
			return err
		}
		err := r.fits()
		var more *insufficient
		if !errors.As(err, &more) {
			return err
		}
		r.warnings = append(r.warnings, more.text+" Increasing number of steps.")
		if err := r.runTo(ctx, r.machine.Steps()+1); err != nil {
			return err
		}
	}
}

// verifyDeductions compares every cell of the builtins' segments with what its
// rule deduces.
func (r *run) verifyDeductions(ctx context.Context) error {
	for _, b := range r.builtins {
		if b.rule == nil {
			continue
		}
		for i, v := range r.memory.Cells(b.base.Segment) {
			if i&0x3ff == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if !v.Known() {
				continue
			}
			d, ok, err := b.rule.Deduce(r.memory, int64(i))
			if err != nil {
				return err
			}
			if ok && !d.Same(v) {
				return fmt.Errorf("Inconsistent auto deduction rule at address %v. %v != %v.", b.base.Add(int64(i)), v, d)
			}
		}
	}
	return nil
}
