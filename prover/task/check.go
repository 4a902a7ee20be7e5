package task

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/air/layouts"
	"quarry/prover/cairo"
	"quarry/prover/cairo/cairo1"
	"quarry/prover/cairo/pie"
	"quarry/prover/execution"
	"quarry/prover/stone"
)

// Kind is what a task proves.
type Kind string

// The kinds of tasks.
const (
	Cairo0 Kind = "cairo0" // a compiled Cairo 0 program
	Cairo1 Kind = "cairo1" // a Cairo 1 executable
	Stone  Kind = "stone"  // Stone's input files
)

// Intake is what is known of a task that can be accepted.
type Intake struct {
	Kind Kind
	// Layouts are those that the proof may have, cheapest step first: one if it
	// is known.
	Layouts []string
	// Builtins are the program's; nil for Stone's files.
	Builtins []string
	// NSteps is the number of steps if it is known before the run, else 0.
	NSteps uint64
	// Version is Stone's.
	Version stone.Version
	// Statement is what is proved; nil for programs, whose run decides.
	Statement *prover.Statement
	// Plan is the memory plan if NSteps is known for sure, else nil.
	Plan *prover.Plan
	// Soundness is what the parameters are worth; for programs, at the least
	// number of steps that the run can have.
	Soundness *stone.Soundness
}

// Check looks at a task before it is accepted: whether the parts fit together
// and are what they are handed in as, whether there can be such a proof, and
// whether the policy allows it. It reads the files named and no other. It runs
// nothing, so a program that it accepts may still fail.
func Check(ctx context.Context, t *Task, files Files, policy Policy) (*Intake, error) {
	in := &Intake{}
	if err := t.checkParts(); err != nil {
		return nil, err
	}
	var err error
	if in.Version, err = t.StoneVersion(); err != nil {
		return nil, err
	}
	if _, err = t.Wish(); err != nil {
		return nil, err
	}
	if err := t.checkLayout(); err != nil {
		return nil, err
	}
	if err := t.checkSteps(&policy); err != nil {
		return nil, err
	}
	if err := t.checkBackend(); err != nil {
		return nil, err
	}
	if t.IsProgram() {
		err = in.program(t, files, &policy)
	} else {
		err = in.stone(ctx, t, files, &policy)
	}
	if err != nil {
		return nil, presentable(err)
	}
	return in, nil
}

// checkParts checks that the parts make one task.
func (t *Task) checkParts() error {
	has := func(p Part) bool { _, ok := t.Inputs[p]; return ok }
	for p := range t.Inputs {
		if !slices.Contains(Parts(), p) {
			return fault.New(CodeParts, "there is no part %q", p).WithHint("parts are %s", partList(Parts()))
		}
	}
	stones := []Part{PublicInput, PrivateInput, Trace, Memory}
	given := present(t, stones)
	programs := present(t, []Part{Program, PIE})
	switch {
	case len(programs) == 0 && len(given) == 0:
		return fault.New(CodeParts, "there is nothing to prove").
			WithHint("give a program, or Stone's files %s", partList(stones))
	case len(programs) > 0 && len(given) > 0:
		return fault.New(CodeParts, "%s makes the run itself, so %s has no place", partList(programs), partList(given)).
			WithHint("give either a program or Stone's files")
	case len(programs) > 1:
		return fault.New(CodeParts, "program and pie are given: one task proves one of them")
	case len(given) > 0 && len(given) < len(stones):
		missing := slices.DeleteFunc(stones, has)
		return fault.New(CodeParts, "Stone's files are not complete: %s missing", partList(missing)).
			WithHint("trace_path and memory_path in the private input are not opened: trace and memory go along as parts")
	}
	inputs := present(t, []Part{ProgramInput, Arguments})
	switch {
	case len(inputs) > 0 && len(programs) == 0:
		return fault.New(CodeParts, "%s without a program", partList(inputs))
	case len(inputs) > 1:
		return fault.New(CodeParts, "program_input and arguments contradict each other")
	case has(PIE):
		return cairo.PIEError()
	case len(given) > 0 && (t.MinSteps > 0 || t.MaxSteps > 0):
		return option("min_steps, max_steps", "the run is made already: its steps can't be bounded")
	}
	return nil
}

func present(t *Task, parts []Part) []Part {
	return slices.DeleteFunc(slices.Clone(parts), func(p Part) bool { _, ok := t.Inputs[p]; return !ok })
}

func partList(parts []Part) string {
	var list []string
	for _, p := range parts {
		list = append(list, string(p))
	}
	return strings.Join(list, ", ")
}

// checkBackend checks the backend's name. Whether a worker has it is a question
// for later.
func (t *Task) checkBackend() error {
	var list []string
	for _, b := range prover.Backends() {
		list = append(list, b.Name)
	}
	name := t.Backend
	if prover.OnGPU(name) {
		name, _, _ = strings.Cut(name, ":") // whether there are so many is a worker's question
	}
	if name != "" && !slices.Contains(list, name) {
		return option("backend", "there is no backend %q", t.Backend).WithHint("backends are %s", strings.Join(list, ", "))
	}
	return nil
}

// stone checks a task of Stone's files.
func (in *Intake) stone(ctx context.Context, t *Task, files Files, policy *Policy) error {
	in.Kind = Stone
	for _, p := range []Part{PublicInput, PrivateInput} {
		if err := recognise(files, p); err != nil {
			return err
		}
	}
	source, err := NewSource(t, files, *policy, RunLimits{})
	if err != nil {
		return err
	}
	if in.Statement, err = source.Statement(ctx); err != nil {
		return err
	}
	pub := in.Statement.Public
	if t.Layout != "" && t.Layout != AutoLayout && t.Layout != pub.Layout {
		return option("layout", "layout %s is asked for, but the public input has layout %s", t.Layout, pub.Layout)
	}
	if err := checkRunFiles(files, pub); err != nil {
		return err
	}
	in.Layouts, in.NSteps = []string{pub.Layout}, pub.NSteps
	if in.Soundness, err = soundnessOf(pub, in.Statement.Parameters); err != nil {
		return err
	}
	in.Plan, err = prover.NewSparingPlan(in.Statement, source.RunBytes(), policy.MaxMemory)
	return err
}

// checkRunFiles compares the sizes of trace and memory with the public input.
func checkRunFiles(files Files, pub *execution.PublicInput) error {
	const step, cell = 24, 40
	trace, err := files.size(Trace)
	if err != nil {
		return err
	}
	if want := int64(step * pub.NSteps); trace != want {
		return fault.New(stone.CodeDisagree, "the trace has %d bytes, but %d steps have %d", trace, pub.NSteps, want).At("trace").
			WithHint("trace and public input are not of the same run, or the trace is truncated")
	}
	memory, err := files.size(Memory)
	if err != nil {
		return err
	}
	if memory%cell != 0 || memory == 0 {
		return fault.New(stone.CodeMemory, "the memory has %d bytes, which is no whole number of cells of %d", memory, cell).At("memory").
			WithHint("the file is truncated, or not of this kind")
	}
	return nil
}

// program checks a task of a program.
func (in *Intake) program(t *Task, files Files, policy *Policy) error {
	if err := recognise(files, Program); err != nil {
		return err
	}
	raw, err := files.read(Program)
	if err != nil {
		return err
	}
	d, err := cairo.Describe(raw)
	if err != nil {
		return err
	}
	if err := checkEnd(d); err != nil {
		return err
	}
	in.Kind, in.Builtins = Cairo0, d.Builtins
	if d.Cairo1 {
		in.Kind = Cairo1
	}
	if _, ok := t.Inputs[Arguments]; ok && !d.Cairo1 {
		return fault.New(CodeParts, "arguments are for Cairo 1 executables; this is a Cairo 0 program").
			WithHint("give its input as the part program_input")
	}
	input, err := programInput(files)
	if err != nil {
		return err
	}
	if err := d.CheckInput(input); err != nil {
		return err
	}
	if in.Layouts, err = t.layouts(d); err != nil {
		return err
	}
	return in.programParameters(t, files, policy)
}

// checkEnd checks that the program ends as programs in proof mode do: jumping
// to itself, with which the run is padded.
func checkEnd(d *cairo.Description) error {
	const jumpRel = 0x10780017fff7fff
	if d.End+1 < len(d.Data) && d.Data[d.End].IsUint64() && d.Data[d.End].Uint64() == jumpRel && d.Data[d.End+1].IsZero() {
		return nil
	}
	return fault.New(CodePart, "the program does not end in a jump to itself, with which its run could be padded").At("program").
		WithHint("compile it with --proof_mode")
}

// layouts are the layouts that the proof of a program may have.
func (t *Task) layouts(d *cairo.Description) ([]string, error) {
	if t.Layout != "" && t.Layout != AutoLayout {
		return []string{t.Layout}, d.Fits(t.Layout, true)
	}
	var fit []string
	var last error
	for _, name := range cairo.Layouts() {
		if _, ok := layouts.Describe(name); !ok {
			continue
		}
		if err := d.Fits(name, false); err != nil {
			last = err
			continue
		}
		fit = append(fit, name)
	}
	if len(fit) == 0 && last != nil {
		return nil, fault.Wrap(last, cairo.CodeBuiltins, "no layout has all of the program's builtins %s", strings.Join(d.Builtins, ", ")).
			At("program")
	}
	return fit, nil
}

// programParameters checks the parameters, or the wish for them, with the
// layouts that are possible. If one of them satisfies the policy, so be it: the
// proof's own are checked when the run has decided.
func (in *Intake) programParameters(t *Task, files Files, policy *Policy) error {
	d, err := documents(files)
	if err != nil {
		return err
	}
	wish, err := t.Wish()
	if err != nil {
		return err
	}
	var given *stone.Parameters
	if d.Parameters != nil {
		if given, err = stone.ParseParameters(string(Parameters), d.Parameters); err != nil {
			return err
		}
		in.NSteps = stepsOf(given)
		if err := t.boundSteps(in.NSteps, policy); err != nil {
			return err
		}
	}
	if d.ProverConfig != nil {
		config, err := stone.ParseProverConfig(string(ProverConfig), d.ProverConfig)
		if err != nil {
			return err
		}
		if given != nil {
			if err := config.CheckFriendlyLayers(given, in.NSteps); err != nil {
				return err
			}
		}
	}
	var reason error
	for _, layout := range in.Layouts {
		if in.Soundness, err = t.worth(layout, given, wish, policy); err == nil {
			return nil
		}
		// That the parameters are for another layout is no reason if there is a
		// better one.
		if reason == nil || fault.CodeOf(reason) == stone.CodeFRI {
			reason = err
		}
	}
	return reason
}

// worth is what parameters give at the least number of steps that a run in a
// layout can have.
func (t *Task) worth(layout string, given *stone.Parameters, wish stone.Wish, policy *Policy) (*stone.Soundness, error) {
	least := layouts.MinSteps(layout)
	pub := &execution.PublicInput{Layout: layout, NSteps: max(least, 1<<9)}
	for pub.NSteps < t.MinSteps {
		pub.NSteps *= 2
	}
	if given != nil {
		if pub.NSteps = stepsOf(given); pub.NSteps < least {
			return nil, fault.New(stone.CodeFRI, "FRI is for a run of %d steps, but layout %s needs at least %d", pub.NSteps, layout, least).
				At("parameters: /stark/fri/fri_step_list")
		}
	} else {
		raw, err := prover.ChooseParameters(pub, wish)
		if err != nil {
			return nil, err
		}
		if given, err = stone.ParseParameters("parameters", raw); err != nil {
			return nil, err
		}
	}
	soundness, err := soundnessOf(pub, given)
	if err != nil {
		return nil, err
	}
	return soundness, checkFloor(policy.Floor, soundness)
}

// recognise tells, by its content, of a part that is another kind of file.
func recognise(files Files, part Part) error {
	raw, err := files.read(part)
	if err != nil {
		return err
	}
	if raw == nil {
		return fault.New(CodeParts, "the file of the part is missing").At("%s", part)
	}
	what, hint := "", ""
	switch {
	case pie.Recognise(raw):
		if part == Program {
			return cairo.PIEError()
		}
		what, hint = "a zip file", "a Cairo PIE can't be proved on its own"
	case hasMember(raw, "memory_segments") && part != PublicInput:
		what, hint = "a public input", "hand it in as the part public_input"
	case hasMember(raw, "trace_path") && part != PrivateInput:
		what, hint = "a private input", "hand it in as the part private_input"
	case hasMember(raw, "proof_hex"):
		what, hint = "a proof file", "a proof needs no proof; it can be verified"
	case part != Program && (cairo1.Recognise(raw) != cairo1.FormatUnknown || hasMember(raw, "reference_manager")):
		what, hint = "a program", "hand it in as the part program"
	default:
		return nil
	}
	return fault.New(CodePart, "this is %s", what).At("%s", part).WithHint("%s", hint)
}

// hasMember tells whether a text looks like a JSON object with a member.
func hasMember(raw []byte, name string) bool {
	text := bytes.TrimLeft(raw, " \t\r\n")
	return len(text) > 0 && text[0] == '{' && bytes.Contains(text, []byte(fmt.Sprintf("%q", name)))
}
