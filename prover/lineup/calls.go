package lineup

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"quarry/fault"
	"quarry/prover/task"
)

// callers is how many calls are answered at once.
const callers = 16

// answers answers workers' calls, beside each other, as long as the server leads.
func (d *leader) answers(calls <-chan *nats.Msg) {
	for {
		select {
		case msg := <-calls:
			d.answer(msg)
		case <-d.ctx.Done():
			return
		}
	}
}

// answer answers one call.
func (d *leader) answer(msg *nats.Msg) {
	body, err := d.serve(verb(msg.Subject[strings.LastIndexByte(msg.Subject, '.')+1:]), msg.Data)
	var reply callReply
	if err != nil {
		r := reasonOf(err)
		reply.Fault = &r
	} else if body != nil {
		if reply.Body, err = json.Marshal(body); err != nil {
			d.log.Error("an answer can't be encoded", "error", err)
			return
		}
	}
	if data, err := json.Marshal(reply); err == nil {
		_ = msg.Respond(data)
	}
}

// serve does what a call asks for.
func (d *leader) serve(v verb, data []byte) (any, error) {
	switch v {
	case verbBeat:
		return withBody(data, d.beat)
	case verbBegin:
		return withBody(data, d.begin)
	case verbPlan:
		return withBody(data, d.plan)
	case verbFinish:
		return withBody(data, d.finish)
	case verbFail:
		return withBody(data, d.fail)
	case verbReturn:
		return withBody(data, d.giveBack)
	}
	return nil, fault.New(CodeBadSubmission, "there is no call %q", clip(string(v), 32))
}

func withBody[T any](data []byte, serve func(T) (any, error)) (any, error) {
	var body T
	if err := json.Unmarshal(data, &body); err != nil {
		return nil, fault.Wrap(err, CodeBadSubmission, "the call can't be read")
	}
	return serve(body)
}

// beat notes that a worker lives, and tells it which of its leases are lost.
func (d *leader) beat(b beatCall) (any, error) {
	if !nameForm.MatchString(b.Info.Name) {
		return nil, fault.New(CodeBadSubmission, "the worker's name is not a name")
	}
	var reply beatReply
	for _, held := range b.Leases {
		switch _, err := d.holding(d.ctx, held.leaseRef); {
		case err == nil:
			d.heard(held.leaseRef, b.Info.Name, false)
		case fault.CodeOf(err) != CodeUnavailable: // else nobody can say
			reply.Revoked = append(reply.Revoked, revocation{held.leaseRef, reasonOf(err)})
		}
	}
	if err := d.queueOf(b.Info.Name, b.NoQueue); err != nil {
		d.note("make a queue for "+b.Info.Name, "", err)
	}
	return reply, nil
}

// heard notes that a lease was heard of.
func (d *leader) heard(ref leaseRef, worker string, begun bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.leases[ref.Token]
	if w == nil {
		w = &watched{worker: worker}
		d.leases[ref.Token] = w
	}
	w.heard = time.Now()
	w.begun = w.begun || begun
}

// queueOf makes the consumer that a worker takes its assignments from, unless it
// is known to be there and the worker doesn't miss it.
func (d *leader) queueOf(worker string, missed bool) error {
	d.mu.Lock()
	known := d.consumers[worker]
	d.mu.Unlock()
	if known && !missed {
		return nil
	}
	ctx, cancel := context.WithTimeout(d.ctx, writeLimit)
	defer cancel()
	_, err := d.js.CreateOrUpdateConsumer(ctx, d.names.stream(), jetstream.ConsumerConfig{
		Durable: worker, FilterSubject: d.names.assign(worker), AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: d.cfg.LeaseTTL, MaxDeliver: 3, InactiveThreshold: assignmentLife,
	})
	if err != nil {
		return storeFault(err, "the worker's queue can't be made")
	}
	d.mu.Lock()
	d.consumers[worker] = true
	d.mu.Unlock()
	return nil
}

// begin confirms an assignment to the worker that takes it up.
func (d *leader) begin(c leaseCall) (any, error) {
	r, err := d.holding(d.ctx, c.leaseRef)
	if err != nil {
		return nil, err
	}
	d.heard(c.leaseRef, c.Worker, true)
	return beginReply{Job: r.Job, Changes: r.Changes}, nil
}

// plan notes what a running attempt will take. If its worker has no room for
// that, the job is queued again, or failed if no worker has.
func (d *leader) plan(c planCall) (any, error) {
	if c.Fits {
		_, err := d.change(d.ctx, c.Job, func(r *stored, now time.Time) error { return r.planned(c.Token, c.Plan, now) })
		return nil, err
	}
	var refusal *fault.Error
	_, err := d.change(d.ctx, c.Job, func(r *stored, now time.Time) error {
		refusal = nil
		if most, known := d.workers.largest(r.Task.Backend); known && c.Plan.PeakBytes > most {
			refusal = tooLarge(&c.Plan, most)
			r.Plan = &c.Plan
			return r.failed(c.Token, reasonOf(refusal), false, AttemptStats{}, &d.cfg, now)
		}
		return r.replanned(c.Token, c.Plan, now)
	})
	switch {
	case err != nil:
		return nil, err
	case refusal != nil:
		return nil, refusal
	}
	return nil, fault.New(CodeReplanned, "the proof takes %d MiB of memory, for which this worker has no room now", c.Plan.PeakBytes>>20)
}

// finish takes a proof for the judge.
func (d *leader) finish(c finishCall) (any, error) {
	if r, err := d.record(d.ctx, c.Job); err != nil {
		return nil, err
	} else if a := lastAttempt(r); a != nil && a.Token == c.Token && (r.Status == Verifying || r.Status == Succeeded) {
		return nil, nil // asked before
	} else if err := r.holds(c.Token); err != nil {
		return nil, err
	}
	for _, b := range []*task.Blob{&c.Proof, &c.Raw} {
		size, err := d.blobs.size(d.ctx, b.SHA256)
		if err != nil {
			return nil, err
		}
		b.Bytes = size
		if err := d.claim(d.ctx, *b); err != nil {
			return nil, err
		}
	}
	_, err := d.change(d.ctx, c.Job, func(r *stored, now time.Time) error {
		return r.finished(c.Token, candidate{c.Proof, c.Raw}, c.Stats, now)
	})
	return nil, err
}

// lastAttempt is the last that is kept, nil if there is none.
func lastAttempt(r *stored) *Attempt {
	if len(r.Attempts) == 0 {
		return nil
	}
	return &r.Attempts[len(r.Attempts)-1]
}

// fail ends an attempt as its worker says.
func (d *leader) fail(c failCall) (any, error) {
	c.Reason.clip()
	said := func(a Attempt) bool {
		return a.Token == c.Token && a.Failure != nil && a.Failure.Code == c.Reason.Code && a.Failure.What == c.Reason.What
	}
	_, err := d.change(d.ctx, c.Job, func(r *stored, now time.Time) error {
		if slices.ContainsFunc(r.Attempts, said) {
			return errSame // asked before
		}
		return r.failed(c.Token, c.Reason, c.Retryable, c.Stats, &d.cfg, now)
	})
	if err == nil {
		d.counters.failures.Add(1)
	}
	return nil, err
}

// returnBackoff is the first wait after a job was handed back.
const returnBackoff = 100 * time.Millisecond

// giveBack queues a job again that its worker did not end.
func (d *leader) giveBack(c returnCall) (any, error) {
	_, err := d.change(d.ctx, c.Job, func(r *stored, now time.Time) error { return r.returned(c.Token, returnBackoff, now) })
	if err == nil {
		d.log.Info("a job was handed back", "job", c.Job, "worker", c.Worker, "why", clip(c.Why, 256))
	}
	return nil, err
}
