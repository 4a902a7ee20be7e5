package proving

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"quarry/fault"
	"quarry/prover/air/layouts"
	"quarry/prover/lineup"
	"quarry/prover/task"
	"quarry/sequencer/chain"
	"quarry/sequencer/program"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/settler"
)

// Service is what is needed of the line-up: lineup.Service has it.
type Service interface {
	Submit(ctx context.Context, s lineup.Submission) (job lineup.Job, created bool, err error)
	Get(ctx context.Context, id string) (lineup.Job, error)
	Retry(ctx context.Context, id string) (lineup.Job, error)
	PutBlob(ctx context.Context, name string, r io.Reader, limit int64) (task.Blob, error)
	OpenBlob(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Options say how blocks are proved. The zero value is good.
type Options struct {
	// Owner is the line-up's owner of the jobs.
	Owner string
	// Priority is the jobs'. Default Priority.
	Priority int
	// Parameters is a parameter file for all proofs; nil: parameters that the
	// contracts take are chosen for each run.
	Parameters []byte
	// Backend is the backend's name; empty: the best.
	Backend string
}

// Priority is that of blocks' proofs, the highest: a chain waits for them.
const Priority = 9

// Security is what the parameters of blocks' proofs are chosen for: ones that the
// contracts take.
func Security() task.Security {
	return task.Security{Preset: "quarry", Bits: 80, Regime: "conjectured"}
}

// State is what a job's status says of its proof.
func State(s lineup.Status) settler.ProofState {
	switch {
	case s == lineup.Succeeded:
		return settler.ProofDone
	case !s.Final():
		return settler.ProofPending
	}
	return settler.ProofFailed
}

// Lineup has blocks proved by the line-up. It implements settler.Prover.
type Lineup struct {
	service Service
	options Options
}

// NewLineup makes a Lineup of a line-up.
func NewLineup(service Service, o Options) *Lineup {
	if o.Priority == 0 {
		o.Priority = Priority
	}
	return &Lineup{service, o}
}

// Submit implements settler.Prover. The job's idempotency key is made of the block,
// the round and what is to be proved, so that the same order is one job, whoever
// hands it in; a job that has failed is tried again.
func (l *Lineup) Submit(ctx context.Context, o *settler.Order) (string, error) {
	t := task.Task{
		Inputs: map[task.Part]task.Blob{}, Layout: program.Layout, Backend: l.options.Backend,
		Security: Security(),
	}
	parts := map[task.Part][]byte{task.Program: o.Program, task.ProgramInput: o.Input}
	if l.options.Parameters != nil {
		parts[task.Parameters], t.Security = l.options.Parameters, task.Security{}
	}
	for part, content := range parts {
		blob, err := l.service.PutBlob(ctx, string(part), bytes.NewReader(content), -1)
		if err != nil {
			return "", err
		}
		t.Inputs[part] = blob
	}
	job, _, err := l.service.Submit(ctx, lineup.Submission{
		Owner: l.options.Owner, Task: t, Priority: l.options.Priority,
		IdempotencyKey: fmt.Sprintf("block/%d/%d/%.16s/%.32s", o.Block, o.Round, t.Inputs[task.Program].SHA256, t.Inputs[task.ProgramInput].SHA256),
		Labels:         map[string]string{"block": fmt.Sprint(o.Block)},
	})
	if err != nil {
		return "", err
	}
	if job.Status.Final() && job.Status != lineup.Succeeded {
		if job, err = l.service.Retry(ctx, job.ID); err != nil {
			return "", err
		}
	}
	return job.ID, nil
}

// Status implements settler.Prover.
func (l *Lineup) Status(ctx context.Context, id string) (settler.ProofStatus, error) {
	job, err := l.service.Get(ctx, id)
	switch {
	case fault.CodeOf(err) == lineup.CodeUnknownJob:
		return settler.ProofStatus{State: settler.ProofFailed, Reason: "the line-up has no such job any more"}, nil
	case err != nil:
		return settler.ProofStatus{}, err
	}
	s := settler.ProofStatus{State: State(job.Status)}
	if s.State != settler.ProofFailed {
		return s, nil
	}
	s.Reason = string(job.Status)
	if r := job.Reason; r != nil {
		s.Reason = fmt.Sprintf("%s: %s (%s)", job.Status, r.What, r.Code)
	}
	return s, nil
}

// Fetch implements settler.Prover.
func (l *Lineup) Fetch(ctx context.Context, id string) ([]byte, error) {
	job, err := l.service.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if job.Result == nil {
		return nil, fault.New(settler.CodeProver, "job %s has no proof", id)
	}
	r, err := l.service.OpenBlob(ctx, job.Result.Proof.SHA256)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// Jobs is the line-up as the sequencer's chain needs it, for nodes that prove without
// settling. Its orders are the settler's of round 0: both together are one job.
func (l *Lineup) Jobs() chain.ProofJobs { return jobs{l} }

type jobs struct{ *Lineup }

// Submit implements chain.ProofJobs.
func (j jobs) Submit(ctx context.Context, block uint64, program, input []byte) (string, error) {
	return j.Lineup.Submit(ctx, &settler.Order{Block: block, Program: program, Input: input})
}

// Status implements chain.ProofJobs.
func (j jobs) Status(ctx context.Context, id string) (chain.ProofStatus, error) {
	s, err := j.Lineup.Status(ctx, id)
	return chain.ProofStatus{State: chain.ProofState(s.State), Reason: s.Reason}, err
}

// BlockProgram is the block program as the contracts know programs: what is governed.
func BlockProgram() (*verifier.Program, error) {
	info, ok := layouts.Describe(program.Layout)
	if !ok {
		return nil, fault.New(settler.CodeConfig, "there is no layout %s", program.Layout)
	}
	p := &verifier.Program{Cells: program.Cells()}
	for _, name := range program.Builtins() {
		i := slices.Index(info.Segments[2:], name)
		if i < 0 {
			return nil, fault.New(settler.CodeConfig, "the layout %s has no builtin %s", program.Layout, name)
		}
		p.Builtins |= 1 << i
	}
	return p, nil
}
