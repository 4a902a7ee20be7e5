package cairo

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"runtime"

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
		return &bitwiseRule{c}
	case "ec_op":
		return &ecOpRule{c, outputs{}}
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

// fits checks that there are enough steps for everything that takes a share of
// them; an *insufficient error asks for more steps.
func (r *run) fits() error {
	for _, b := range r.builtins {
		if _, _, err := b.capacity(r.machine.Steps()); err != nil {
			return err
		}
	}
	if err := r.rangeChecksFit(); err != nil {
		return err
	}
	if err := r.memoryFits(); err != nil {
		return err
	}
	return r.dilutedFits()
}

// limits returns the least and greatest range-checked value.
func (r *run) limits() (lo, hi int) {
	defer runtime.KeepAlive(r.memory)
	lo, hi = r.machine.Limits()
	for _, b := range r.builtins {
		if rc, ok := b.rule.(*rangeCheckRule); ok {
			if l, h, ok := rc.limits(r.memory.Cells(b.base.Segment)); ok {
				lo, hi = min(lo, l), max(hi, h)
			}
		}
	}
	return lo, hi
}

func (r *run) rangeChecksFit() error {
	lo, hi := r.limits()
	used := 0
	for _, b := range r.builtins {
		switch {
		case b.parts > 0:
			used += int(b.used) * b.parts
		}
	}
	unused := (r.layout.RangeCheckUnits-3)*r.machine.Steps() - used
	if unused < hi-lo {
		return &insufficient{fmt.Sprintf("There are only %d cells to fill the range checks holes, but potentially %d are required.", unused, hi-lo)}
	}
	return nil
}

func (r *run) memoryFits() error {
	units := 0
	for _, b := range r.builtins {
		if b.name == "output" {
			continue
		}
		n, err := b.allocated(r.machine.Steps())
		if err != nil {
			return err
		}
		units += (b.cells + b.extraUnits) * int(n)
	}
	total := r.layout.MemoryUnits * r.machine.Steps()
	if total%r.layout.PublicFraction != 0 {
		return fmt.Errorf("%d is not divisible by %d.", total, r.layout.PublicFraction)
	}
	unused := total - total/r.layout.PublicFraction - 4*r.machine.Steps() - units
	holes, err := r.holes()
	if err != nil {
		return err
	}
	if int64(unused) < holes {
		return &insufficient{fmt.Sprintf("There are only %d cells to fill the memory address holes, but %d are required.", unused, holes)}
	}
	return nil
}

// holes counts the addresses of all segments that nothing uses.
func (r *run) holes() (int64, error) {
	for _, b := range r.builtins {
		if err := b.accessedByBuiltin(r); err != nil {
			return 0, err
		}
	}
	if r.zero != nil {
		for i := int64(0); i < r.zeroSize; i++ {
			if err := r.memory.MarkAccessed(r.zero.Add(i)); err != nil {
				return 0, err
			}
		}
	}
	n := int64(0)
	for i := range r.memory.Segments() {
		n += r.memory.Size(i) - r.memory.AccessedIn(i)
	}
	return n, nil
}

func (r *run) dilutedFits() error {
	d := r.layout.Diluted
	if d == nil {
		return nil
	}
	used := int64(0)
	for _, b := range r.builtins {
		n, err := b.allocated(r.machine.Steps())
		if err != nil {
			return err
		}
		used += int64(b.diluted) * n
	}
	units := int64(r.machine.Steps())
	if d.LogUnitsPerStep >= 0 {
		units <<= d.LogUnitsPerStep
	} else {
		units >>= -d.LogUnitsPerStep
	}
	if need := int64(1) << d.Bits; units-used < need {
		return &insufficient{fmt.Sprintf("There are only %d cells to fill the diluted check holes, but potentially %d are required.", units-used, need)}
	}
	return nil
}

// readReturnValues reads the builtins' stop pointers from the stack's end and
// makes them public.
func (r *run) readReturnValues() error {
	at := r.machine.AP()
	for i := len(r.program.Builtins) - 1; i >= 0; i-- {
		name := r.program.Builtins[i]
		b := r.byName[name]
		if b == nil {
			at = at.Add(-1)
			v, err := r.memory.Read(at)
			if err != nil {
				return err
			}
			if zero := vm.IntValue(0); !v.Same(zero) {
				return fmt.Errorf("The stop pointer of the missing builtin %q must be 0.", name)
			}
			continue
		}
		var err error
		if at, err = b.finalStack(r, at); err != nil {
			return err
		}
	}
	for o := at.Offset; o < r.machine.AP().Offset; o++ {
		r.publicStack = append(r.publicStack, o)
	}
	for _, b := range r.builtins {
		if !b.included {
			stop := b.base
			b.stop = &stop
		}
	}
	return nil
}

// finalizeSegments gives the segments their sizes in the proof and lists the
// public memory.
func (r *run) finalizeSegments() error {
	public := make([]vm.PublicOffset, len(r.program.Data))
	for i := range public {
		public[i].Offset = int64(i)
	}
	r.memory.Finalize(r.programBase.Segment, int64(len(public)), public)
	public = nil
	for _, o := range r.publicStack {
		public = append(public, vm.PublicOffset{Offset: o})
	}
	r.memory.Finalize(r.executionBase.Segment, -1, public)
	for _, b := range r.builtins {
		if b.pages != nil {
			if err := b.pages.finalize(r, b); err != nil {
				return err
			}
			continue
		}
		_, size, err := b.capacity(r.machine.Steps())
		var less *insufficient
		if errors.As(err, &less) {
			return fault.New(CodeCapacity, "%s", less.text).WithHint("give more steps, or leave --steps out")
		}
		if err != nil {
			return err
		}
		r.memory.Finalize(b.base.Segment, size, nil)
	}
	if r.zero != nil {
		r.memory.Finalize(r.zero.Segment, r.zeroSize, nil)
	}
	return nil
}

// address is a pointer's place in the proof's memory.
func (r *run) address(p vm.Pointer) (uint64, error) {
	if p.Segment < 0 || p.Segment >= len(r.offsets) || p.Offset < 0 {
		return 0, fmt.Errorf("Failed to relocate %v.", p)
	}
	return r.offsets[p.Segment] + uint64(p.Offset), nil
}

// verifySecure checks what another program that takes this run's memory would
// rely on: no access outside of the program and the builtins' used cells, no
// pointer to nowhere, all inputs of all builtin instances present.
func (r *run) verifySecure() error {
	limit := map[int]int64{r.programBase.Segment: int64(len(r.program.Data))}
	names := map[int]string{r.programBase.Segment: "program segment"}
	for _, b := range r.builtins {
		if b.stop == nil {
			return fmt.Errorf("%s segment stop ptr is None.", b.name)
		}
		if b.included {
			limit[b.base.Segment] = b.stop.Offset
		} else {
			limit[b.base.Segment] = 0
		}
		names[b.base.Segment] = "builtin segment " + b.name
	}
	err := r.memory.Each(func(p vm.Pointer, v vm.Value) error {
		if n, ok := limit[p.Segment]; ok && p.Offset >= n {
			return fmt.Errorf("Out of bounds access to %s at %v.", names[p.Segment], p)
		}
		if v.IsPointer() {
			if to := v.Pointer(); to.Segment < 0 || to.Segment >= r.memory.Segments() || to.Offset < 0 {
				return fmt.Errorf("Invalid memory value at address %v: %v.", p, v)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, b := range r.builtins {
		if err := b.secure(r); err != nil {
			return err
		}
	}
	return nil
}
