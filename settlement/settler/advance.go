package settler

import (
	"context"
	"errors"
	"time"

	"quarry/fault"
	"quarry/settlement/l1"
)

// worker does one kind of job. Both methods may change the block; it is written
// after them.
type worker interface {
	// ready tells whether the job's turn has come.
	ready(ctx context.Context, b *Block) (bool, error)
	// process starts the job. Doing so twice is as good as once.
	process(ctx context.Context, b *Block) error
	// verify looks whether it is done.
	verify(ctx context.Context, b *Block) (done bool, err error)
	// timeout is how long verify may take, 0 for any time; watching tells that it is
	// then watched on, and not started again.
	timeout() (limit time.Duration, watching bool)
}

// worker returns the worker of a kind of job.
func (s *Settler) worker(kind Kind) worker {
	switch kind {
	case Prove:
		return proveWorker{s}
	case Data:
		return dataWorker{s}
	case Update:
		return updateWorker{s}
	}
	return trackWorker{s}
}

// hold is an error that is no failure of the job's: it waits, and is tried again
// without limit.
type hold struct{ error }

// Unwrap returns the reason.
func (h hold) Unwrap() error { return h.error }

// final is an error after which trying again is of no use.
type final struct{ error }

// Unwrap returns the reason.
func (f final) Unwrap() error { return f.error }

// waits are the codes that say nothing against a job.
var waits = map[fault.Code]bool{
	l1.CodeUnreachable: true, l1.CodeChainID: true, l1.CodeBalance: true, l1.CodeFeeCap: true, l1.CodeSigner: true,
	l1.CodeRejected: true, CodeContract: true,
}

// advance takes a block through its jobs as far as it gets.
func (s *Settler) advance(ctx context.Context, b *Block) error {
	b = b.clone()
	if stale, err := s.replaced(ctx, b); stale || err != nil {
		return err
	}
	if err := s.skip(b); err != nil {
		return err
	}
	for {
		kind, job := b.current()
		if job.Status == Completed {
			return nil
		}
		if err := s.run(ctx, b, kind, job); err != nil {
			return err
		}
		if job.Status != Completed {
			return nil
		}
	}
}

// skip completes what L1 has by somebody else's doing: a block that is settled need not
// be proved.
func (s *Settler) skip(b *Block) error {
	if b.Jobs[Update].Status == Completed || b.Key != "" {
		return nil
	}
	settled, err := s.tracker.Settlement(b.Number)
	if err != nil || settled == nil || settled.BlockHash != b.Hash {
		return err
	}
	b.Settled, b.SetAside = settled, nil
	for _, kind := range []Kind{Prove, Data, Update} {
		b.Jobs[kind].enter(Completed, s.config.Now())
		b.Jobs[kind].note(nil)
	}
	return s.put(b)
}

// run takes one job as far as it gets. An error is one of the records.
func (s *Settler) run(ctx context.Context, b *Block, kind Kind, job *Job) error {
	w := s.worker(kind)
	switch job.Status {
	case Failed:
		return nil
	case PendingVerification:
	case VerificationTimeout:
		if _, watching := w.timeout(); watching {
			break
		}
		fallthrough
	default:
		if started, err := s.start(ctx, b, w, job); !started || err != nil {
			return err
		}
	}
	return s.watch(ctx, b, w, job)
}

// start processes a job if its turn has come. It reports whether it is now to be
// verified.
func (s *Settler) start(ctx context.Context, b *Block, w worker, job *Job) (bool, error) {
	now := s.config.Now()
	if now.Before(job.NotBefore) {
		return false, nil
	}
	ready, err := w.ready(ctx, b)
	if err == nil {
		if !ready {
			return false, nil
		}
		job.enter(LockedForProcessing, now)
		job.Attempts, job.Started = job.Attempts+1, now
		if err := s.put(b); err != nil {
			return false, err
		}
		err = w.process(ctx, b)
	}
	if ctx.Err() != nil {
		return false, nil // what a cancelled context says of a job is no news
	}
	if fault.CodeOf(err) == CodeStore {
		return false, err
	}
	if err != nil {
		kind, _ := b.current()
		s.failed(job, "process", err, "block", b.Number, "job", kind)
		return false, s.put(b)
	}
	job.enter(PendingVerification, s.config.Now())
	job.note(nil)
	return true, s.put(b)
}

// watch verifies a job.
func (s *Settler) watch(ctx context.Context, b *Block, w worker, job *Job) error {
	done, err := w.verify(ctx, b)
	if ctx.Err() != nil {
		return nil
	}
	now := s.config.Now()
	switch {
	case fault.CodeOf(err) == CodeStore:
		return err
	case err != nil:
		kind, _ := b.current()
		s.failed(job, "verify", err, "block", b.Number, "job", kind)
	case done:
		job.enter(Completed, now)
		job.note(nil)
	default:
		limit, _ := w.timeout()
		if limit > 0 && now.Sub(job.Started) >= limit && job.Status == PendingVerification {
			s.late(b, w, job, now)
		}
	}
	return s.put(b)
}

// late notes that a job takes too long.
func (s *Settler) late(b *Block, w worker, job *Job, now time.Time) {
	kind, _ := b.current()
	limit, watching := w.timeout()
	s.config.Log.Warn("job takes long", "block", b.Number, "job", kind, "limit", limit)
	job.enter(VerificationTimeout, now)
	job.note(&Trouble{Time: now, Phase: "verify", Code: CodeTimeout, Text: "it has taken longer than " + limit.String()})
	if !watching && job.Attempts >= s.config.MaxAttempts {
		job.enter(Failed, now)
	}
}

// failed notes why a job got no further, and what is to be done. about says which job it
// is, for the log.
func (s *Settler) failed(job *Job, phase string, err error, about ...any) {
	now := s.config.Now()
	code := fault.CodeOf(err)
	var h hold
	var f final
	waiting := errors.As(err, &h) || waits[code]
	job.note(&Trouble{Time: now, Phase: phase, Code: code, Text: err.Error()})
	if waiting && phase == "verify" {
		return // looked again at the next step
	}
	job.NotBefore = now.Add(s.backoff(job.Attempts))
	switch {
	case waiting:
		job.enter(PendingRetry, now)
		job.Attempts = max(job.Attempts-1, 0)
		job.NotBefore = now.Add(s.config.Backoff)
	case errors.As(err, &f), job.Attempts >= s.config.MaxAttempts:
		job.enter(Failed, now)
	case phase == "verify":
		job.enter(VerificationFailed, now)
	default:
		job.enter(PendingRetry, now)
	}
	s.config.Log.Warn("job", append(about, "status", job.Status, "attempts", job.Attempts, "err", err)...)
}

// backoff is the wait after so many failures.
func (s *Settler) backoff(attempts int) time.Duration {
	wait := s.config.Backoff
	for range attempts - 1 {
		if wait *= 2; wait >= s.config.MaxBackoff {
			return s.config.MaxBackoff
		}
	}
	return wait
}

// replaced begins anew with a block that L2 has replaced before L1 had settled it.
func (s *Settler) replaced(ctx context.Context, b *Block) (bool, error) {
	if s.seen.blocks != nil || b.Settled != nil {
		return false, nil
	}
	if b.Number > s.seen.sealed {
		return true, nil // taken back; another one will come
	}
	h, err := s.config.Blocks.Header(ctx, b.Number)
	if err != nil || hashOf(&h.Hash) == b.Hash {
		return false, err
	}
	s.config.Log.Warn("L2 has replaced a block", "block", b.Number, "hash", hashOf(&h.Hash))
	if b.Key != "" {
		s.void(b.Key)
	}
	fresh := newBlock(h, s.config.Now())
	fresh.Round, fresh.Sending = b.Round, b.Sending+1
	return true, s.put(fresh)
}

// tell tells Finality of a stage before L1 has the block. What is not taken is told
// again when the job runs again; it is for people's eyes only.
func (s *Settler) tell(b *Block, stage Stage, note Note) {
	if s.config.Finality == nil {
		return
	}
	if err := s.config.Finality.SetStage(b.Number, stage, note); err != nil {
		s.config.Log.Debug("stage of a block", "block", b.Number, "stage", stage, "err", err)
	}
}
