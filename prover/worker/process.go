package worker

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/event"
	"quarry/prover/task"
)

// Spawn says how a child is started.
type Spawn struct {
	// Command is the program and its arguments; nil for this binary's own
	// hidden command.
	Command []string
	// Read and Write are the folders that the child sees.
	Read, Write []string
	// GPU lets it reach the machine's GPUs. Shared says that it gets several tasks.
	GPU, Shared bool
	// Cgroup is a delegated control group (version 2) in which the child gets
	// one of its own; empty for none: then its memory is watched only.
	Cgroup string
	// Nice is how far the child stands back behind other processes (1 to 19); 0
	// for not at all.
	Nice int
	// Env are variables for the child, which inherits hardly any.
	Env []string
	// Log receives what people should know; nil discards.
	Log *slog.Logger
}

// Process is a child. It is safe for concurrent use.
type Process struct {
	log         *slog.Logger
	shared, gpu bool
	cmd         *exec.Cmd
	group       *group
	stderr      *tail
	protections []string
	missing     []string

	dead chan struct{} // closed when the process is gone
	err  error         // why, once dead is closed

	sending sync.Mutex // never taken by who holds mu
	in      *json.Encoder

	mu       sync.Mutex
	stdin    io.Closer
	lastID   uint64
	asks     map[uint64]*pending
	killed   error // why this side killed it
	blamed   bool  // its device's failure was noted
	resident int64 // the most that was seen
}

// pending is an order in a child's hands.
type pending struct {
	messages chan message
	limit    int64
}

// startTime is how long a child may take until it is ready, gpuStartTime one that
// looks at GPUs first.
const (
	startTime    = 20 * time.Second
	gpuStartTime = 60 * time.Second
)

// Start starts a child and waits until it has restricted itself.
func Start(ctx context.Context, s Spawn) (*Process, error) {
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	p := &Process{log: s.Log, shared: s.Shared, gpu: s.GPU, stderr: &tail{}, dead: make(chan struct{}), asks: map[uint64]*pending{}}
	ready, heard := make(chan message, 1), make(chan struct{})
	if err := p.launch(s, ready, heard); err != nil {
		return nil, fault.Wrap(err, CodeStart, "the process that is to prove can't be started")
	}
	within := startTime
	if s.GPU {
		within = gpuStartTime
	}
	timeout := time.NewTimer(within)
	defer timeout.Stop()
	for heard != nil || ready != nil {
		select {
		case m := <-ready:
			p.protections, p.missing = m.Protections, m.Missing
			lowerPriority(p.cmd.Process.Pid, s.Nice)
			ready = nil
		case <-heard:
			heard = nil
		case <-p.dead:
			return nil, &Death{fault.Wrap(p.err, CodeStart, "the process that is to prove did not start"), p.stderr.String()}
		case <-timeout.C:
			return nil, p.end(fault.New(CodeStart, "the process that is to prove was not ready after %s", within))
		case <-ctx.Done():
			return nil, p.end(ctx.Err())
		}
	}
	return p, nil
}

// launch starts the process and the goroutines that serve it, one of which tells it
// what it has to know first, and closes heard then.
func (p *Process) launch(s Spawn, ready chan<- message, heard chan<- struct{}) error {
	command := s.Command
	if command == nil {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		command = []string{self, ChildCommand}
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(environment(), s.Env...)
	cmd.Stdout, cmd.Stderr = p.stderr, p.stderr
	cmd.Dir = os.TempDir()
	if len(s.Write) > 0 {
		cmd.Dir = s.Write[0]
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	messages, theirs, err := os.Pipe()
	if err != nil {
		return err
	}
	cmd.ExtraFiles = []*os.File{theirs}
	if p.group, err = newGroup(s.Cgroup); err != nil {
		p.log.Warn("no control group for a child; its memory is watched only", "error", err)
	}
	p.cmd, p.in, p.stdin = cmd, json.NewEncoder(stdin), stdin
	started := make(chan error)
	go p.live(started)
	err = <-started
	theirs.Close()
	if err != nil {
		messages.Close()
		p.group.remove()
		return err
	}
	go p.listen(messages, ready)
	calibration, _ := prover.Calibration() // whoever started the parent was told what is wrong with it
	go func() {
		_ = p.send(setup{Read: s.Read, Write: s.Write, GPU: s.GPU, Shared: s.Shared, Calibration: calibration.Warmed()})
		close(heard) // who does not listen is dead, or not ready in time: both is noticed
	}()
	return nil
}

// live starts the process, waits for its end and says why it ended. The thread
// is kept: the child dies with it, and it is to die with this process.
func (p *Process) live(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	p.cmd.SysProcAttr = attributes(p.group)
	err := p.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	err = p.cmd.Wait()
	oom := p.group.outOfMemory()
	p.group.remove()
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.stdin.Close()
	switch {
	case p.killed != nil && !(oom && fault.CodeOf(p.killed) == CodeDied):
		p.err = p.killed
	case oom: // also if it was so slow to die that its silence was noticed first
		p.err = fault.New(CodeMemory, "the process that proved took more memory than its control group allows, and was killed")
	default:
		p.err = died(p.cmd.ProcessState, err)
	}
	if f := (*fault.Error)(nil); errors.As(p.err, &f) {
		p.err = &Death{f, p.stderr.String()}
	}
	close(p.dead)
}

// died says how a process ended that nobody here killed.
func died(state *os.ProcessState, err error) *fault.Error {
	status, ok := state.Sys().(syscall.WaitStatus)
	switch {
	case ok && status.Signaled() && status.Signal() == syscall.SIGKILL:
		return fault.New(CodeDied, "the process that proved was killed").
			WithHint("that is what the system does when the machine runs out of memory")
	case ok && status.Signaled():
		return fault.New(CodeDied, "the process that proved ended by a signal: %s", status.Signal())
	case err == nil:
		return fault.New(CodeDied, "the process that proved ended before it was done")
	}
	return fault.New(CodeDied, "the process that proved ended before it was done: %v", err)
}

// Death is the error of a process that ended. Log is what it wrote last: for
// the log and for those who run the worker, not for its users.
type Death struct {
	Fault *fault.Error
	Log   string
}

// Error implements error.
func (d *Death) Error() string { return d.Fault.Error() }

// Unwrap returns the fault.
func (d *Death) Unwrap() error { return d.Fault }

// environment is what a child inherits: no secrets.
func environment() []string {
	env := []string{"LANG=C"}
	for _, name := range []string{"PATH", "GOMAXPROCS", "GODEBUG", "GOGC", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// hangUpTime is how long a process may live on that has said its last.
const hangUpTime = 5 * time.Second

// hangUp ends a process that can't be understood any more. One that is dying anyway
// is left to its own end, which says more.
func (p *Process) hangUp(why error) {
	if errors.Is(why, io.EOF) || errors.Is(why, io.ErrUnexpectedEOF) {
		select {
		case <-p.dead:
			return
		case <-time.After(hangUpTime):
		}
	}
	p.kill(fault.New(CodeDied, "the process that proved spoke gibberish"))
}

// listen reads what the child says until it is gone.
func (p *Process) listen(r io.ReadCloser, ready chan<- message) {
	defer r.Close()
	bounded := &io.LimitedReader{R: r}
	d := json.NewDecoder(bufio.NewReader(bounded))
	for {
		var m message
		bounded.N = maxMessage
		if err := d.Decode(&m); err != nil {
			p.hangUp(err)
			return
		}
		if m.Kind == tellReady {
			select {
			case ready <- m:
			default:
			}
			continue
		}
		p.mu.Lock()
		a := p.asks[m.ID]
		p.mu.Unlock()
		if a == nil {
			continue
		}
		select {
		case a.messages <- m:
		case <-p.dead:
			return
		}
	}
}

// errUnheard: the process does not listen any more.
var errUnheard = errors.New("the process does not listen")

// send writes to the process. It waits while the process does not read: whoever
// can't wait kills it, or uses sendWithin.
func (p *Process) send(v any) error {
	p.sending.Lock()
	defer p.sending.Unlock()
	if err := p.in.Encode(v); err != nil {
		return fmt.Errorf("%w: %w", errUnheard, err)
	}
	return nil
}

// sendWithin is send until the context is done.
func (p *Process) sendWithin(ctx context.Context, v any) error {
	sent := make(chan error, 1)
	go func() { sent <- p.send(v) }()
	select {
	case err := <-sent:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// gone waits for the end of a process that does not listen any more, and says
// why it ended.
func (p *Process) gone() error {
	_ = p.cmd.Process.Kill()
	<-p.dead
	return p.err
}

// kill ends the process; the first reason counts.
func (p *Process) kill(why error) {
	p.mu.Lock()
	if p.killed == nil {
		p.killed = why
	}
	p.mu.Unlock()
	_ = p.cmd.Process.Kill()
}

// end kills the process, waits until it is gone, and says why it ended.
func (p *Process) end(why error) error {
	p.kill(why)
	<-p.dead
	return p.err
}

// errClosed: the process was ended on purpose.
var errClosed = errors.New("the process was closed")

// Close ends the process and waits until it is gone.
func (p *Process) Close() { _ = p.end(errClosed) }

// Dead is closed when the process is gone.
func (p *Process) Dead() <-chan struct{} { return p.dead }

// Protections are what the child can't reach, and what it could, because the
// kernel has no means against it.
func (p *Process) Protections() (active, missing []string) { return p.protections, p.missing }

// Hooks are told what happens to an order. All may be nil.
type Hooks struct {
	// Event receives the proof's events, in order.
	Event func(event.Event)
	// Plan is told what the proof will take and may wait; only if it returns
	// nil the proof is made.
	Plan func(context.Context, Plan) error
}

// Shortage is the error of a proof that needs more memory than Order.MaxMemory.
type Shortage struct {
	Fault *fault.Error
	// Needs is what would do.
	Needs int64
}

// Error implements error.
func (s *Shortage) Error() string { return s.Fault.Error() }

// Unwrap returns the fault.
func (s *Shortage) Unwrap() error { return s.Fault }

// Prove lets the child prove an order, whose results are then in Order.Out. It
// fails with a *fault.Error, a *Death or *Shortage, with the error of Hooks.Plan,
// or with the context's cause.
func (p *Process) Prove(ctx context.Context, o Order, h Hooks) (*Result, error) {
	var result *Result
	err := p.ask(ctx, askProve, &o, func(id uint64, a *pending, m *message) (done bool, err error) {
		switch m.Kind {
		case tellEvent:
			if h.Event != nil {
				h.Event(m.Event.event())
			}
		case tellPlan:
			if h.Plan != nil {
				if err := h.Plan(ctx, *m.Plan); err != nil {
					return true, err
				}
			}
			p.setLimit(a, m.Plan.PeakBytes)
			return false, p.sendWithin(ctx, request{Kind: sayGrant, ID: id})
		case tellDone:
			result = m.Done
			result.PeakBytes = p.peak()
			return true, nil
		}
		return false, nil
	})
	return result, err
}

// Judge lets the child judge Order.Proof.
func (p *Process) Judge(ctx context.Context, o Order) (*task.Verdict, error) {
	var verdict *task.Verdict
	err := p.ask(ctx, askJudge, &o, func(_ uint64, _ *pending, m *message) (bool, error) {
		verdict = m.Verdict
		return m.Kind == tellVerdict, nil
	})
	return verdict, err
}

// cancelTime is how long a child with several tasks may take to leave one of
// them before it is killed.
const cancelTime = 700 * time.Millisecond

// ask hands an order to the child and the messages about it to take, until that
// is done or fails.
func (p *Process) ask(ctx context.Context, kind requestKind, o *Order, take func(id uint64, a *pending, m *message) (bool, error)) error {
	a := &pending{messages: make(chan message), limit: o.RunBytes}
	p.mu.Lock()
	p.lastID++
	id := p.lastID
	p.asks[id] = a
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.asks, id)
		p.mu.Unlock()
	}()
	stop := p.watch()
	defer stop()
	if err := p.sendWithin(ctx, request{Kind: kind, ID: id, Order: o}); errors.Is(err, errUnheard) {
		return p.gone()
	} else if err != nil {
		p.abandon(id, a)
		return err
	}
	for {
		select {
		case m := <-a.messages:
			if m.Kind == tellFailed {
				return m.failure()
			}
			if done, err := take(id, a, &m); errors.Is(err, errUnheard) {
				return p.gone()
			} else if err != nil {
				p.abandon(id, a)
				return err
			} else if done {
				return nil
			}
		case <-p.dead:
			return p.err
		case <-ctx.Done():
			p.abandon(id, a)
			return context.Cause(ctx)
		}
	}
}

func (m *message) failure() error {
	f := m.Fault.fault()
	if m.Needs > 0 {
		return &Shortage{f, m.Needs}
	}
	return f
}

// abandon makes the child leave an order; a child that has no other is killed.
func (p *Process) abandon(id uint64, a *pending) {
	if !p.shared {
		p.Close()
		return
	}
	go func() { _ = p.send(request{Kind: sayCancel, ID: id}) }() // who does not read it is killed
	timeout := time.NewTimer(cancelTime)
	defer timeout.Stop()
	for {
		select {
		case m := <-a.messages:
			if m.Kind == tellFailed || m.Kind == tellDone || m.Kind == tellVerdict {
				return
			}
		case <-timeout.C:
			p.kill(fault.New(CodeDied, "the process that proved did not leave a task that was cancelled"))
			return
		case <-p.dead:
			return
		}
	}
}
