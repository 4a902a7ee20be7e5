package prover

import (
	"context"
	"encoding/json"

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
	// for the run: DefaultSecurity bits in the Johnson regime.
	Parameters string
	// ProverConfig is the path of the prover config, which is copied to the
	// proof file; without one it is Stone's usual one.
	ProverConfig string

	result *cairo.Result
	run    *execution.Execution
}

// DefaultSecurity is the security in bits of proofs whose parameters nobody
// gave, counted in the Johnson regime.
const DefaultSecurity = 80

// usualConfig is a prover config as Stone's examples have it.
const usualConfig = `{
    "cached_lde_config": {"store_full_lde": true, "use_fft_for_eval": false},
    "constraint_polynomial_task_size": 256,
    "n_out_of_memory_merkle_layers": 0,
    "table_prover_n_tasks_per_segment": 32
}
`

// Statement implements Source: it runs the program.
func (p *ProgramInput) Statement(ctx context.Context) (*Statement, error) {
	o := p.Options
	o.ProofMode = true
	var err error
	if p.result, err = cairo.Execute(ctx, o); err != nil {
		return nil, err
	}
	if p.run, err = p.result.Execution(); err != nil {
		return nil, err
	}
	s := &Statement{Public: p.run.Public}
	if err := stone.CheckStatement(s.Public); err != nil {
		return nil, err
	}
	if s.Documents.PublicInput, err = p.result.PublicInput(); err != nil {
		return nil, err
	}
	if s.Documents.PrivateInput, err = p.result.PrivateInput("trace.bin", "memory.bin"); err != nil {
		return nil, err
	}
	return s, p.parameters(s)
}

// parameters reads or chooses the parameters of the statement's proof.
func (p *ProgramInput) parameters(s *Statement) (err error) {
	name := p.Parameters
	if name != "" {
		s.Documents.Parameters, err = stone.ReadFile(name)
	} else {
		name = "parameters"
		s.Documents.Parameters, err = chooseParameters(s.Public)
	}
	if err != nil {
		return err
	}
	if s.Parameters, err = stone.ParseParameters(name, s.Documents.Parameters); err != nil {
		return err
	}
	name, s.Documents.ProverConfig = "prover config", []byte(usualConfig)
	if p.ProverConfig != "" {
		name = p.ProverConfig
		if s.Documents.ProverConfig, err = stone.ReadFile(name); err != nil {
			return err
		}
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

func chooseParameters(public *execution.PublicInput) ([]byte, error) {
	a, err := layouts.New(public.Layout, public.NSteps)
	if err != nil {
		return nil, err
	}
	regime, err := stone.ParseRegime("johnson")
	if err != nil {
		return nil, err
	}
	chosen, err := stone.Choose(stone.Wish{Taker: "stone", NSteps: public.NSteps, Scale: ScaleOf(a), Bits: DefaultSecurity,
		Regime: regime, LogNCosets: -1, ProofOfWorkBits: -1})
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
