package lineup

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"quarry/prover/task"
)

func TestJobs(t *testing.T) {
	t.Parallel()
	l := opened(t, quick(t.TempDir()))
	working(t, l, WorkerInfo{})
	t.Run("succeeds", func(t *testing.T) {
		j := submit(t, l, "a")
		j = reach(t, l, j.ID, Succeeded)
		f, err := l.OpenBlob(t.Context(), j.Result.Proof.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		data, err := io.ReadAll(f)
		if err != nil || !strings.HasPrefix(string(data), "proof of a by ") {
			t.Fatalf("the proof is %q, %v", data, err)
		}
		if len(j.Attempts) != 1 || j.Attempts[0].Backend != "fake" || j.Result.Verdict.Layout != "fake" || j.FinishedAt == nil {
			t.Fatalf("the record is %+v", j)
		}
	})
	t.Run("crashes until it is set aside", func(t *testing.T) {
		j := reach(t, l, submit(t, l, "crash").ID, Failed)
		if len(j.Attempts) != 3 || j.Attempts[0].Failure == nil || j.Reason.Code != "fake/crash" || j.Reason.Log != "the last lines" {
			t.Fatalf("the record is %+v", j)
		}
	})
	t.Run("fails for good", func(t *testing.T) {
		if j := reach(t, l, submit(t, l, "refuse").ID, Failed); len(j.Attempts) != 1 {
			t.Fatalf("there were %d attempts", len(j.Attempts))
		}
	})
	t.Run("wrong proofs are failed attempts", func(t *testing.T) {
		j := reach(t, l, submit(t, l, "bad").ID, Failed)
		if len(j.Attempts) != 3 || j.Reason.Code != "fake/wrong-proof" || j.Result != nil {
			t.Fatalf("the record is %+v", j)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		j := submit(t, l, "endless 1")
		reach(t, l, j.ID, Running)
		j, err := l.Cancel(t.Context(), j.ID, "me")
		if err != nil || j.Status != Cancelled || j.Reason.What != "the job was cancelled by me" {
			t.Fatalf("%+v, %v", j, err)
		}
		_, err = l.Cancel(t.Context(), j.ID, "me")
		wantCode(t, err, CodeFinal)
		j, err = l.Retry(t.Context(), j.ID)
		if err != nil || j.Status != Queued {
			t.Fatalf("%+v, %v", j, err)
		}
		reach(t, l, j.ID, Running)
		if _, err := l.Cancel(t.Context(), j.ID, ""); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("expires", func(t *testing.T) {
		j := submit(t, l, "endless 2", func(s *Submission) { s.Deadline = time.Now().Add(300 * time.Millisecond) })
		if j = reach(t, l, j.ID, Expired); j.Reason.Code != CodeDeadline {
			t.Fatalf("%+v", j.Reason)
		}
	})
	t.Run("unknown", func(t *testing.T) {
		_, err := l.Get(t.Context(), "nonsense")
		wantCode(t, err, CodeUnknownJob)
		_, err = l.OpenBlob(t.Context(), strings.Repeat("0", 64))
		wantCode(t, err, CodeUnknownBlob)
		_, err = l.PutBlob(t.Context(), "x", strings.NewReader("12345"), 4)
		wantCode(t, err, CodeBlobTooLarge)
		_, err = l.Events(t.Context(), "nonsense", 0)
		wantCode(t, err, CodeUnknownJob)
	})
}

// TestBackends: a job that names a backend is refused if no worker has it, and
// waits if no worker is known.
func TestBackends(t *testing.T) {
	t.Parallel()
	l := opened(t, quick(t.TempDir()))
	on := func(backend string) func(*Submission) { return func(s *Submission) { s.Task.Backend = backend } }
	early := submit(t, l, "a", on("gpu"))
	working(t, l, WorkerInfo{Name: "w", Backends: []string{"avx2", "go"}})
	reach(t, l, submit(t, l, "b").ID, Succeeded) // the worker is known
	_, _, err := trySubmit(t.Context(), l, "c", on("gpu"))
	wantCode(t, err, CodeNoBackend)
	if !strings.Contains(err.Error(), "avx2, go") {
		t.Errorf("it does not say which there are: %v", err)
	}
	reach(t, l, submit(t, l, "d", on("go")).ID, Succeeded)
	if j, _ := l.Get(t.Context(), early.ID); j.Status != Queued {
		t.Errorf("the job that was there before the worker is %s", j.Status)
	}
}

// TestRefusedKeepsNoKey: a submission that is refused does not use up its
// idempotency key.
func TestRefusedKeepsNoKey(t *testing.T) {
	t.Parallel()
	cfg := quick(t.TempDir())
	cfg.MaxJobs = 1
	l := opened(t, cfg)
	keyed := func(s *Submission) { s.IdempotencyKey = "k" }
	first := submit(t, l, "a")
	_, _, err := trySubmit(t.Context(), l, "b", keyed)
	wantCode(t, err, CodeFull)
	if _, err := l.Cancel(t.Context(), first.ID, "test"); err != nil {
		t.Fatal(err)
	}
	if _, created, err := trySubmit(t.Context(), l, "c", keyed); err != nil || !created {
		t.Fatalf("another task under the key of a refused one: %v %v", created, err)
	}
}

func TestIdempotency(t *testing.T) {
	t.Parallel()
	l := opened(t, quick(t.TempDir()))
	key := func(s *Submission) { s.IdempotencyKey, s.Owner = "k", "o" }
	first, created, err := trySubmit(t.Context(), l, "a", key)
	if err != nil || !created {
		t.Fatal(created, err)
	}
	again, created, err := trySubmit(t.Context(), l, "a", key)
	if err != nil || created || again.ID != first.ID {
		t.Fatal(again.ID, created, err)
	}
	_, _, err = trySubmit(t.Context(), l, "b", key)
	wantCode(t, err, CodeIdempotency)
	other, created, err := trySubmit(t.Context(), l, "b", key, func(s *Submission) { s.Owner = "p" })
	if err != nil || !created || other.ID == first.ID {
		t.Fatal(created, err)
	}
	// Many at once make one job.
	ids := make(chan string, 16)
	made := make(chan bool, 16)
	for range 16 {
		go func() {
			j, created, err := trySubmit(context.Background(), l, "c", func(s *Submission) { s.IdempotencyKey = "many" })
			if err != nil {
				t.Error(err)
			}
			ids <- j.ID
			made <- created
		}()
	}
	id, n := <-ids, 0
	for range 15 {
		if other := <-ids; other != id {
			t.Fatalf("two jobs, %s and %s", id, other)
		}
	}
	for range 16 {
		if <-made {
			n++
		}
	}
	if n != 1 {
		t.Fatalf("%d submissions say that they made the job", n)
	}
}

func TestRestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := opened(t, quick(dir))
	if _, err := Open(t.Context(), quick(dir)); err == nil {
		t.Fatal("two processes share a data directory")
	} else {
		wantCode(t, err, CodeInUse)
	}
	w := working(t, l, WorkerInfo{})
	done := reach(t, l, submit(t, l, "done").ID, Succeeded)
	running := submit(t, l, "slow")
	reach(t, l, running.ID, Running)
	queued := submit(t, l, "later", func(s *Submission) { s.Deadline = time.Now().Add(time.Hour) })
	_ = w
	closeNow(l)
	l = opened(t, quick(dir))
	if j, err := l.Get(t.Context(), done.ID); err != nil || j.Status != Succeeded || j.Result.Proof != done.Result.Proof {
		t.Fatalf("%+v, %v", j, err)
	}
	if j, err := l.Get(t.Context(), running.ID); err != nil || j.Status != Queued || len(j.Attempts) != 0 {
		t.Fatalf("the job that was handed back is %+v, %v", j, err)
	}
	working(t, l, WorkerInfo{})
	reach(t, l, running.ID, Succeeded)
	reach(t, l, queued.ID, Succeeded)
}

func TestEvents(t *testing.T) {
	t.Parallel()
	l := opened(t, quick(t.TempDir()))
	j := submit(t, l, "slow 1")
	events, err := l.Events(t.Context(), j.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	working(t, l, WorkerInfo{})
	var last uint64
	var kinds []string
	var all []Event
	for e := range events {
		if e.ID <= last {
			t.Fatalf("event %d comes after %d", e.ID, last)
		}
		last = e.ID
		all = append(all, e)
		kinds = append(kinds, string(e.Kind)+string(e.Status))
		if e.Kind == EventProgress {
			if now, err := l.Get(t.Context(), j.ID); err != nil || now.Status == Running && now.Progress == nil {
				t.Fatalf("the job has no progress: %+v, %v", now, err)
			}
		}
	}
	if got := strings.Join(kinds, " "); got != "statusqueued statusrunning progress statusverifying statussucceeded" {
		t.Fatalf("the events are %s", got)
	}
	// Who comes late gets the changes of status after the last that he saw.
	late, err := l.Events(t.Context(), j.ID, all[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	kinds = nil
	for e := range late {
		kinds = append(kinds, string(e.Status))
	}
	if got := strings.Join(kinds, " "); got != "verifying succeeded" {
		t.Fatalf("the late events are %s", got)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	l := opened(t, quick(t.TempDir()))
	var ids []string
	for i := range 7 {
		owner := "odd"
		if i%2 == 0 {
			owner = "even"
		}
		j := submit(t, l, "x", func(s *Submission) { s.Owner, s.Labels = owner, map[string]string{"n": string(rune('0' + i))} })
		ids = append(ids, j.ID)
	}
	var got []string
	f := Filter{Limit: 3}
	for {
		p, err := l.List(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range p.Jobs {
			got = append(got, j.ID)
		}
		if f.Cursor = p.Next; f.Cursor == "" {
			break
		}
	}
	if len(got) != 7 || got[0] != ids[6] || got[6] != ids[0] {
		t.Fatalf("the list is %v, submitted were %v", got, ids)
	}
	p, _ := l.List(t.Context(), Filter{Owner: "odd"})
	if len(p.Jobs) != 3 {
		t.Fatalf("%d jobs of odd", len(p.Jobs))
	}
	p, _ = l.List(t.Context(), Filter{Labels: map[string]string{"n": "4"}, Statuses: []Status{Queued}})
	if len(p.Jobs) != 1 || p.Jobs[0].ID != ids[4] {
		t.Fatalf("%+v", p.Jobs)
	}
	p, _ = l.List(t.Context(), Filter{Statuses: []Status{Running}})
	if len(p.Jobs) != 0 {
		t.Fatalf("%+v", p.Jobs)
	}
	_, err := l.List(t.Context(), Filter{Cursor: "?"})
	wantCode(t, err, CodeBadCursor)
}

func TestSubmissionBounds(t *testing.T) {
	t.Parallel()
	cfg := quick(t.TempDir())
	cfg.MaxJobs, cfg.MaxJobsPerOwner = 3, 2
	l := opened(t, cfg)
	owner := func(o string) func(*Submission) { return func(s *Submission) { s.Owner = o } }
	submit(t, l, "a", owner("a"))
	submit(t, l, "b", owner("a"))
	_, _, err := trySubmit(t.Context(), l, "c", owner("a"))
	wantCode(t, err, CodeFull)
	submit(t, l, "c", owner("b"))
	_, _, err = trySubmit(t.Context(), l, "d", owner("c"))
	wantCode(t, err, CodeFull)
	for name, change := range map[string]func(*Submission){
		"priority": func(s *Submission) { s.Priority = 10 },
		"deadline": func(s *Submission) { s.Deadline = time.Now().Add(-time.Second) },
		"inputs":   func(s *Submission) { s.Task.Inputs = nil },
		"hash":     func(s *Submission) { s.Task.Inputs = map[task.Part]task.Blob{task.Program: {SHA256: "../x"}} },
		"webhook":  func(s *Submission) { s.Webhook = strings.Repeat("x", maxURL+1) },
	} {
		_, _, err := trySubmit(t.Context(), l, "e", change)
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		wantCode(t, err, CodeBadSubmission)
	}
	_, _, err = trySubmit(t.Context(), l, "e", func(s *Submission) {
		s.Task.Inputs = map[task.Part]task.Blob{task.Program: {SHA256: strings.Repeat("0", 64)}}
	})
	wantCode(t, err, CodeFull)
}
