package task

import (
	"context"
	"errors"
	"os"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/air/layouts"
	"quarry/prover/cairo"
	"quarry/prover/cairo/pie"
	"quarry/prover/execution"
	"quarry/prover/stark"
	"quarry/prover/stone"
)

// Files says where a task's parts lie on this machine.
type Files map[Part]string

// read reads a part, nil if there is none. Errors name the part, not the path.
func (f Files) read(p Part) ([]byte, error) {
	path, ok := f[p]
	if !ok {
		return nil, nil
	}
	raw, err := stone.ReadFile(path)
	if err != nil {
		return nil, named(err, p)
	}
	return raw, nil
}

// named makes an error about a part's file speak of the part.
func named(err error, p Part) error {
	var f *fault.Error
	if errors.As(err, &f) {
		f.Where = string(p)
	}
	return err
}

// Source is a prover.Source of a task: what is proved, and how. It checks the
// statement against the policy before there is any work.
type Source struct {
	prover.Source
	task   *Task
	policy Policy
	// Options are those of the prover that the task decides.
	Options prover.Options
}

// NewSource makes the source of a task from its files. The limits are those of
// a program's run; policy applies to its statement.
func NewSource(t *Task, files Files, policy Policy, limits RunLimits) (*Source, error) {
	version, err := t.StoneVersion()
	if err != nil {
		return nil, err
	}
	wish, err := t.Wish()
	if err != nil {
		return nil, err
	}
	s := &Source{task: t, policy: policy, Options: prover.Options{
		Backend: t.Backend, Version: version, Annotations: t.Annotations,
	}}
	if t.IsProgram() {
		s.Source, err = newProgramSource(t, files, &policy, wish, limits)
	} else {
		s.Source, err = newStoneSource(files, wish)
	}
	return s, err
}

// RunLimits bound what a program's run may take on this machine.
type RunLimits struct {
	// Cells bounds the memory cells, HintBudget the work of hints; 0 for
	// package cairo's defaults.
	Cells      int64
	HintBudget int64
}

// Statement implements prover.Source.
func (s *Source) Statement(ctx context.Context) (*prover.Statement, error) {
	st, err := s.Source.Statement(ctx)
	if err != nil {
		return nil, presentable(err)
	}
	if err := s.task.boundSteps(st.Public.NSteps, &s.policy); err != nil {
		return nil, err
	}
	soundness, err := soundnessOf(st.Public, st.Parameters)
	if err != nil {
		return nil, err
	}
	return st, checkFloor(s.policy.Floor, soundness)
}

// soundnessOf accounts parameters for a statement.
func soundnessOf(public *execution.PublicInput, p *stone.Parameters) (*stone.Soundness, error) {
	a, err := layouts.New(public.Layout, public.NSteps)
	if err != nil {
		return nil, err
	}
	s := stone.Account(&p.STARK, prover.ScaleOf(a))
	return &s, nil
}

// documents reads those of Stone's JSON files that the task has.
func documents(files Files) (d stone.Documents, err error) {
	for _, f := range []struct {
		dst  *[]byte
		part Part
	}{{&d.Parameters, Parameters}, {&d.ProverConfig, ProverConfig}, {&d.PublicInput, PublicInput}, {&d.PrivateInput, PrivateInput}} {
		if *f.dst, err = files.read(f.part); err != nil {
			return d, err
		}
	}
	return d, nil
}

// names are the files' names in messages.
var names = stone.Files{
	Parameters: string(Parameters), ProverConfig: string(ProverConfig),
	PublicInput: string(PublicInput), PrivateInput: string(PrivateInput),
}

func newStoneSource(files Files, wish stone.Wish) (prover.Source, error) {
	d, err := documents(files)
	if err != nil {
		return nil, err
	}
	in := &prover.StoneInput{Files: names, Documents: d, Wish: &wish}
	in.Files.Trace, in.Files.Memory = files[Trace], files[Memory]
	if d.Parameters == nil {
		in.Files.Parameters = ""
	}
	if d.ProverConfig == nil {
		in.Documents.ProverConfig = []byte(prover.UsualConfig)
	}
	return &stoneSource{in}, nil
}

// stoneSource names trace and memory in errors by their parts.
type stoneSource struct{ *prover.StoneInput }

// Run implements prover.Source.
func (s *stoneSource) Run(ctx context.Context) (*execution.Execution, error) {
	run, err := s.StoneInput.Run(ctx)
	var f *fault.Error
	if errors.As(err, &f) {
		for part, path := range map[Part]string{Trace: s.Files.Trace, Memory: s.Files.Memory} {
			if rest, ok := cutPath(f.Where, path); ok {
				f.Where = string(part) + rest
			}
		}
	}
	return run, err
}

// cutPath cuts a path off the beginning of a place.
func cutPath(where, path string) (rest string, ok bool) {
	if path == "" || len(where) < len(path) || where[:len(path)] != path {
		return "", false
	}
	return where[len(path):], true
}

func newProgramSource(t *Task, files Files, policy *Policy, wish stone.Wish, limits RunLimits) (prover.Source, error) {
	program, err := files.read(Program)
	if err != nil {
		return nil, err
	}
	if _, ok := files[PIE]; ok || pie.Recognise(program) {
		return nil, cairo.PIEError()
	}
	d, err := documents(files)
	if err != nil {
		return nil, err
	}
	input, err := programInput(files)
	if err != nil {
		return nil, err
	}
	o := cairo.Options{Program: program, Input: input, Layout: t.Layout, MaxMemory: limits.Cells, HintBudget: limits.HintBudget,
		MinSteps: int(t.MinSteps), MaxSteps: int(t.maxSteps(policy))}
	if o.Layout == "" {
		o.Layout = AutoLayout
	}
	p := &prover.ProgramInput{Options: o, Wish: &wish,
		Documents: stone.Documents{Parameters: d.Parameters, ProverConfig: d.ProverConfig}}
	if d.ProverConfig != nil {
		p.ProverConfig = string(ProverConfig)
	}
	if d.Parameters != nil {
		p.Parameters = string(Parameters)
		given, err := stone.ParseParameters(p.Parameters, d.Parameters)
		if err != nil {
			return nil, err
		}
		// Parameters fit one number of steps: the run is padded to it.
		p.Options.MinSteps = max(p.Options.MinSteps, int(min(stepsOf(given), t.maxSteps(policy))))
	}
	return p, nil
}

// programInput is the program's input or its arguments.
func programInput(files Files) ([]byte, error) {
	for _, part := range []Part{Arguments, ProgramInput} {
		if _, ok := files[part]; ok {
			return files.read(part)
		}
	}
	return nil, nil
}

// size is the size of a part's file, 0 if there is none.
func (f Files) size(p Part) (int64, error) {
	path, ok := f[p]
	if !ok {
		return 0, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, named(fault.Wrap(errors.Unwrap(err), stone.CodeUnreadable, "can't read the file"), p)
	}
	return info.Size(), nil
}

// presentable makes errors that speak of the command line's flags speak of the
// task's fields.
func presentable(err error) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err
	}
	switch f.Where {
	case "--security_bits":
		f.Where = "security.bits"
	case "--proof_of_work_bits":
		f.Where = "security"
	}
	if f.Code == stark.CodeOODS {
		f.Hint = ""
	}
	return err
}
