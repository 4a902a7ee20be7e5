package lineup

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"quarry/prover/task"
)

// full makes an index with n jobs, nine in ten of them final.
func full(n int) *index {
	x := newIndex()
	for i := range n {
		r := begun(Job{ID: ulid.Make().String(), Owner: fmt.Sprint(i % 7), Labels: map[string]string{"n": fmt.Sprint(i)}}, time.Now())
		r.Revision = uint64(i + 1)
		if i%10 != 0 {
			_ = r.ended(actCancel, Reason{}, time.Now())
		}
		x.put(r)
	}
	return x
}

func BenchmarkList(b *testing.B) {
	x := full(50000)
	for name, f := range map[string]Filter{
		"first page": {},
		"rare label": {Labels: map[string]string{"n": "17"}},
		"one owner":  {Owner: "3", Statuses: []Status{Queued}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				x.list(&f, MaxPage)
			}
		})
	}
}

func BenchmarkSchedule(b *testing.B) {
	active := full(50000).activeJobs()
	cfg := &Config{Ageing: time.Minute, Patience: time.Minute, UnplannedBytes: 1}
	b.ReportMetric(float64(len(active)), "jobs")
	for b.Loop() {
		schedule(active, roomsOf(2, 10, 10), cfg, time.Now())
	}
}

func benchmarked(b *testing.B, workers int) *LineUp {
	cfg := quick(b.TempDir())
	cfg.MaxJobs, cfg.MaxJobsPerOwner = 1<<30, 1<<30
	l, err := Open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { closeNow(l) })
	for range workers {
		w, err := l.NewWorker(WorkerInfo{MemoryBytes: 8 << 20, Slots: 4})
		if err != nil {
			b.Fatal(err)
		}
		go fakeWork(w.ctx, w)
	}
	return l
}

// BenchmarkSubmit is durable submissions, of clients beside each other.
func BenchmarkSubmit(b *testing.B) {
	l := benchmarked(b, 0)
	blob, _, err := trySubmit(b.Context(), l, "a")
	if err != nil {
		b.Fatal(err)
	}
	b.SetParallelism(8)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			s := Submission{Task: task.Task{Inputs: blob.Task.Inputs}}
			if _, _, err := l.Submit(b.Context(), s); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkJob is a job's whole way, without its work.
func BenchmarkJob(b *testing.B) {
	l := benchmarked(b, 2)
	var done atomic.Int64
	go func() {
		for l.ctx.Err() == nil {
			s, _ := l.Stats(b.Context())
			done.Store(int64(s.Jobs[Succeeded]))
			time.Sleep(time.Millisecond)
		}
	}()
	b.ResetTimer()
	for i := range b.N {
		if _, _, err := trySubmit(b.Context(), l, fmt.Sprintf("a %d", i)); err != nil {
			b.Fatal(err)
		}
	}
	for done.Load() < int64(b.N) {
		time.Sleep(time.Millisecond)
	}
}

// BenchmarkGet is looking at a job beside others that are handed in.
func BenchmarkGet(b *testing.B) {
	l := benchmarked(b, 0)
	j, _, err := trySubmit(b.Context(), l, "a")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := l.Get(b.Context(), j.ID); err != nil {
			b.Fatal(err)
		}
	}
}
