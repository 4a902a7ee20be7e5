package cairo

import (
	"bytes"
	"context"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/cairo/cairo1"
	"quarry/prover/cairo/hints"
	"quarry/prover/cairo/program"
)

// CodePIE: a Cairo PIE is to be proved, which only a bootloader can.
const CodePIE fault.Code = "cairo/pie"

// program1 makes a program of an executable's entry point: the standalone one
// in proof mode, the bootloader's outside of it.
func program1(e *cairo1.Executable, proofMode bool) (*program.Program, error) {
	kind := cairo1.Bootloader
	if proofMode {
		kind = cairo1.Standalone
	}
	entry, err := e.Entry(kind)
	if err != nil {
		return nil, err
	}
	p := &program.Program{Data: e.Bytecode, Builtins: entry.Builtins}
	if proofMode {
		p.Labels = map[string]int{"__start__": entry.Offset, "__end__": entry.End()}
	} else {
		p.Labels = map[string]int{"main": entry.Offset}
	}
	return p, nil
}

// load reads the options' program, whatever it is, into a program; of Cairo 1
// it keeps the executable, which has the hints.
func (o *Options) load() (*program.Program, error) {
	if cairo1.Recognise(o.Program) == cairo1.FormatUnknown {
		return program.Parse(o.Program)
	}
	e, err := cairo1.Parse(o.Program)
	if err != nil {
		return nil, err
	}
	o.executable = e
	return program1(e, o.ProofMode)
}

// arguments returns what a Cairo 1 program gets: Args, or else the input, as
// scarb has it in an arguments file.
func (o *Options) arguments() ([]fp.Element, error) {
	switch {
	case len(bytes.TrimSpace(o.Input)) == 0:
		return o.Args, nil
	case o.Args != nil:
		return nil, fault.New(CodeOptions, "arguments are given twice: as a list and as the program input")
	}
	return cairo1.ParseArgsFile(o.Input)
}

// attachHints makes the runner of the program's hints.
func (r *run) attachHints(ctx context.Context) error {
	o := r.opts
	if o.executable == nil {
		input, advice, err := parseInput(o.Input)
		if err != nil {
			return err
		}
		o.hints = hints.New(ctx, r.machine, hints.Options{Program: r.program, Base: r.programBase, Input: input, Advice: advice,
			Builtins: hintBuiltins{r}, Out: o.Out, Budget: o.HintBudget, MaxHeap: maxHintHeap, Interpret: o.InterpretHints})
		r.machine.Hints = o.hints
		return nil
	}
	args, err := o.arguments()
	if err != nil {
		return err
	}
	o.hints1 = o.executable.NewRunner(ctx, cairo1.Options{Args: args, Print: o.Out, Budget: o.HintBudget})
	for _, pc := range o.executable.HintOffsets() {
		r.machine.Hinted(r.programBase.Add(int64(pc)))
	}
	r.machine.Hints = o.hints1
	return nil
}

// failed explains the failure of the machine: a panic of a Cairo 1 program by
// its data, everything else by its place.
func (r *run) failed(err error) error {
	if h := r.opts.hints1; h != nil {
		if data, ok := h.Panic(err); ok {
			return fault.New(cairo1.CodePanic, "the program panicked with %s", cairo1.FormatPanic(data))
		}
	}
	return r.explain(err)
}
