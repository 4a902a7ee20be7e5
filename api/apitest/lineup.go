// Package apitest holds a line-up in memory, for tests of what speaks to one:
// it keeps jobs and bytes and proves nothing. Tests move its jobs on themselves.
package apitest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// Lineup is a lineup.Service in memory.
type Lineup struct {
	mu      sync.Mutex
	jobs    map[string]*lineup.Job
	events  map[string][]lineup.Event
	blobs   map[string][]byte
	changed chan struct{}
	// NotReady, if set, is what Ready returns.
	NotReady error
	// Workers are those of Stats.
	Workers []lineup.WorkerInfo
}

var _ lineup.Service = (*Lineup)(nil)

// NewLineup makes an empty line-up.
func NewLineup() *Lineup {
	return &Lineup{jobs: map[string]*lineup.Job{}, events: map[string][]lineup.Event{}, blobs: map[string][]byte{}, changed: make(chan struct{})}
}

// Submit implements lineup.Service.
func (l *Lineup) Submit(_ context.Context, s lineup.Submission) (lineup.Job, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.IdempotencyKey != "" {
		for _, j := range l.jobs {
			if j.Owner == s.Owner && j.IdempotencyKey == s.IdempotencyKey {
				if !reflect.DeepEqual(j.Task, s.Task) {
					return lineup.Job{}, false, fault.New(lineup.CodeIdempotency, "the key was used for another task")
				}
				return *j, false, nil
			}
		}
	}
	j := &lineup.Job{
		ID: fmt.Sprintf("01JD%022d", len(l.jobs)+1), Owner: s.Owner, Task: s.Task, Priority: s.Priority, IdempotencyKey: s.IdempotencyKey,
		Labels: maps.Clone(s.Labels), Status: lineup.Queued, Plan: s.Plan, CreatedAt: time.Now().UTC(),
	}
	if !s.Deadline.IsZero() {
		j.Deadline = &s.Deadline
	}
	if s.Webhook != "" {
		j.Webhook = &lineup.Webhook{URL: s.Webhook}
	}
	l.jobs[j.ID] = j
	l.event(j, lineup.Event{Kind: lineup.EventStatus, Status: j.Status})
	return *j, true, nil
}

// event adds an event, under l.mu.
func (l *Lineup) event(j *lineup.Job, e lineup.Event) {
	j.Revision++
	e.Job, e.ID, e.Time = j.ID, uint64(len(l.events[j.ID])+1), time.Now().UTC()
	l.events[j.ID] = append(l.events[j.ID], e)
	close(l.changed)
	l.changed = make(chan struct{})
}

// Change changes a job and reports its status.
func (l *Lineup) Change(id string, change func(j *lineup.Job)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	j := l.jobs[id]
	change(j)
	l.event(j, lineup.Event{Kind: lineup.EventStatus, Status: j.Status, Reason: j.Reason})
}

// Progress reports how far a job is.
func (l *Lineup) Progress(id string, p lineup.Progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.jobs[id].Progress = &p
	l.event(l.jobs[id], lineup.Event{Kind: lineup.EventProgress, Progress: &p})
}

// Succeed ends a job with a proof.
func (l *Lineup) Succeed(id string, proof, raw []byte) {
	store := func(b []byte) task.Blob {
		blob, _ := l.PutBlob(context.Background(), "", bytes.NewReader(b), int64(len(b)))
		return blob
	}
	result := &lineup.Result{Proof: store(proof), Raw: store(raw), Verdict: task.Verdict{Layout: "small", NSteps: 1024}}
	now := time.Now().UTC()
	l.Change(id, func(j *lineup.Job) { j.Status, j.Result, j.FinishedAt = lineup.Succeeded, result, &now })
}

// Get implements lineup.Service.
func (l *Lineup) Get(_ context.Context, id string) (lineup.Job, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	j, ok := l.jobs[id]
	if !ok {
		return lineup.Job{}, lineup.UnknownJob(id)
	}
	return *j, nil
}

// List implements lineup.Service.
func (l *Lineup) List(_ context.Context, f lineup.Filter) (lineup.Page, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var page lineup.Page
	ids := slices.Sorted(maps.Keys(l.jobs))
	slices.Reverse(ids)
	for _, id := range ids {
		j := l.jobs[id]
		if !matches(j, &f) {
			continue
		}
		if len(page.Jobs) == f.Limit {
			page.Next = page.Jobs[len(page.Jobs)-1].ID
			break
		}
		page.Jobs = append(page.Jobs, *j)
	}
	return page, nil
}

func matches(j *lineup.Job, f *lineup.Filter) bool {
	for k, v := range f.Labels {
		if j.Labels[k] != v {
			return false
		}
	}
	return (f.Owner == "" || f.Owner == j.Owner) && (len(f.Statuses) == 0 || slices.Contains(f.Statuses, j.Status)) &&
		(f.Cursor == "" || j.ID < f.Cursor) && !j.CreatedAt.Before(f.Since) && (f.Until.IsZero() || j.CreatedAt.Before(f.Until))
}

// Cancel implements lineup.Service.
func (l *Lineup) Cancel(_ context.Context, id, by string) (lineup.Job, error) {
	return l.turn(id, func(j *lineup.Job) error {
		if j.Status.Final() {
			return fault.New(lineup.CodeFinal, "the job is %s", j.Status)
		}
		j.Status, j.Reason = lineup.Cancelled, &lineup.Reason{Code: "lineup/cancelled", What: "cancelled by " + by}
		return nil
	})
}

// Retry implements lineup.Service.
func (l *Lineup) Retry(_ context.Context, id string) (lineup.Job, error) {
	return l.turn(id, func(j *lineup.Job) error {
		if !j.Status.Final() || j.Status == lineup.Succeeded {
			return fault.New(lineup.CodeFinal, "the job is %s", j.Status)
		}
		j.Status = lineup.Queued
		return nil
	})
}

func (l *Lineup) turn(id string, how func(j *lineup.Job) error) (lineup.Job, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	j, ok := l.jobs[id]
	if !ok {
		return lineup.Job{}, lineup.UnknownJob(id)
	}
	if err := how(j); err != nil {
		return lineup.Job{}, err
	}
	l.event(j, lineup.Event{Kind: lineup.EventStatus, Status: j.Status, Reason: j.Reason})
	return *j, nil
}

// Events implements lineup.Service.
func (l *Lineup) Events(ctx context.Context, id string, after uint64) (<-chan lineup.Event, error) {
	if _, err := l.Get(ctx, id); err != nil {
		return nil, err
	}
	out := make(chan lineup.Event)
	go func() {
		defer close(out)
		for {
			l.mu.Lock()
			all, changed, status := l.events[id], l.changed, l.jobs[id].Status
			l.mu.Unlock()
			for _, e := range all {
				if e.ID <= after {
					continue
				}
				select {
				case out <- e:
					after = e.ID
				case <-ctx.Done():
					return
				}
			}
			if status.Final() {
				return
			}
			select {
			case <-changed:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

// PutBlob implements lineup.Service.
func (l *Lineup) PutBlob(_ context.Context, name string, r io.Reader, limit int64) (task.Blob, error) {
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return task.Blob{}, fault.Wrap(err, lineup.CodeUnavailable, "can't store")
	}
	if int64(len(raw)) > limit {
		return task.Blob{}, fault.New(lineup.CodeBlobTooLarge, "more than %d bytes", limit)
	}
	sum := sha256.Sum256(raw)
	hash := hex.EncodeToString(sum[:])
	l.mu.Lock()
	defer l.mu.Unlock()
	l.blobs[hash] = raw
	return task.Blob{SHA256: hash, Bytes: int64(len(raw)), Name: name}, nil
}

type blob struct{ *bytes.Reader }

func (blob) Close() error { return nil }

// OpenBlob implements lineup.Service.
func (l *Lineup) OpenBlob(_ context.Context, hash string) (io.ReadSeekCloser, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	raw, ok := l.blobs[hash]
	if !ok {
		return nil, fault.New(lineup.CodeUnknownBlob, "no bytes of the hash %.64q are stored", hash)
	}
	return blob{bytes.NewReader(raw)}, nil
}

// Blobs is how many blobs are stored.
func (l *Lineup) Blobs() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.blobs)
}

// Stats implements lineup.Service.
func (l *Lineup) Stats(context.Context) (lineup.Stats, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := lineup.Stats{Jobs: map[lineup.Status]int{}, Workers: l.Workers}
	for _, j := range l.jobs {
		s.Jobs[j.Status]++
		if j.Status == lineup.Queued && (s.OldestQueued == nil || j.CreatedAt.Before(*s.OldestQueued)) {
			s.OldestQueued = &j.CreatedAt
		}
	}
	return s, nil
}

// Ready implements lineup.Service.
func (l *Lineup) Ready(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.NotReady
}
