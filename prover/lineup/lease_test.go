package lineup

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"quarry/fault"
	"quarry/prover/task"
)

// worker makes a worker without a loop: the test takes its leases.
func worker(t *testing.T, l *LineUp, bytes int64, slots int) *Worker {
	t.Helper()
	w, err := l.NewWorker(WorkerInfo{MemoryBytes: bytes, Slots: slots, Backends: []string{"go"}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// take takes the next lease, which must come soon.
func take(t *testing.T, w *Worker) *Lease {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	l, err := w.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func put(t *testing.T, l *Lease, text string) task.Blob {
	t.Helper()
	b, err := l.Put(t.Context(), "proof", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestStaleToken: what comes under a lease that is over does not count.
func TestStaleToken(t *testing.T) {
	t.Parallel()
	l := opened(t, quick(t.TempDir()))
	w := worker(t, l, 8<<20, 1)
	j := submit(t, l, "a")
	lease := take(t, w)
	proof := put(t, lease, "proof of a by hand")
	if _, err := l.Cancel(t.Context(), j.ID, ""); err != nil {
		t.Fatal(err)
	}
	select {
	case <-lease.Context().Done():
		if fault.CodeOf(context.Cause(lease.Context())) != CodeCancelled {
			t.Fatalf("the lease ended because of %v", context.Cause(lease.Context()))
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the lease outlives its job")
	}
	if _, err := l.Retry(t.Context(), j.ID); err != nil {
		t.Fatal(err)
	}
	// The slot is taken until the first lease is ended.
	wantCode(t, lease.Finish(t.Context(), proof, proof, AttemptStats{}), CodeLease)
	second := take(t, w)
	if second.Token() <= lease.Token() || second.Attempt() != 2 {
		t.Fatalf("token %d after %d, attempt %d", second.Token(), lease.Token(), second.Attempt())
	}
	stale := &Lease{w: w, lease: lease.lease, job: lease.job, ctx: t.Context(), cancelCause: func(error) {}}
	wantCode(t, stale.Fail(t.Context(), Reason{}, false, AttemptStats{}), CodeLease)
	if got, err := l.Get(t.Context(), j.ID); err != nil || got.Status != Running {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := second.Finish(t.Context(), proof, proof, AttemptStats{PeakBytes: 5}); err != nil {
		t.Fatal(err)
	}
	got := reach(t, l, j.ID, Succeeded)
	if got.Attempts[1].PeakBytes != 5 || got.Attempts[0].Failure.Code != CodeCancelled {
		t.Fatalf("%+v", got.Attempts)
	}
}

// TestSilentWorker: a worker that is not heard of any more loses its jobs to another.
func TestSilentWorker(t *testing.T) {
	t.Parallel()
	cfg := quick(t.TempDir())
	cfg.LeaseTTL = 500 * time.Millisecond
	l := opened(t, cfg)
	w := worker(t, l, 8<<20, 1)
	j := submit(t, l, "a")
	lease := take(t, w)
	w.cancel() // as if its machine were gone
	w.done.Wait()
	working(t, l, WorkerInfo{})
	got := reach(t, l, j.ID, Succeeded)
	if len(got.Attempts) != 2 || got.Attempts[0].Failure.Code != CodeWorkerLost || got.Attempts[0].Token != lease.Token() {
		t.Fatalf("%+v", got.Attempts)
	}
	s, err := l.Stats(t.Context())
	if err != nil || s.Counts.LostLeases != 1 || s.Jobs[Succeeded] != 1 || s.Counts.Accepted != 1 || len(s.Workers) != 1 {
		t.Fatalf("%+v, %v", s, err)
	}
}

// TestOrphans: what a server's own worker had is taken back as soon as the next
// server leads; nobody waits for the lease to end.
func TestOrphans(t *testing.T) {
	t.Parallel()
	cfg := quick(t.TempDir())
	cfg.LeaseTTL = time.Hour
	l := opened(t, cfg)
	w := worker(t, l, 8<<20, 1)
	j := submit(t, l, "a")
	take(t, w)
	l.own = nil // as if the process were killed: nothing is handed back
	w.cancel()
	w.done.Wait()
	l.shut()
	l = opened(t, cfg)
	working(t, l, WorkerInfo{})
	if j = reach(t, l, j.ID, Succeeded); len(j.Attempts) != 2 || j.Attempts[0].Failure.Code != CodeWorkerLost {
		t.Fatalf("%+v", j.Attempts)
	}
}

// TestLostQueue: a worker whose queue is gone gets another, and an assignment that
// comes twice does no harm.
func TestLostQueue(t *testing.T) {
	t.Parallel()
	l := opened(t, quick(t.TempDir()))
	w := worker(t, l, 8<<20, 2)
	submit(t, l, "a")
	first := take(t, w)
	data, err := json.Marshal(assignment{first.ref(), first.Bytes()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.js.Publish(t.Context(), l.names.assign(w.Name()), data); err != nil {
		t.Fatal(err)
	}
	if err := l.js.DeleteConsumer(t.Context(), l.names.stream(), w.Name()); err != nil {
		t.Fatal(err)
	}
	other := submit(t, l, "b")
	if second := take(t, w); second.Job().ID != other.ID {
		t.Fatal("another job was expected")
	}
	if j, _ := l.Get(t.Context(), first.Job().ID); j.Status != Running || first.Context().Err() != nil {
		t.Fatalf("the first job is %s, its lease %v", j.Status, context.Cause(first.Context()))
	}
}

// TestPlans: jobs are admitted by their memory.
func TestPlans(t *testing.T) {
	t.Parallel()
	cfg := quick(t.TempDir())
	cfg.LeaseTTL = 500 * time.Millisecond
	l := opened(t, cfg)
	w := worker(t, l, 100<<20, 4)
	plan := func(mib int64) func(*Submission) {
		return func(s *Submission) { s.Plan = &Plan{PeakBytes: mib << 20} }
	}
	big := submit(t, l, "a", plan(70))
	first := take(t, w)
	if first.Bytes() != 70<<20 {
		t.Fatalf("%d bytes", first.Bytes())
	}
	_, _, err := trySubmit(t.Context(), l, "b", plan(101))
	wantCode(t, err, CodeTooLarge)
	if !strings.Contains(err.Error(), "101 MiB") || !strings.Contains(err.Error(), "100 MiB") {
		t.Fatalf("the refusal has no figures: %v", err)
	}
	waits := submit(t, l, "c", plan(60))
	unplanned := submit(t, l, "d")
	second := take(t, w)
	if second.Job().ID != unplanned.ID || second.Bytes() != cfg.UnplannedBytes {
		t.Fatalf("%s got a lease of %d", second.Job().ID, second.Bytes())
	}
	// A plan for which there is room.
	if err := second.Plan(t.Context(), Plan{PeakBytes: 20 << 20, Layout: "small"}); err != nil {
		t.Fatal(err)
	}
	if j, _ := l.Get(t.Context(), unplanned.ID); j.Plan == nil || j.Plan.Layout != "small" || second.Bytes() != 20<<20 {
		t.Fatalf("%+v", j.Plan)
	}
	// One for which there is none now: the job waits like the others.
	again := submit(t, l, "e")
	third := take(t, w)
	if third.Job().ID != again.ID {
		t.Fatal("not the next job")
	}
	wantCode(t, third.Plan(t.Context(), Plan{PeakBytes: 50 << 20}), CodeReplanned)
	// And one that no worker could ever hold.
	never := submit(t, l, "f")
	fourth := take(t, w)
	wantCode(t, fourth.Plan(t.Context(), Plan{PeakBytes: 500 << 20}), CodeTooLarge)
	if j := reach(t, l, never.ID, Failed); j.Reason.Code != CodeTooLarge || j.Plan.PeakBytes != 500<<20 {
		t.Fatalf("%+v", j.Reason)
	}
	for _, id := range []string{waits.ID, again.ID} {
		if j, _ := l.Get(t.Context(), id); j.Status != Queued || len(j.Attempts) != 0 {
			t.Fatalf("%+v", j)
		}
	}
	proof := put(t, first, "proof of a by hand")
	if err := first.Finish(t.Context(), proof, proof, AttemptStats{}); err != nil {
		t.Fatal(err)
	}
	reach(t, l, big.ID, Succeeded)
	if fifth := take(t, w); fifth.Job().ID != waits.ID || fifth.Bytes() != 60<<20 {
		t.Fatalf("%s got a lease of %d", fifth.Job().ID, fifth.Bytes())
	}
}

// TestTooLargeLater: a job that was accepted before any worker was known is
// refused when they are.
func TestTooLargeLater(t *testing.T) {
	t.Parallel()
	cfg := quick(t.TempDir())
	cfg.LeaseTTL = 300 * time.Millisecond
	l := opened(t, cfg)
	j := submit(t, l, "a", func(s *Submission) { s.Plan = &Plan{PeakBytes: 9 << 20} })
	worker(t, l, 8<<20, 1)
	if j = reach(t, l, j.ID, Failed); j.Reason.Code != CodeTooLarge {
		t.Fatalf("%+v", j.Reason)
	}
}

// TestWorkersShare: two and four workers on one queue; every job is done once.
func TestWorkersShare(t *testing.T) {
	t.Parallel()
	for _, n := range []int{2, 4} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			l := opened(t, quick(t.TempDir()))
			var leases atomic.Int64
			var done sync.WaitGroup
			by := make([]atomic.Int64, n)
			ctx, cancel := context.WithCancel(t.Context())
			for i := range n {
				w := worker(t, l, 8<<20, 2)
				done.Go(func() {
					for {
						lease, err := w.Next(ctx)
						if err != nil {
							return
						}
						leases.Add(1)
						by[i].Add(1)
						done.Go(func() {
							if err := fakeAttempt(lease); err != nil {
								t.Error(err)
							}
						})
					}
				})
			}
			var ids []string
			for i := range 60 {
				ids = append(ids, submit(t, l, fmt.Sprintf("a %d", i)).ID)
			}
			for _, id := range ids {
				if j := reach(t, l, id, Succeeded); len(j.Attempts) != 1 {
					t.Fatalf("%+v", j.Attempts)
				}
			}
			cancel()
			done.Wait()
			if leases.Load() != 60 {
				t.Fatalf("%d leases for 60 jobs", leases.Load())
			}
			for i := range by {
				if by[i].Load() == 0 {
					t.Errorf("worker %d did nothing", i)
				}
			}
		})
	}
}

// TestJudge: a judge that can't judge is asked again, one that panics condemns.
func TestJudge(t *testing.T) {
	t.Parallel()
	cfg := quick(t.TempDir())
	var asked atomic.Int64
	cfg.Judge = func(ctx context.Context, j Job, proof, raw task.Blob, open Opener) (task.Verdict, error) {
		switch n := asked.Add(1); {
		case j.Owner == "panic":
			panic("the judge's own fault")
		case n == 1:
			return task.Verdict{}, fault.New(CodeUnavailable, "not now")
		case j.Owner == "long":
			return task.Verdict{Output: make([]string, 100000)}, nil
		}
		return task.Verdict{}, nil
	}
	l := opened(t, cfg)
	working(t, l, WorkerInfo{})
	if j := reach(t, l, submit(t, l, "a").ID, Succeeded); asked.Load() != 2 || len(j.Attempts) != 1 {
		t.Fatalf("asked %d times, %d attempts", asked.Load(), len(j.Attempts))
	}
	j := reach(t, l, submit(t, l, "b", func(s *Submission) { s.Owner = "panic" }).ID, Failed)
	if j.Reason.Code != CodeJudge || len(j.Attempts) != 3 {
		t.Fatalf("%+v", j)
	}
	j = reach(t, l, submit(t, l, "c", func(s *Submission) { s.Owner = "long" }).ID, Succeeded)
	if j.Result.VerdictFile == nil || len(j.Result.Verdict.Output) != 0 {
		t.Fatalf("%+v", j.Result)
	}
	if _, err := readBlob(t.Context(), *j.Result.VerdictFile, l.opener); err != nil {
		t.Fatal(err)
	}
}

// TestWebhooks: ends are reported once, also after a restart.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := opened(t, quick(dir))
	working(t, l, WorkerInfo{})
	j := submit(t, l, "a", func(s *Submission) { s.Webhook = "https://example.org" })
	reach(t, l, submit(t, l, "b").ID, Succeeded)
	reach(t, l, j.ID, Succeeded)
	select {
	case <-l.Ended():
	case <-time.After(5 * time.Second):
		t.Fatal("nobody was told")
	}
	got, err := l.MarkWebhook(t.Context(), j.ID, false, "it did not answer")
	if err != nil || got.Webhook.Tries != 1 || got.Webhook.LastError != "it did not answer" {
		t.Fatalf("%+v, %v", got.Webhook, err)
	}
	closeNow(l)
	l = opened(t, quick(dir))
	for !l.leading.Load() {
		time.Sleep(time.Millisecond)
	}
	pending, err := l.PendingWebhooks(t.Context())
	if err != nil || len(pending) != 1 || pending[0].ID != j.ID {
		t.Fatalf("%+v, %v", pending, err)
	}
	if _, err := l.MarkWebhook(t.Context(), j.ID, true, ""); err != nil {
		t.Fatal(err)
	}
	if pending, _ = l.PendingWebhooks(t.Context()); len(pending) != 0 {
		t.Fatalf("%+v", pending)
	}
}

// A job that was assigned to a worker, but which nobody takes any more, doesn't
// keep the worker from closing.
func TestCloseUndelivered(t *testing.T) {
	t.Parallel()
	l := opened(t, quick(t.TempDir()))
	w := worker(t, l, 8<<20, 1)
	id := submit(t, l, "a").ID
	reach(t, l, id, Running)
	begun := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := w.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > 15*time.Second {
		t.Errorf("closing took %v", took)
	}
	if j := reach(t, l, id, Queued); len(j.Attempts) != 0 {
		t.Errorf("attempts %+v", j.Attempts)
	}
}

// TestLookTime: silence is judged by the time at which the leader's look began. What
// passes while the process is stopped in the middle of a look, nobody could be heard.
func TestLookTime(t *testing.T) {
	t.Parallel()
	cfg := quick(t.TempDir())
	cfg.LeaseTTL = time.Hour
	l := opened(t, cfg)
	id := submit(t, l, "a").ID
	r, err := l.change(t.Context(), id, func(r *stored, now time.Time) error { return r.assign("w", "", 1, now) })
	if err != nil {
		t.Fatal(err)
	}
	d := &leader{LineUp: l, ctx: t.Context(), leases: map[uint64]*watched{}}
	d.heard(leaseRef{id, r.current().Token}, "w", true)
	now := time.Now()
	for _, after := range []time.Duration{-2 * cfg.LeaseTTL, cfg.LeaseTTL / 2} {
		d.watchLeases([]*stored{r}, now.Add(after))
		if got := l.index.get(id).Status; got != Running {
			t.Errorf("after %v the job is %s", after, got)
		}
	}
	d.watchLeases([]*stored{r}, now.Add(2*cfg.LeaseTTL))
	if got := l.index.get(id); got.Status != Queued || got.Attempts[0].Failure.Code != CodeWorkerLost {
		t.Errorf("the job of a silent worker is %s", got.Status)
	}
}

// TestLateBegin: a worker whose leader could not answer for longer than a lease lasts
// takes the job up nevertheless, for the leader has heard of it meanwhile.
func TestLateBegin(t *testing.T) {
	t.Parallel()
	nc, err := nats.Connect(startNATS(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	cfg := quick(t.TempDir())
	cfg.LeaseTTL = 200 * time.Millisecond
	if err := cfg.fill(); err != nil {
		t.Fatal(err)
	}
	names, answers := subjects{cfg.Name}, time.Now().Add(4*cfg.LeaseTTL)
	if _, err := nc.Subscribe(names.call(verbBegin), func(m *nats.Msg) {
		if time.Now().After(answers) {
			_ = m.Respond([]byte(`{"body":{"job":{"id":"late"},"changes":2}}`))
		}
	}); err != nil {
		t.Fatal(err)
	}
	w, err := newWorker(nc, js, &cfg, nil, "test", WorkerInfo{Name: "w", MemoryBytes: 1, Slots: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { w.cancel(); w.done.Wait() }()
	w.accept(assignment{leaseRef{"late", 7}, 1})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	l, err := w.Next(ctx)
	if err != nil || l.Job().ID != "late" || l.Token() != 7 {
		t.Fatalf("%+v, %v", l, err)
	}
}
