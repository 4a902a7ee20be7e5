package lineup

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/oklog/ulid/v2"

	"quarry/fault"
	"quarry/prover/task"
)

// LineUp is a server's end of the line-up. Of several servers on one cluster one
// leads; all of them accept, list and cancel jobs.
type LineUp struct {
	cfg      Config
	names    subjects
	lock     *flock.Flock
	embedded *embedded
	nc       *nats.Conn
	js       jetstream.JetStream
	store    *store
	index    *index
	blobs    *blobs
	log      *slog.Logger
	workers  *registry
	counters counters
	// id tells this process from other servers.
	id string

	ctx     context.Context
	cancel  context.CancelFunc
	done    sync.WaitGroup
	closing atomic.Bool
	leading atomic.Bool
	// ended is told when a job with a webhook has ended.
	ended chan struct{}

	mu sync.Mutex
	// own are the workers in this process.
	own []*Worker
}

var _ Service = (*LineUp)(nil)

// Open opens a server's end: it starts the embedded server, or connects to the
// cluster and checks its settings, reads all records, and takes part in the
// election of the leader. Jobs of the last run go on.
func Open(ctx context.Context, cfg Config) (*LineUp, error) {
	if err := cfg.fill(); err != nil {
		return nil, err
	}
	if cfg.Judge == nil {
		return nil, fault.New(CodeConfig, "a server of the line-up needs a judge")
	}
	l := &LineUp{
		cfg: cfg, names: subjects{cfg.Name}, log: cfg.Log, index: newIndex(), id: ulid.Make().String(),
		ended: make(chan struct{}, 1), workers: newRegistry(),
	}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	if err := l.open(ctx); err != nil {
		l.shut()
		return nil, err
	}
	return l, nil
}

// open connects, prepares the store, and starts what runs in the background.
func (l *LineUp) open(ctx context.Context) (err error) {
	if err := l.takeHold(); err != nil {
		return err
	}
	if l.cfg.Cluster.URL == "" {
		if l.embedded, err = startEmbedded(l.cfg.DataDir, l.names, l.log); err != nil {
			return err
		}
		l.nc, err = connectEmbedded(l.embedded, l.log)
	} else {
		l.nc, err = connectCluster(&l.cfg.Cluster, "quarry server", l.log)
	}
	if err != nil {
		return err
	}
	if l.js, err = jetstream.New(l.nc, jetstream.WithDefaultTimeout(writeLimit)); err != nil {
		return fault.Wrap(err, CodeUnavailable, "the server has no JetStream")
	}
	if err = l.together(ctx, l.prepare); err != nil {
		return err
	}
	for subject, handle := range map[string]nats.MsgHandler{
		l.names.progresses():   l.index.hear,
		l.names.call(verbBeat): l.workers.hear,
	} {
		if _, err := l.nc.Subscribe(subject, handle); err != nil {
			return fault.Wrap(err, CodeUnavailable, "the server can't listen to workers")
		}
	}
	first := make(chan struct{})
	l.done.Go(func() { l.watch(first) })
	select {
	case <-first:
	case <-ctx.Done():
		return fault.Wrap(ctx.Err(), CodeUnavailable, "the records were not read in time")
	}
	// The watch counts what it brings at first, and that may change meanwhile.
	if err := l.upToDate(ctx); err != nil {
		return err
	}
	l.done.Go(func() {
		l.blobs.evictions(l.ctx, l.cfg.CacheBytes, func(err error) { l.log.Warn("cache", "error", err) })
	})
	l.done.Go(l.campaign)
	l.done.Go(l.supervise)
	return nil
}

// takeHold locks the data directory, also where a cluster keeps the jobs: a
// server has files of its own in it.
func (l *LineUp) takeHold() error {
	lock := flock.New(filepath.Join(l.cfg.DataDir, "lock"))
	switch ok, err := lock.TryLock(); {
	case err != nil:
		return fault.Wrap(err, CodeConfig, "the data directory can't be locked").At("%s", l.cfg.DataDir)
	case !ok:
		return fault.New(CodeInUse, "another process has the data directory open").At("%s", l.cfg.DataDir).
			WithHint("stop it, or give this one a directory of its own")
	}
	l.lock = lock
	return nil
}

// Close stops accepting, lets this process's workers end what runs until ctx is
// done and hands back the rest, gives up the lead, and stops the embedded server.
func (l *LineUp) Close(ctx context.Context) error {
	if l.closing.Swap(true) {
		return nil
	}
	l.mu.Lock()
	own := l.own
	l.mu.Unlock()
	var all sync.WaitGroup
	for _, w := range own {
		all.Go(func() { _ = w.Close(ctx) })
	}
	all.Wait()
	l.shut()
	return nil
}

// shut ends what open began, in reverse.
func (l *LineUp) shut() {
	l.cancel()
	l.done.Wait()
	if l.nc != nil {
		l.nc.Close()
	}
	if l.embedded != nil {
		l.embedded.stop()
	}
	if l.lock != nil {
		_ = l.lock.Unlock()
	}
}

// NewWorker makes a worker in this process. Close ends it with the line-up.
func (l *LineUp) NewWorker(info WorkerInfo) (*Worker, error) {
	w, err := newWorker(l.nc, l.js, &l.cfg, l.blobs, l.id, info)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.own = append(l.own, w)
	l.mu.Unlock()
	return w, nil
}

// Get implements Service.
func (l *LineUp) Get(ctx context.Context, id string) (Job, error) {
	if _, err := l.current(ctx, id); err != nil {
		return Job{}, err
	}
	if j, ok := l.index.view(id); ok {
		return j, nil
	}
	return Job{}, UnknownJob(id) // deleted since
}

// record finds a job's record as far as it is known here: what is done with it
// must compare its revision.
func (l *LineUp) record(ctx context.Context, id string) (*stored, error) {
	if r := l.index.get(id); r != nil {
		return r, nil
	}
	return l.current(ctx, id)
}

// load reads a job's record from the store, and enters it in the index. It returns
// the newest that is known.
func (l *LineUp) load(ctx context.Context, id string) (*stored, error) {
	r := &stored{}
	revision, err := l.store.read(ctx, jobPrefix+id, r)
	if err != nil {
		return nil, err
	}
	if revision == 0 {
		return nil, UnknownJob(id)
	}
	r.Revision = revision
	l.index.put(r)
	if known := l.index.get(id); known != nil && known.Revision > revision {
		return known, nil
	}
	return r, nil
}

// UnknownJob is the error for an id that no job has. Those who hide a job from
// somebody answer it, too, so that nothing tells the two apart.
func UnknownJob(id string) error {
	return fault.New(CodeUnknownJob, "there is no job %q", clip(id, 64)).WithHint("it may have been given up: jobs are kept for a limited time")
}

// errSame tells change that there is nothing to be written.
var errSame = errors.New("nothing to change")

// change applies an action to a job's record and stores it, whatever others
// write meanwhile. The action gets a copy; if it fails with errSame, the record is
// left as it is, without an error.
func (l *LineUp) change(ctx context.Context, id string, act func(r *stored, now time.Time) error) (*stored, error) {
	cur, err := l.record(ctx, id)
	sure := l.embedded != nil
	for ; err == nil; cur, err = l.load(ctx, id) {
		next := cur.clone()
		if err := act(next, time.Now().UTC()); err != nil {
			if !sure {
				sure = true // what another server has written may allow it
				continue
			}
			if errors.Is(err, errSame) {
				return cur, nil
			}
			return cur, err
		}
		sure = true
		revision, err := l.store.write(ctx, jobPrefix+id, next, cur.Revision)
		if err == nil {
			next.Revision = revision
			l.index.put(next)
			l.told(next)
			return next, nil
		}
		if !errors.Is(err, errStale) {
			return cur, err
		}
		select { // a server that is behind may give the old record again
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			return cur, fault.Wrap(ctx.Err(), CodeUnavailable, "others changed the job all the time")
		}
	}
	return nil, err
}

// told wakes the sender of webhooks if there is work for him.
func (l *LineUp) told(r *stored) {
	if r.Status.Final() && r.Webhook != nil && !r.Webhook.Delivered {
		select {
		case l.ended <- struct{}{}:
		default:
		}
	}
}

// List implements Service.
func (l *LineUp) List(ctx context.Context, f Filter) (Page, error) {
	if f.Cursor != "" {
		if _, err := ulid.ParseStrict(f.Cursor); err != nil {
			return Page{}, fault.New(CodeBadCursor, "the cursor %q is not one that a list gave out", clip(f.Cursor, 64))
		}
	}
	limit := f.Limit
	if limit <= 0 || limit > MaxPage {
		limit = MaxPage
	}
	ctx, cancel := context.WithTimeout(ctx, listLimit)
	defer cancel()
	if err := l.upToDate(ctx); err != nil {
		return Page{}, err
	}
	jobs, next := l.index.list(&f, limit)
	return Page{Jobs: jobs, Next: next}, nil
}

// Cancel implements Service.
func (l *LineUp) Cancel(ctx context.Context, id, by string) (Job, error) {
	reason := Reason{Code: CodeCancelled, What: "the job was cancelled"}
	if by != "" {
		reason.What += " by " + clip(by, 128)
	}
	r, err := l.change(ctx, id, func(r *stored, now time.Time) error {
		return r.ended(actCancel, reason, now)
	})
	return l.jobOf(r), err
}

// Retry implements Service. The attempts so far don't count any more; a
// deadline that has passed is dropped.
func (l *LineUp) Retry(ctx context.Context, id string) (Job, error) {
	cur, err := l.record(ctx, id)
	if err != nil {
		return Job{}, err
	}
	free, err := l.enter(cur.Owner)
	if err != nil {
		return cur.Job, err
	}
	defer free()
	r, err := l.change(ctx, id, func(r *stored, now time.Time) error { return r.retried(now) })
	return l.jobOf(r), err
}

// jobOf is what clients see of a record; the zero job of none.
func (l *LineUp) jobOf(r *stored) Job {
	if r == nil {
		return Job{}
	}
	return r.Job
}

// Events implements Service.
func (l *LineUp) Events(ctx context.Context, id string, after uint64) (<-chan Event, error) {
	if _, err := l.current(ctx, id); err != nil {
		return nil, err
	}
	if !l.index.join(id) {
		return nil, UnknownJob(id)
	}
	out := make(chan Event, 16)
	go l.index.stream(ctx, id, after, out)
	return out, nil
}

// PutBlob implements Service.
func (l *LineUp) PutBlob(ctx context.Context, name string, r io.Reader, limit int64) (task.Blob, error) {
	if err := l.room(); err != nil {
		return task.Blob{}, err
	}
	b, err := l.blobs.put(ctx, clip(name, 255), r, limit)
	if err != nil {
		return task.Blob{}, err
	}
	return b, l.want(ctx, b)
}

// OpenBlob implements Service.
func (l *LineUp) OpenBlob(ctx context.Context, sha256 string) (io.ReadSeekCloser, error) {
	return l.blobs.open(ctx, sha256)
}

// open is the Opener that judges get.
func (l *LineUp) opener(ctx context.Context, b task.Blob) (io.ReadSeekCloser, error) {
	return l.blobs.open(ctx, b.SHA256)
}

// idTime is when a job's id was made.
func idTime(id string) time.Time {
	u, err := ulid.ParseStrict(id)
	if err != nil {
		return time.Time{}
	}
	return ulid.Time(u.Time())
}

// decodeRecord makes a record of a stored value.
func decodeRecord(data []byte, revision uint64) (*stored, error) {
	r := &stored{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, err
	}
	r.Revision = revision
	return r, nil
}
