package cairo

import (
	"context"
	"errors"
	"io"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/cairo/cairo1"
	"quarry/prover/cairo/hints"
	"quarry/prover/cairo/pie"
	"quarry/prover/cairo/program"
	"quarry/prover/execution"
)

// Codes of errors of runs, beside those of packages program, hints and vm.
const (
	// CodeOptions: the options contradict each other.
	CodeOptions fault.Code = "cairo/options"
	// CodeInput: the program input is no JSON, or its tape is malformed.
	CodeInput fault.Code = "cairo/bad-input"
	// CodeInsecure: the run does what another program may not rely on.
	CodeInsecure fault.Code = "cairo/insecure-run"
	// CodeEnd: the program ran, but its end is not as it must be.
	CodeEnd fault.Code = "cairo/bad-end"
)

// Options say what to run and how. The zero value of every field but Program
// is usable.
type Options struct {
	// Program is the content of a compiled program's file: Cairo 0 as
	// cairo-compile writes it, a Cairo 1 executable, or, outside of proof mode,
	// a Cairo PIE, which is run to find out whether it is true.
	Program []byte
	// Input is the program input: JSON, or nothing. The hints see it as
	// program_input; its member "advice", if there is one, is the advice tape.
	// For Cairo 1 it is the array of the program's arguments.
	Input []byte
	// Layout is a layout's name; "auto" is the cheapest that has the program's
	// builtins and fits the run; empty is plain.
	Layout string
	// Among are the layouts that auto chooses from; none means all. Who wants to
	// prove the run names those that there are proofs of.
	Among []string
	// ProofMode makes a run that can be proved.
	ProofMode bool
	// Steps is the exact number of steps, MinSteps the least; 0 for neither.
	Steps, MinSteps int
	// NoEnd stops after Steps steps wherever the program is.
	NoEnd bool
	// MaxSteps bounds the steps, padding included; 0 is DefaultMaxSteps.
	MaxSteps int
	// MaxMemory bounds the memory cells (of 32 bytes each); 0 is
	// DefaultMaxMemory.
	MaxMemory int64
	// HintBudget bounds the work of hints, operations of Python ones; 0 is
	// DefaultHintBudget.
	HintBudget int64
	// Secure says whether to check what other programs rely on; by default only
	// outside of proof mode.
	Secure *bool
	// AllowMissingBuiltins runs programs whose builtins the layout lacks; by
	// default only in proof mode.
	AllowMissingBuiltins *bool
	// Trace keeps the trace outside of proof mode too.
	Trace bool
	// Out takes what hints print; nil drops it.
	Out io.Writer
	// Source returns a source file for error messages, nil if there are none.
	// A program names its files itself: don't give a stranger's program access
	// to yours.
	Source func(name string) (string, error)

	// InterpretHints has every Cairo 0 hint interpreted, also those of the common
	// library that are known by their text. It is for comparison: runs are the
	// same either way.
	InterpretHints bool

	// Args are the arguments of a Cairo 1 program (Montgomery form), instead of
	// Input, which may have them as a JSON array.
	Args []fp.Element

	hints      *hints.Runner
	executable *cairo1.Executable // nil for Cairo 0
	hints1     *cairo1.Runner
}

// maxHintHeap is how much the process's heap may grow by while hints run.
const maxHintHeap = 4 << 30

// Limits of runs that say nothing else.
const (
	DefaultMaxSteps   = 1 << 28
	DefaultMaxMemory  = 1 << 28
	DefaultHintBudget = 1 << 33
)

func (o *Options) keepTrace() bool { return o.ProofMode || o.Trace }

// withDefaults checks the options and fills in what they leave open.
func (o Options) withDefaults() (Options, error) {
	if o.Steps < 0 || o.MinSteps < 0 || o.MaxSteps < 0 || o.MaxMemory < 0 {
		return o, fault.New(CodeOptions, "numbers of steps and cells can't be negative")
	}
	if o.Steps > 0 && o.MinSteps > 0 {
		return o, fault.New(CodeOptions, "--steps and --min_steps cannot be both specified.")
	}
	if o.NoEnd && o.Steps == 0 {
		return o, fault.New(CodeOptions, "--steps must be specified when running with --no_end.")
	}
	secure, missing := !o.ProofMode, o.ProofMode
	if o.Secure == nil {
		o.Secure = &secure
	}
	if o.AllowMissingBuiltins == nil {
		o.AllowMissingBuiltins = &missing
	}
	if o.MaxSteps == 0 {
		o.MaxSteps = DefaultMaxSteps
	}
	if o.MaxMemory == 0 {
		o.MaxMemory = DefaultMaxMemory
	}
	if o.HintBudget == 0 {
		o.HintBudget = DefaultHintBudget
	}
	if o.Layout == "" {
		o.Layout = "plain"
	}
	return o, nil
}

// Run runs a program in proof mode and returns the execution for the prover.
func Run(ctx context.Context, opts Options) (*execution.Execution, error) {
	opts.ProofMode = true
	res, err := Execute(ctx, opts)
	if err != nil {
		return nil, err
	}
	return res.Execution()
}

// Execute runs a program.
func Execute(ctx context.Context, opts Options) (*Result, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	if pie.Recognise(opts.Program) {
		return executePIE(ctx, opts)
	}
	p, err := opts.load()
	if err != nil {
		return nil, err
	}
	if opts.Layout == "auto" {
		return executeAuto(ctx, opts, p)
	}
	layout, err := LayoutByName(opts.Layout)
	if err != nil {
		return nil, err
	}
	return execute(ctx, opts, p, layout)
}

func execute(ctx context.Context, opts Options, p *program.Program, layout *Layout) (*Result, error) {
	r, err := start(&opts, p, layout)
	if err != nil {
		return nil, err
	}
	if err := r.attachHints(ctx); err != nil {
		return nil, err
	}
	if err := r.execute(ctx); err != nil {
		return nil, r.failed(err)
	}
	if err := r.finish(); err != nil {
		return nil, err
	}
	return &Result{run: r, Layout: layout.Name, Warnings: r.warnings}, nil
}

// finish does what follows the last step.
func (r *run) finish() error {
	if r.opts.NoEnd {
		return nil
	}
	if err := r.readReturnValues(); err != nil {
		return asFault(err, CodeEnd, "the program's end")
	}
	if r.opts.ProofMode {
		if err := r.finalizeSegments(); err != nil {
			return asFault(err, CodeEnd, "the program's end")
		}
	}
	if *r.opts.Secure {
		if err := r.verifySecure(); err != nil {
			return asFault(err, CodeInsecure, "the run is not secure")
		}
	}
	return nil
}

// asFault wraps errors that are no faults yet; cancelling stays as it is.
func asFault(err error, code fault.Code, what string) error {
	if fault.CodeOf(err) != "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fault.Wrap(err, code, "%s", what)
}
