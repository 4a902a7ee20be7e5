package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"quarry/api/apitest"
	"quarry/prover/lineup"
)

// house is the line-up with workers in it, one of which seems to prove.
type house struct {
	*apitest.Lineup
	mu      sync.Mutex
	running []string
}

// Stats implements lineup.Service.
func (h *house) Stats(ctx context.Context) (lineup.Stats, error) {
	s, err := h.Lineup.Stats(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	s.Workers = []lineup.WorkerInfo{
		{Name: "box-1/cpu", Host: "box-1", Backends: []string{"avx2", "go"}, MemoryBytes: 24 * gib, Slots: 2, SeenAt: now, Running: h.running},
		{Name: "box-2/cpu", Host: "box-2", Backends: []string{"avx2", "go"}, MemoryBytes: 12 * gib, Slots: 1, SeenAt: now,
			Unhealthy: "the scratch disk is full"},
	}
	return s, err
}

func (h *house) run(ids ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.running = ids
}

// watchable is how many seconds a job takes.
const watchable = 12

// work makes jobs run, one after the other, slowly enough to be watched.
func (h *house) work(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		job := submit(h.Lineup, fmt.Sprintf("live_%d.json", n), 9)
		start := time.Now()
		h.Change(job.ID, func(j *lineup.Job) {
			j.Status, j.StartedAt = lineup.Running, &start
			j.Attempts = []lineup.Attempt{{Number: 1, Token: 1, Worker: "box-1/cpu", Backend: "avx2", StartedAt: start}}
		})
		h.run(job.ID)
		h.prove(ctx, job.ID)
		h.finish(job.ID, start)
		h.run()
	}
}

// prove goes through the stages, as long as the job runs.
func (h *house) prove(ctx context.Context, id string) {
	done := 0.
	for _, s := range outer {
		if job, err := h.Get(ctx, id); err != nil || job.Status != lineup.Running {
			return
		}
		h.Progress(id, lineup.Progress{Stage: s.name, Fraction: done, SecondsLeft: watchable * (1 - done), UpdatedAt: time.Now()})
		done += s.share
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(s.share * watchable * float64(time.Second))):
		}
	}
}

// finish ends a job, unless somebody has cancelled it.
func (h *house) finish(id string, start time.Time) {
	if job, err := h.Get(context.Background(), id); err != nil || job.Status != lineup.Running {
		return
	}
	proof, raw := proofOf(h.Lineup, id)
	now := time.Now()
	h.Change(id, func(j *lineup.Job) {
		j.Status, j.FinishedAt, j.Attempts[0].FinishedAt = lineup.Succeeded, &now, &now
		j.Attempts[0].Stages = stages(now.Sub(start).Seconds())
		j.Result = &lineup.Result{Proof: proof, Raw: raw, Verdict: verdict("recursive", 16, rand.New(rand.NewPCG(3, uint64(start.UnixNano()))))}
	})
}
