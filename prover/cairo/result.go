package cairo

import (
	"fmt"
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

	relocated bool
	trace     []execution.State
	memory    *execution.Memory
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

// relocate lays the segments out, once. The machine's trace is gone then, so
// everything that needs it comes first.
func (r *Result) relocate() error {
	if r.relocated {
		return nil
	}
	run := r.run
	if !run.opts.keepTrace() {
		return fault.New(CodeOptions, "the run kept no trace")
	}
	offsets, _, err := run.memory.Offsets()
	if err != nil {
		return asFault(err, CodeEnd, "the memory can't be laid out")
	}
	run.offsets = offsets
	if r.trace, r.memory, err = run.machine.RelocateAll(); err != nil {
		return asFault(err, CodeEnd, "the memory can't be laid out")
	}
	if run.opts.ProofMode && !run.opts.NoEnd {
		if r.public, err = run.publicInput(r.trace, r.memory); err != nil {
			return asFault(err, CodeEnd, "the public input")
		}
	}
	r.relocated = true
	return nil
}

// Execution returns the run as the prover takes it. It shares its memory with
// the result. The run must be in proof mode.
func (r *Result) Execution() (*execution.Execution, error) {
	if !r.run.opts.ProofMode || r.run.opts.NoEnd {
		return nil, fault.New(CodeOptions, "only a whole run in proof mode can be proved").WithHint("use --proof_mode")
	}
	if err := r.relocate(); err != nil {
		return nil, err
	}
	private, err := r.run.witness()
	if err != nil {
		return nil, asFault(err, CodeEnd, "the builtins' inputs")
	}
	return &execution.Execution{Trace: r.trace, Memory: r.memory, Public: r.public, Private: private}, nil
}

// publicInput derives the statement from the relocated run.
func (r *run) publicInput(trace []execution.State, memory *execution.Memory) (*execution.PublicInput, error) {
	lo, hi := r.limits()
	first, last := trace[0], trace[len(trace)-1]
	p := &execution.PublicInput{Layout: r.layout.Name, NSteps: uint64(len(trace)), RCMin: uint64(lo), RCMax: uint64(hi),
		Segments: map[string]execution.Segment{
			"program":   {Begin: uint64(first.PC), Stop: uint64(last.PC)},
			"execution": {Begin: uint64(first.AP), Stop: uint64(last.AP)},
		}}
	for _, b := range r.builtins {
		begin, err := r.address(b.base)
		if err != nil {
			return nil, err
		}
		stop, err := r.address(*b.stop)
		if err != nil {
			return nil, err
		}
		p.Segments[b.name] = execution.Segment{Begin: begin, Stop: stop}
	}
	for i := range r.memory.Segments() {
		for _, c := range r.memory.Public(i) {
			at := r.offsets[i] + uint64(c.Offset)
			v, ok := memory.Get(at)
			if !ok {
				return nil, fmt.Errorf("the public memory cell at address %d has no value", at)
			}
			p.PublicMemory = append(p.PublicMemory, execution.PublicCell{Address: at, Value: *v, Page: c.Page})
		}
	}
	return p, nil
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
