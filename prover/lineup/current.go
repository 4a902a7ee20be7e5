package lineup

import (
	"context"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/oklog/ulid/v2"

	"quarry/fault"
)

// A server's own writes enter its index before anybody is told of them, and no record
// is ever replaced by an older one. With a server of its own that is all there is.
// Beside other servers on a cluster, the index may be behind what those have
// acknowledged: then what is told to clients, and every refusal, is asked of the
// store, and lists wait until the watch has come as far as the store.

// listLimit is how long a list waits for the watch to come as far as the store.
const listLimit = 2 * stalled

// current finds a job's record as it is now, and enters it in the index.
func (l *LineUp) current(ctx context.Context, id string) (*stored, error) {
	r := l.index.get(id)
	if r != nil && (l.embedded != nil || r.Status == Succeeded) {
		return r, nil // of a succeeded job only the webhook's delivery changes
	}
	if _, err := ulid.ParseStrict(id); err != nil || l.embedded != nil {
		return nil, UnknownJob(id)
	}
	return l.load(ctx, id)
}

// holding finds the record of a job on which this lease is the current one, or says
// why it is not.
func (l *LineUp) holding(ctx context.Context, ref leaseRef) (*stored, error) {
	if r := l.index.get(ref.Job); r != nil && r.holds(ref.Token) == nil {
		return r, nil
	}
	r, err := l.current(ctx, ref.Job)
	if err != nil {
		return nil, err
	}
	return r, r.holds(ref.Token)
}

// upToDate waits until the index holds all that any server has acknowledged so far.
func (l *LineUp) upToDate(ctx context.Context) error {
	if l.embedded != nil {
		return nil
	}
	last, err := l.store.last(ctx)
	if err != nil {
		return err
	}
	if !l.catchUp(ctx, last) {
		seen, _ := l.index.reached()
		return fault.New(CodeUnavailable, "this server has not seen the latest records yet: revision %d of %d", seen, last).
			WithHint("try again in a moment")
	}
	return nil
}

// catchUp waits until the watch has come to a revision; it reports whether it has
// before ctx is done.
func (l *LineUp) catchUp(ctx context.Context, revision uint64) bool {
	for {
		seen, moved := l.index.reached()
		if seen >= revision {
			return true
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return false
		case <-l.ctx.Done():
			return false
		}
	}
}

// census finds what left the store while nobody watched. A watch that begins anew
// brings all that is there; of what was deleted long ago, not even the marker.
type census struct {
	// until is the store's last revision when the watch had begun; 0 once all up to
	// there was brought and the census is over.
	until       uint64
	jobs, blobs map[string]bool
}

// newCensus begins a census when a watch has begun.
func (l *LineUp) newCensus(ctx context.Context) (*census, error) {
	ctx, cancel := context.WithTimeout(ctx, stalled)
	defer cancel()
	last, err := l.store.last(ctx)
	return &census{until: last, jobs: map[string]bool{}, blobs: map[string]bool{}}, err
}

// count counts what the watch has brought, and ends the census with the last.
func (l *LineUp) count(ctx context.Context, c *census, entry jetstream.KeyValueEntry) error {
	if c.until == 0 {
		return nil
	}
	switch kind, name := cutPrefix(entry.Key()); kind {
	case jobPrefix:
		c.jobs[name] = true
	case blobPrefix:
		c.blobs[name] = true
	}
	if entry.Revision() < c.until {
		return nil
	}
	err := l.settle(ctx, c)
	*c = census{}
	return err
}

// missing are the jobs and artifacts that the index has from before the census, and
// the watch did not bring.
func (x *index) missing(c *census) (jobs, blobs []string) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for id, r := range x.jobs {
		if r.Revision <= c.until && !c.jobs[id] {
			jobs = append(jobs, id)
		}
	}
	for sha, b := range x.blobs {
		if b.revision <= c.until && !c.blobs[sha] {
			blobs = append(blobs, sha)
		}
	}
	return jobs, blobs
}

// settle takes out of the index what the store has not any more. A key may also be
// missing because it was just written again; so each is looked up.
func (l *LineUp) settle(ctx context.Context, c *census) error {
	jobs, blobs := l.index.missing(c)
	for _, id := range jobs {
		var r stored
		revision, err := l.store.read(ctx, jobPrefix+id, &r)
		if err != nil {
			return err
		} else if revision == 0 {
			l.index.drop(id, c.until)
		}
	}
	for _, sha := range blobs {
		var b blobEntry
		revision, err := l.store.read(ctx, blobPrefix+sha, &b)
		if err != nil {
			return err
		} else if revision == 0 {
			l.index.putBlob(sha, b, c.until, true)
		}
	}
	return nil
}

// lastRevision is the store's; 0 if it doesn't say.
func (l *LineUp) lastRevision(ctx context.Context) uint64 {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	last, err := l.store.last(ctx)
	if err != nil {
		return 0
	}
	return last
}
