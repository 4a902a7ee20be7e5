package api_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"quarry/api"
	"quarry/prover/lineup"
)

// listen opens a stream of events and sends its lines.
func (f *fixture) listen(path string, headers ...string) (lines <-chan string, header http.Header, stop func()) {
	f.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url+path, nil)
	if err != nil {
		f.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+f.key)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		f.Fatal(err)
	}
	out := make(chan string, 100)
	go func() {
		defer close(out)
		defer a.Body.Close()
		for s := bufio.NewScanner(a.Body); s.Scan(); {
			out <- s.Text()
		}
	}()
	f.Cleanup(cancel)
	return out, a.Header, cancel
}

// await reads lines until one contains text.
func (f *fixture) await(lines <-chan string, text string) string {
	f.Helper()
	var seen []string
	timeout := time.After(10 * time.Second)
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				f.Fatalf("the stream ended before %q: %q", text, seen)
			}
			if seen = append(seen, line); strings.Contains(line, text) {
				return line
			}
		case <-timeout:
			f.Fatalf("no %q in %q", text, seen)
		}
	}
}

func TestEvents(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Limits.Heartbeat = 20 * time.Millisecond })
	job := f.submit(nil)
	path := "/v1/proofs/" + job.ID + "/events"
	lines, header, _ := f.listen(path)
	if header.Get("Content-Type") != "text/event-stream" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", header)
	}
	f.await(lines, "retry: 2000")
	f.await(lines, "id: 1")
	f.await(lines, "event: status")
	f.await(lines, `"status":"queued"`)
	f.await(lines, ": still here")
	f.lineup.Change(job.ID, func(j *lineup.Job) { j.Status = lineup.Running })
	f.await(lines, `"status":"running"`)
	f.lineup.Progress(job.ID, lineup.Progress{Stage: "FRI", Fraction: 0.5, SecondsLeft: 3})
	f.await(lines, "event: progress")
	if line := f.await(lines, "data: "); !strings.Contains(line, `"stage":"FRI","fraction":0.5,"seconds_left":3`) {
		t.Error(line)
	}
	f.lineup.Succeed(job.ID, []byte("p"), []byte("r"))
	f.await(lines, "id: 4")
	f.await(lines, `"status":"succeeded"`)
	for range lines { // ends
	}

	// The stream goes on where it broke off.
	for _, lines := range []<-chan string{first(f.listen(path, "Last-Event-ID", "2")), first(f.listen(path + "?after=2"))} {
		f.await(lines, "retry")
		if line := f.await(lines, "id: "); line != "id: 3" {
			t.Error(line)
		}
		f.await(lines, "id: 4")
	}
	if r := f.get(path, "Last-Event-ID", "4"); r.status != 204 {
		t.Errorf("all seen: %d %s", r.status, r.body)
	}
	f.wantProblem("no id", f.get(path, "Last-Event-ID", "four"), 422, api.CodeInvalid)
	f.wantProblem("large id", f.get(path, "Last-Event-ID", strings.Repeat("9", 20)), 422, api.CodeInvalid)
}

func first(lines <-chan string, _ http.Header, _ func()) <-chan string { return lines }

func TestStreamsAreBounded(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Limits.Streams, c.Limits.StreamsPerKey, c.Auth = 3, 2, &keys{} })
	f.key = "alice"
	job := f.submit(nil)
	path := "/v1/proofs/" + job.ID + "/events"
	_, _, stop := f.listen(path)
	f.listen(path)
	f.wantProblem("third of a key", f.get(path), 503, api.CodeBusy)
	f.key = "admin"
	f.listen(path)
	f.wantProblem("fourth", f.get(path), 503, api.CodeBusy)
	if s := as[api.Stats](f, f.get("/v1/stats")); s.Streams != 3 {
		t.Errorf("%d streams", s.Streams)
	}
	stop()
	for i := 0; as[api.Stats](f, f.get("/v1/stats")).Streams != 2; i++ {
		if i == 1000 {
			t.Fatal("the stream of a client that went away stays")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestDrainEndsStreams(t *testing.T) {
	f := start(t, nil)
	job := f.submit(nil)
	lines, _, _ := f.listen("/v1/proofs/" + job.ID + "/events")
	f.await(lines, "id: 1")
	f.server.Drain()
	f.await(lines, "retry: 5000")
	for range lines {
	}
}
