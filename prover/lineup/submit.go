package lineup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"quarry/fault"
	"quarry/prover/task"
)

// idempotencyEntry is what an owner's idempotency key names.
type idempotencyEntry struct {
	Job string `json:"job"`
	// Task is the digest of the task that the key was first used for.
	Task string `json:"task"`
}

// Submit implements Service.
func (l *LineUp) Submit(ctx context.Context, s Submission) (Job, bool, error) {
	if err := errors.Join(s.check(), l.room()); err != nil {
		return Job{}, false, first(err)
	}
	id := newID()
	if s.IdempotencyKey == "" {
		return l.create(ctx, id, &s)
	}
	entry := idempotencyEntry{Job: id, Task: taskDigest(&s.Task)}
	known, err := l.keyed(ctx, entry, &s)
	if err != nil {
		return Job{}, false, err
	}
	if known.Task != entry.Task {
		return Job{}, false, fault.New(CodeIdempotency, "the idempotency key was used for another task, job %s", known.Job).
			At("Idempotency-Key").WithHint("use a new key for a new task")
	}
	return l.create(ctx, known.Job, &s)
}

// keyed returns what the submission's idempotency key names: what it named
// already, or the entry. The key is written before the job, so that whoever finds
// it without its job finishes what was interrupted, under the same id; but a
// submission that is refused must not use it up.
func (l *LineUp) keyed(ctx context.Context, entry idempotencyEntry, s *Submission) (known idempotencyEntry, err error) {
	key := keyPrefix + idempotencyHash(s.Owner, s.IdempotencyKey)
	if revision, err := l.store.read(ctx, key, &known); err != nil || revision != 0 {
		return known, err
	}
	if err := l.fits(s); err != nil {
		return known, err
	}
	free, err := l.enter(s.Owner)
	if err != nil {
		return known, err
	}
	free()
	_, err = l.store.write(ctx, key, entry, 0)
	if !errors.Is(err, errStale) {
		return entry, err
	}
	revision, err := l.store.read(ctx, key, &known)
	if err == nil && revision == 0 {
		err = fault.New(CodeUnavailable, "the idempotency key is just being given up").WithHint("try again")
	}
	return known, err
}

// create stores the record of a new job; if it is there already, that job is
// returned.
func (l *LineUp) create(ctx context.Context, id string, s *Submission) (Job, bool, error) {
	if s.IdempotencyKey != "" {
		if r, err := l.load(ctx, id); err == nil {
			return r.Job, false, nil
		} else if fault.CodeOf(err) != CodeUnknownJob {
			return Job{}, false, err
		}
	}
	if err := l.fits(s); err != nil {
		return Job{}, false, err
	}
	free, err := l.enter(s.Owner)
	if err != nil {
		return Job{}, false, err
	}
	defer free()
	for _, b := range s.Task.Inputs {
		if err := l.want(ctx, b); err != nil {
			return Job{}, false, err
		}
	}
	r := begun(s.job(id), time.Now().UTC())
	switch revision, err := l.store.write(ctx, jobPrefix+id, r, 0); {
	case errors.Is(err, errStale):
		r, err := l.load(ctx, id)
		if err != nil {
			return Job{}, false, err
		}
		return r.Job, false, nil
	case err != nil:
		return Job{}, false, err
	default:
		r.Revision = revision
		l.index.put(r)
		l.counters.submitted.Add(1)
		return r.Job, true, nil
	}
}

// job is the record that a submission makes.
func (s *Submission) job(id string) Job {
	j := Job{
		ID: id, Owner: s.Owner, Task: s.Task, Priority: s.Priority, IdempotencyKey: s.IdempotencyKey,
		Labels: maps.Clone(s.Labels), Plan: s.Plan,
	}
	j.Task.Inputs = maps.Clone(s.Task.Inputs)
	if !s.Deadline.IsZero() {
		t := s.Deadline.UTC()
		j.Deadline = &t
	}
	if s.Webhook != "" {
		j.Webhook = &Webhook{URL: s.Webhook}
	}
	return j
}

// Bounds of a submission.
const (
	maxLabels   = 32
	maxLabel    = 256
	maxKey      = 256
	maxURL      = 2048
	topPriority = 9
)

// check bounds what goes into a record.
func (s *Submission) check() error {
	bad := func(where, what string, args ...any) error {
		return fault.New(CodeBadSubmission, what, args...).At("%s", where)
	}
	switch {
	case s.Priority < 0 || s.Priority > topPriority:
		return bad("priority", "the priority %d is not one of 0 to %d", s.Priority, topPriority)
	case len(s.Task.Inputs) == 0:
		return bad("task", "the task has no inputs")
	case len(s.IdempotencyKey) > maxKey:
		return bad("Idempotency-Key", "the idempotency key has more than %d bytes", maxKey)
	case len(s.Owner) > maxKey:
		return bad("owner", "the owner's id has more than %d bytes", maxKey)
	case len(s.Labels) > maxLabels:
		return bad("labels", "there are more than %d labels", maxLabels)
	case len(s.Webhook) > maxURL:
		return bad("webhook", "the webhook's address has more than %d bytes", maxURL)
	case !s.Deadline.IsZero() && !s.Deadline.After(time.Now()):
		return bad("deadline", "the deadline %s has passed", s.Deadline.Format(time.RFC3339))
	}
	for k, v := range s.Labels {
		if len(k) > maxLabel || len(v) > maxLabel {
			return bad("labels", "the label %q has more than %d bytes", clip(k, 64), maxLabel)
		}
	}
	for part, b := range s.Task.Inputs {
		if !hashForm.MatchString(b.SHA256) {
			return bad(string(part), "%q is not the SHA-256 of a file", clip(b.SHA256, 80))
		}
	}
	return nil
}

// first returns the first of joined errors.
func first(err error) error {
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		return many.Unwrap()[0]
	}
	return err
}

// room fails if no job can be accepted now.
func (l *LineUp) room() error {
	if l.closing.Load() {
		return fault.New(CodeUnavailable, "the server is stopping")
	}
	if f := l.store.state(); f != nil {
		return f
	}
	if free := freeBytes(l.cfg.DataDir); free < l.cfg.MinFree {
		return fault.New(CodeUnavailable, "the disk has %d MiB left, less than the %d that are kept free", free>>20, l.cfg.MinFree>>20).
			WithHint("make room, or shorten the retention")
	}
	return nil
}

// fits refuses a job that no worker that was heard of lately could do: none has
// its backend, or its plan is known to be too large for all of them.
func (l *LineUp) fits(s *Submission) error {
	if all := l.workers.backends(); len(all) > 0 && s.Task.Backend != "" && !slices.Contains(all, s.Task.Backend) {
		return fault.New(CodeNoBackend, "no worker has the backend %q", clip(s.Task.Backend, 64)).At("backend").
			WithHint("workers have %s; without a backend the best of them is taken", strings.Join(all, ", "))
	}
	if s.Plan == nil {
		return nil
	}
	if most, known := l.workers.largest(s.Task.Backend); known && s.Plan.PeakBytes > most {
		return tooLarge(s.Plan, most)
	}
	return nil
}

// tooLarge says how much too large a plan is.
func tooLarge(p *Plan, most int64) *fault.Error {
	const mib = 1 << 20
	return fault.New(CodeTooLarge, "the proof takes %d MiB of memory; the largest worker has %d MiB", (p.PeakBytes+mib-1)/mib, most/mib).
		WithHint("use a smaller layout or a shorter program, or give a worker more memory")
}

// enter takes a place in the queue, until free is called: by then the job counts itself.
func (l *LineUp) enter(owner string) (free func(), err error) {
	x := l.index
	x.mu.Lock()
	defer x.mu.Unlock()
	all, mine := len(x.active)+x.reserved, x.owners[owner]+x.entering[owner]
	switch {
	case all >= l.cfg.MaxJobs:
		return nil, fault.New(CodeFull, "the queue is full with %d jobs", all).WithHint("try again when some have ended")
	case mine >= l.cfg.MaxJobsPerOwner:
		return nil, fault.New(CodeFull, "this key has %d jobs in the queue, as many as it may", mine).
			WithHint("try again when some have ended")
	}
	x.reserved++
	x.entering[owner]++
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.reserved--
		if x.entering[owner]--; x.entering[owner] == 0 {
			delete(x.entering, owner)
		}
	}, nil
}

// idempotencyHash is the name of an owner's key in the store.
func idempotencyHash(owner, key string) string {
	sum := sha256.Sum256([]byte(owner + "\x00" + key))
	return hex.EncodeToString(sum[:])
}

// taskDigest identifies a task by what it proves and how: the names that the
// client gave to its files don't matter.
func taskDigest(t *task.Task) string {
	c := *t
	c.Inputs = make(map[task.Part]task.Blob, len(t.Inputs))
	for part, b := range t.Inputs {
		b.Name = ""
		c.Inputs[part] = b
	}
	data, err := json.Marshal(&c)
	if err != nil {
		// A task is strings and numbers.
		panic("lineup: a task can't be encoded: " + err.Error())
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
