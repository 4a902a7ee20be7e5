package lineup

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/oklog/ulid/v2"
)

// brake is a log handler that stops whoever logs that a record can't be read: the
// watch of a server, which then falls behind the store.
type brake struct {
	slog.Handler
	stopped, release chan struct{}
	once             sync.Once
}

func newBrake() *brake {
	return &brake{Handler: slog.DiscardHandler, stopped: make(chan struct{}), release: make(chan struct{})}
}

func (b *brake) Enabled(context.Context, slog.Level) bool { return true }
func (b *brake) WithAttrs([]slog.Attr) slog.Handler       { return b }

func (b *brake) Handle(_ context.Context, r slog.Record) error {
	if r.Message == unreadable {
		b.once.Do(func() { close(b.stopped) })
		<-b.release
	}
	return nil
}

// pull stops the server's watch, until the returned function is called.
func (b *brake) pull(t *testing.T, other *LineUp) (release func()) {
	t.Helper()
	if _, err := other.store.kv.Put(t.Context(), jobPrefix+"unreadable", []byte("{")); err != nil {
		t.Fatal(err)
	}
	select {
	case <-b.stopped:
	case <-time.After(20 * time.Second):
		t.Fatal("the watch does not come to the record")
	}
	release = sync.OnceFunc(func() { close(b.release) })
	t.Cleanup(release)
	return release
}

// behind opens two servers on a cluster, of which the second has seen some waiting
// jobs, and then nothing more of what the first does until release is called.
func behind(t *testing.T, jobs int) (first, second *LineUp, ids []string, release func()) {
	t.Helper()
	url := startNATS(t, 1)
	first = opened(t, clustered(t, url, 1))
	b := newBrake()
	cfg := clustered(t, url, 1)
	cfg.Log = slog.New(b)
	second = opened(t, cfg)
	for range jobs {
		ids = append(ids, submit(t, first, "a").ID)
	}
	for _, id := range ids {
		for second.index.get(id) == nil {
			time.Sleep(time.Millisecond)
		}
	}
	return first, second, ids, b.pull(t, first)
}

// TestBehind: a server whose watch is behind says of a job what the store does, and
// not what it was when the watch last brought something.
func TestBehind(t *testing.T) {
	t.Parallel()
	first, second, ids, _ := behind(t, 1)
	id := ids[0]
	cancel := func(l *LineUp) {
		t.Helper()
		if j, err := l.Cancel(t.Context(), id, "me"); err != nil || j.Status != Cancelled {
			t.Fatalf("%s, %v", j.Status, err)
		}
	}
	retry := func(l *LineUp) {
		t.Helper()
		if j, err := l.Retry(t.Context(), id); err != nil || j.Status != Queued {
			t.Fatalf("%s, %v", j.Status, err)
		}
	}
	says := func(want Status) {
		t.Helper()
		if j, err := second.Get(t.Context(), id); err != nil || j.Status != want {
			t.Fatalf("the job is %s, the server says %s, %v", want, j.Status, err)
		}
	}
	cancel(first)
	says(Cancelled)
	retry(first)
	says(Queued)
	cancel(first)
	_, err := second.Cancel(t.Context(), id, "me")
	wantCode(t, err, CodeFinal)
	// What the first server has made possible again is not refused by the second.
	retry(first)
	cancel(second)
	retry(second)
	cancel(first)
	says(Cancelled)
	retry(first)
	// The stream of events is not over with an end that was taken back.
	events, err := second.Events(t.Context(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	last := Event{}
	for range second.index.get(id).Changes {
		e, ok := <-events
		if !ok {
			t.Fatalf("the stream is over after %+v", last)
		}
		last = e
	}
	if last.Status != Queued {
		t.Fatalf("the last event is %+v", last)
	}
	// A newer record is not replaced by an older one, wherever that comes from.
	old := second.index.get(id)
	cancel(second)
	second.index.put(old)
	says(Cancelled)
}

// TestListBehind: a list waits until the server has seen what any server has
// acknowledged before, and fails if that takes too long.
func TestListBehind(t *testing.T) {
	t.Parallel()
	first, second, ids, release := behind(t, 2)
	if _, err := first.Cancel(t.Context(), ids[0], "me"); err != nil {
		t.Fatal(err)
	}
	added := submit(t, first, "a").ID
	ctx, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer stop()
	_, err := second.List(ctx, Filter{})
	wantCode(t, err, CodeUnavailable)
	time.AfterFunc(100*time.Millisecond, release)
	page, err := second.List(t.Context(), Filter{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Status{}
	for _, j := range page.Jobs {
		got[j.ID] = j.Status
	}
	if len(got) != 3 || got[ids[0]] != Cancelled || got[ids[1]] != Queued || got[added] != Queued {
		t.Fatalf("the list says %v", got)
	}
}

// TestHoldsBehind: a leader that is behind believes a lease that the store knows.
func TestHoldsBehind(t *testing.T) {
	t.Parallel()
	first, second, ids, _ := behind(t, 1)
	r, err := first.change(t.Context(), ids[0], func(r *stored, now time.Time) error { return r.assign("w", "", 1, now) })
	if err != nil {
		t.Fatal(err)
	}
	ref := leaseRef{r.ID, r.current().Token}
	d := &leader{LineUp: second, ctx: t.Context(), leases: map[uint64]*watched{}, consumers: map[string]bool{"w": true}}
	reply, err := d.beat(beatCall{Info: WorkerInfo{Name: "w"}, Leases: []heldLease{{leaseRef: ref}}})
	if err != nil || len(reply.(beatReply).Revoked) > 0 {
		t.Fatalf("%+v, %v", reply, err)
	}
	if _, err := d.begin(leaseCall{"w", ref}); err != nil {
		t.Fatal(err)
	}
	ref.Token++
	_, err = d.begin(leaseCall{"w", ref})
	wantCode(t, err, CodeLease)
}

// TestDeletedUnwatched: what was deleted while nobody watched, so long ago that its
// marker is gone too, leaves the index when the watch begins anew.
func TestDeletedUnwatched(t *testing.T) {
	t.Parallel()
	l := opened(t, quick(t.TempDir()))
	kept := submit(t, l, "a")
	ghost := begun(Job{ID: newID()}, time.Now())
	ghost.Revision = 1
	l.index.put(ghost)
	l.index.putBlob("gone", blobEntry{Bytes: 1}, 1, false)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	go func() { _ = l.watchOnce(func() {}) }()
	there := func() bool {
		b, _ := l.index.blob("gone")
		return l.index.get(ghost.ID) != nil || b.revision != 0
	}
	for ; there(); time.Sleep(time.Millisecond) {
		if ctx.Err() != nil {
			t.Fatal("the deleted job or artifact stays")
		}
	}
	if j, err := l.Get(t.Context(), kept.ID); err != nil || j.Status != Queued {
		t.Errorf("%s, %v", j.Status, err)
	}
	for _, in := range kept.Task.Inputs {
		if b, _ := l.index.blob(in.SHA256); b.revision == 0 {
			t.Error("an artifact that is there was forgotten")
		}
	}
}

// TestLastRevision: the last revision is that of a record that is still there, so
// that a watch comes to it.
func TestLastRevision(t *testing.T) {
	t.Parallel()
	l := opened(t, clustered(t, startNATS(t, 1), 1))
	l.cancel() // nobody else writes
	l.done.Wait()
	write := func(key string) uint64 {
		t.Helper()
		rev, err := l.store.kv.Put(t.Context(), key, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		return rev
	}
	last := func(want uint64) {
		t.Helper()
		if got, err := l.store.last(t.Context()); err != nil || got != want {
			t.Fatalf("%d, %v, want %d", got, err, want)
		}
	}
	a := write(jobPrefix + ulid.Make().String())
	last(a)
	b := write("probe")
	last(b)
	if err := l.store.kv.Purge(t.Context(), "probe", jetstream.PurgeTTL(time.Second)); err != nil {
		t.Fatal(err)
	}
	last(b + 1)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		got, err := l.store.last(t.Context())
		if err != nil || got != b+1 && got != a || time.Now().After(deadline) {
			t.Fatalf("%d, %v, want %d", got, err, a)
		} else if got == a {
			break // the marker has expired
		}
	}
	if err := l.store.stream.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	last(0)
}
