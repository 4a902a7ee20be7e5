package worker_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover"
	"quarry/prover/lineup"
	"quarry/prover/stone"
	"quarry/prover/task"
	"quarry/prover/worker"
)

// fakeLease is a lease without a line-up.
type fakeLease struct {
	tb     testing.TB
	dir    string
	job    lineup.Job
	ctx    context.Context
	cancel context.CancelCauseFunc
	bytes  int64
	// onPlan answers plans; nil grants all.
	onPlan func(lineup.Plan) error

	mu       sync.Mutex
	notes    []string
	plans    []lineup.Plan
	progress []lineup.Progress
	blobs    map[string][]byte
	ends     []string // what ended it
	proof    task.Blob
	raw      task.Blob
	reason   lineup.Reason
	retry    bool
	stats    lineup.AttemptStats
}

func newLease(tb testing.TB) *fakeLease {
	tb.Helper()
	l := &fakeLease{tb: tb, dir: tb.TempDir(), bytes: 1 << 30, blobs: map[string][]byte{},
		job: lineup.Job{ID: "job", Task: task.Task{Inputs: map[task.Part]task.Blob{}}}}
	l.ctx, l.cancel = context.WithCancelCause(tb.Context())
	return l
}

// add gives the task a part.
func (l *fakeLease) add(part task.Part, raw []byte) {
	l.tb.Helper()
	sum := sha256.Sum256(raw)
	b := task.Blob{SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(raw))}
	if err := os.WriteFile(filepath.Join(l.dir, b.SHA256), raw, 0o400); err != nil && !errors.Is(err, os.ErrPermission) {
		l.tb.Fatal(err)
	}
	l.job.Task.Inputs[part] = b
}

// stoneLease is the lease of a reference case.
func stoneLease(tb testing.TB, name string) *fakeLease {
	l, ref := newLease(tb), reference.Get(tb, name)
	for part, file := range map[task.Part]string{
		task.PublicInput: reference.PublicInput, task.PrivateInput: reference.PrivateInput,
		task.Trace: reference.Trace, task.Memory: reference.Memory,
		task.Parameters: reference.Parameters, task.ProverConfig: reference.ProverConfig,
	} {
		l.add(part, ref.Read(tb, file))
	}
	return l
}

func (l *fakeLease) Job() lineup.Job          { return l.job }
func (l *fakeLease) Attempt() int             { return 1 }
func (l *fakeLease) Context() context.Context { return l.ctx }
func (l *fakeLease) Bytes() int64             { return l.bytes }
func (l *fakeLease) Note(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notes = append(l.notes, s)
}

func (l *fakeLease) Path(_ context.Context, b task.Blob) (string, error) {
	return filepath.Join(l.dir, b.SHA256), nil
}

func (l *fakeLease) Plan(_ context.Context, p lineup.Plan) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.plans = append(l.plans, p)
	if l.onPlan != nil {
		return l.onPlan(p)
	}
	return nil
}

func (l *fakeLease) Progress(p lineup.Progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.progress = append(l.progress, p)
}

func (l *fakeLease) Put(_ context.Context, name string, r io.Reader) (task.Blob, error) {
	raw, err := io.ReadAll(r)
	l.blobs[name] = raw
	return task.Blob{Name: name, Bytes: int64(len(raw))}, err
}

func (l *fakeLease) Finish(_ context.Context, proof, raw task.Blob, s lineup.AttemptStats) error {
	l.ends, l.proof, l.raw, l.stats = append(l.ends, "finish"), proof, raw, s
	return nil
}

func (l *fakeLease) Fail(_ context.Context, r lineup.Reason, retryable bool, s lineup.AttemptStats) error {
	l.ends, l.reason, l.retry, l.stats = append(l.ends, "fail"), r, retryable, s
	return nil
}

func (l *fakeLease) Return(context.Context, string) error {
	l.ends = append(l.ends, "return")
	return nil
}

// newWorker makes a worker whose children play a role.
func newWorker(tb testing.TB, role string, change func(*worker.Config)) *worker.Worker {
	tb.Helper()
	c := worker.Config{Dir: filepath.Join(tb.TempDir(), "work"), Policy: task.Policy{Floor: stone.Floor{Regime: stone.Johnson}},
		Slots: 2, Nice: -1, MemoryBytes: 4 << 30, Command: []string{os.Args[0]}, Env: []string{childRole + "=" + role}}
	if change != nil {
		change(&c)
	}
	w, err := worker.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		w.Close()
		for _, dir := range []string{"in", "out"} {
			if left, _ := os.ReadDir(filepath.Join(c.Dir, dir)); len(left) > 0 {
				tb.Errorf("left behind in %s: %v", dir, left)
			}
		}
	})
	return w
}

// ended demands how the lease ended.
func (l *fakeLease) ended(want string, code fault.Code, retryable bool) {
	l.tb.Helper()
	if len(l.ends) != 1 || l.ends[0] != want || l.reason.Code != code || l.retry != retryable {
		l.tb.Errorf("ended by %q, reason %+v, retryable %t; want %s, %s, %t", l.ends, l.reason, l.retry, want, code, retryable)
	}
}

func TestAttempt(t *testing.T) {
	l := stoneLease(t, "s14")
	newWorker(t, "real", nil).Attempt(l)
	l.ended("finish", "", false)
	want, _ := reference.Get(t, "s14").StoneProof(t)
	if string(l.blobs[worker.RawName]) != string(want) {
		t.Error("the proof's bytes are not Stone's")
	}
	if len(l.plans) != 1 || l.plans[0].PeakBytes == 0 || l.plans[0].NSteps != 512 || l.plans[0].Mode == "" {
		t.Errorf("plans %+v", l.plans)
	}
	last := 0.0
	for _, p := range l.progress {
		if p.Fraction < last || p.Fraction > 1 {
			t.Errorf("progress %+v after %v", p, last)
		}
		last = p.Fraction
	}
	if last < 0.9 || l.stats.Backend == "" || l.stats.PeakBytes == 0 || len(l.stats.Stages) < 8 {
		t.Errorf("progress ends at %v, stats %+v", last, l.stats)
	}
}

// A program is run, planned and proved; the judge takes it.
func TestAttemptProgram(t *testing.T) {
	l, ref := newLease(t), reference.Get(t, "s01")
	l.add(task.Program, ref.Read(t, reference.Program))
	l.add(task.ProgramInput, []byte("{}"))
	l.job.Task.Security.Regime = "conjectured"
	// The run needs more than this: the worker asks for more.
	l.bytes = 4 << 10
	newWorker(t, "real", nil).Attempt(l)
	l.ended("finish", "", false)
	if len(l.plans) < 2 || l.plans[0].PeakBytes != 4*l.bytes || l.plans[0].Layout != "" || l.plans[len(l.plans)-1].Layout != "plain" {
		t.Errorf("plans %+v", l.plans)
	}
	dir := t.TempDir()
	proof := task.ProofFiles{JSON: filepath.Join(dir, "json"), Raw: filepath.Join(dir, "raw")}
	for path, name := range map[string]string{proof.JSON: worker.JSONName, proof.Raw: worker.RawName} {
		if err := os.WriteFile(path, l.blobs[name], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files := task.Files{}
	for part, b := range l.job.Task.Inputs {
		files[part], _ = l.Path(t.Context(), b)
	}
	policy := task.Policy{Floor: stone.Floor{Regime: stone.Capacity, Bits: 80}, RerunSteps: 1 << 20}
	if _, err := task.Judge(t.Context(), &l.job.Task, files, proof, policy); err != nil {
		t.Error(err)
	}
}

func TestAttemptFails(t *testing.T) {
	t.Run("bad input", func(t *testing.T) {
		l := stoneLease(t, "s14")
		l.add(task.Trace, []byte("no trace"))
		newWorker(t, "real", nil).Attempt(l)
		l.ended("fail", stone.CodeTrace, false)
		if l.reason.Where != "trace, byte 0" {
			t.Errorf("the place is %q", l.reason.Where)
		}
	})
	t.Run("crash", func(t *testing.T) {
		l := stoneLease(t, "s14")
		newWorker(t, "panic", nil).Attempt(l)
		l.ended("fail", worker.CodeDied, true)
		if l.reason.Log == "" {
			t.Error("the last lines are missing")
		}
	})
	t.Run("floor", func(t *testing.T) {
		l := stoneLease(t, "s14")
		newWorker(t, "real", func(c *worker.Config) { c.Policy = task.DefaultPolicy() }).Attempt(l)
		l.ended("fail", task.CodeFloor, false)
	})
	t.Run("too large", func(t *testing.T) {
		l := stoneLease(t, "s14")
		l.onPlan = func(p lineup.Plan) error { return fault.New(lineup.CodeTooLarge, "%d bytes", p.PeakBytes) }
		newWorker(t, "real", func(c *worker.Config) { c.MemoryBytes = 1 << 20 }).Attempt(l)
		if len(l.ends) != 0 || len(l.plans) != 1 || l.plans[0].PeakBytes < 32<<20 {
			t.Errorf("ended by %v, plans %+v", l.ends, l.plans)
		}
	})
	t.Run("replanned", func(t *testing.T) {
		l := stoneLease(t, "s14")
		l.onPlan = func(lineup.Plan) error { return fault.New(lineup.CodeReplanned, "later") }
		newWorker(t, "real", nil).Attempt(l)
		if len(l.ends) != 0 {
			t.Errorf("ended by %v", l.ends)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		l := stoneLease(t, "s15")
		var at time.Time
		l.onPlan = func(lineup.Plan) error {
			time.AfterFunc(100*time.Millisecond, func() { at = time.Now(); l.cancel(errors.New("cancelled")) })
			return nil
		}
		newWorker(t, "real", nil).Attempt(l)
		l.ended("return", "", false)
		if took := time.Since(at); took > time.Second {
			t.Errorf("it took %v", took)
		}
	})
	t.Run("links instead of proofs", func(t *testing.T) {
		l := stoneLease(t, "s14")
		newWorker(t, "linker", nil).Attempt(l)
		l.ended("fail", worker.CodeDied, true)
	})
}

// A long-lived child proves one task after the other and beside each other, and
// is replaced when it died.
func TestLongLivedChild(t *testing.T) {
	backends := prover.Backends()
	backend := backends[len(backends)-1].Name
	for _, b := range backends {
		if b.Problem == nil && !prover.OnGPU(b.Name) {
			backend = b.Name
			break
		}
	}
	w := newWorker(t, "real", func(c *worker.Config) { c.LongLived = []string{backend} })
	var together sync.WaitGroup
	for range 2 {
		together.Go(func() {
			l := stoneLease(t, "s14")
			l.job.Task.Backend = backend
			w.Attempt(l)
			l.ended("finish", "", false)
		})
	}
	together.Wait()
	first := w.LongLivedPID(backend)
	l := stoneLease(t, "s14")
	l.job.Task.Backend = backend
	l.onPlan = func(lineup.Plan) error { return syscall.Kill(first, syscall.SIGKILL) }
	w.Attempt(l)
	l.ended("fail", worker.CodeDied, true)
	l = stoneLease(t, "s14")
	l.job.Task.Backend = backend
	w.Attempt(l)
	l.ended("finish", "", false)
	if again := w.LongLivedPID(backend); again == first || again == 0 {
		t.Errorf("the child is %d, it was %d", again, first)
	}
}

// A long-lived child whose device failed is ended, though its proof was made: the next
// task gets another.
func TestSpoiledChild(t *testing.T) {
	w := newWorker(t, "spoiled", func(c *worker.Config) { c.LongLived = []string{"spoiled"} })
	seen := map[int]bool{}
	for range 2 {
		l := stoneLease(t, "s14")
		l.job.Task.Backend = "spoiled"
		w.Attempt(l)
		seen[w.LongLivedPID("spoiled")] = true
	}
	if len(seen) != 2 {
		t.Errorf("children %v, want two", seen)
	}
}

// One folder, one worker; what an earlier one left goes.
func TestWorkerFolder(t *testing.T) {
	dir := t.TempDir()
	c := worker.Config{Dir: dir, MemoryBytes: 1 << 30}
	w, err := worker.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := worker.New(c); fault.CodeOf(err) != worker.CodeInUse {
		t.Errorf("a second worker: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "out", "left"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if w, err = worker.New(c); err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if left, _ := os.ReadDir(filepath.Join(dir, "out")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if i := w.Info(); i.Slots < 1 || i.MemoryBytes != 1<<30 || len(i.Backends) == 0 {
		t.Errorf("info %+v", i)
	}
}
