package lineup

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"quarry/fault"
)

// Worker is a worker's end of the line-up: it says what room it has, takes the
// jobs that are assigned to it and reports what became of them. It is safe for
// concurrent use.
type Worker struct {
	nc    *nats.Conn
	js    jetstream.JetStream
	names subjects
	blobs *blobs
	log   *slog.Logger
	ttl   time.Duration
	// inside is the server process that this worker is a part of, "" if none.
	inside string
	// disconnect closes what OpenWorker opened; nil for a server's own worker.
	disconnect func()

	ctx    context.Context
	cancel context.CancelFunc
	done   sync.WaitGroup
	leases chan *Lease
	nudge  chan struct{}
	// noQueue is set while the leader has not made this worker's queue.
	noQueue atomic.Bool

	mu      sync.Mutex
	info    WorkerInfo
	held    map[uint64]*Lease
	leaving bool
	// left is closed when leaving begins.
	left chan struct{}
	// freed is closed and replaced whenever a lease ends.
	freed chan struct{}
}

// newWorker starts a worker on a connection, inside a server or, if that is "",
// in a process of its own.
func newWorker(nc *nats.Conn, js jetstream.JetStream, cfg *Config, b *blobs, inside string, info WorkerInfo) (*Worker, error) {
	if err := fillWorkerInfo(&info); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	w := &Worker{
		nc: nc, js: js, names: subjects{cfg.Name}, blobs: b, info: info, ttl: cfg.LeaseTTL, inside: inside,
		log: cfg.Log.With("worker", info.Name), ctx: ctx, cancel: cancel,
		leases: make(chan *Lease), nudge: make(chan struct{}, 1),
		held: map[uint64]*Lease{}, left: make(chan struct{}), freed: make(chan struct{}),
	}
	for _, subject := range []string{w.names.control(info.Name), w.names.leading()} {
		control, err := nc.Subscribe(subject, func(*nats.Msg) { w.beatSoon() })
		if err != nil {
			cancel()
			return nil, fault.Wrap(err, CodeUnavailable, "the worker can't listen for its leader")
		}
		context.AfterFunc(ctx, func() { _ = control.Unsubscribe() })
	}
	w.done.Go(w.beats)
	w.done.Go(w.take)
	if inside == "" {
		w.done.Go(func() {
			b.evictions(ctx, cfg.CacheBytes, func(err error) { w.log.Warn("cache", "error", err) })
		})
	}
	return w, nil
}

// Name is the worker's name in the line-up.
func (w *Worker) Name() string { return w.info.Name }

// Next waits for the next job that is assigned to this worker. Jobs are assigned
// as long as there is a free slot and room for their plan, whether anybody waits
// in Next or not: so call it again at once, and run leases beside each other. It
// fails when ctx is done or the worker is closed.
//
// Every lease must be ended by Finish, Fail or Return, also after its context
// was cancelled: only then is its room free again.
func (w *Worker) Next(ctx context.Context) (*Lease, error) {
	select {
	case l := <-w.leases:
		return l, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-w.ctx.Done():
		return nil, fault.New(CodeUnavailable, "the worker is closed")
	}
}

// SetUnhealthy says why the worker takes no jobs now, "" if it does.
func (w *Worker) SetUnhealthy(reason string) {
	w.mu.Lock()
	w.info.Unhealthy = reason
	w.mu.Unlock()
	w.beatSoon()
}

// SetDevices says how the worker's GPUs are.
func (w *Worker) SetDevices(devices []WorkerDevice) {
	w.mu.Lock()
	same := slices.Equal(w.info.Devices, devices)
	w.info.Devices = devices
	w.mu.Unlock()
	if !same {
		w.beatSoon()
	}
}

// Close stops taking jobs, waits for those that run until ctx is done, and then
// hands back the rest: their contexts are cancelled, and their attempts don't count.
func (w *Worker) Close(ctx context.Context) error {
	w.mu.Lock()
	if !w.leaving {
		w.leaving = true
		close(w.left)
	}
	w.mu.Unlock()
	w.beatSoon()
	for {
		w.mu.Lock()
		n, freed := len(w.held), w.freed
		w.mu.Unlock()
		if n == 0 {
			break
		}
		select {
		case <-freed:
			continue
		case <-ctx.Done():
		}
		w.returnAll()
		break
	}
	w.beat(context.Background())
	w.cancel()
	w.done.Wait()
	if w.disconnect != nil {
		w.disconnect()
	}
	return nil
}

// returnAll hands back what is still held.
func (w *Worker) returnAll() {
	w.mu.Lock()
	var rest []*Lease
	for _, l := range w.held {
		rest = append(rest, l)
	}
	w.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), w.ttl)
	defer cancel()
	for _, l := range rest {
		l.cancel(fault.New(CodeLease, "the worker is closing"))
		if err := l.Return(ctx, "its worker was stopped"); err != nil {
			w.log.Warn("can't hand back a job", "job", l.lease.Job, "error", err)
		}
	}
}

// beats tells the leader regularly that this worker lives.
func (w *Worker) beats() {
	tick := time.NewTicker(w.ttl / 5)
	defer tick.Stop()
	for {
		w.beat(w.ctx)
		select {
		case <-tick.C:
		case <-w.nudge:
		case <-w.ctx.Done():
			return
		}
	}
}

// beatSoon beats without waiting for the next tick.
func (w *Worker) beatSoon() {
	select {
	case w.nudge <- struct{}{}:
	default:
	}
}

// beatLimit is how long a heartbeat waits for its answer: there may be nobody who
// leads, and who begins to lead asks for the next.
const beatLimit = time.Second

// beat tells the leader what is held here, and learns what is held no more.
func (w *Worker) beat(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, min(w.ttl/5, beatLimit))
	defer cancel()
	w.mu.Lock()
	msg := beatCall{Info: w.info, Leaving: w.leaving, Inside: w.inside, NoQueue: w.noQueue.Load()}
	msg.Info.SeenAt = time.Now()
	for _, l := range w.held {
		msg.Leases = append(msg.Leases, heldLease{l.ref(), l.bytes})
		msg.Info.Running = append(msg.Info.Running, l.ref().Job)
	}
	w.mu.Unlock()
	reply, err := call[beatReply](ctx, w, verbBeat, msg)
	if err != nil {
		w.log.Debug("no leader answered the heartbeat", "error", err)
		return
	}
	for _, r := range reply.Revoked {
		w.mu.Lock()
		l := w.held[r.Token]
		w.mu.Unlock()
		if l != nil {
			l.cancel(r.Reason.fault())
		}
	}
}

// call asks the leader once.
func call[Reply any](ctx context.Context, w *Worker, v verb, body any) (Reply, error) {
	var reply Reply
	data, err := json.Marshal(body)
	if err != nil {
		return reply, err
	}
	msg, err := w.nc.RequestWithContext(ctx, w.names.call(v), data)
	if err != nil {
		return reply, fault.Wrap(err, CodeUnavailable, "no server of the line-up answers")
	}
	var envelope callReply
	if err := json.Unmarshal(msg.Data, &envelope); err != nil {
		return reply, fault.Wrap(err, CodeUnavailable, "the answer can't be read")
	}
	if envelope.Fault != nil {
		return reply, envelope.Fault.fault()
	}
	if len(envelope.Body) > 0 {
		err = json.Unmarshal(envelope.Body, &reply)
	}
	return reply, err
}

// insist asks the leader until it answers, or ctx is done. The leader knows
// calls that were asked before.
func insist[Reply any](ctx context.Context, w *Worker, v verb, body any) (Reply, error) {
	wait := 50 * time.Millisecond
	for {
		once, cancel := context.WithTimeout(ctx, w.ttl)
		reply, err := call[Reply](once, w, v, body)
		cancel()
		if err == nil || fault.CodeOf(err) != CodeUnavailable {
			return reply, err
		}
		select {
		case <-ctx.Done():
			return reply, err
		case <-time.After(wait):
			wait = min(2*wait, time.Second)
		}
	}
}

// take pulls assignments from the work queue.
func (w *Worker) take() {
	for w.ctx.Err() == nil {
		if err := w.takeSome(); err != nil && w.ctx.Err() == nil {
			w.log.Debug("no assignments", "error", err)
			select {
			case <-time.After(min(w.ttl/20, beatLimit)):
			case <-w.ctx.Done():
			}
		}
	}
}

// fetchLimit is how long one request for assignments lasts.
const fetchLimit = 20 * time.Second

// takeSome waits a while for assignments, and begins them.
func (w *Worker) takeSome() error {
	wait := min(w.ttl, fetchLimit)
	ctx, cancel := context.WithTimeout(w.ctx, wait)
	defer cancel()
	consumer, err := w.js.Consumer(ctx, w.names.stream(), w.info.Name)
	if err != nil {
		if errors.Is(err, jetstream.ErrConsumerNotFound) {
			w.noQueue.Store(true) // the leader makes one when it hears of that
			w.beatSoon()
		}
		return err
	}
	w.noQueue.Store(false)
	batch, err := consumer.Fetch(1, jetstream.FetchContext(ctx), jetstream.FetchHeartbeat(wait/4))
	if err != nil {
		return err
	}
	for msg := range batch.Messages() {
		var a assignment
		err := json.Unmarshal(msg.Data(), &a)
		// The record is the truth, the message only its messenger: whatever
		// happens to the job from here on, it is not sent again.
		_ = msg.Ack()
		if err != nil {
			w.log.Error("an assignment can't be read", "error", err)
			continue
		}
		w.accept(a)
	}
	if err := batch.Error(); err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, nats.ErrTimeout) {
		return err
	}
	return nil
}

// accept makes a lease of an assignment, if there is room.
func (w *Worker) accept(a assignment) {
	ctx, cancel := context.WithTimeout(w.ctx, w.ttl)
	defer cancel()
	who := leaseCall{w.info.Name, a.leaseRef}
	l, err := w.reserve(a)
	if errors.Is(err, errTwice) {
		return
	} else if err != nil {
		_, err := insist[struct{}](ctx, w, verbReturn, returnCall{who, err.Error()})
		w.log.Info("returned an assignment", "job", a.Job, "error", err)
		return
	}
	w.done.Go(func() { w.begin(l) })
}

// begin asks the leader for as long as it takes whether it still means a lease: if it
// could not be heard for a while, it may have heard this worker. Whoever calls Next
// then gets the lease.
func (w *Worker) begin(l *Lease) {
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	w.done.Go(func() {
		select {
		case <-w.left:
			cancel()
		case <-ctx.Done():
		}
	})
	reply, err := insist[beginReply](ctx, w, verbBegin, l.who())
	switch {
	case fault.CodeOf(err) == CodeUnavailable:
		w.handBack(l)
		return
	case err != nil:
		w.log.Info("an assignment is not current", "job", l.lease.Job, "error", err)
		l.release()
		return
	}
	w.mu.Lock()
	l.job, l.changes = reply.Job, reply.Changes
	w.mu.Unlock()
	select {
	case w.leases <- l:
	case <-w.left:
		w.handBack(l)
	case <-w.ctx.Done():
	}
}

// handBack returns a lease that nobody takes any more.
func (w *Worker) handBack(l *Lease) {
	ctx, cancel := context.WithTimeout(w.ctx, w.ttl)
	defer cancel()
	_ = l.Return(ctx, "its worker was stopped") // if that fails, the lease runs out
}

// errTwice says that an assignment came again, because its confirmation was lost.
var errTwice = errors.New("the lease is held already")

// reserve enters a lease in the ledger.
func (w *Worker) reserve(a assignment) (*Lease, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch free := w.info.MemoryBytes - w.reservedLocked(); {
	case w.leaving:
		return nil, errors.New("its worker was stopped")
	case w.held[a.Token] != nil:
		return nil, errTwice
	case len(w.held) >= w.info.Slots:
		return nil, errors.New("its worker has no free slot")
	case a.Bytes > free:
		return nil, errors.New("its worker has not enough free memory")
	}
	ctx, cancel := context.WithCancelCause(w.ctx)
	l := &Lease{w: w, lease: a.leaseRef, bytes: a.Bytes, ctx: ctx, cancelCause: cancel}
	w.held[a.Token] = l
	return l, nil
}

func (w *Worker) reservedLocked() int64 {
	var sum int64
	for _, l := range w.held {
		sum += l.bytes
	}
	return sum
}
