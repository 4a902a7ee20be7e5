package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"quarry/api"
	"quarry/api/apitest"
	"quarry/fault"
	"quarry/hw"
	"quarry/internal/reference"
	"quarry/prover/lineup"
	"quarry/prover/stone"
	"quarry/prover/task"
)

// keys is an Authenticator whose keys are their own ids; the key "admin" sees
// all, "reader" only reads.
type keys struct {
	admit func(op api.Operation) error
	job   func(s *lineup.Submission) error
}

func (k *keys) Authenticate(r *http.Request) (api.Identity, error) {
	key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch key {
	case "":
		return api.Identity{}, fault.New(api.CodeUnauthenticated, "there is no key")
	case "admin":
		return api.Identity{KeyID: key, Scopes: []api.Scope{api.ScopeAdmin}}, nil
	case "reader":
		return api.Identity{KeyID: key, Scopes: []api.Scope{api.ScopeRead}}, nil
	}
	return api.Identity{KeyID: key, Scopes: []api.Scope{api.ScopeRead, api.ScopeSubmit}}, nil
}

func (k *keys) Admit(_ *http.Request, _ api.Identity, op api.Operation) error {
	if k.admit == nil {
		return nil
	}
	return k.admit(op)
}

func (k *keys) AdmitJob(_ context.Context, _ api.Identity, s *lineup.Submission) error {
	if k.job == nil {
		return nil
	}
	return k.job(s)
}

// fixture is a server with a line-up in memory.
type fixture struct {
	testing.TB
	lineup *apitest.Lineup
	server *api.Server
	url    string
	// key is sent with requests that name none.
	key string

	mu    sync.Mutex
	audit []api.AuditEntry
	log   bytes.Buffer
}

func (f *fixture) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.Write(p)
}

func (f *fixture) logged() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.String()
}

// lax takes the reference cases' parameters, which are worth little.
var lax = task.Policy{Floor: stone.Floor{Regime: stone.Johnson}}

func start(tb testing.TB, change func(c *api.Config)) *fixture {
	tb.Helper()
	f := &fixture{TB: tb, lineup: apitest.NewLineup()}
	c := api.Config{
		Lineup: f.lineup, Policy: lax, Spool: tb.TempDir(), Version: "test",
		Backends: []hw.Backend{{Name: "avx2", About: "assembly"}, {Name: "go", About: "plain Go", Problem: io.EOF}},
		Log:      slog.New(slog.NewJSONHandler(f, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Audit: func(e api.AuditEntry) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.audit = append(f.audit, e)
		},
	}
	if change != nil {
		change(&c)
	}
	var err error
	if f.server, err = api.New(c); err != nil {
		tb.Fatal(err)
	}
	s := httptest.NewServer(f.server)
	tb.Cleanup(s.Close)
	f.url = s.URL
	return f
}

// reply is an answer that was read.
type reply struct {
	status int
	header http.Header
	body   string
}

// do makes a request. Headers are name, value, name, value ...
func (f *fixture) do(method, path string, body io.Reader, headers ...string) reply {
	f.Helper()
	r, err := http.NewRequest(method, f.url+path, body)
	if err != nil {
		f.Fatal(err)
	}
	if f.key != "" {
		r.Header.Set("Authorization", "Bearer "+f.key)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	a, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		f.Fatal(err)
	}
	defer a.Body.Close()
	raw, err := io.ReadAll(a.Body)
	if err != nil {
		f.Fatal(err)
	}
	return reply{a.StatusCode, a.Header, string(raw)}
}

func (f *fixture) get(path string, headers ...string) reply {
	f.Helper()
	return f.do(http.MethodGet, path, nil, headers...)
}

func (f *fixture) postJSON(path string, body any, headers ...string) reply {
	f.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		f.Fatal(err)
	}
	return f.do(http.MethodPost, path, bytes.NewReader(raw), append([]string{"Content-Type", "application/json"}, headers...)...)
}

// parts is a form: names that begin with @ are files.
type parts map[string]string

func (p parts) encode() (body, kind string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if file, ok := strings.CutPrefix(name, "@"); ok {
			part, _ := w.CreateFormFile(file, file+".bin")
			_, _ = io.WriteString(part, p[name])
		} else {
			_ = w.WriteField(name, p[name])
		}
	}
	w.Close()
	return b.String(), w.FormDataContentType()
}

func (f *fixture) postForm(path string, p parts, headers ...string) reply {
	f.Helper()
	body, kind := p.encode()
	return f.do(http.MethodPost, path, strings.NewReader(body), append([]string{"Content-Type", kind}, headers...)...)
}

// as decodes the body.
func as[T any](f *fixture, r reply) T {
	f.Helper()
	var v T
	if err := json.Unmarshal([]byte(r.body), &v); err != nil {
		f.Fatalf("%v in %d %s", err, r.status, r.body)
	}
	return v
}

// wantProblem checks that an answer is an error of the one form.
func (f *fixture) wantProblem(what string, r reply, status int, code fault.Code) api.Problem {
	f.Helper()
	if r.status != status || r.header.Get("Content-Type") != "application/problem+json" {
		f.Fatalf("%s: %d %s %s, want %d", what, r.status, r.header.Get("Content-Type"), r.body, status)
	}
	p := as[api.Problem](f, r)
	if p.Code != code || p.Status != status || p.Detail == "" || p.Title == "" || p.Type != "/docs/errors#"+string(code) ||
		p.RequestID == "" || p.RequestID != r.header.Get("X-Request-Id") {
		f.Errorf("%s: %+v, want %s", what, p, code)
	}
	return p
}

// caseParts are the files of a reference case.
func caseParts(tb testing.TB, name string) parts {
	c := reference.Get(tb, name)
	p := parts{}
	for part, file := range map[task.Part]string{
		task.PublicInput: reference.PublicInput, task.PrivateInput: reference.PrivateInput, task.Trace: reference.Trace,
		task.Memory: reference.Memory, task.Parameters: reference.Parameters, task.ProverConfig: reference.ProverConfig,
	} {
		p["@"+string(part)] = string(c.Read(tb, file))
	}
	return p
}

// submit submits a reference case.
func (f *fixture) submit(more parts, headers ...string) lineup.Job {
	f.Helper()
	p := caseParts(f, "s03")
	maps.Copy(p, more)
	r := f.postForm("/v1/proofs", p, headers...)
	if r.status != http.StatusAccepted {
		f.Fatalf("%d %s", r.status, r.body)
	}
	return as[lineup.Job](f, r)
}

func TestErrorsOfTheServer(t *testing.T) {
	f := start(t, func(c *api.Config) {
		c.Mounts = []api.Mount{func(r gin.IRouter, s *api.Server) {
			r.GET("/panic", func(*gin.Context) { panic("secret stack") })
			r.GET("/fail", func(c *gin.Context) { s.Fail(c, io.ErrClosedPipe) })
			r.GET("/full", func(c *gin.Context) { s.Fail(c, fault.New(lineup.CodeFull, "full")) })
			r.GET("/late", func(c *gin.Context) {
				s.Fail(c, api.Later(fault.New(api.CodeQuota, "no more"), 1500*time.Millisecond))
			})
		}}
	})
	f.wantProblem("no route", f.get("/nowhere"), 404, api.CodeNotFound)
	r := f.do(http.MethodPut, "/v1/proofs", nil)
	f.wantProblem("method", r, 405, api.CodeMethod)
	if allow := r.header.Get("Allow"); !strings.Contains(allow, "POST") {
		t.Errorf("Allow: %q", allow)
	}
	r = f.get("/panic")
	f.wantProblem("panic", r, 500, api.CodeInternal)
	if strings.Contains(r.body, "secret") || strings.Contains(r.body, "goroutine") {
		t.Errorf("the answer tells of the panic: %s", r.body)
	}
	if log := f.logged(); !strings.Contains(log, "secret stack") || !strings.Contains(log, r.header.Get("X-Request-Id")) {
		t.Error("the log does not tell of the panic")
	}
	if r = f.get("/fail"); strings.Contains(r.body, "closed pipe") {
		t.Errorf("the answer tells of the server's own: %s", r.body)
	}
	f.wantProblem("fail", r, 500, api.CodeInternal)
	r = f.get("/late")
	f.wantProblem("late", r, 429, api.CodeQuota)
	if r.header.Get("Retry-After") != "2" {
		t.Errorf("Retry-After: %q", r.header.Get("Retry-After"))
	}
	r = f.get("/full")
	f.wantProblem("full", r, 429, lineup.CodeFull)
	if r.header.Get("Retry-After") == "" {
		t.Error("a full queue does not say when to come back")
	}
	p := f.wantProblem("validation", f.get("/v1/proofs?limit=0&status=lost"), 422, api.CodeInvalid)
	if len(p.Errors) != 2 || p.Where == "" {
		t.Errorf("%+v", p)
	}
	if p = f.wantProblem("a time", f.get("/v1/proofs?since=yesterday"), 422, api.CodeInvalid); !strings.Contains(p.Detail, "RFC 3339") {
		t.Errorf("of a time: %q", p.Detail)
	}
	p = f.wantProblem("a large number", f.postForm("/v1/proofs", parts{"@program": "{}", "max_steps": "1e30"}), 422, api.CodeInvalid)
	if !strings.Contains(p.Detail, "1099511627776") {
		t.Errorf("of a number: %q", p.Detail)
	}
	if id := f.get("/healthz", "X-Request-Id", "my-id").header.Get("X-Request-Id"); id != "my-id" {
		t.Errorf("the client's request id became %q", id)
	}
	f.wantProblem("unknown parameter", f.get("/v1/proofs?limt=3"), 422, api.CodeInvalid)
	f.wantProblem("unknown job", f.get("/v1/proofs/nobody"), 404, lineup.CodeUnknownJob)
	if r = f.get("/healthz", "X-Request-Id", "mine-12345"); r.header.Get("X-Request-Id") != "mine-12345" {
		t.Error("the client's request id is not kept")
	}
	if r = f.get("/healthz", "X-Request-Id", "<script>alert(1)"); strings.Contains(r.header.Get("X-Request-Id"), "<") {
		t.Error("a harmful request id is kept")
	}
}

func TestStatusOfEveryCode(t *testing.T) {
	for code, status := range map[fault.Code]int{
		api.CodeBadRequest: 400, api.CodeUnauthenticated: 401, api.CodeForbidden: 403, lineup.CodeUnknownJob: 404, api.CodeMethod: 405,
		lineup.CodeFinal: 409, lineup.CodeIdempotency: 409, lineup.CodeBlobTooLarge: 413, lineup.CodeFull: 429, lineup.CodeUnavailable: 503,
		stone.CodeSecurity: 422, "stone/bad-trace": 422, "cairo/failed": 422, "auth/file": 500, "prover/memory": 422,
	} {
		if got := api.StatusOf(code); got != status {
			t.Errorf("%s: %d, want %d", code, got, status)
		}
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	var refuse, quota error
	f := start(t, func(c *api.Config) {
		c.Auth = &keys{admit: func(api.Operation) error { return refuse }, job: func(s *lineup.Submission) error {
			if s.Priority > 7 {
				return fault.New(api.CodeForbidden, "the key may not go before others")
			}
			return quota
		}}
	})
	r := f.get("/v1/proofs")
	f.wantProblem("no key", r, 401, api.CodeUnauthenticated)
	if r.header.Get("WWW-Authenticate") == "" {
		t.Error("no WWW-Authenticate")
	}
	f.key = "reader"
	f.wantProblem("scope", f.postForm("/v1/proofs", parts{}), 403, api.CodeForbidden)
	f.wantProblem("metrics", f.get("/metrics"), 403, api.CodeForbidden)
	f.key = "alice"
	job := f.submit(nil, "Idempotency-Key", "once")
	if job.Owner != "alice" {
		t.Errorf("owner %q", job.Owner)
	}
	f.wantProblem("AdmitJob", f.postForm("/v1/proofs", merged(caseParts(t, "s03"), parts{"priority": "9"})), 403, api.CodeForbidden)
	quota = fault.New(api.CodeQuota, "no more jobs")
	f.wantProblem("quota", f.postForm("/v1/proofs", caseParts(t, "s03"), "Idempotency-Key", "other"), 429, api.CodeQuota)
	if again := f.submit(nil, "Idempotency-Key", "once"); again.ID != job.ID {
		t.Error("a repeated request is another job")
	}
	quota = nil
	for _, who := range []struct {
		key    string
		status int
		listed int
	}{{"alice", 200, 1}, {"bob", 404, 0}, {"admin", 200, 1}} {
		f.key = who.key
		for _, path := range []string{"", "/proof", "/events"} {
			if who.key == "bob" {
				f.wantProblem(path, f.get("/v1/proofs/"+job.ID+path), 404, lineup.CodeUnknownJob)
			}
		}
		if r := f.get("/v1/proofs/" + job.ID); r.status != who.status {
			t.Errorf("%s: %d", who.key, r.status)
		}
		if page := as[api.JobPage](f, f.get("/v1/proofs")); len(page.Jobs) != who.listed {
			t.Errorf("%s sees %d jobs", who.key, len(page.Jobs))
		}
	}
	f.key = "bob"
	// Nothing tells another's job from one that does not exist.
	nobodys := strings.Repeat("0", len(job.ID))
	for _, path := range []string{"", "/events", "/proof"} {
		others, none := as[api.Problem](f, f.get("/v1/proofs/"+job.ID+path)), as[api.Problem](f, f.get("/v1/proofs/"+nobodys+path))
		others.RequestID, none.RequestID, others.Detail = "", "", strings.ReplaceAll(others.Detail, job.ID, nobodys)
		if !reflect.DeepEqual(others, none) {
			t.Errorf("%s: %+v is not %+v", path, others, none)
		}
	}
	f.wantProblem("cancel", f.do("POST", "/v1/proofs/"+job.ID+"/cancel", nil), 404, lineup.CodeUnknownJob)
	f.wantProblem("delete", f.do("DELETE", "/v1/proofs/"+job.ID, nil), 404, lineup.CodeUnknownJob)
	f.wantProblem("retry", f.do("POST", "/v1/proofs/"+job.ID+"/retry", nil), 404, lineup.CodeUnknownJob)
	f.key = "admin"
	if r := f.do("POST", "/v1/proofs/"+job.ID+"/cancel", nil); r.status != 200 {
		t.Errorf("admin's cancel: %d %s", r.status, r.body)
	}
	refuse = api.Later(fault.New(api.CodeRateLimited, "slowly"), time.Second)
	r = f.get("/v1/proofs")
	f.wantProblem("rate", r, 429, api.CodeRateLimited)
	if r.header.Get("Retry-After") != "1" {
		t.Error("no Retry-After")
	}

	f.mu.Lock()
	defer f.mu.Unlock()
	found := false
	for _, e := range f.audit {
		found = found || e.Operation == "cancel-proof" && e.KeyID == "admin" && e.Job == job.ID && e.Status == 200
	}
	if !found {
		t.Errorf("the cancel is not in the audit log: %+v", f.audit)
	}
}

func merged(a, b parts) parts {
	maps.Copy(a, b)
	return a
}

func TestCrossSite(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Hosts = []string{"prover.example"} })
	f.wantProblem("another site's form", f.postForm("/v1/proofs", parts{}, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"), 403, api.CodeCrossSite)
	f.wantProblem("rebound name", f.get("/v1/proofs", "Host", "evil.example"), 403, api.CodeCrossSite)
	for _, host := range []string{"localhost:1234", "127.0.0.1:80", "[::1]:99", "prover.example"} {
		if r := f.get("/v1/proofs", "Host", host); r.status != 200 {
			t.Errorf("%s: %d", host, r.status)
		}
	}
}

func TestServerItself(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Auth = &keys{} })
	f.lineup.Workers = []lineup.WorkerInfo{{Name: "w1", Slots: 2, Running: []string{"job"}, Backends: []string{"avx2"}}}
	if r := f.get("/healthz"); r.status != 200 || !strings.Contains(r.body, "ok") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := f.get("/readyz"); r.status != 200 {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := f.do(http.MethodHead, "/healthz", nil); r.status != 200 || r.body != "" {
		t.Errorf("HEAD: %d %q", r.status, r.body)
	}
	f.key = "alice"
	h := as[api.Hardware](f, f.get("/v1/hardware"))
	if h.CPU.Cores < 1 || len(h.Backends) != 2 || !h.Backends[0].Usable || h.Backends[1].Problem == "" || len(h.Workers) != 1 || h.Workers[0].Running != nil {
		t.Errorf("%+v", h)
	}
	f.submit(nil)
	s := as[api.Stats](f, f.get("/v1/stats"))
	if s.Jobs[lineup.Queued] != 1 || s.Version != "test" || s.OldestQueued == nil || s.Workers[0].Running != nil {
		t.Errorf("%+v", s)
	}
	f.key = "admin"
	if s := as[api.Stats](f, f.get("/v1/stats")); len(s.Workers[0].Running) != 1 {
		t.Errorf("%+v", s)
	}
	m := f.get("/metrics").body
	for _, want := range []string{
		`quarry_jobs{status="queued"} 1`, `quarry_http_requests_total{method="POST",route="/v1/proofs",status="202"} 1`,
		`quarry_worker_slots{worker="w1"} 2`, `quarry_ready 1`, "quarry_queue_age_seconds", "quarry_http_request_seconds_bucket", "go_goroutines",
		`quarry_jobs_ended_total{status="succeeded"} 0`, "quarry_queue_age_seconds", "quarry_proved_steps_total",
	} {
		if !strings.Contains(m, want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
	admin := httptest.NewServer(f.server.Admin())
	defer admin.Close()
	documented(t, m)
	for _, path := range []string{"/debug/pprof/", "/metrics"} {
		if a, err := http.Get(admin.URL + path); err != nil || a.StatusCode != 200 {
			t.Errorf("%s: %v %v", path, a, err)
		} else {
			a.Body.Close()
		}
	}
	f.lineup.NotReady = fault.New(lineup.CodeUnavailable, "the disk is full")
	f.wantProblem("not ready", f.get("/readyz"), 503, lineup.CodeUnavailable)
	f.wantProblem("not ready", f.postForm("/v1/proofs", parts{}), 503, lineup.CodeUnavailable)
	f.lineup.NotReady = nil
	f.server.Drain()
	r := f.get("/readyz")
	f.wantProblem("draining", r, 503, api.CodeNotReady)
	if r.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

// documented compares the metrics with the table in docs/operations.md.
func documented(t *testing.T, metrics string) {
	t.Helper()
	page, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok1 := strings.Cut(string(page), "<!-- metrics -->")
	table, _, ok2 := strings.Cut(rest, "<!-- end of metrics -->")
	if !ok1 || !ok2 {
		t.Fatal("operations.md has no table of metrics")
	}
	help := map[string]string{"quarry_worker_device_healthy": "", "quarry_stage_seconds_total": ""} // only where there are GPUs, or proofs
	for _, m := range regexp.MustCompile(`(?m)^# HELP (quarry_\w+) (.*)$`).FindAllStringSubmatch(metrics, -1) {
		help[m[1]] = m[2]
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `(quarry_\\w+)` \\|[^|]*\\| (.*) \\|$").FindAllStringSubmatch(table, -1) {
		if text, ok := help[row[1]]; !ok || text != "" && text != row[2] {
			t.Errorf("operations.md says of %s %q, /metrics %q", row[1], row[2], text)
		}
		delete(help, row[1])
	}
	for name := range help {
		t.Errorf("operations.md does not name %s", name)
	}
}
