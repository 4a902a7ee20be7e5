package lineup

import (
	"encoding/json"
	"time"
)

// progressEvery is the least time between two progress events of a lease: lists
// and streams for people need no more.
const progressEvery = 250 * time.Millisecond

// maxEvents is how many events fit between two changes of status.
const maxEvents = 1<<eventBits - 1

// Progress tells how far the attempt is. It may be called often: at most a few
// a second are passed on, the last one always. It never blocks.
func (l *Lease) Progress(p Progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.released {
		return
	}
	if p.UpdatedAt.IsZero() {
		p.UpdatedAt = time.Now()
	}
	if l.waiting != nil {
		l.waiting = &p
		return
	}
	wait := progressEvery - time.Since(l.last)
	if wait <= 0 {
		l.send(progressMessage{Progress: &p})
		return
	}
	l.waiting = &p
	time.AfterFunc(wait, l.flush)
}

// flush passes on the progress that waits.
func (l *Lease) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.waiting; p != nil && !l.released {
		l.waiting = nil
		l.send(progressMessage{Progress: p})
	}
}

// Note tells people something about the attempt. Notes are not kept for long.
func (l *Lease) Note(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.released && text != "" {
		l.send(progressMessage{Note: text})
	}
}

// send publishes an event of this lease, under l.mu.
func (l *Lease) send(m progressMessage) {
	if l.events >= maxEvents {
		return
	}
	l.events++
	l.last = time.Now()
	m.leaseRef, m.Changes, m.N, m.Attempt, m.Time = l.lease, l.changes, l.events, l.Attempt(), l.last
	data, err := json.Marshal(m)
	if err != nil {
		return
	}
	// Losing one is harmless, so nobody waits for it.
	_ = l.w.nc.Publish(l.w.names.progress(l.lease.Job), data)
}
