package lineup

import (
	"context"
	"io"
	"sync"
	"time"

	"quarry/fault"
	"quarry/prover/task"
)

// Lease is a worker's right to an attempt at a job. It lasts as long as the
// worker's heartbeats reach the leader and the job is wanted; then its context is
// cancelled, with a *fault.Error as cause (CodeCancelled, CodeDeadline or
// CodeLease). A lease that is lost while no server can be reached is not
// noticed: the attempt goes on, and only its end is refused.
type Lease struct {
	w           *Worker
	lease       leaseRef
	job         Job
	changes     uint64
	ctx         context.Context
	cancelCause context.CancelCauseFunc
	// bytes is what the ledger holds for it, under w.mu.
	bytes int64

	mu       sync.Mutex
	events   uint64
	last     time.Time
	waiting  *Progress
	released bool
}

// AttemptStats is what a worker tells of an attempt.
type AttemptStats struct {
	Backend   string      `json:"backend,omitempty"`
	Device    string      `json:"device,omitempty"`
	PeakBytes int64       `json:"peak_bytes,omitempty"`
	Stages    []StageTime `json:"stages,omitempty"`
}

func (l *Lease) ref() leaseRef { return l.lease }

func (l *Lease) cancel(err error) { l.cancelCause(err) }

// who names the lease in calls.
func (l *Lease) who() leaseCall { return leaseCall{l.w.info.Name, l.lease} }

// Job is the job as it was when the attempt began. Its maps and slices are shared.
func (l *Lease) Job() Job { return l.job }

// Attempt is the attempt's number, from 1.
func (l *Lease) Attempt() int { return l.job.Attempts[len(l.job.Attempts)-1].Number }

// Token is the fencing token.
func (l *Lease) Token() uint64 { return l.lease.Token }

// Context is done when the attempt is to stop; context.Cause says why.
func (l *Lease) Context() context.Context { return l.ctx }

// Bytes is the memory that the attempt may take: its plan's peak, or, before the
// plan is known, what the line-up allows for running a program.
func (l *Lease) Bytes() int64 {
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	return l.bytes
}

// Open opens an input of the job.
func (l *Lease) Open(ctx context.Context, b task.Blob) (io.ReadSeekCloser, error) {
	return l.w.blobs.open(ctx, b.SHA256)
}

// Path is a file on this machine that holds an input's bytes, to be read only.
// It stays as long as the lease does.
func (l *Lease) Path(ctx context.Context, b task.Blob) (string, error) {
	return l.w.blobs.path(ctx, b.SHA256)
}

// Put stores bytes, as Service.PutBlob does without a limit: the proof, before
// Finish. If r is an io.Seeker, it waits while the disk is full or the cluster
// away, as long as ctx and the lease last, so that the work is not lost.
func (l *Lease) Put(ctx context.Context, name string, r io.Reader) (task.Blob, error) {
	for {
		b, err := l.w.blobs.put(ctx, name, r, -1)
		again, ok := r.(io.Seeker)
		if err == nil || !ok || fault.CodeOf(err) != CodeUnavailable {
			return b, err
		}
		l.w.log.Warn("storing waits", "job", l.job.ID, "error", err)
		select {
		case <-time.After(l.w.ttl / 10):
		case <-ctx.Done():
			return b, err
		case <-l.ctx.Done():
			return b, err
		}
		if _, err := again.Seek(0, io.SeekStart); err != nil {
			return b, err
		}
	}
}

// Plan tells what the attempt will take, as soon as that is known: for a program,
// after its run. nil means that there is room for it, and it is reserved. Otherwise
// the lease has ended: the job waits for room (CodeReplanned), or is failed,
// because no worker has that much (CodeTooLarge), or the lease was lost.
func (l *Lease) Plan(ctx context.Context, p Plan) error {
	fits := l.w.grow(l, p.PeakBytes)
	call := planCall{l.who(), p, fits}
	_, err := insist[struct{}](ctx, l.w, verbPlan, call)
	if err != nil {
		l.release()
	}
	return err
}

// grow reserves bytes for the lease, if there is room beside the others.
func (w *Worker) grow(l *Lease, bytes int64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.reservedLocked()-l.bytes+bytes > w.info.MemoryBytes {
		return false
	}
	l.bytes = bytes
	return true
}

// Fail ends the attempt. A retryable failure is tried again, here or elsewhere,
// as often as the line-up allows; any other ends the job.
func (l *Lease) Fail(ctx context.Context, r Reason, retryable bool, s AttemptStats) error {
	l.flush()
	defer l.release()
	_, err := insist[struct{}](ctx, l.w, verbFail, failCall{l.who(), r, retryable, s})
	return err
}

// Return hands the job back unfinished, through no fault of its own: the attempt
// doesn't count.
func (l *Lease) Return(ctx context.Context, why string) error {
	defer l.release()
	_, err := insist[struct{}](ctx, l.w, verbReturn, returnCall{l.who(), why})
	return err
}

// Finish hands in the proof file and the bytes of its proof_hex, both stored with
// Put. It is then the server's to judge them.
func (l *Lease) Finish(ctx context.Context, proof, raw task.Blob, s AttemptStats) error {
	l.flush()
	defer l.release()
	_, err := insist[struct{}](ctx, l.w, verbFinish, finishCall{l.who(), proof, raw, s})
	return err
}

// release takes the lease out of the ledger.
func (l *Lease) release() {
	l.mu.Lock()
	again := l.released
	l.released = true
	l.mu.Unlock()
	if again {
		return
	}
	l.cancel(fault.New(CodeLease, "the attempt has ended"))
	l.w.mu.Lock()
	delete(l.w.held, l.lease.Token)
	close(l.w.freed)
	l.w.freed = make(chan struct{})
	l.w.mu.Unlock()
	l.w.beatSoon()
}
