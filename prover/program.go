package prover

import (
	"context"
	"encoding/json"
	"fmt"

	"quarry/fault"
	"quarry/prover/air/layouts"
	"quarry/prover/cairo"
	"quarry/prover/execution"
	"quarry/prover/stone"
)

// ProgramInput is a Source that runs a Cairo program: from the program and its
// input to the prover, without a file in between.
type ProgramInput struct {
	// Options say what to run. It is run in proof mode; the layout must be one that
	// there are proofs of, or auto.
	Options cairo.Options
	// Parameters is the path of the parameter file. Without one they are chosen
	// for the run by Wish.
	Parameters string
	// Wish is what parameters are chosen by; nil for DefaultWish.
	Wish *stone.Wish
	// ProverConfig is the path of the prover config, which is copied to the
	// proof file; without one it is Stone's usual one.
	ProverConfig string
	// Documents are the contents of Parameters and ProverConfig if they need not
	// be read; the paths then only name them, for messages.
	Documents stone.Documents

	result *cairo.Result
	run    *execution.Execution
}

// TraceName and MemoryName stand for the files of trace and memory in the
// private input of a run that was never written to files.
const (
	TraceName  = "trace.bin"
	MemoryName = "memory.bin"
)

// DefaultSecurity is the security in bits of proofs whose parameters nobody
// gave, counted in the Johnson regime.
const DefaultSecurity = 80

// DefaultWish is what parameters are chosen by that nobody wished for:
// DefaultSecurity bits in the Johnson regime, for Stone's verifier.
var DefaultWish = stone.Wish{
	Taker: stone.ForStone, Bits: DefaultSecurity, Regime: stone.Johnson, LogNCosets: -1, ProofOfWorkBits: -1,
}

// UsualConfig is a prover config as Stone's examples have it.
const UsualConfig = `{
    "cached_lde_config": {"store_full_lde": true, "use_fft_for_eval": false},
    "constraint_polynomial_task_size": 256,
    "n_out_of_memory_merkle_layers": 0,
    "table_prover_n_tasks_per_segment": 32
}
`

// Statement implements Source: it runs the program.
func (p *ProgramInput) Statement(ctx context.Context) (*Statement, error) {
	s := &Statement{}
	o := p.Options
	o.ProofMode = true
	o.Among = layouts.Names()
	err := p.execute(ctx, o, s)
	if err != nil {
		return nil, err
	}
	if s.Documents.PrivateInput, err = p.result.PrivateInput(TraceName, MemoryName); err != nil {
		return nil, err
	}
	if p.run, err = p.result.Execution(); err != nil { // comes last: it takes the run over
		return nil, err
	}
	s.Public = p.run.Public
	if err := stone.CheckStatement(s.Public); err != nil {
		return nil, err
	}
	return s, p.parameters(s)
}

// execute runs the program, once more with more steps if the public memory does
// not fit those that it takes: Cairo's runners do not look at that.
func (p *ProgramInput) execute(ctx context.Context, o cairo.Options, s *Statement) (err error) {
	if p.result, err = cairo.Execute(ctx, o); err != nil {
		return err
	}
	if s.Documents.PublicInput, err = p.result.PublicInput(); err != nil {
		return err
	}
	public, err := stone.ParsePublicInput("public input", s.Documents.PublicInput)
	if err != nil {
		return err
	}
	info, known := layouts.Describe(public.Layout)
	if !known || o.Steps > 0 {
		return nil
	}
	cells := uint64(len(public.PublicMemory))
	least := (cells + info.PublicMemoryUnits - 1) / info.PublicMemoryUnits
	if least <= public.NSteps {
		return nil
	}
	o.Layout, o.MinSteps = public.Layout, int(least)
	if err := p.execute(ctx, o, s); err != nil {
		return err
	}
	p.result.Warnings = append(p.result.Warnings,
		fmt.Sprintf("Number of steps must be at least %d for the %d cells of the public memory. Increasing number of steps.", least, cells))
	return nil
}

// parameters reads or chooses the parameters of the statement's proof.
func (p *ProgramInput) parameters(s *Statement) (err error) {
	s.Documents.Parameters, s.Documents.ProverConfig = p.Documents.Parameters, p.Documents.ProverConfig
	name := p.Parameters
	switch {
	case s.Documents.Parameters != nil:
	case name != "":
		s.Documents.Parameters, err = stone.ReadFile(name)
	default:
		name = "parameters"
		wish := DefaultWish
		if p.Wish != nil {
			wish = *p.Wish
		}
		s.Documents.Parameters, err = ChooseParameters(s.Public, wish)
	}
	if err != nil {
		return err
	}
	if s.Parameters, err = stone.ParseParameters(name, s.Documents.Parameters); err != nil {
		return err
	}
	name = p.ProverConfig
	switch {
	case s.Documents.ProverConfig != nil:
	case name != "":
		if s.Documents.ProverConfig, err = stone.ReadFile(name); err != nil {
			return err
		}
	default:
		name, s.Documents.ProverConfig = "prover config", []byte(UsualConfig)
	}
	config, err := stone.ParseProverConfig(name, s.Documents.ProverConfig)
	if err != nil {
		return err
	}
	if err := s.Parameters.CheckFRI(s.Public.NSteps); err != nil {
		return err
	}
	if err := config.CheckFriendlyLayers(s.Parameters, s.Public.NSteps); err != nil {
		return err
	}
	s.Params = config.Params(s.Parameters)
	return nil
}

// ChooseParameters chooses the parameters of a statement's proof by a wish,
// whose NSteps and Scale it fills in, and writes them as a parameter file. The
// same statement and wish give the same bytes.
func ChooseParameters(public *execution.PublicInput, wish stone.Wish) ([]byte, error) {
	a, err := layouts.New(public.Layout, public.NSteps)
	if err != nil {
		return nil, err
	}
	wish.NSteps, wish.Scale = public.NSteps, ScaleOf(a)
	chosen, err := stone.Choose(wish)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(chosen.Object(), "", "    ")
}

// Result is the run, once Statement has made it.
func (p *ProgramInput) Result() *cairo.Result { return p.result }

// Run implements Source.
func (p *ProgramInput) Run(context.Context) (*execution.Execution, error) {
	if p.run == nil {
		return nil, fault.New(cairo.CodeOptions, "the program has not been run")
	}
	return p.run, nil
}

// RunBytes implements Source: 12 bytes a step, and 33 for each address.
func (p *ProgramInput) RunBytes() int64 {
	if p.run == nil {
		return 0
	}
	return 12*int64(len(p.run.Trace)) + 33*int64(p.run.Memory.Len())
}
