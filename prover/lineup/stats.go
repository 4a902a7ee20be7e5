package lineup

import (
	"context"
	"maps"
	"sync/atomic"

	"quarry/fault"
)

// counters are the numbers of Counts.
type counters struct {
	submitted, accepted, rejected, failures, lost atomic.Uint64
}

// Stats implements Service.
func (l *LineUp) Stats(context.Context) (Stats, error) {
	s := Stats{Jobs: map[Status]int{}, Leading: l.leading.Load(), OldestQueued: l.index.oldestQueued()}
	for _, w := range l.workers.alive(l.cfg.LeaseTTL) {
		s.Workers = append(s.Workers, w.info)
	}
	x := l.index
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, status := range Statuses() {
		s.Jobs[status] = x.counts[status]
	}
	s.Artifacts, s.ArtifactBytes = len(x.blobs), x.bytes
	s.Counts = Counts{
		Submitted: l.counters.submitted.Load(), Ended: maps.Clone(x.finished),
		Accepted: l.counters.accepted.Load(), Rejected: l.counters.rejected.Load(),
		FailedAttempts: l.counters.failures.Load(), LostLeases: l.counters.lost.Load(),
		FailedWrites: l.store.failed.Load(), Tally: x.tally.clone(),
	}
	return s, nil
}

// Ready implements Service.
func (l *LineUp) Ready(ctx context.Context) error {
	if err := l.room(); err != nil {
		return err
	}
	if !l.nc.IsConnected() {
		return fault.New(CodeUnavailable, "the line-up's store is not connected")
	}
	if l.embedded != nil && !l.leading.Load() {
		return fault.New(CodeUnavailable, "the server does not lead yet")
	}
	return nil
}
