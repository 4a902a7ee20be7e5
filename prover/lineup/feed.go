package lineup

import (
	"context"
	"encoding/json"
	"time"

	"github.com/nats-io/nats.go"
)

// feed is the events of one job that this process knows: changes of status are
// in the record, the rest comes from the worker and is kept here only, as long
// as the attempt lasts.
type feed struct {
	// recent are the last progress events and notes of the current attempt, in order.
	recent []Event
	// readers is how many streams there are.
	readers int
	// changed is closed and replaced whenever there is something new.
	changed chan struct{}
}

// keptEvents is how many events of a running attempt are kept for those who come late.
const keptEvents = 256

// feedLocked finds or makes a job's feed.
func (x *index) feedLocked(id string) *feed {
	f := x.feeds[id]
	if f == nil {
		f = &feed{changed: make(chan struct{})}
		x.feeds[id] = f
	}
	return f
}

// tell wakes the streams.
func (f *feed) tell() {
	close(f.changed)
	f.changed = make(chan struct{})
}

// progress is the last progress of a record's running attempt.
func (f *feed) progress(r *stored) *Progress {
	for i := len(f.recent) - 1; i >= 0; i-- {
		if e := &f.recent[i]; e.ID>>eventBits != r.Changes {
			return nil
		} else if e.Progress != nil {
			return e.Progress
		}
	}
	return nil
}

// feedChangedLocked tells a job's streams that its record has changed, and
// forgets what nobody needs any more.
func (x *index) feedChangedLocked(id string, r *stored) {
	f := x.feeds[id]
	if f == nil {
		return
	}
	f.tell()
	if (r == nil || r.Status != Running) && f.readers == 0 {
		delete(x.feeds, id)
	}
}

// hear takes in an event of a running attempt.
func (x *index) hear(msg *nats.Msg) {
	var m progressMessage
	if err := json.Unmarshal(msg.Data, &m); err != nil || m.N == 0 || m.N > maxEvents {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	r := x.jobs[m.Job]
	if r == nil || r.Status != Running || r.current().Token != m.Token || r.Changes != m.Changes {
		return
	}
	e := Event{ID: eventID(m.Changes, m.N), Job: m.Job, Time: m.Time, Attempt: m.Attempt}
	switch {
	case m.Progress != nil:
		e.Kind, e.Progress = EventProgress, m.Progress
		m.Progress.Stage = clip(m.Progress.Stage, maxStage)
	case m.Note != "":
		e.Kind, e.Note = EventNote, clip(m.Note, maxText)
	default:
		return
	}
	f := x.feedLocked(m.Job)
	if n := len(f.recent); n > 0 && f.recent[n-1].ID >= e.ID {
		return
	} else if n == keptEvents {
		f.recent = append(f.recent[:0:0], f.recent[n/2:]...)
	}
	f.recent = append(f.recent, e)
	f.tell()
}

// since returns the events after an ID, whether the last of a final job is among
// them or before, and what is closed when there are more.
func (x *index) since(id string, after uint64) (events []Event, over bool, changed <-chan struct{}) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	r, f := x.jobs[id], x.feeds[id]
	if r == nil {
		return nil, true, nil
	}
	for i := range r.History {
		c := &r.History[i]
		if e := eventID(c.N, 0); e > after {
			events = append(events, Event{ID: e, Job: id, Kind: EventStatus, Time: c.Time,
				Status: c.Status, Reason: c.Reason, Attempt: c.Attempt})
		}
	}
	// The kept events are of the last attempt; they come before a change that
	// is later than them.
	var merged []Event
	rest := f.recent
	for _, e := range events {
		for len(rest) > 0 && rest[0].ID < e.ID {
			if rest[0].ID > after {
				merged = append(merged, rest[0])
			}
			rest = rest[1:]
		}
		merged = append(merged, e)
	}
	for _, e := range rest {
		if e.ID > after {
			merged = append(merged, e)
		}
	}
	return merged, r.Status.Final(), f.changed
}

// stream sends events until the job is final or ctx is done. A reader that is
// slow misses nothing that is still kept.
func (x *index) stream(ctx context.Context, id string, after uint64, out chan<- Event) {
	defer close(out)
	defer x.leave(id)
	for {
		events, over, changed := x.since(id, after)
		for _, e := range events {
			select {
			case out <- e:
				after = e.ID
			case <-ctx.Done():
				return
			}
		}
		if over {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// join counts a stream of a job's events; it fails if there is no such job.
func (x *index) join(id string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.jobs[id] == nil {
		return false
	}
	x.feedLocked(id).readers++
	return true
}

// leave ends what join began.
func (x *index) leave(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	f := x.feeds[id]
	if f.readers--; f.readers > 0 {
		return
	}
	if r := x.jobs[id]; r == nil || r.Status != Running {
		delete(x.feeds, id)
	}
}

// oldestQueued is since when the oldest queued job waits.
func (x *index) oldestQueued() *time.Time {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var oldest *time.Time
	for _, r := range x.active {
		if r.Status == Queued && (oldest == nil || r.CreatedAt.Before(*oldest)) {
			t := r.CreatedAt
			oldest = &t
		}
	}
	return oldest
}
