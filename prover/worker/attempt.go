package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/cairo/vm"
	"quarry/prover/event"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// attempt is one try at a job.
type attempt struct {
	w       *Worker
	lease   Lease
	job     lineup.Job
	files   task.Files
	in, out string

	began   time.Time
	planned bool
	meter   *prover.Meter
	// proving is since when the proof itself runs, at which fraction it began.
	proving time.Time
	base    float64
	stats   lineup.AttemptStats
}

// reportTime is how long the end of an attempt may take to be told.
const reportTime = 2 * time.Minute

// Attempt makes an attempt at the lease's job and ends the lease.
func (w *Worker) Attempt(l Lease) {
	a := &attempt{w: w, lease: l, job: l.Job(), began: time.Now()}
	ctx := l.Context()
	err := a.make(ctx)
	a.stats.Stages = a.stages()
	// The end is told even if the attempt was called off.
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), reportTime)
	defer cancel()
	log := w.cfg.Log.With("job", a.job.ID, "attempt", l.Attempt())
	var ended *leaseEnded
	switch {
	case err == nil:
		w.health.report(nil)
		log.Info("proved", "seconds", time.Since(a.began).Seconds())
	case errors.As(err, &ended):
		log.Info("left to the line-up", "reason", ended.error)
	case ctx.Err() != nil:
		cause := context.Cause(ctx)
		if err := l.Return(end, cause.Error()); err != nil {
			log.Debug("the line-up knows already", "error", err)
		}
		log.Info("stopped", "reason", cause)
	default:
		a.fail(end, err)
	}
}

// fail ends the lease with a failure.
func (a *attempt) fail(ctx context.Context, err error) {
	p := problemOf(err)
	reason := lineup.Reason{Code: p.Code, What: p.What, Where: p.Where, Hint: p.Hint}
	var death *Death
	if errors.As(err, &death) {
		reason.Log = death.Log
	}
	retryable := Retryable(reason.Code)
	a.w.health.report(err)
	log := a.w.cfg.Log.With("job", a.job.ID, "attempt", a.lease.Attempt())
	log.Warn("failed", "code", reason.Code, "error", err, "retryable", retryable, "log", reason.Log)
	if err := a.lease.Fail(ctx, reason, retryable, a.stats); err != nil {
		log.Warn("can't report the failure", "error", err)
	}
}

// leaseEnded is the error of an attempt whose lease the line-up has ended.
type leaseEnded struct{ error }

// make does the work: files, child, proof, result.
func (a *attempt) make(ctx context.Context) error {
	name := strconv.FormatUint(a.w.lastID.Add(1), 10)
	a.in, a.out = filepath.Join(a.w.inputs(), name), filepath.Join(a.w.outputs(), name)
	defer func() {
		_ = os.RemoveAll(a.in)
		_ = os.RemoveAll(a.out)
	}()
	for _, dir := range []string{a.in, a.out} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return fault.Wrap(err, CodeFiles, "the attempt's folder can't be made")
		}
	}
	if err := a.fetch(ctx); err != nil {
		return err
	}
	a.stats.Backend = a.job.Task.Backend
	result, err := a.prove(ctx)
	if err != nil {
		return err
	}
	a.stats.Backend, a.stats.PeakBytes = result.Backend, result.PeakBytes
	if !prover.OnGPU(result.Backend) {
		a.stats.Device = ""
	}
	a.w.shares.learn(result)
	if a.w.cfg.Finished != nil {
		a.w.cfg.Finished(*result)
	}
	return a.hand(ctx)
}

// fetch brings the task's inputs into the attempt's folder: as links where that
// is possible. Nobody writes to them: the child can't.
func (a *attempt) fetch(ctx context.Context) error {
	a.files = task.Files{}
	for part, blob := range a.job.Task.Inputs {
		path, err := a.lease.Path(ctx, blob)
		if err != nil {
			return err
		}
		to := filepath.Join(a.in, string(part))
		if err := os.Link(path, to); err != nil {
			if err := copyFile(ctx, path, to); err != nil {
				return fault.Wrap(err, CodeFiles, "an input can't be copied").At("%s", part)
			}
		}
		a.files[part] = to
	}
	return nil
}

func copyFile(ctx context.Context, from, to string) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o400)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, readerFunc(func(b []byte) (int, error) {
		if err := context.Cause(ctx); err != nil {
			return 0, err
		}
		return r.Read(b)
	}))
	return errors.Join(err, w.Close())
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// runGrowth is by how much a program's run gets more memory if it ran out.
const runGrowth = 4

// prove proves in a child; a program that needs more memory to run than was
// granted is run again with more, if there is room.
func (a *attempt) prove(ctx context.Context) (*Result, error) {
	bytes := a.lease.Bytes()
	for {
		result, err := a.proveWithin(ctx, bytes)
		code := fault.CodeOf(err)
		var ended *leaseEnded
		if err == nil || errors.As(err, &ended) || a.planned || !a.job.Task.IsProgram() ||
			code != vm.CodeMemoryLimit && code != CodeMemory || bytes >= a.w.cfg.MemoryBytes {
			return result, a.replan(ctx, err)
		}
		bytes = min(runGrowth*bytes, a.w.cfg.MemoryBytes)
		a.lease.Note(fmt.Sprintf("running the program takes more memory: trying again with %s", prover.Bytes(bytes)))
		if err := a.lease.Plan(ctx, lineup.Plan{PeakBytes: bytes}); err != nil {
			return nil, &leaseEnded{err}
		}
	}
}

// replan lets the line-up find a place for a proof that is too large for this
// worker.
func (a *attempt) replan(ctx context.Context, err error) error {
	var short *Shortage
	if !errors.As(err, &short) {
		return err
	}
	if planErr := a.lease.Plan(ctx, lineup.Plan{PeakBytes: short.Needs}); planErr != nil {
		return &leaseEnded{planErr}
	}
	return err
}

// proveWithin proves in a child that may take bytes until its plan is known.
func (a *attempt) proveWithin(ctx context.Context, bytes int64) (*Result, error) {
	p, where, release, err := a.w.pool.get(ctx, a)
	if err != nil {
		return nil, err
	}
	a.w.told.Do(func() {
		active, missing := p.Protections()
		a.w.cfg.Log.Info("children are kept from", "what", strings.Join(active, "; "))
		if len(missing) > 0 {
			a.w.cfg.Log.Warn("this kernel can't keep children from", "what", strings.Join(missing, "; "))
		}
	})
	a.meter = prover.NewMeter(a.w.shares.of(shapeOf(a.job.Plan)))
	order := Order{Task: a.job.Task, Files: a.files, Policy: a.w.cfg.Policy, Out: a.out,
		RunBytes: bytes, MaxMemory: a.w.cfg.MemoryBytes, Sparing: a.w.cfg.Slots > 1, Threads: a.w.cfg.Threads}
	order.Task.Backend, a.stats.Device = where.backend, where.device
	result, err := p.Prove(ctx, order, Hooks{Event: a.event, Plan: a.plan})
	a.w.noteDevice(p, where.device, result, err)
	if err == nil && result.DeviceProblem != nil {
		failed := result.DeviceProblem.fault()
		a.w.cfg.Log.Warn("a GPU failed; the proof was made on the processor", "device", where.device, "err", failed)
		release(failed) // the next task gets a process to which the device may be of use again
		return result, nil
	}
	release(err)
	return result, err
}

// plan reports what the proof will take.
func (a *attempt) plan(ctx context.Context, p Plan) error {
	a.planned = true
	a.meter.Reweigh(a.w.shares.of(p.shape()))
	a.lease.Note(fmt.Sprintf("layout %s, %d steps, blow-up %d: at most %s (%s)", p.Layout, p.NSteps, 1<<p.LogBlowup, prover.Bytes(p.PeakBytes), p.Mode))
	err := a.lease.Plan(ctx, lineup.Plan{Layout: p.Layout, NSteps: p.NSteps, LogBlowup: p.LogBlowup,
		Mode: string(p.Mode), PeakBytes: p.PeakBytes})
	if err != nil {
		return &leaseEnded{err}
	}
	a.proving, a.base = time.Now(), a.meter.Fraction()
	return nil
}

// event follows the proof.
func (a *attempt) event(e event.Event) {
	a.meter.Receive(e)
	switch e.Kind {
	case event.Note:
		a.lease.Note(e.Message)
		return
	case event.StageEnd:
		a.stats.Stages = append(a.stats.Stages, lineup.StageTime{Stage: e.Stage, Seconds: e.Elapsed.Seconds()})
	}
	a.lease.Progress(lineup.Progress{Stage: a.meter.Stage(), Fraction: a.meter.Fraction(), SecondsLeft: a.left(), UpdatedAt: e.Time})
}

// left estimates the time that is left, -1 if there is nothing to go by.
func (a *attempt) left() float64 {
	f := a.meter.Fraction()
	if a.proving.IsZero() || f-a.base < 0.02 {
		return -1
	}
	return time.Since(a.proving).Seconds() * (1 - f) / (f - a.base)
}

// maxStages bounds the stages that are kept of an attempt.
const maxStages = 200

func (a *attempt) stages() []lineup.StageTime {
	return a.stats.Stages[:min(len(a.stats.Stages), maxStages)]
}

// hand hands the results in.
func (a *attempt) hand(ctx context.Context) error {
	var blobs [2]task.Blob
	for i, name := range []string{JSONName, RawName} {
		f, err := openResult(filepath.Join(a.out, name))
		if err != nil {
			return fault.Wrap(err, CodeDied, "the process that proved left no proof")
		}
		blobs[i], err = a.lease.Put(ctx, name, f)
		f.Close()
		if err != nil {
			return err
		}
	}
	if err := a.lease.Finish(ctx, blobs[0], blobs[1], a.stats); err != nil {
		return &leaseEnded{err}
	}
	return nil
}
