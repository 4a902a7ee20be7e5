package lineup

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"quarry/fault"
	"quarry/prover/task"
)

// The tests' tasks are fake and fast: a proof of an input is "proof of ", the
// input, " by " and the lease's token, so that two proofs of one job differ; its
// raw bytes are the same. An input that begins with "bad" gets a wrong proof,
// "crash" and "refuse" fail, "slow", "nap" and "endless" take their time.

// fakeJudge verifies fake proofs.
func fakeJudge(ctx context.Context, j Job, proof, raw task.Blob, open Opener) (task.Verdict, error) {
	input, err := readBlob(ctx, j.Task.Inputs[task.Program], open)
	if err != nil {
		return task.Verdict{}, err
	}
	for _, b := range []task.Blob{proof, raw} {
		data, err := readBlob(ctx, b, open)
		if err != nil {
			return task.Verdict{}, err
		}
		if !bytes.HasPrefix(data, []byte("proof of "+string(input)+" by ")) {
			return task.Verdict{}, fault.New("fake/wrong-proof", "the proof is of something else")
		}
	}
	return task.Verdict{Layout: "fake", ProofBytes: proof.Bytes}, nil
}

func readBlob(ctx context.Context, b task.Blob, open Opener) ([]byte, error) {
	f, err := open(ctx, b)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// slowTask is how long a slow task takes.
var slowTask = time.Second

// fakeWork runs a worker's loop until ctx is done.
func fakeWork(ctx context.Context, w *Worker) {
	for {
		l, err := w.Next(ctx)
		if err != nil {
			return
		}
		go func() { _ = fakeAttempt(l) }()
	}
}

// fakeAttempt does one fake task.
func fakeAttempt(l *Lease) error {
	ctx := context.WithoutCancel(l.Context())
	input, err := readBlob(ctx, l.Job().Task.Inputs[task.Program], l.Open)
	if err != nil {
		return l.Fail(ctx, reasonOf(err), true, AttemptStats{})
	}
	kind, _, _ := strings.Cut(string(input), " ")
	wait := 2 * time.Millisecond
	switch kind {
	case "crash":
		return l.Fail(ctx, Reason{Code: "fake/crash", What: "it crashed", Log: "the last lines"}, true, AttemptStats{})
	case "refuse":
		return l.Fail(ctx, Reason{Code: "fake/refuse", What: "it can't be proved"}, false, AttemptStats{})
	case "slow":
		wait = slowTask
	case "nap":
		wait = 2 * time.Second
	case "endless":
		wait = time.Hour
	}
	l.Progress(Progress{Stage: "fake", Fraction: 0.5})
	select {
	case <-time.After(wait):
	case <-l.Context().Done():
		return l.Return(ctx, "stopped")
	}
	text := fmt.Sprintf("proof of %s by %d", input, l.Token())
	if kind == "bad" {
		text = "proof of nothing"
	}
	b, err := l.Put(ctx, "proof.json", strings.NewReader(text))
	if err != nil {
		return l.Fail(ctx, reasonOf(err), true, AttemptStats{})
	}
	return l.Finish(ctx, b, b, AttemptStats{Backend: "fake"})
}

// quick is a configuration for tests.
func quick(dir string) Config {
	c := Config{DataDir: dir, Judge: fakeJudge, LeaseTTL: 2 * time.Second, LeaderTTL: time.Second,
		Backoff: 10 * time.Millisecond, UnplannedBytes: 1 << 20}
	if testing.Verbose() && os.Getenv("QUARRY_LOG") != "" {
		c.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	return c
}

// opened opens a line-up that is closed at the test's end.
func opened(t *testing.T, cfg Config) *LineUp {
	t.Helper()
	l, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeNow(l) })
	return l
}

func closeNow(l *LineUp) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_ = l.Close(ctx)
}

// working starts a fake worker in the line-up's process.
func working(t *testing.T, l *LineUp, info WorkerInfo) *Worker {
	t.Helper()
	if info.MemoryBytes == 0 {
		info.MemoryBytes = 8 << 20
	}
	if info.Slots == 0 {
		info.Slots = 4
	}
	w, err := l.NewWorker(info)
	if err != nil {
		t.Fatal(err)
	}
	go fakeWork(w.ctx, w)
	return w
}

// submit hands in a fake task.
func submit(t *testing.T, l *LineUp, input string, more ...func(*Submission)) Job {
	t.Helper()
	j, _, err := trySubmit(t.Context(), l, input, more...)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func trySubmit(ctx context.Context, l *LineUp, input string, more ...func(*Submission)) (Job, bool, error) {
	b, err := l.PutBlob(ctx, "program.json", strings.NewReader(input), 1<<20)
	if err != nil {
		return Job{}, false, err
	}
	s := Submission{Task: task.Task{Inputs: map[task.Part]task.Blob{task.Program: b}}}
	for _, m := range more {
		m(&s)
	}
	return l.Submit(ctx, s)
}

// reach waits for a job's status.
func reach(t *testing.T, l *LineUp, id string, want Status) Job {
	t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for {
		j, err := l.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if j.Status == want {
			return j
		}
		if time.Now().After(deadline) || j.Status.Final() {
			t.Fatalf("the job is %s, not %s: %+v", j.Status, want, j.Reason)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// wantCode checks an error's code.
func wantCode(t *testing.T, err error, code fault.Code) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Fatalf("got error %v, want code %s", err, code)
	}
}
