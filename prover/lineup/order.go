package lineup

import (
	"sort"
	"time"
)

// The order in which jobs are handed out. Priorities come first, and every
// Ageing of waiting counts as much as one step of priority, so that nobody waits
// for ever. Among equals the owner goes first who has the fewest jobs running, so
// that one who hands in a thousand doesn't keep the others waiting; then who
// waits longest. A job that has no room now may be overtaken by smaller ones for a
// while (Patience); then the worker that is nearest to having room takes no other.

// room is what a worker has free for the scheduler.
type room struct {
	worker   *WorkerInfo
	inside   string
	slots    int
	bytes    int64
	running  int
	reserved bool
}

// placement is a job for a worker.
type placement struct {
	job    *stored
	worker string
	// inside is the server process that the worker is a part of.
	inside string
	bytes  int64
}

// rooms are the workers that take jobs, with what they have free: the union of
// what the records say that they hold and of what they say themselves, since
// either may be ahead of the other.
func rooms(workers []*workerState, active []*stored) []*room {
	type hold struct {
		worker string
		token  uint64
	}
	held := map[hold]int64{}
	for _, w := range workers {
		for _, l := range w.held {
			held[hold{w.info.Name, l.Token}] = l.Bytes
		}
	}
	for _, r := range active {
		if r.Status == Running {
			a := r.current()
			held[hold{a.Worker, a.Token}] = max(held[hold{a.Worker, a.Token}], r.Bytes)
		}
	}
	var all []*room
	byName := map[string]*room{}
	for _, w := range workers {
		if w.leaving || w.info.Unhealthy != "" {
			continue
		}
		m := &room{worker: &w.info, inside: w.inside, slots: w.info.Slots, bytes: w.info.MemoryBytes}
		byName[w.info.Name] = m
		all = append(all, m)
	}
	for h, bytes := range held {
		if m := byName[h.worker]; m != nil {
			m.slots--
			m.running++
			m.bytes -= bytes
		}
	}
	return all
}

// takes reports whether the job fits into the worker when it is empty, and need
// is what it would take there.
func (m *room) takes(r *stored, cfg *Config) (need int64, ok bool) {
	if !m.worker.offers(r.Task.Backend) {
		return 0, false
	}
	if r.Plan == nil {
		return min(cfg.UnplannedBytes, m.worker.MemoryBytes), true
	}
	return r.Plan.PeakBytes, r.Plan.PeakBytes <= m.worker.MemoryBytes
}

// level is a job's priority with its age.
func level(r *stored, cfg *Config, now time.Time) int {
	return r.Priority + int(max(now.Sub(r.Enqueued), 0)/cfg.Ageing)
}

// line is the queue of one owner, in order.
type line struct {
	owner   string
	running int
	jobs    []*stored
	levels  []int
}

// lines are the jobs that may begin now, by owner.
func lines(active []*stored, cfg *Config, now time.Time) []*line {
	byOwner := map[string]*line{}
	var all []*line
	of := func(owner string) *line {
		q := byOwner[owner]
		if q == nil {
			q = &line{owner: owner}
			byOwner[owner] = q
			all = append(all, q)
		}
		return q
	}
	for _, r := range active {
		switch {
		case r.Status == Running:
			of(r.Owner).running++
		case r.Status == Queued && (r.NotBefore == nil || !r.NotBefore.After(now)):
			q := of(r.Owner)
			q.jobs = append(q.jobs, r)
		}
	}
	for _, q := range all {
		sort.Slice(q.jobs, func(i, j int) bool {
			a, b := q.jobs[i], q.jobs[j]
			if la, lb := level(a, cfg, now), level(b, cfg, now); la != lb {
				return la > lb
			}
			return a.ID < b.ID
		})
		for _, r := range q.jobs {
			q.levels = append(q.levels, level(r, cfg, now))
		}
	}
	return all
}

// next is the line whose first job is the next in order; nil if all are empty.
func next(all []*line) *line {
	var best *line
	for _, q := range all {
		switch {
		case len(q.jobs) == 0:
		case best == nil, q.levels[0] > best.levels[0]:
			best = q
		case q.levels[0] < best.levels[0]:
		case q.running != best.running:
			if q.running < best.running {
				best = q
			}
		case q.jobs[0].ID < best.jobs[0].ID:
			best = q
		}
	}
	return best
}

// schedule decides which jobs begin now, and where.
func schedule(active []*stored, free []*room, cfg *Config, now time.Time) []placement {
	var placed []placement
	all := lines(active, cfg, now)
	for anyFree(free) {
		q := next(all)
		if q == nil {
			break
		}
		r := q.jobs[0]
		q.jobs, q.levels = q.jobs[1:], q.levels[1:]
		m, need := choose(r, free, cfg)
		if m == nil {
			if now.Sub(waitingSince(r)) > cfg.Patience {
				holdBack(r, free, cfg)
			}
			continue
		}
		m.slots--
		m.running++
		m.bytes -= need
		q.running++
		placed = append(placed, placement{r, m.worker.Name, m.inside, need})
	}
	return placed
}

// anyFree reports whether any worker may take another job.
func anyFree(free []*room) bool {
	for _, m := range free {
		if m.slots > 0 && m.bytes > 0 && !m.reserved {
			return true
		}
	}
	return false
}

// choose finds the worker for a job: the one with the fewest running, and of
// those the one that it fits most tightly.
func choose(r *stored, free []*room, cfg *Config) (best *room, need int64) {
	for _, m := range free {
		n, ok := m.takes(r, cfg)
		if !ok || m.reserved || m.slots < 1 || m.bytes < n {
			continue
		}
		if best == nil || m.running < best.running || m.running == best.running && m.bytes < best.bytes {
			best, need = m, n
		}
	}
	return best, need
}

// holdBack keeps a worker free for a job that has been overtaken long enough:
// the one that has to free the least.
func holdBack(r *stored, free []*room, cfg *Config) {
	var best *room
	var least int64
	for _, m := range free {
		n, ok := m.takes(r, cfg)
		if ok && !m.reserved && (best == nil || n-m.bytes < least) {
			best, least = m, n-m.bytes
		}
	}
	if best != nil {
		best.reserved = true
	}
}

// waitingSince is since when the job could have begun.
func waitingSince(r *stored) time.Time {
	t := r.Enqueued
	if n := len(r.History); n > 0 {
		t = r.History[n-1].Time
	}
	if r.NotBefore != nil && r.NotBefore.After(t) {
		t = *r.NotBefore
	}
	return t
}
