package worker

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/event"
	"quarry/prover/task"
)

// ChildCommand is the hidden command that the binary runs as a child.
const ChildCommand = "prove-task"

// Child is the whole of the hidden command. It ends when the parent closes its
// standard input, at once whatever is in work.
func Child() error {
	out := os.NewFile(messageFD, "messages")
	if out == nil {
		return fault.New(CodeStart, "%s is a command for quarry's own workers", ChildCommand)
	}
	c := &child{in: json.NewDecoder(bufio.NewReader(os.Stdin)), out: json.NewEncoder(out), asks: map[uint64]*ask{}}
	var s setup
	if err := c.in.Decode(&s); err != nil {
		return fault.Wrap(err, CodeStart, "%s is a command for quarry's own workers", ChildCommand)
	}
	c.shared = s.Shared
	prover.ShedCode() // before what it reads is out of reach
	prover.SetCalibration(s.Calibration)
	if s.GPU {
		// The machine is looked at, in yet another process, before that is out of
		// reach.
		prover.Backends()
	}
	active, missing, err := restrict(sandbox{read: s.Read, write: s.Write, gpu: s.GPU})
	if err != nil {
		return fault.Wrap(err, CodeStart, "the process can't be restricted")
	}
	c.tell(message{Kind: tellReady, Protections: active, Missing: missing})
	return c.serve()
}

// child is the process's side of the conversation.
type child struct {
	in     *json.Decoder
	shared bool
	mu     sync.Mutex
	out    *json.Encoder
	asks   map[uint64]*ask
}

// ask is one order in work.
type ask struct {
	c      *child
	id     uint64
	order  *Order
	ctx    context.Context
	cancel context.CancelFunc
	grant  chan struct{} // holds one
}

// serve takes requests until the parent closes its end.
func (c *child) serve() error {
	for {
		var r request
		if err := c.in.Decode(&r); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fault.Wrap(err, CodeStart, "a request can't be read")
		}
		c.mu.Lock()
		a := c.asks[r.ID]
		c.mu.Unlock()
		switch r.Kind {
		case askProve:
			go c.begin(r).run((*ask).prove)
		case askJudge:
			go c.begin(r).run((*ask).judge)
		case sayGrant:
			if a != nil {
				select {
				case a.grant <- struct{}{}:
				default:
				}
			}
		case sayCancel:
			if a != nil {
				a.cancel()
			}
		}
	}
}

func (c *child) begin(r request) *ask {
	ctx, cancel := context.WithCancel(context.Background())
	a := &ask{c: c, id: r.ID, order: r.Order, ctx: ctx, cancel: cancel, grant: make(chan struct{}, 1)}
	c.mu.Lock()
	c.asks[r.ID] = a
	c.mu.Unlock()
	return a
}

// tell sends a message. Without a parent to hear it there is nothing left to do.
func (c *child) tell(m message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.out.Encode(m); err != nil {
		os.Exit(1)
	}
}

// run does the work and reports its failure.
func (a *ask) run(work func(*ask) error) {
	defer func() {
		a.cancel()
		a.c.mu.Lock()
		delete(a.c.asks, a.id)
		a.c.mu.Unlock()
	}()
	if err := work(a); err != nil {
		m := message{Kind: tellFailed, ID: a.id, Fault: problemOf(err)}
		var short *shortage
		if errors.As(err, &short) {
			m.Needs = short.needs
		}
		a.c.tell(m)
	}
}

// shortage is an error that says how much memory would do.
type shortage struct {
	error
	needs int64
}

func (s *shortage) Unwrap() error { return s.error }

// prove proves the order's task and writes its results.
func (a *ask) prove() error {
	o := a.order
	limits := task.RunLimits{Cells: o.RunBytes / runBytesPerCell}
	source, err := task.NewSource(&o.Task, o.Files, o.Policy, limits)
	if err != nil {
		return err
	}
	a.bound(o.RunBytes)
	watched := &watched{Source: source}
	job := prover.Job{Source: watched, Options: source.Options}
	job.Options.Threads, job.Options.MaxMemory, job.Options.Sparing = o.Threads, o.MaxMemory, o.Sparing
	job.Options.SkipVerify = true // the judge does it
	job.Options.Events = a.events()
	var plan Plan
	job.Options.Admit = func(ctx context.Context, p *prover.Plan) error {
		plan = planOf(p, watched.statement)
		a.c.tell(message{Kind: tellPlan, ID: a.id, Plan: &plan})
		select {
		case <-a.grant:
			a.bound(p.Outside + outsideSlack)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	artifact, err := prover.Prove(a.ctx, job)
	if err != nil {
		return watched.explain(err)
	}
	if err := artifact.WriteFile(filepath.Join(o.Out, JSONName)); err != nil {
		return err
	}
	err = prover.WriteFile(filepath.Join(o.Out, RawName), func(w io.Writer) error {
		_, err := w.Write(artifact.Proof)
		return err
	})
	if err != nil {
		return err
	}
	r := &Result{Plan: plan, Backend: artifact.Backend, Elapsed: artifact.Elapsed, PeakArena: artifact.PeakArena}
	for _, t := range artifact.Timings {
		r.Timings = append(r.Timings, Timing{t.Stage, t.Elapsed.Seconds()})
	}
	if err := prover.GPUProblem(); err != nil {
		r.DeviceProblem = problemOf(err)
	}
	a.c.tell(message{Kind: tellDone, ID: a.id, Done: r})
	return nil
}

// runBytesPerCell is what a memory cell of a running program takes at most,
// with its share of the trace and of the hints' heap.
const runBytesPerCell = 96

// outsideSlack is what the runtime may take beyond a plan before it works
// harder to give memory back.
const outsideSlack = 64 << 20

// bound makes the runtime's collector keep within bytes, if the process is for
// one task only.
func (a *ask) bound(bytes int64) {
	if !a.c.shared && bytes > 0 {
		debug.SetMemoryLimit(bytes)
	}
}

func planOf(p *prover.Plan, s *prover.Statement) Plan {
	return Plan{Layout: p.Layout, NSteps: p.NSteps, LogBlowup: p.LogBlowup, Mode: p.Mode, PeakBytes: p.Peak,
		Commitment: s.Params.Hash.String(), PowBits: s.Params.FRI.ProofOfWorkBits}
}

// watched remembers the statement.
type watched struct {
	prover.Source
	statement *prover.Statement
}

// Statement implements prover.Source.
func (w *watched) Statement(ctx context.Context) (s *prover.Statement, err error) {
	w.statement, err = w.Source.Statement(ctx)
	return w.statement, err
}

// explain adds to a want of memory how much would do.
func (w *watched) explain(err error) error {
	if fault.CodeOf(err) != prover.CodeMemory || w.statement == nil {
		return err
	}
	needs, leastErr := prover.LeastMemory(w.statement, w.RunBytes())
	if leastErr != nil {
		return err
	}
	return &shortage{err, needs}
}

// progressEvery is the least time between two reports on one stage.
const progressEvery = 100 * time.Millisecond

// events passes the proof's events on.
func (a *ask) events() event.Sink {
	var last time.Time
	return func(e event.Event) {
		if e.Kind == event.StageProgress {
			if e.Time.Sub(last) < progressEvery {
				return
			}
			last = e.Time
		}
		a.c.tell(message{Kind: tellEvent, ID: a.id, Event: &stageEvent{Kind: e.Kind, Stage: e.Stage, Time: e.Time,
			Done: e.Done, Total: e.Total, Elapsed: e.Elapsed, Message: e.Message}})
	}
}

// judge judges the order's proof.
func (a *ask) judge() error {
	o := a.order
	a.bound(o.RunBytes)
	v, err := task.Judge(a.ctx, &o.Task, o.Files, o.Proof, o.Policy)
	if err != nil {
		return err
	}
	a.c.tell(message{Kind: tellVerdict, ID: a.id, Verdict: v})
	return nil
}
