package prover

import (
	"context"
	"os"

	"quarry/fault"
	"quarry/prover/event"
	"quarry/prover/execution"
	"quarry/prover/stark"
	"quarry/prover/stone"
)

// Job is what Prove does.
type Job struct {
	// Source gives the statement and its run.
	Source  Source
	Options Options
}

// Source is where a statement and its run come from. Prove calls Statement
// first, and Run only if the plan fits.
type Source interface {
	Statement(ctx context.Context) (*Statement, error)
	Run(ctx context.Context) (*execution.Execution, error)
	// RunBytes estimates the memory that Run's result takes.
	RunBytes() int64
}

// Statement is what is to be proved, and with which parameters.
type Statement struct {
	Public     *execution.PublicInput
	Parameters *stone.Parameters
	// Params are the protocol's parameters: those of Parameters and what the
	// prover config adds.
	Params stark.Params
	// Documents are the files that go into the proof file.
	Documents stone.Documents
}

// Options are how a job is done. The zero value is a good choice.
type Options struct {
	// Backend is the backend's name; empty for the best that runs here.
	Backend string
	// Threads bounds the cores in use; 0 means all.
	Threads int
	// MaxMemory bounds the memory of the job in bytes; 0 means what the machine
	// or the control group leaves (hw.Memory.Budget). Of what is allowed, but in use
	// by others when the proof begins, no more is taken than the proof can't do without.
	MaxMemory int64
	// Sparing leaves what the job does not need of MaxMemory to others, though
	// it would be faster with all of it.
	Sparing bool
	// Scratch is a folder on a disk that holds the proof's columns instead of
	// memory, in files without names; empty for none. See NewScratchPlan.
	Scratch string
	// Version is the version of Stone whose proof is made.
	Version stone.Version
	// Annotations asks for Stone's annotations.
	Annotations bool
	// Admit, if set, is asked once the memory plan is known; an error of its ends
	// the job. It may wait.
	Admit func(ctx context.Context, p *Plan) error
	// SkipVerify hands the proof out without verifying it.
	SkipVerify bool
	// Trace emits an event.Span for each operation of the backend.
	Trace bool
	// Events receives what happens; nil discards.
	Events event.Sink
}

// StoneInput is a Source of Stone's input files.
type StoneInput struct {
	Files stone.Files
	// Documents are the contents of files that need not be read; Files then
	// only names them, for messages.
	Documents stone.Documents
	// Wish, if set, chooses the parameters if there are none.
	Wish *stone.Wish
	// Outputs are paths to which results will be written: the run is refused if
	// its trace or memory lies there.
	Outputs []string

	input *stone.Input
}

// Statement implements Source.
func (s *StoneInput) Statement(context.Context) (*Statement, error) {
	d := s.Documents
	if s.Wish != nil && d.Parameters == nil && s.Files.Parameters == "" {
		var err error
		if d.Parameters, err = s.choose(); err != nil {
			return nil, err
		}
	}
	if err := d.Read(s.Files); err != nil {
		return nil, err
	}
	in, err := stone.Parse(s.Files, d)
	if err != nil {
		return nil, err
	}
	s.input = in
	return &Statement{
		Public: in.Public, Parameters: in.Parameters, Params: in.Config.Params(in.Parameters), Documents: in.Documents,
	}, nil
}

// choose chooses parameters for the public input.
func (s *StoneInput) choose() ([]byte, error) {
	raw := s.Documents.PublicInput
	if raw == nil {
		var err error
		if raw, err = stone.ReadFile(s.Files.PublicInput); err != nil {
			return nil, err
		}
	}
	public, err := stone.ParsePublicInput(s.Files.PublicInput, raw)
	if err != nil {
		return nil, err
	}
	if err := stone.CheckStatement(public); err != nil {
		return nil, err
	}
	return ChooseParameters(public, *s.Wish)
}

// Run implements Source.
func (s *StoneInput) Run(ctx context.Context) (*execution.Execution, error) {
	if s.input == nil {
		if _, err := s.Statement(ctx); err != nil {
			return nil, err
		}
	}
	for _, out := range s.Outputs {
		for _, in := range []string{s.input.TracePath(), s.input.MemoryPath()} {
			if SameFile(out, in) {
				return nil, fault.New(CodeWrite, "%s would take the place of the run's own file", out).At("%s", in).
					WithHint("choose another path to write to")
			}
		}
	}
	return s.input.LoadRun(ctx)
}

// RunBytes implements Source. A cell of the memory file has 40 bytes and takes
// 33 in memory, and another 40 while it is read.
func (s *StoneInput) RunBytes() int64 {
	if s.input == nil {
		return 0
	}
	bytes := 12 * int64(s.input.Public.NSteps)
	if info, err := os.Stat(s.input.MemoryPath()); err == nil {
		bytes += 2 * info.Size()
	}
	d := &s.input.Documents
	for _, doc := range [][]byte{d.Parameters, d.ProverConfig, d.PublicInput, d.PrivateInput} {
		bytes += 8 * int64(len(doc))
	}
	return bytes
}
