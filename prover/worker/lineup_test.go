package worker_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"quarry/internal/reference"
	"quarry/prover/air"
	"quarry/prover/lineup"
	"quarry/prover/stone"
	"quarry/prover/task"
	"quarry/prover/worker"
)

// box is a line-up with a judge and one worker, all real.
type box struct {
	*lineup.LineUp
	tb     testing.TB
	worker *worker.Worker
}

func newBox(tb testing.TB, role string) *box {
	tb.Helper()
	dir := tb.TempDir()
	judge, err := worker.NewJudge(worker.JudgeConfig{Dir: filepath.Join(dir, "judge"),
		Policy:  task.Policy{Floor: stone.Floor{Regime: stone.Capacity, Bits: 10}, RerunSteps: 1 << 20},
		Command: []string{os.Args[0]}, Env: []string{childRole + "=real"}})
	if err != nil {
		tb.Fatal(err)
	}
	l, err := lineup.Open(tb.Context(), lineup.Config{DataDir: dir, Judge: judge.Judge, MaxAttempts: 2, Backoff: 50 * time.Millisecond})
	if err != nil {
		tb.Fatal(err)
	}
	b := &box{LineUp: l, tb: tb, worker: newWorker(tb, role, nil)}
	jobs, err := l.NewWorker(b.worker.Info())
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.worker.Run(ctx, jobs, 100*time.Millisecond) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			tb.Errorf("the worker ended with %v", err)
		}
		if err := l.Close(context.Background()); err != nil {
			tb.Error(err)
		}
	})
	return b
}

// submit hands a task in whose files are those of a map.
func (b *box) submit(t task.Task, files map[task.Part][]byte) lineup.Job {
	b.tb.Helper()
	t.Inputs = map[task.Part]task.Blob{}
	for part, raw := range files {
		blob, err := b.PutBlob(b.tb.Context(), string(part), bytes.NewReader(raw), -1)
		if err != nil {
			b.tb.Fatal(err)
		}
		t.Inputs[part] = blob
	}
	job, _, err := b.Submit(b.tb.Context(), lineup.Submission{Task: t})
	if err != nil {
		b.tb.Fatal(err)
	}
	return job
}

// wait waits for a job's end.
func (b *box) wait(id string) lineup.Job {
	b.tb.Helper()
	ctx, cancel := context.WithTimeout(b.tb.Context(), 2*time.Minute)
	defer cancel()
	events, err := b.Events(ctx, id, 0)
	if err != nil {
		b.tb.Fatal(err)
	}
	for range events { // until the last
	}
	job, err := b.Get(ctx, id)
	if err != nil || !job.Status.Final() {
		b.tb.Fatalf("job %+v, %v", job, err)
	}
	return job
}

func stoneFiles(tb testing.TB, name string) map[task.Part][]byte {
	ref := reference.Get(tb, name)
	return map[task.Part][]byte{
		task.PublicInput: ref.Read(tb, reference.PublicInput), task.PrivateInput: ref.Read(tb, reference.PrivateInput),
		task.Trace: ref.Read(tb, reference.Trace), task.Memory: ref.Read(tb, reference.Memory),
		task.Parameters: ref.Read(tb, reference.Parameters), task.ProverConfig: ref.Read(tb, reference.ProverConfig),
	}
}

// From submission to a judged proof, through line-up, worker, child and judge.
func TestLineUp(t *testing.T) {
	b := newBox(t, "real")
	stones := b.submit(task.Task{}, stoneFiles(t, "s14"))
	ref := reference.Get(t, "s01")
	program := b.submit(task.Task{Security: task.Security{Regime: "conjectured"}},
		map[task.Part][]byte{task.Program: ref.Read(t, reference.Program), task.ProgramInput: []byte("{}")})
	files := stoneFiles(t, "s14")
	files[task.Memory] = files[task.Memory][:40]
	broken := b.submit(task.Task{}, files)

	job := b.wait(stones.ID)
	if job.Status != lineup.Succeeded {
		t.Fatalf("%s: %+v", job.Status, job.Reason)
	}
	r, err := b.OpenBlob(t.Context(), job.Result.Raw.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	if want, _ := reference.Get(t, "s14").StoneProof(t); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the proof's bytes are not Stone's (%v)", err)
	}
	if job.Plan == nil || job.Plan.PeakBytes == 0 || len(job.Attempts) != 1 || len(job.Attempts[0].Stages) == 0 || job.Attempts[0].PeakBytes == 0 {
		t.Errorf("plan %+v, attempts %+v", job.Plan, job.Attempts)
	}
	if job = b.wait(program.ID); job.Status != lineup.Succeeded || job.Result.Verdict.Layout != "plain" || job.Result.Verdict.ProgramHash == "" {
		t.Errorf("%s: %+v, %+v", job.Status, job.Reason, job.Result)
	}
	if job = b.wait(broken.ID); job.Status != lineup.Failed || len(job.Attempts) != 1 || job.Reason.Code != air.CodeMissingCell {
		t.Errorf("%s: %+v", job.Status, job.Reason)
	}
}

// Crashes are tried again, as often as the line-up allows, and then are the
// job's reason with the process's last lines.
func TestLineUpCrashes(t *testing.T) {
	b := newBox(t, "panic")
	job := b.wait(b.submit(task.Task{}, stoneFiles(t, "s14")).ID)
	if job.Status != lineup.Failed || len(job.Attempts) != 2 || job.Reason.Code != worker.CodeDied {
		t.Fatalf("%s after %d attempts: %+v", job.Status, len(job.Attempts), job.Reason)
	}
	if !strings.Contains(job.Attempts[0].Failure.Log, "panic") {
		t.Errorf("first failure %+v", job.Attempts[0].Failure)
	}
}

// A job that is cancelled ends its child within a second.
func TestLineUpCancel(t *testing.T) {
	b := newBox(t, "stuck")
	id := b.submit(task.Task{}, stoneFiles(t, "s14")).ID
	deadline := time.Now().Add(20 * time.Second)
	for b.worker.Children() == 0 {
		if time.Now().After(deadline) {
			t.Fatal("no child was started")
		}
		time.Sleep(10 * time.Millisecond)
	}
	at := time.Now()
	if _, err := b.Cancel(t.Context(), id, "test"); err != nil {
		t.Fatal(err)
	}
	for b.worker.Children() > 0 && time.Since(at) < 5*time.Second {
		time.Sleep(5 * time.Millisecond)
	}
	if took := time.Since(at); took > time.Second {
		t.Errorf("it took %v", took)
	}
}

// A child does not survive its parent, even one that is killed.
func TestChildDiesWithParent(t *testing.T) {
	dir := t.TempDir()
	c := parent(t, dir)
	pid := c.childPID(t)
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.cmd.Wait()
	for end := time.Now().Add(2 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if err := syscall.Kill(pid, 0); errors.Is(err, syscall.ESRCH) || zombie(pid) {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the child lives on")
		}
	}
}
