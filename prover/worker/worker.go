package worker

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"quarry/fault"
	"quarry/hw"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// Config is how a worker works. Zero fields but Dir get defaults.
type Config struct {
	// Dir holds the files of attempts while they last. It is the worker's alone,
	// and emptied when it starts.
	Dir string
	// Policy is what tasks must satisfy here; whoever gave them out has the last
	// word anyway.
	Policy task.Policy
	// Slots is how many proofs are made at once; 0 for DefaultSlots. Threads
	// bounds the cores of each; 0 for all.
	Slots, Threads int
	// MemoryBytes is what all proofs together may take; 0 for what the machine
	// leaves now.
	MemoryBytes int64
	// Name is the worker's name in the line-up; empty for the machine's and a number.
	Name string
	// Nice is how far children stand back behind other processes (1 to 19); 0 for
	// DefaultNice, negative for not at all.
	Nice int
	// LongLived are backends of the processor whose tasks share one child that
	// lives long, as those of each GPU do anyway.
	LongLived []string
	// DeviceHealth is the file in which the worker remembers which GPUs failed; empty
	// for nowhere. See hw.DeviceHealthFile.
	DeviceHealth string
	// Command starts a child, with Env beside the little that it inherits; nil for
	// this binary.
	Command, Env []string
	// Cgroup is a delegated control group; empty for none. See FindCgroup.
	Cgroup string
	// Finished, if set, is told of every proof that was made.
	Finished func(Result)
	// Log receives what people should know; nil discards.
	Log *slog.Logger
}

// DefaultSlots is how many proofs a machine makes at once: each uses all cores
// in its long stages, and one beside it fills the gaps of the short ones.
func DefaultSlots() int { return max(1, runtime.GOMAXPROCS(0)/4) }

// Worker makes proofs. It is safe for concurrent use.
type Worker struct {
	cfg  Config
	lock io.Closer
	info lineup.WorkerInfo

	shares  shares
	lastID  atomic.Uint64
	told    sync.Once // of the protections
	pool    pool
	health  health
	devices devices
	telling atomic.Pointer[func([]lineup.WorkerDevice)] // of the devices' state
}

// New prepares a worker.
func New(cfg Config) (*Worker, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Slots <= 0 {
		cfg.Slots = DefaultSlots()
	}
	if cfg.MemoryBytes <= 0 {
		cfg.MemoryBytes = hw.Probe().Memory.Budget()
	}
	if cfg.MemoryBytes <= 0 {
		return nil, fault.New(CodeConfig, "nothing is known of this machine's memory").WithHint("say how much proofs may take")
	}
	if cfg.Nice == 0 {
		cfg.Nice = DefaultNice
	}
	w := &Worker{cfg: cfg}
	w.pool.w = w
	w.info = lineup.WorkerInfo{Name: cfg.Name, MemoryBytes: cfg.MemoryBytes, Slots: cfg.Slots}
	w.devices, w.info.Backends = findDevices(cfg.LongLived, hw.NewDeviceHealth(cfg.DeviceHealth))
	if len(w.info.Backends) == 0 {
		return nil, fault.New(CodeConfig, "no backend runs here")
	}
	return w, w.prepare()
}

// prepare takes hold of the worker's folder and clears what an earlier process
// left in it.
func (w *Worker) prepare() error {
	fail := func(err error) error {
		return fault.Wrap(err, CodeFiles, "the worker's folder can't be used").At("%s", w.cfg.Dir)
	}
	var err error
	if w.cfg.Dir, err = filepath.Abs(w.cfg.Dir); err != nil {
		return fail(err)
	}
	if err := os.MkdirAll(w.cfg.Dir, 0o700); err != nil {
		return fail(err)
	}
	if w.lock, err = lockFile(filepath.Join(w.cfg.Dir, "lock")); err != nil {
		return fault.Wrap(err, CodeInUse, "the worker's folder is in use by another process").At("%s", w.cfg.Dir)
	}
	for _, dir := range []string{w.inputs(), w.outputs()} {
		if err := os.RemoveAll(dir); err != nil {
			return fail(err)
		}
		if err := os.Mkdir(dir, 0o700); err != nil {
			return fail(err)
		}
	}
	removeStaleGroups(w.cfg.Cgroup)
	return nil
}

// inputs and outputs are the folders in which each attempt has one of its own.
func (w *Worker) inputs() string  { return filepath.Join(w.cfg.Dir, "in") }
func (w *Worker) outputs() string { return filepath.Join(w.cfg.Dir, "out") }

// Close ends all children that are still there and lets go of the folder.
func (w *Worker) Close() {
	w.pool.close()
	_ = w.lock.Close()
}

// Info is what the worker says of itself to the line-up.
func (w *Worker) Info() lineup.WorkerInfo {
	info := w.info
	info.Devices = w.devices.state()
	return info
}

// Run makes proofs for a line-up until ctx is done. Then it takes no more, gives
// those that run the time grace, hands back the rest, and closes the line-up's
// end.
func (w *Worker) Run(ctx context.Context, jobs *lineup.Worker, grace time.Duration) error {
	var attempts sync.WaitGroup
	var err error
	w.health.notify(jobs.SetUnhealthy)
	w.tellDevices(jobs.SetDevices)
	for {
		var l *lineup.Lease
		if l, err = jobs.Next(ctx); err != nil {
			break
		}
		attempts.Go(func() { w.Attempt(l) })
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	closeErr := jobs.Close(stop)
	attempts.Wait()
	if ctx.Err() == nil {
		return err
	}
	return closeErr
}

// Lease is a right to an attempt: *lineup.Lease.
type Lease interface {
	Job() lineup.Job
	Attempt() int
	Context() context.Context
	Bytes() int64
	Path(ctx context.Context, b task.Blob) (string, error)
	Plan(ctx context.Context, p lineup.Plan) error
	Progress(p lineup.Progress)
	Note(text string)
	Put(ctx context.Context, name string, r io.Reader) (task.Blob, error)
	Finish(ctx context.Context, proof, raw task.Blob, s lineup.AttemptStats) error
	Fail(ctx context.Context, r lineup.Reason, retryable bool, s lineup.AttemptStats) error
	Return(ctx context.Context, why string) error
}

var _ Lease = (*lineup.Lease)(nil)
