package lineup

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"quarry/fault"
	"quarry/prover/task"
)

// sweeper is a leader that only clears up, when the test says so.
func sweeper(t *testing.T, l *LineUp) *leader { return &leader{LineUp: l, ctx: t.Context()} }

// blobGone reports whether bytes are stored no more.
func blobGone(t *testing.T, l *LineUp, b task.Blob) bool {
	t.Helper()
	f, err := l.OpenBlob(t.Context(), b.SHA256)
	if err == nil {
		f.Close()
		return false
	}
	wantCode(t, err, CodeUnknownBlob)
	return true
}

func TestRetention(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"files", "cluster"} {
		t.Run(where, func(t *testing.T) {
			cfg := quick(t.TempDir())
			if where == "cluster" {
				cfg = clustered(t, startNATS(t, 1), 1)
			}
			l := opened(t, cfg)
			working(t, l, WorkerInfo{})
			d := sweeper(t, l)
			shared := submit(t, l, "endless 1")
			reach(t, l, shared.ID, Running)
			done := reach(t, l, submit(t, l, "a", func(s *Submission) { s.IdempotencyKey = "k" }).ID, Succeeded)
			failed := reach(t, l, submit(t, l, "refuse").ID, Failed)
			// A job that has ended, with the input of one that runs.
			twin := submit(t, l, "endless 1")
			if _, err := l.Cancel(t.Context(), twin.ID, ""); err != nil {
				t.Fatal(err)
			}
			if err := d.sweep(time.Now()); err != nil {
				t.Fatal(err)
			}
			if blobGone(t, l, done.Result.Proof) {
				t.Fatal("a proof is given up too early")
			}
			if err := d.sweep(time.Now().Add(l.cfg.KeepFor + time.Hour)); err != nil {
				t.Fatal(err)
			}
			for _, id := range []string{done.ID, failed.ID, twin.ID} {
				for fault.CodeOf(lastErr(l.Get(t.Context(), id))) != CodeUnknownJob {
					time.Sleep(time.Millisecond) // until the watch has brought it
				}
			}
			if err := d.sweep(time.Now().Add(l.cfg.KeepFor + time.Hour)); err != nil {
				t.Fatal(err)
			}
			if !blobGone(t, l, done.Result.Proof) || !blobGone(t, l, done.Task.Inputs[task.Program]) {
				t.Fatal("artifacts of a job that is gone are kept")
			}
			if blobGone(t, l, shared.Task.Inputs[task.Program]) {
				t.Fatal("an unfinished job has lost its input")
			}
			// The key is free again.
			again, created, err := trySubmit(t.Context(), l, "b", func(s *Submission) { s.IdempotencyKey = "k" })
			if err != nil || !created || again.ID == done.ID {
				t.Fatal(again.ID, created, err)
			}
			reach(t, l, again.ID, Succeeded)
		})
	}
}

func lastErr[T any](_ T, err error) error { return err }

// TestRetentionBySize: the oldest jobs go first, and no more of them than need be.
func TestRetentionBySize(t *testing.T) {
	t.Parallel()
	cfg := quick(t.TempDir())
	cfg.KeepBytes = 25000
	l := opened(t, cfg)
	working(t, l, WorkerInfo{})
	var jobs []Job
	for i := range 4 { // each has two artifacts of about 5000 bytes
		jobs = append(jobs, reach(t, l, submit(t, l, fmt.Sprintf("a %d %s", i, strings.Repeat("x", 5000))).ID, Succeeded))
	}
	d := sweeper(t, l)
	later := time.Now().Add(grace + time.Minute)
	for range 2 {
		if err := d.sweep(later); err != nil {
			t.Fatal(err)
		}
		for l.index.get(jobs[0].ID) != nil || l.index.get(jobs[1].ID) != nil {
			time.Sleep(time.Millisecond)
		}
	}
	for i, j := range jobs {
		if gone := blobGone(t, l, j.Result.Proof); gone != (i < 2) {
			t.Errorf("job %d: gone is %v", i, gone)
		}
	}
}

// TestLeftovers: what processes leave that die between two writes is cleared up.
func TestLeftovers(t *testing.T) {
	t.Parallel()
	l := opened(t, quick(t.TempDir()))
	d := sweeper(t, l)
	b, err := l.blobs.put(t.Context(), "x", strings.NewReader("nobody knows of these bytes"), -1)
	if err != nil {
		t.Fatal(err)
	}
	kept := submit(t, l, "a", func(s *Submission) { s.IdempotencyKey = "kept" })
	key := keyPrefix + idempotencyHash("", "left")
	if _, err := l.store.write(t.Context(), key, idempotencyEntry{Job: ulid.Make().String()}, 0); err != nil {
		t.Fatal(err)
	}
	for _, when := range []time.Time{time.Now(), time.Now().Add(2 * l.cfg.KeepUploads)} {
		if err := d.sweepBytes(when); err != nil {
			t.Fatal(err)
		}
		if err := d.sweepKeys(when); err != nil {
			t.Fatal(err)
		}
		late := time.Until(when) > time.Hour
		if blobGone(t, l, b) != late {
			t.Fatalf("late %v: the bytes are wrong", late)
		}
		var entry idempotencyEntry
		if revision, err := l.store.read(t.Context(), key, &entry); err != nil || (revision == 0) != late {
			t.Fatalf("late %v: the key's revision is %d, %v", late, revision, err)
		}
	}
	if blobGone(t, l, kept.Task.Inputs[task.Program]) {
		t.Fatal("a job's input is gone")
	}
	if j, created, err := trySubmit(t.Context(), l, "a", func(s *Submission) { s.IdempotencyKey = "kept" }); err != nil || created || j.ID != kept.ID {
		t.Fatal(j.ID, created, err)
	}
	// An interrupted deletion is finished, and meanwhile nobody counts on the bytes.
	entry, _ := l.index.blob(kept.Task.Inputs[task.Program].SHA256)
	if _, err := l.Cancel(t.Context(), kept.ID, ""); err != nil {
		t.Fatal(err)
	}
	entry.Deleting = true
	sha := kept.Task.Inputs[task.Program].SHA256
	revision, err := l.store.write(t.Context(), blobPrefix+sha, entry.blobEntry, entry.revision)
	if err != nil {
		t.Fatal(err)
	}
	l.index.putBlob(sha, entry.blobEntry, revision, false)
	_, _, err = trySubmit(t.Context(), l, "a")
	wantCode(t, err, CodeUnavailable)
	if err := d.sweepBlobs(time.Now(), time.Hour); err != nil {
		t.Fatal(err)
	}
	submit(t, l, "a")
}

// TestObjectParts: nothing is left in the cluster of objects that were deleted,
// or whose upload was interrupted.
func TestObjectParts(t *testing.T) {
	t.Parallel()
	l := opened(t, clustered(t, startNATS(t, 1), 1))
	d := sweeper(t, l)
	o := l.blobs.remote
	kept := submit(t, l, strings.Repeat("kept", 100000))
	gone, err := l.blobs.put(t.Context(), "x", strings.NewReader("gone"), -1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.js.Publish(t.Context(), o.parts("interrupted"), []byte("a part")); err != nil {
		t.Fatal(err)
	}
	count := func() uint64 {
		s, err := o.stream(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		info, err := s.Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return info.State.Msgs
	}
	before := count()
	if err := d.sweepBytes(time.Now()); err != nil || count() != before {
		t.Fatalf("%d messages of %d, %v", count(), before, err)
	}
	if err := d.sweepBytes(time.Now().Add(2 * l.cfg.KeepUploads)); err != nil || count() != before-3 {
		t.Fatalf("%d messages of %d, %v", count(), before, err)
	}
	if !blobGone(t, l, gone) || blobGone(t, l, kept.Task.Inputs[task.Program]) {
		t.Fatal("the wrong one is gone")
	}
}

// TestCache: copies of a cluster's artifacts go when they were not used for long.
func TestCache(t *testing.T) {
	t.Parallel()
	l := opened(t, clustered(t, startNATS(t, 1), 1))
	var all []task.Blob
	for i := range 3 {
		b, err := l.PutBlob(t.Context(), "x", strings.NewReader(fmt.Sprintf("%d%s", i, strings.Repeat("x", 999))), 2000)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
		used := time.Now().Add(time.Duration(i-10) * time.Hour)
		if err := os.Chtimes(l.blobs.file(b.SHA256), used, used); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.blobs.evict(t.Context(), 2000, time.Now()); err != nil {
		t.Fatal(err)
	}
	for i, b := range all {
		if _, err := os.Stat(l.blobs.file(b.SHA256)); os.IsNotExist(err) != (i == 0) {
			t.Errorf("copy %d: %v", i, err)
		}
		if data, err := readBlob(t.Context(), b, l.opener); err != nil || len(data) != 1000 {
			t.Errorf("blob %d: %d bytes, %v", i, len(data), err)
		}
	}
}
