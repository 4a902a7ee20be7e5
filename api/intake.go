package api

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
	"quarry/prover/timing"
)

// Submit accepts a job of the context's identity: it checks task, priority,
// webhook and quotas. created is false if the idempotency key named a job already.
// The submission's owner and plan are set here.
func (s *Server) Submit(ctx context.Context, sub lineup.Submission) (job lineup.Job, created bool, err error) {
	who, ok := IdentityFrom(ctx)
	if !ok {
		return job, false, fault.New(CodeUnauthenticated, "nobody is known to make this request")
	}
	sub.Owner = who.KeyID
	if err := s.checkJob(ctx, &sub); err != nil {
		return job, false, err
	}
	if err := s.auth.AdmitJob(ctx, who, &sub); err != nil {
		if known, _ := s.replayed(ctx, &sub); !known {
			return job, false, err
		}
	}
	intake, err := s.check(ctx, &sub.Task)
	if err != nil {
		return job, false, err
	}
	if sub.Plan, err = s.planOf(ctx, intake, sub.Task.Backend); err != nil {
		return job, false, err
	}
	job, created, err = s.config.Lineup.Submit(ctx, sub)
	if in := inflightOf(ctx); in != nil {
		in.job = job.ID
	}
	return job, created, err
}

// replayed reports whether the submission's idempotency key names one of the
// latest jobs of its owner: that was admitted, and may have used up the quota.
func (s *Server) replayed(ctx context.Context, sub *lineup.Submission) (bool, error) {
	if sub.IdempotencyKey == "" {
		return false, nil
	}
	const pages = 5
	f := lineup.Filter{Owner: sub.Owner, Limit: lineup.MaxPage}
	for range pages {
		page, err := s.config.Lineup.List(ctx, f)
		if err != nil {
			return false, err
		}
		for i := range page.Jobs {
			if page.Jobs[i].Owner == sub.Owner && page.Jobs[i].IdempotencyKey == sub.IdempotencyKey {
				return true, nil
			}
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	return false, nil
}

// What labels may be.
const (
	maxLabels     = 16
	maxLabelKey   = 64
	maxLabelValue = 256
)

// checkJob checks what a job has besides its task.
func (s *Server) checkJob(ctx context.Context, sub *lineup.Submission) error {
	switch {
	case sub.Priority < 0 || sub.Priority > 9:
		return fault.New(CodeInvalid, "the priority is %d, it must be from 0 to 9", sub.Priority).At("priority")
	case !sub.Deadline.IsZero() && sub.Deadline.Before(time.Now()):
		return fault.New(CodeInvalid, "the deadline %s is past", sub.Deadline.Format(time.RFC3339)).At("deadline")
	case len(sub.Labels) > maxLabels:
		return fault.New(CodeInvalid, "there are %d labels, at most %d may be", len(sub.Labels), maxLabels).At("labels")
	}
	for k, v := range sub.Labels {
		if k == "" || len(k) > maxLabelKey || len(v) > maxLabelValue {
			return fault.New(CodeInvalid, "a label's key has 1 to %d bytes, its value at most %d", maxLabelKey, maxLabelValue).At("labels.%.64s", k)
		}
	}
	if err := s.checkInputs(&sub.Task); err != nil {
		return err
	}
	if sub.Webhook == "" {
		return nil
	}
	if s.config.CheckWebhook == nil {
		return fault.New(CodeWebhook, "this server calls no webhooks").At("webhook")
	}
	return s.config.CheckWebhook(ctx, sub.Webhook)
}

// checkInputs checks names and sizes of a task's inputs.
func (s *Server) checkInputs(t *task.Task) error {
	for part, blob := range t.Inputs {
		if !isPart(string(part)) {
			return fault.New(CodeInvalid, "there is no input of this name").At("inputs.%.64s", part)
		}
		if limit := s.config.Limits.Input; serverReads(part) && blob.Bytes > limit {
			return fault.New(CodeTooLarge, "the input has %d bytes, at most %d are taken", blob.Bytes, limit).At("%s", part)
		}
	}
	return nil
}

// serverReads reports whether the check reads a part, not only its size.
func serverReads(p task.Part) bool { return p != task.Trace && p != task.Memory }

// check looks at a task before it is accepted. So many go on at once as there is
// memory for.
func (s *Server) check(ctx context.Context, t *task.Task) (*task.Intake, error) {
	leave, err := s.checks.enter(ctx, &s.config.Limits)
	if err != nil {
		return nil, err
	}
	defer leave()
	files, release, err := s.files(ctx, t)
	if err != nil {
		return nil, err
	}
	defer release()
	return s.checkFiles(ctx, t, files, s.config.Policy)
}

// checkFiles checks a task whose files are here, when there is memory to read them.
func (s *Server) checkFiles(ctx context.Context, t *task.Task, files task.Files, policy task.Policy) (*task.Intake, error) {
	need, err := weighFiles(files)
	if err != nil {
		return nil, err
	}
	leave, err := s.reading.enter(ctx, need, &s.config.Limits)
	if err != nil {
		return nil, err
	}
	defer leave()
	return task.Check(ctx, t, files, policy)
}

// files finds a task's inputs on this machine, or brings them here. They stay
// until they are released.
func (s *Server) files(ctx context.Context, t *task.Task) (files task.Files, release func(), err error) {
	dir, err := os.MkdirTemp(s.config.Spool, "quarry-task-*")
	if err != nil {
		return nil, nil, err
	}
	files = task.Files{}
	for part, blob := range t.Inputs {
		if files[part], err = s.file(ctx, blob, filepath.Join(dir, string(part))); err != nil {
			os.RemoveAll(dir)
			return nil, nil, at(err, string(part))
		}
	}
	return files, func() { os.RemoveAll(dir) }, nil
}

// file is the path of a file with a blob's bytes: the line-up's own if it has
// one, else a copy at the given path.
func (s *Server) file(ctx context.Context, blob task.Blob, path string) (string, error) {
	from, err := s.config.Lineup.OpenBlob(ctx, blob.SHA256)
	if err != nil {
		return "", err
	}
	defer from.Close()
	if f, ok := from.(*os.File); ok {
		return f.Name(), nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, from)
	return path, errors.Join(err, f.Close())
}

// planOf is a memory plan as jobs keep it, with the time that the proof will take
// as far as that can be told; nil if nothing is known before the run.
func (s *Server) planOf(ctx context.Context, in *task.Intake, backend string) (*lineup.Plan, error) {
	if in.Plan == nil {
		return nil, nil
	}
	p := in.Plan
	plan := &lineup.Plan{Layout: p.Layout, NSteps: p.NSteps, LogBlowup: p.LogBlowup, Mode: string(p.Mode), PeakBytes: p.Peak}
	times, err := s.measurements(ctx, backend, in.Statement)
	if err != nil {
		return nil, err
	}
	if work, ok := timing.WorkOf(p.Layout, p.NSteps, p.LogBlowup); ok {
		if t := times.Estimate(work, p.Layout, in.Statement.Params.FRI.ProofOfWorkBits); t != nil {
			plan.Seconds = t.Seconds
		}
	}
	return plan, nil
}
