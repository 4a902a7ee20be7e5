package cairo

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"quarry/fault"
	"quarry/prover/cairo/vm"
	"quarry/prover/execution"
)

// Result is a finished run.
type Result struct {
	run *run
	// Layout is the layout's name.
	Layout string
	// Reason says why that layout, if it was chosen.
	Reason string
	// Warnings say why the run has more steps than the program.
	Warnings []string

	execution *execution.Execution // once it has been handed over
	public    *execution.PublicInput
}

// Steps is the number of steps, padding included.
func (r *Result) Steps() int { return r.run.machine.Steps() }

// ProgramSteps is the number of steps that the program itself took.
func (r *Result) ProgramSteps() int { return r.run.original }

// MemoryCells is the number of memory cells that hold a value.
func (r *Result) MemoryCells() int { return r.run.memory.Count() }

// Holes is the number of memory addresses that nothing uses, as they were when
// the program ended.
func (r *Result) Holes() (int64, error) { return r.run.holes() }

// Registers returns the final registers: pc, ap, fp.
func (r *Result) Registers() (pc, ap, fp vm.Pointer) {
	m := r.run.machine
	return m.PC(), m.AP(), m.FP()
}

// Usage is how much of a builtin a run used.
type Usage struct {
	Name      string
	Cells     int64 // used
	Size      int64 // allocated in a proof; as Cells outside of proof mode
	Instances int64 // used
}

// Builtins returns the usage of the run's builtins in the layout's order.
func (r *Result) Builtins() []Usage {
	var out []Usage
	for _, b := range r.run.builtins {
		u := Usage{Name: b.name, Cells: b.used, Size: b.used, Instances: b.instances()}
		if r.run.opts.ProofMode {
			if _, size, err := b.capacity(r.Steps()); err == nil {
				u.Size = size
			}
		}
		out = append(out, u)
	}
	return out
}

// Output returns the program's output; a cell that has no value is not known.
func (r *Result) Output() []vm.Value {
	b := r.run.byName["output"]
	if b == nil {
		return nil
	}
	out := make([]vm.Value, b.used)
	for i := range out {
		out[i] = r.run.memory.Get(b.base.Add(int64(i)))
	}
	return out
}

// HasOutput tells whether the run has the output builtin.
func (r *Result) HasOutput() bool { return r.run.byName["output"] != nil }

// layOut finds where the segments begin, once. What is written with final
// addresses needs the trace, which Execution takes away.
func (r *Result) layOut() error {
	run := r.run
	if !run.opts.keepTrace() {
		return fault.New(CodeOptions, "the run kept no trace")
	}
	if r.execution != nil {
		return fault.New(CodeOptions, "the run has been handed over to the prover")
	}
	if run.offsets != nil {
		return nil
	}
	offsets, end, err := run.memory.Offsets()
	if err == nil && end > math.MaxUint32 {
		err = fmt.Errorf("the memory takes more than 2^32 addresses")
	}
	if err != nil {
		return asFault(err, CodeEnd, "the memory can't be laid out")
	}
	run.offsets = offsets
	return nil
}

// Execution returns the run as the prover takes it, and gives trace and memory
// away to it: what else is wanted of them must be written before. The run must
// be in proof mode.
func (r *Result) Execution() (*execution.Execution, error) {
	if r.execution != nil {
		return r.execution, nil
	}
	if !r.run.opts.ProofMode || r.run.opts.NoEnd {
		return nil, fault.New(CodeOptions, "only a whole run in proof mode can be proved").WithHint("use --proof_mode")
	}
	public, err := r.statement()
	if err != nil {
		return nil, err
	}
	private, err := r.run.witness()
	if err != nil {
		return nil, asFault(err, CodeEnd, "the builtins' inputs")
	}
	trace, memory, err := r.run.machine.RelocateAll()
	if err != nil {
		return nil, asFault(err, CodeEnd, "the memory can't be laid out")
	}
	r.execution = &execution.Execution{Trace: trace, Memory: memory, Public: public, Private: private}
	return r.execution, nil
}

// statement returns the public input, which it makes once.
func (r *Result) statement() (*execution.PublicInput, error) {
	if err := r.layOut(); err != nil {
		return nil, err
	}
	if r.public != nil {
		return r.public, nil
	}
	var err error
	if r.public, err = r.run.publicInput(); err != nil {
		return nil, asFault(err, CodeEnd, "the public input")
	}
	return r.public, nil
}

// publicInput derives the statement from the run.
func (r *run) publicInput() (*execution.PublicInput, error) {
	lo, hi := r.limits()
	first, last, ok := r.machine.TraceEnds()
	if !ok {
		return nil, fmt.Errorf("the trace is empty")
	}
	p := &execution.PublicInput{Layout: r.layout.Name, NSteps: uint64(r.machine.Steps()), RCMin: uint64(lo), RCMax: uint64(hi),
		Segments: map[string]execution.Segment{}}
	segment := func(name string, begin, stop vm.Pointer) error {
		var s execution.Segment
		var err error
		if s.Begin, err = r.address(begin); err != nil {
			return err
		}
		s.Stop, err = r.address(stop)
		p.Segments[name] = s
		return err
	}
	err := errors.Join(segment("program", first[0], last[0]), segment("execution", first[1], last[1]))
	for _, b := range r.builtins {
		err = errors.Join(err, segment(b.name, b.base, *b.stop))
	}
	if err != nil {
		return nil, err
	}
	return p, r.publicMemory(p)
}

func (r *run) publicMemory(p *execution.PublicInput) error {
	for i := range r.memory.Segments() {
		for _, c := range r.memory.Public(i) {
			at := r.offsets[i] + uint64(c.Offset)
			v := r.memory.Get(vm.Pointer{Segment: i, Offset: c.Offset})
			if !v.Known() {
				return fmt.Errorf("the public memory cell at address %d has no value", at)
			}
			e, err := v.Relocated(r.offsets)
			if err != nil {
				return err
			}
			p.PublicMemory = append(p.PublicMemory, execution.PublicCell{Address: at, Value: e, Page: c.Page})
		}
	}
	return nil
}

// privateInput lists the builtins' inputs as the runner's file has them.
func (r *run) privateInput() (object, error) {
	var out object
	for _, b := range r.builtins {
		if b.rule == nil {
			continue
		}
		v, err := b.rule.private(r, b)
		if err != nil {
			return nil, err
		}
		out = append(out, field{b.name, v})
	}
	return out, nil
}

// signed writes a felt as a number in (-p/2, p/2), the way outputs are printed.
func signed(v vm.Value) string {
	if !v.IsFelt() {
		return v.String()
	}
	n := v.Big()
	p := vm.Prime()
	if n.Cmp(new(big.Int).Rsh(p, 1)) > 0 {
		n.Sub(n, p)
	}
	return n.String()
}
