package lineup

import (
	"context"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

// leaderEntry is the mandate to lead, in the store.
type leaderEntry struct {
	// Holder is the server that leads; empty if the last has stepped down.
	Holder string    `json:"holder"`
	Host   string    `json:"host,omitempty"`
	Since  time.Time `json:"since"`
}

// leader is what a server does while it leads: it answers workers, hands out
// jobs, watches over leases, has finished proofs judged, and clears up. Whatever
// it decides counts only when the job's record was still the one that it knew: so
// two leaders, while one does not know yet that it is none, do no harm.
type leader struct {
	*LineUp
	ctx context.Context

	mu sync.Mutex
	// leases are when the running attempts were last heard of.
	leases map[uint64]*watched
	// judging are the jobs whose proofs are being judged, with the judges' ends.
	judging map[string]context.CancelFunc
	// postponed is when a proof may be judged again after the judge could not.
	postponed map[string]time.Time
	// consumers are the workers whose queue exists.
	consumers map[string]bool
	jobs      sync.WaitGroup
}

// watched is a lease as its leader sees it.
type watched struct {
	worker string
	heard  time.Time
	// begun: the worker has taken it up, as far as is known.
	begun bool
}

// campaign tries to lead as long as the line-up is open.
func (l *LineUp) campaign() {
	var seen uint64
	var since time.Time
	for l.ctx.Err() == nil {
		var entry leaderEntry
		revision, err := l.store.read(l.ctx, leaderKey, &entry)
		if err == nil {
			if revision != seen {
				seen, since = revision, time.Now()
			}
			// With a server of its own, whoever led before is gone. Elsewhere its
			// mandate must be unrenewed for a while, by this machine's clock.
			free := revision == 0 || entry.Holder == "" || l.embedded != nil || time.Since(since) > l.cfg.LeaderTTL
			if free {
				mandate := leaderEntry{Holder: l.id, Since: time.Now().UTC()}
				if revision, err = l.store.write(l.ctx, leaderKey, mandate, revision); err == nil {
					l.lead(mandate, revision)
					continue
				}
			}
		}
		l.pause(l.cfg.LeaderTTL / 5)
	}
}

// lead leads until the mandate is lost or the line-up is closed.
func (l *LineUp) lead(mandate leaderEntry, revision uint64) {
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	if !l.catchUp(ctx, revision) {
		return
	}
	d := &leader{LineUp: l, ctx: ctx, leases: map[uint64]*watched{}, judging: map[string]context.CancelFunc{},
		postponed: map[string]time.Time{}, consumers: map[string]bool{}}
	incoming := make(chan *nats.Msg, 4096)
	calls, err := l.nc.ChanSubscribe(l.names.calls(), incoming)
	if err != nil {
		l.log.Error("the leader can't listen to workers", "error", err)
		l.pause(l.cfg.LeaderTTL / 5)
		return
	}
	l.log.Info("leading")
	l.leading.Store(true)
	_ = l.nc.Publish(l.names.leading(), nil)
	for range callers {
		d.jobs.Go(func() { d.answers(incoming) })
	}
	d.jobs.Go(d.dispatchLoop)
	d.jobs.Go(d.retention)
	l.keepMandate(ctx, mandate, revision)
	l.leading.Store(false)
	cancel()
	_ = calls.Unsubscribe()
	d.jobs.Wait()
	l.log.Info("leading no more")
}

// keepMandate renews the mandate until it is lost, and gives it back at the end.
func (l *LineUp) keepMandate(ctx context.Context, mandate leaderEntry, revision uint64) {
	if l.embedded != nil {
		<-ctx.Done() // there is no other server
		return
	}
	renewed := time.Now()
	tick := time.NewTicker(l.cfg.LeaderTTL / 4)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.Background(), time.Second)
			_, _ = l.store.write(last, leaderKey, leaderEntry{Since: time.Now().UTC()}, revision)
			cancel()
			return
		}
		once, cancel := context.WithTimeout(ctx, l.cfg.LeaderTTL/4)
		next, err := l.store.write(once, leaderKey, mandate, revision)
		cancel()
		switch {
		case err == nil:
			revision, renewed = next, time.Now()
		case err == errStale || time.Since(renewed) > l.cfg.LeaderTTL*3/4:
			l.log.Warn("the lead is lost", "error", err)
			return
		}
	}
}
