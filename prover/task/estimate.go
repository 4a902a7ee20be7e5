package task

import (
	"quarry/fault"
	"quarry/prover"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
	"quarry/prover/stark"
	"quarry/prover/stone"
)

// Estimate is what a proof will take and what it will be worth.
type Estimate struct {
	Kind Kind `json:"kind,omitempty"`
	// Layout is the one that the proof will have, Layouts those that it could.
	Layout    string   `json:"layout"`
	Layouts   []string `json:"layouts,omitempty"`
	Builtins  []string `json:"builtins,omitempty"`
	NSteps    uint64   `json:"n_steps"`
	LogBlowup int      `json:"log_blowup"`
	NQueries  int      `json:"n_queries"`
	// ProofOfWorkBits of the parameters.
	ProofOfWorkBits int    `json:"proof_of_work_bits"`
	Mode            string `json:"mode"`
	// PeakBytes is what the proof will take, LeastBytes the least that would do,
	// FullBytes what it would take if it kept everything.
	PeakBytes  int64 `json:"peak_bytes"`
	LeastBytes int64 `json:"least_bytes"`
	FullBytes  int64 `json:"full_bytes"`
	// TooLarge says why the proof can't be made here for want of memory, "" if it
	// can.
	TooLarge string `json:"too_large,omitempty"`
	// Seconds is the time on this machine, 0 if nothing was measured; Basis says
	// what it rests on.
	Seconds float64 `json:"seconds,omitempty"`
	Basis   string  `json:"basis,omitempty"`
	Backend string  `json:"backend"`
	// SecurityBits by regime, CollisionBits of the weakest hash.
	SecurityBits  map[string]float64 `json:"security_bits"`
	CollisionBits int                `json:"collision_bits"`
}

// NewEstimate estimates a proof of a statement whose run takes runBytes.
func NewEstimate(s *prover.Statement, runBytes int64, backend string, policy *Policy, rates *Rates) (*Estimate, error) {
	least, err := prover.LeastMemory(s, runBytes)
	if err != nil {
		return nil, err
	}
	plan, err := prover.NewSparingPlan(s, runBytes, max(policy.MaxMemory, 0))
	tooLarge := ""
	if fault.CodeOf(err) == prover.CodeMemory {
		tooLarge = err.(*fault.Error).What
		plan, err = prover.NewSparingPlan(s, runBytes, least)
	}
	if err != nil {
		return nil, err
	}
	soundness, err := soundnessOf(s.Public, s.Parameters)
	if err != nil {
		return nil, err
	}
	fri := &s.Params.FRI
	e := &Estimate{Layout: plan.Layout, NSteps: plan.NSteps, LogBlowup: plan.LogBlowup, NQueries: fri.NQueries,
		ProofOfWorkBits: fri.ProofOfWorkBits, Mode: string(plan.Mode), TooLarge: tooLarge, PeakBytes: plan.Peak, LeastBytes: least, FullBytes: plan.Full,
		Backend: backend, SecurityBits: map[string]float64{}, CollisionBits: soundness.CollisionBits}
	for _, b := range soundness.Bounds {
		e.SecurityBits[b.Regime.String()] = b.Shown()
	}
	e.Seconds, e.Basis = rates.Seconds(backend, plan, s.Params.Hash.String(), fri.ProofOfWorkBits)
	return e, nil
}

// runCellBytes and runStepBytes are what a run takes in memory: for each step
// three registers, for each address a value; a step has at most 16 addresses in
// a proof, of which programs use some four.
const (
	runStepBytes     = 12
	runCellBytes     = 33
	usualCellsOfStep = 4
)

// Supposed is the statement of a run that nobody has made yet: so many steps in
// a layout, with the task's parameters or those that its wish gives. runBytes is
// what such runs usually take. The statement is good for plans only.
func (t *Task) Supposed(layout string, nSteps uint64, parameters []byte) (s *prover.Statement, runBytes int64, err error) {
	pub := &execution.PublicInput{Layout: layout, NSteps: nSteps}
	if _, err := layouts.New(layout, nSteps); err != nil {
		return nil, 0, err
	}
	if parameters == nil {
		wish, err := t.Wish()
		if err != nil {
			return nil, 0, err
		}
		if parameters, err = prover.ChooseParameters(pub, wish); err != nil {
			return nil, 0, presentable(err)
		}
	}
	p, err := stone.ParseParameters(string(Parameters), parameters)
	if err != nil {
		return nil, 0, err
	}
	if err := p.CheckFRI(nSteps); err != nil {
		return nil, 0, err
	}
	s = &prover.Statement{Public: pub, Parameters: p, Params: withTasks(p.STARK)}
	return s, int64(nSteps) * (runStepBytes + usualCellsOfStep*runCellBytes), nil
}

// withTasks adds what the usual prover config says.
func withTasks(p stark.Params) stark.Params {
	config, err := stone.ParseProverConfig("prover config", []byte(prover.UsualConfig))
	if err == nil {
		p.TasksPerSegment = config.TasksPerSegment
	}
	return p
}
