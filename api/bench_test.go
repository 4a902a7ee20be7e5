package api_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"quarry/api"
	"quarry/api/apitest"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// discard is a ResponseWriter that keeps nothing.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

// benchServer is a server with one running job as real ones are.
func benchServer(b *testing.B) (s *api.Server, l *apitest.Lineup, id string) {
	l = apitest.NewLineup()
	s, err := api.New(api.Config{Lineup: l, Spool: b.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		b.Fatal(err)
	}
	inputs := map[task.Part]task.Blob{}
	for _, p := range task.Parts()[4:] {
		inputs[p] = task.Blob{SHA256: strings.Repeat("0", 64), Bytes: 1 << 20, Name: string(p) + ".json"}
	}
	job, _, err := l.Submit(context.Background(), lineup.Submission{Task: task.Task{Inputs: inputs, Layout: "auto"}, Labels: map[string]string{"a": "b"}})
	if err != nil {
		b.Fatal(err)
	}
	l.Change(job.ID, func(j *lineup.Job) {
		j.Status, j.Plan = lineup.Running, &lineup.Plan{Layout: "starknet", NSteps: 1 << 20, PeakBytes: 1 << 30}
		j.Attempts = []lineup.Attempt{{Number: 1, Token: 8, Worker: "box", Backend: "avx2", StartedAt: time.Now()}}
		j.Progress = &lineup.Progress{Stage: "Commit on trace", Fraction: 0.25, SecondsLeft: 100, UpdatedAt: time.Now()}
	})
	return s, l, job.ID
}

func BenchmarkStatus(b *testing.B) {
	s, _, id := benchServer(b)
	r := httptest.NewRequest(http.MethodGet, "/v1/proofs/"+id, nil)
	r.Host = "localhost"
	b.ReportAllocs()
	for b.Loop() {
		s.ServeHTTP(discard{http.Header{}}, r)
	}
}

// BenchmarkEvent is one event sent to 200 streams.
func BenchmarkEvent(b *testing.B) {
	const streams = 200
	s, l, id := benchServer(b)
	ctx, cancel := context.WithCancel(context.Background())
	seen := make(chan struct{}, streams)
	for range streams {
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/v1/proofs/"+id+"/events?after=2", nil)
		r.Host = "localhost"
		go s.ServeHTTP(&telling{discard{http.Header{}}, seen}, r)
	}
	for range streams {
		<-seen // the beginning of the stream
	}
	b.ReportAllocs()
	for b.Loop() {
		l.Progress(id, lineup.Progress{Stage: "Commit on trace", Fraction: 0.5, SecondsLeft: 10, UpdatedAt: time.Now()})
		for range streams {
			<-seen
		}
	}
	cancel()
}

// telling tells of every write.
type telling struct {
	discard
	seen chan struct{}
}

func (t *telling) Write(p []byte) (int, error) {
	t.seen <- struct{}{}
	return len(p), nil
}

func (t *telling) Flush() {}
