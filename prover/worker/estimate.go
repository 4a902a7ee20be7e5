package worker

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/task"
)

// EstimatorConfig is how an estimator works.
type EstimatorConfig struct {
	// Dir holds files while programs run for an estimate, and the file of
	// measurements. It is the estimator's alone.
	Dir string
	// Policy is the server's. MaxMemory is what the estimated proofs may take.
	Policy task.Policy
	// Bytes is what running a program may take; 0 for 1 GiB.
	Bytes int64
	// Command, Env, Cgroup and Log are as in Config.
	Command, Env []string
	Cgroup       string
	Log          *slog.Logger
}

// Estimator says what proofs will take on this machine, from what proofs took.
// It is safe for concurrent use.
type Estimator struct {
	cfg    EstimatorConfig
	rates  *task.Rates
	lastID atomic.Uint64
	// measuring is held while a hash is measured.
	measuring sync.Mutex
}

// NewEstimator prepares an estimator; it knows what an earlier one measured.
func NewEstimator(cfg EstimatorConfig) (*Estimator, error) {
	if cfg.Bytes <= 0 {
		cfg.Bytes = 1 << 30
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	e := &Estimator{cfg: cfg}
	var err error
	if e.cfg.Dir, err = filepath.Abs(cfg.Dir); err == nil {
		err = os.RemoveAll(e.scratch())
	}
	if err == nil {
		err = os.MkdirAll(e.scratch(), 0o700)
	}
	if err != nil {
		return nil, fault.Wrap(err, CodeFiles, "the estimator's folder can't be used").At("%s", cfg.Dir)
	}
	e.rates = task.ReadRates(e.file())
	return e, nil
}

func (e *Estimator) scratch() string { return filepath.Join(e.cfg.Dir, "runs") }
func (e *Estimator) file() string    { return filepath.Join(e.cfg.Dir, "rates.json") }

// Learn takes in what a finished proof took. It is meant for Config.Finished.
func (e *Estimator) Learn(r Result) {
	m := task.Measurement{Backend: r.Backend, Layout: r.Plan.Layout, NSteps: r.Plan.NSteps, LogBlowup: r.Plan.LogBlowup,
		Commitment: r.Plan.Commitment, PowBits: r.Plan.PowBits}
	for _, t := range r.Timings {
		switch t.Stage {
		case prover.StageProof:
			m.Proof += t.Seconds
		case "Proof of work":
			m.Work += t.Seconds
		case prover.StageInputs, prover.StageRun:
			m.Load += t.Seconds
		}
	}
	m.Proof -= m.Work
	e.rates.Learn(m)
	if err := e.rates.Write(e.file()); err != nil {
		e.cfg.Log.Warn("measurements can't be kept", "error", err)
	}
}

// errEstimated stops a proof whose plan is known.
var errEstimated = errors.New("the plan is known")

// Estimate says what a task's proof will take. A program is run for it, in a
// child. The task must have passed task.Check, which returned in.
func (e *Estimator) Estimate(ctx context.Context, t *task.Task, files task.Files, in *task.Intake) (*task.Estimate, error) {
	backend := backendOf(t)
	if in.Statement != nil {
		if err := e.measure(ctx, backend, t, in.Statement); err != nil {
			return nil, err
		}
		estimate, err := task.NewEstimate(in.Statement, in.RunBytes, backend, &e.cfg.Policy, e.rates)
		return describe(estimate, in), err
	}
	plan, err := e.run(ctx, t, files)
	if err != nil {
		return nil, err
	}
	var parameters []byte
	if path, ok := files[task.Parameters]; ok {
		if parameters, err = os.ReadFile(path); err != nil {
			return nil, fault.Wrap(err, CodeFiles, "the parameters can't be read")
		}
	}
	s, _, err := t.Supposed(plan.Layout, plan.NSteps, parameters)
	if err != nil {
		return nil, err
	}
	if err := e.measure(ctx, backend, t, s); err != nil {
		return nil, err
	}
	estimate, err := task.NewEstimate(s, plan.RunBytes, backend, &e.cfg.Policy, e.rates)
	return describe(estimate, in), err
}

// Suppose says what a proof of so many steps in a layout will take, with the
// task's wish for parameters or, if they are not nil, these.
func (e *Estimator) Suppose(ctx context.Context, t *task.Task, layout string, nSteps uint64, parameters []byte) (*task.Estimate, error) {
	s, runBytes, err := t.Supposed(layout, nSteps, parameters)
	if err != nil {
		return nil, err
	}
	backend := backendOf(t)
	if err := e.measure(ctx, backend, t, s); err != nil {
		return nil, err
	}
	return task.NewEstimate(s, runBytes, backend, &e.cfg.Policy, e.rates)
}

func describe(e *task.Estimate, in *task.Intake) *task.Estimate {
	if e != nil {
		e.Kind, e.Layouts, e.Builtins = in.Kind, in.Layouts, in.Builtins
	}
	return e
}

// backendOf is the backend that will prove a task here.
func backendOf(t *task.Task) string {
	if t.Backend != "" {
		return t.Backend
	}
	for _, b := range prover.Backends() {
		if b.Problem == nil {
			return b.Name
		}
	}
	return ""
}

// run runs a program until its plan is known.
func (e *Estimator) run(ctx context.Context, t *task.Task, files task.Files) (*Plan, error) {
	var plan *Plan
	_, err := e.prove(ctx, t, files, func(_ context.Context, p Plan) error {
		plan = &p
		return errEstimated
	})
	if plan != nil && errors.Is(err, errEstimated) {
		return plan, nil
	}
	return nil, err
}

// prove hands a task to a child of its own.
func (e *Estimator) prove(ctx context.Context, t *task.Task, files task.Files, plan func(context.Context, Plan) error) (*Result, error) {
	dir := filepath.Join(e.scratch(), strconv.FormatUint(e.lastID.Add(1), 10))
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	defer os.RemoveAll(dir)
	for _, d := range []string{in, out} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fault.Wrap(err, CodeFiles, "the estimator's folder can't be used")
		}
	}
	own := task.Files{}
	for part, path := range files {
		own[part] = filepath.Join(in, string(part))
		if err := os.Link(path, own[part]); err == nil {
			continue
		}
		if err := copyFile(ctx, path, own[part]); err != nil {
			return nil, fault.Wrap(err, CodeFiles, "an input can't be copied").At("%s", part)
		}
	}
	c, err := Start(ctx, Spawn{Command: e.cfg.Command, Env: e.cfg.Env, Read: []string{in, out}, Write: []string{out},
		Cgroup: e.cfg.Cgroup, Nice: DefaultNice, Log: e.cfg.Log})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.Prove(ctx, Order{Task: *t, Files: own, Policy: task.Policy{MaxSteps: e.cfg.Policy.MaxSteps}, Out: out,
		RunBytes: e.cfg.Bytes, MaxMemory: e.cfg.Policy.MaxMemory, Sparing: true}, Hooks{Plan: plan})
}

// sampleSteps is the length of proofs that are made only to measure.
const sampleSteps = 1 << 11

// sample is a program that does nothing; its run is padded to any length.
const sample = `{"prime": "0x800000000000011000000000000000000000000000000000000000000000001", "builtins": [], "main_scope": "__main__",
"data": ["0x40780017fff7fff", "0x0", "0x1104800180018000", "0x4", "0x10780017fff7fff", "0x0", "0x208b7fff7fff7ffe"],
"identifiers": {"__main__.__start__": {"type": "label", "pc": 0}, "__main__.__end__": {"type": "label", "pc": 4},
"__main__.main": {"type": "function", "pc": 6, "decorators": []}},
"hints": {}, "reference_manager": {"references": []}, "attributes": []}`

// measure sees to it that a proof with the backend and the statement's hash was
// measured: if none was, it makes a small one.
func (e *Estimator) measure(ctx context.Context, backend string, t *task.Task, s *prover.Statement) error {
	hash := s.Params.Hash.String()
	if e.rates.Knows(backend, hash) {
		return nil
	}
	e.measuring.Lock()
	defer e.measuring.Unlock()
	if e.rates.Knows(backend, hash) {
		return nil
	}
	files := task.Files{}
	small := task.Task{Inputs: map[task.Part]task.Blob{}, Layout: "plain", MinSteps: sampleSteps, Backend: backend, Version: t.Version}
	for part, raw := range map[task.Part][]byte{task.Program: []byte(sample), task.Parameters: sampleParameters(s)} {
		f, err := os.CreateTemp(e.scratch(), "sample-*")
		if err != nil {
			return fault.Wrap(err, CodeFiles, "the estimator's folder can't be used")
		}
		defer os.Remove(f.Name())
		_, err = f.Write(raw)
		if err = errors.Join(err, f.Close()); err != nil {
			return fault.Wrap(err, CodeFiles, "the estimator's folder can't be used")
		}
		files[part], small.Inputs[part] = f.Name(), task.Blob{}
	}
	r, err := e.prove(ctx, &small, files, nil)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		// An estimate without a time is better than none.
		e.cfg.Log.Warn("this machine can't be measured", "backend", backend, "hash", hash, "error", err)
		return nil
	}
	e.Learn(*r)
	return nil
}
