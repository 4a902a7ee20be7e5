package client_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quarry/api"
	"quarry/api/apitest"
	"quarry/api/client"
	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover/lineup"
	"quarry/prover/stone"
	"quarry/prover/task"
)

var ctx = context.Background()

// start starts a service with a line-up in memory; through stands between it and
// the client.
func start(t *testing.T, through func(next http.Handler) http.Handler) (*apitest.Lineup, *client.Client) {
	t.Helper()
	l := apitest.NewLineup()
	s, err := api.New(api.Config{Lineup: l, Policy: task.Policy{Floor: stone.Floor{Regime: stone.Johnson}}, Spool: t.TempDir(),
		Log: slog.New(slog.DiscardHandler), Limits: api.Limits{Retry: 10 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	var h http.Handler = s
	if through != nil {
		h = through(s)
	}
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	c, err := client.New(client.Options{Server: web.URL})
	if err != nil {
		t.Fatal(err)
	}
	return l, c
}

// submission is a reference case.
func submission(t *testing.T) client.Submission {
	dir := reference.Get(t, "s03").Unpack(t)
	priority := 8
	return client.Submission{
		Files: map[task.Part]string{
			task.PublicInput: filepath.Join(dir, reference.PublicInput), task.PrivateInput: filepath.Join(dir, reference.PrivateInput),
			task.Trace: filepath.Join(dir, reference.Trace), task.Memory: filepath.Join(dir, reference.Memory),
			task.Parameters: filepath.Join(dir, reference.Parameters), task.ProverConfig: filepath.Join(dir, reference.ProverConfig),
		},
		Options: api.ProofOptions{Priority: &priority, Labels: map[string]string{"a": "b"}},
	}
}

func submit(t *testing.T, c *client.Client) lineup.Job {
	t.Helper()
	job, _, err := c.Submit(ctx, submission(t))
	if err != nil {
		t.Fatal(err)
	}
	return job
}

func TestSubmitListCancelRetry(t *testing.T) {
	_, c := start(t, nil)
	s := submission(t)
	s.IdempotencyKey = "mine"
	job, created, err := c.Submit(ctx, s)
	if err != nil || !created || job.Priority != 8 || job.Task.Inputs[task.Trace].Name != reference.Trace {
		t.Fatalf("%+v %v %v", job, created, err)
	}
	again, created, err := c.Submit(ctx, s)
	if err != nil || created || again.ID != job.ID {
		t.Errorf("%+v %v %v", again, created, err)
	}
	if got, err := c.Job(ctx, job.ID); err != nil || got.ID != job.ID {
		t.Errorf("%+v %v", got, err)
	}
	page, err := c.List(ctx, lineup.Filter{Statuses: []lineup.Status{lineup.Queued}, Labels: map[string]string{"a": "b"}, Limit: 5, Since: time.Unix(1, 0)})
	if err != nil || len(page.Jobs) != 1 {
		t.Errorf("%+v %v", page, err)
	}
	if got, err := c.Cancel(ctx, job.ID); err != nil || got.Status != lineup.Cancelled {
		t.Errorf("%+v %v", got, err)
	}
	if got, err := c.Retry(ctx, job.ID); err != nil || got.Status != lineup.Queued {
		t.Errorf("%+v %v", got, err)
	}
	if h, err := c.Hardware(ctx); err != nil || h.CPU.Cores == 0 {
		t.Errorf("%+v %v", h, err)
	}
	if s, err := c.Stats(ctx); err != nil || s.Jobs[lineup.Queued] != 1 {
		t.Errorf("%+v %v", s, err)
	}
}

func TestErrors(t *testing.T) {
	_, c := start(t, nil)
	if _, err := c.Job(ctx, "../../metrics"); fault.CodeOf(err) != api.CodeNotFound {
		t.Errorf("%v", err)
	}
	_, err := c.Job(ctx, "nobody")
	var e *client.Error
	if fault.CodeOf(err) != lineup.CodeUnknownJob || !errors.As(err, &e) || e.Status != 404 || e.RequestID == "" {
		t.Errorf("%v %+v", err, e)
	}
	s := submission(t)
	s.Files[task.Trace] = "/nowhere"
	if _, _, err := c.Submit(ctx, s); fault.CodeOf(err) != client.CodeFile {
		t.Errorf("%v", err)
	}
	for _, address := range []string{"", "example.com", "ftp://x", "http://", ":"} {
		if _, err := client.New(client.Options{Server: address}); fault.CodeOf(err) != client.CodeServer {
			t.Errorf("%q: %v", address, err)
		}
	}
	gone, err := client.New(client.Options{Server: "http://127.0.0.1:1", Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gone.Stats(ctx); fault.CodeOf(err) != client.CodeUnreachable {
		t.Errorf("%v", err)
	}
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	stranger, err := client.New(client.Options{Server: other.URL})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.Stats(ctx); fault.CodeOf(err) != client.CodeAnswer {
		t.Errorf("%v", err)
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := c.Stats(stopped); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// A submission whose answer is lost is repeated, and is one job.
func TestSubmitIsRepeated(t *testing.T) {
	var lost atomic.Int32
	l, c := start(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && lost.Add(1) <= 2 {
				next.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	})
	submit(t, c)
	page, err := l.List(ctx, lineup.Filter{Limit: 10})
	if err != nil || len(page.Jobs) != 1 || lost.Load() != 3 {
		t.Errorf("%d jobs after %d requests", len(page.Jobs), lost.Load())
	}
}

// cutting cuts every connection after so many bytes of its answer.
type cutting struct {
	http.ResponseWriter
	left int
}

func (w *cutting) Write(p []byte) (int, error) {
	if len(p) > w.left {
		_, _ = w.ResponseWriter.Write(p[:w.left])
		w.Flush()
		panic(http.ErrAbortHandler)
	}
	w.left -= len(p)
	return w.ResponseWriter.Write(p)
}

func (w *cutting) Flush()                      { w.ResponseWriter.(http.Flusher).Flush() }
func (w *cutting) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func TestWatch(t *testing.T) {
	var connections atomic.Int32
	l, c := start(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept") == "text/event-stream" {
				connections.Add(1)
				w = &cutting{w, 700}
			}
			next.ServeHTTP(w, r)
		})
	})
	job := submit(t, c)
	go func() {
		l.Change(job.ID, func(j *lineup.Job) { j.Status = lineup.Running })
		for i := range 6 {
			l.Progress(job.ID, lineup.Progress{Stage: "stage", Fraction: float64(i) / 6})
			time.Sleep(time.Millisecond)
		}
		l.Succeed(job.ID, []byte("p"), []byte("r"))
	}()
	var ids []uint64
	var last lineup.Event
	if err := c.Watch(ctx, job.ID, 0, func(e lineup.Event) error {
		ids, last = append(ids, e.ID), e
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		if id != uint64(i+1) {
			t.Fatalf("events %v", ids)
		}
	}
	if len(ids) != 9 || last.Status != lineup.Succeeded || connections.Load() < 2 {
		t.Errorf("%d events, %+v, %d connections", len(ids), last, connections.Load())
	}
	// All is seen already.
	if err := c.Watch(ctx, job.ID, 9, func(lineup.Event) error { return errors.New("an event") }); err != nil {
		t.Error(err)
	}
	enough := errors.New("enough")
	if err := c.Watch(ctx, job.ID, 0, func(lineup.Event) error { return enough }); !errors.Is(err, enough) {
		t.Error(err)
	}
	if err := c.Watch(ctx, "nobody", 0, nil); fault.CodeOf(err) != lineup.CodeUnknownJob {
		t.Error(err)
	}
}

func TestFetch(t *testing.T) {
	var connections atomic.Int32
	var spoil atomic.Bool
	l, c := start(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-Range") != "" {
				connections.Add(1)
				w = &cutting{w, 1 << 20}
				if spoil.Load() {
					w = &spoiling{w}
				}
			}
			next.ServeHTTP(w, r)
		})
	})
	job := submit(t, c)
	path := filepath.Join(t.TempDir(), "proof.json")
	if _, err := c.Fetch(ctx, job.ID, client.FormatStone, path); fault.CodeOf(err) != api.CodeNoProof {
		t.Fatalf("%v", err)
	}
	proof, raw := bytes.Repeat([]byte("0123456789"), 300_000), []byte("raw")
	l.Succeed(job.ID, proof, raw)

	spoil.Store(true)
	if _, err := c.Fetch(ctx, job.ID, client.FormatStone, path); fault.CodeOf(err) != client.CodeDigest {
		t.Fatalf("%v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a spoiled proof appeared")
	}
	spoil.Store(false)
	connections.Store(0)
	if err := os.WriteFile(path+".part", proof[:1_000_000], 0o600); err != nil {
		t.Fatal(err)
	}
	result, err := c.Fetch(ctx, job.ID, client.FormatStone, path)
	if err != nil || result.Verdict.NSteps != 1024 {
		t.Fatalf("%+v %v", result, err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, proof) || connections.Load() != 2 {
		t.Errorf("%d bytes in %d connections, %v", len(got), connections.Load(), err)
	}
	if _, err := os.Stat(path + ".part"); err == nil {
		t.Error("the part is left over")
	}
	if _, err := c.Fetch(ctx, job.ID, client.FormatRaw, path); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("%q %v", got, err)
	}
	if _, err := c.Fetch(ctx, job.ID, client.FormatRaw, filepath.Join(path, "below")); fault.CodeOf(err) != client.CodeFile {
		t.Error(err)
	}
}

// spoiling changes a byte of every write.
type spoiling struct{ http.ResponseWriter }

func (w *spoiling) Write(p []byte) (int, error) {
	spoiled := bytes.Clone(p)
	spoiled[0] ^= 1
	return w.ResponseWriter.Write(spoiled)
}

func (w *spoiling) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func TestVerify(t *testing.T) {
	_, c := start(t, nil)
	path := filepath.Join(t.TempDir(), "proof.json")
	if err := os.WriteFile(path, reference.Get(t, "s03").Read(t, reference.Proof), 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := c.Verify(ctx, path, api.VerifyOptions{})
	if err != nil || !v.Valid || v.Verdict.Layout != "small" {
		t.Errorf("%+v %v", v, err)
	}
	if v, err = c.Verify(ctx, path, api.VerifyOptions{SecurityBits: 250}); err != nil || v.Valid || v.Reason.Code != stone.CodeSecurity {
		t.Errorf("%+v %v", v, err)
	}
}

// A password in the service's address is in no error.
func TestErrorsWithoutPassword(t *testing.T) {
	gone, err := client.New(client.Options{Server: "http://user:secret@127.0.0.1:1", Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gone.Stats(ctx); fault.CodeOf(err) != client.CodeUnreachable || strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
}
