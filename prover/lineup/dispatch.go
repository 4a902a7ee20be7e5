package lineup

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// dispatchLoop looks after the active jobs whenever something has changed, and
// at least several times in the life of a lease.
func (d *leader) dispatchLoop() {
	changed := d.index.subscribe()
	defer d.index.unsubscribe(changed)
	tick := time.NewTicker(min(d.cfg.LeaseTTL/10, time.Second))
	defer tick.Stop()
	began, last := time.Now(), time.Now()
	reconnects := d.nc.Stats().Reconnects
	for {
		// What is judged by time is judged by the time of this look: if the process is
		// stopped in the middle of it, the next look sees the gap.
		now := time.Now()
		if n := d.nc.Stats().Reconnects; n != reconnects || now.Sub(last) > d.cfg.LeaseTTL/2 {
			d.excuse()
			reconnects = n
		}
		last = now
		if d.store.state() == nil && d.nc.IsConnected() {
			active := d.index.activeJobs()
			d.expire(active)
			d.watchLeases(active, now)
			d.judgeAll(active)
			d.dispatch(active, time.Since(began) > d.cfg.LeaseTTL)
		}
		select {
		case <-changed:
			// Several changes at once are one.
			select {
			case <-time.After(dispatchPause):
			case <-d.ctx.Done():
			}
		case <-d.workers.wake:
		case <-tick.C:
		case <-d.ctx.Done():
			return
		}
		if d.ctx.Err() != nil {
			return
		}
	}
}

// dispatchPause is the least time between two looks at all active jobs.
const dispatchPause = 10 * time.Millisecond

// expire ends the jobs whose deadline has passed.
func (d *leader) expire(active []*stored) {
	now := time.Now()
	for _, r := range active {
		if r.Deadline == nil || r.Deadline.After(now) {
			continue
		}
		reason := Reason{Code: CodeDeadline, What: "the job was not finished by " + r.Deadline.Format(time.RFC3339)}
		_, err := d.change(d.ctx, r.ID, func(r *stored, now time.Time) error {
			if r.Deadline == nil || r.Deadline.After(now) || r.Status.Final() {
				return errSame
			}
			return r.ended(actExpire, reason, now)
		})
		d.note("expire", r.ID, err)
	}
}

// note logs what the leader could not do. It will try again.
func (d *leader) note(what, job string, err error) {
	if err != nil && d.ctx.Err() == nil {
		d.log.Warn("not done", "what", what, "job", job, "error", err)
	}
}

// watchLeases takes the jobs back whose workers are silent, and tells workers
// whose leases have ended otherwise. now is when the leader last made sure that it
// could hear workers.
func (d *leader) watchLeases(active []*stored, now time.Time) {
	running := map[uint64]*stored{}
	for _, r := range active {
		if r.Status == Running {
			running[r.current().Token] = r
		}
	}
	silence := "was not heard of for " + d.cfg.LeaseTTL.String()
	var silent []*stored
	begun := map[uint64]bool{}
	tell := map[string]bool{}
	d.mu.Lock()
	for token, w := range d.leases {
		switch r := running[token]; {
		case r == nil:
			tell[w.worker] = true
			delete(d.leases, token)
		case now.Sub(w.heard) > d.cfg.LeaseTTL:
			silent = append(silent, r)
			begun[token] = w.begun
		}
	}
	var orphans []*stored
	for token, r := range running {
		if d.embedded != nil && r.Inside != "" && r.Inside != d.id {
			orphans = append(orphans, r) // this process's predecessor has ended, and its worker with it
		} else if d.leases[token] == nil {
			// From before this server led.
			d.leases[token] = &watched{worker: r.current().Worker, heard: now, begun: true}
		}
	}
	d.mu.Unlock()
	for worker := range tell {
		_ = d.nc.Publish(d.names.control(worker), nil)
	}
	for _, r := range silent {
		d.takeBack(r, begun[r.current().Token], silence)
	}
	for _, r := range orphans {
		d.takeBack(r, true, "ended with the server that it was a part of")
	}
}

// excuse gives all leases their full time again: this process could not hear
// anybody, because it was stopped or not connected.
func (d *leader) excuse() {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	for _, w := range d.leases {
		w.heard = now
	}
}

// takeBack ends the lease of a worker that is gone.
func (d *leader) takeBack(r *stored, begun bool, why string) {
	a := *r.current()
	reason := Reason{
		Code: CodeWorkerLost, What: "the worker " + a.Worker + " " + why,
		Hint: "its machine may be down, or its process was killed",
	}
	_, err := d.change(d.ctx, r.ID, func(r *stored, now time.Time) error {
		if r.holds(a.Token) != nil {
			return errSame
		}
		d.counters.lost.Add(1)
		if !begun {
			return r.returned(a.Token, returnBackoff, now)
		}
		return r.failed(a.Token, reason, true, AttemptStats{}, &d.cfg, now)
	})
	d.note("take back", r.ID, err)
}

// dispatch hands out jobs. Once workers have had the time to report, those that
// are too large for all are refused.
func (d *leader) dispatch(active []*stored, settled bool) {
	now := time.Now().UTC()
	if settled {
		d.refuse(active)
	}
	workers := d.workers.alive(d.cfg.LeaseTTL)
	if len(workers) == 0 {
		return
	}
	free := rooms(workers, active)
	if !anyFree(free) {
		return // as long as all are busy, the order doesn't matter
	}
	for _, p := range schedule(active, free, &d.cfg, now) {
		if err := d.assign(p); err != nil {
			d.note("assign", p.job.ID, err)
			return
		}
	}
}

// refuse fails the queued jobs whose plan no worker can hold.
func (d *leader) refuse(active []*stored) {
	for _, r := range active {
		if r.Status != Queued || r.Plan == nil {
			continue
		}
		most, known := d.workers.largest(r.Task.Backend)
		if !known || r.Plan.PeakBytes <= most {
			continue
		}
		_, err := d.change(d.ctx, r.ID, func(r *stored, now time.Time) error {
			if r.Status != Queued || r.Plan == nil {
				return errSame
			}
			return r.ended(actRefuse, reasonOf(tooLarge(r.Plan, most)), now)
		})
		d.note("refuse", r.ID, err)
	}
}

// assign gives a job to a worker: first in the record, then through the queue. If
// this process dies in between, the lease runs out without having begun.
func (d *leader) assign(p placement) error {
	r, err := d.change(d.ctx, p.job.ID, func(r *stored, now time.Time) error {
		if r.Status != Queued || r.Revision != p.job.Revision {
			return errSame
		}
		return r.assign(p.worker, p.inside, p.bytes, now)
	})
	if err != nil || r.Status != Running || r.current().Worker != p.worker || r.Revision == p.job.Revision {
		return err
	}
	ref := leaseRef{r.ID, r.current().Token}
	d.heard(ref, p.worker, false)
	data, err := json.Marshal(assignment{ref, p.bytes})
	if err != nil {
		return err
	}
	ctx, done, err := d.store.begin(d.ctx)
	if err != nil {
		return err
	}
	defer done()
	_, err = d.js.Publish(ctx, d.names.assign(p.worker), data, jetstream.WithMsgID(r.ID+"."+strconv.FormatUint(ref.Token, 10)))
	return d.store.writeFault(err)
}
