package atlantic

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"quarry/api"
	"quarry/api/apitest"
	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

const key, otherKey = "secret", "other"

// keys is an Authenticator that knows two keys.
type keys struct{ job error }

func (k *keys) Authenticate(r *http.Request) (api.Identity, error) {
	given := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if given != key && given != otherKey {
		return api.Identity{}, fault.New(api.CodeUnauthenticated, "no such key")
	}
	return api.Identity{KeyID: "id-of-" + given, Scopes: []api.Scope{api.ScopeRead, api.ScopeSubmit}}, nil
}

func (*keys) Admit(*http.Request, api.Identity, api.Operation) error { return nil }

func (k *keys) AdmitJob(context.Context, api.Identity, *lineup.Submission) error { return k.job }

// house is a server with this face over a line-up in memory.
type house struct {
	t       *testing.T
	lineup  *apitest.Lineup
	keys    *keys
	server  *httptest.Server
	program string
}

func newHouse(t *testing.T, withKeys bool) *house {
	h := &house{t: t, lineup: apitest.NewLineup(), keys: &keys{}, program: program(t)}
	c := api.Config{Lineup: h.lineup, Mounts: []api.Mount{Mount(Config{Lineup: h.lineup})}, Log: slog.New(slog.DiscardHandler), Spool: t.TempDir()}
	c.Limits = api.DefaultLimits()
	c.Limits.Upload = 1 << 20
	if withKeys {
		c.Auth = h.keys
	}
	s, err := api.New(c)
	if err != nil {
		t.Fatal(err)
	}
	h.server = httptest.NewServer(s)
	t.Cleanup(h.server.Close)
	return h
}

// answer is a response, its body parsed if it is an object.
type answer struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// is checks status and, unless it is "", message.
func (a *answer) is(t *testing.T, status int, message string) *answer {
	t.Helper()
	got, _ := a.body["message"].(string)
	if a.status != status || got != message {
		t.Fatalf("answered %d %s, want %d %q", a.status, a.text, status, message)
	}
	return a
}

func (h *house) do(method, path, body string, header http.Header) *answer {
	h.t.Helper()
	r, err := http.NewRequest(method, h.server.URL+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	for k, v := range header {
		r.Header[k] = v
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	a := &answer{status: response.StatusCode, header: response.Header, text: string(data)}
	_ = json.Unmarshal(data, &a.body) // not all bodies are objects
	return a
}

func (h *house) get(path, key string) *answer {
	h.t.Helper()
	header := http.Header{}
	if key != "" {
		header.Set("api-key", key)
	}
	return h.do("GET", path, "", header)
}

// form submits a program with the fields; a field of the name of a file is one.
func (h *house) form(fields map[string]string, program, key string) *answer {
	h.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	all := map[string]string{"declaredJobSize": "S", "programFile": program}
	for k, v := range fields {
		all[k] = v
	}
	for k, v := range all {
		var part io.Writer
		var err error
		switch {
		case v == "" && strings.HasSuffix(k, "File"):
			continue
		case strings.HasSuffix(k, "File"):
			part, err = w.CreateFormFile(k, k+".json")
		default:
			part, err = w.CreateFormField(k)
		}
		if err != nil {
			h.t.Fatal(err)
		}
		if _, err := io.WriteString(part, v); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		h.t.Fatal(err)
	}
	header := http.Header{"Content-Type": {w.FormDataContentType()}}
	if key != "" {
		header.Set("api-key", key)
	}
	return h.do("POST", "/atlantic-query", b.String(), header)
}

func (h *house) submit(t *testing.T, fields map[string]string, key string) string {
	t.Helper()
	return h.form(fields, h.program, key).is(t, 201, "").body["atlanticQueryId"].(string)
}

// TestKeys: the key may come in each of the ways that clients use; only what
// Atlantic shows to everybody needs none.
func TestKeys(t *testing.T) {
	h := newHouse(t, true)
	h.submit(t, nil, key)
	for _, header := range []http.Header{{"Api-Key": {key}}, {"X-Api-Key": {key}}, {"Authorization": {"Bearer " + key}}} {
		if a := h.do("GET", "/atlantic-queries", "", header).is(t, 200, ""); a.body["total"] != 1. {
			t.Errorf("with %v: %s", header, a.text)
		}
	}
	h.get("/atlantic-queries?apiKey="+key, "").is(t, 200, "")
	h.get("/atlantic-queries?apiKey=wrong", "").is(t, 401, "INVALID_API_KEY")
	h.get("/atlantic-queries", "").is(t, 401, "INVALID_API_KEY")
	h.form(nil, h.program, "").is(t, 401, "INVALID_API_KEY")
	if a := h.get("/is-alive", "").is(t, 200, ""); a.text != `{"alive":true}` {
		t.Errorf("is-alive: %s", a.text)
	}
}

// TestTask: what becomes of a form.
func TestTask(t *testing.T) {
	h := newHouse(t, false)
	id := h.submit(t, map[string]string{
		"layout": "recursive", "externalId": "block 7", "inputFile": `{"n": 3}`, "network": "MAINNET", "cairoVm": "python", "declaredJobSize": "M",
		"programHash": "", "bucketId": "", "hints": "", "unknown": "ignored",
	}, "")
	job, err := h.lineup.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	want := task.Task{Layout: "recursive", Security: task.Security{Preset: "integrity"}, Inputs: job.Task.Inputs, Annotations: true}
	if fmt.Sprint(job.Task) != fmt.Sprint(want) || job.Priority != api.DefaultPriority {
		t.Errorf("the job is %+v", job)
	}
	if b := job.Task.Inputs[task.ProgramInput]; b.Bytes != 8 || len(job.Task.Inputs) != 2 {
		t.Errorf("the inputs are %v", job.Task.Inputs)
	}
	q := h.get("/atlantic-query/"+id, "").is(t, 200, "").body["atlanticQuery"].(map[string]any)
	for name, value := range map[string]any{
		"externalId": "block 7", "network": "MAINNET", "cairoVm": "python", "cairoVersion": "cairo0", "declaredJobSize": "M", "layout": "recursive",
		"status": "RECEIVED", "step": nil, "chain": "OFFCHAIN", "sharpProver": "stone", "completedAt": nil, "dedupId": nil, "result": "PROOF_GENERATION",
	} {
		if q[name] != value {
			t.Errorf("%s is %v, want %v", name, q[name], value)
		}
	}
	if _, err := time.Parse(time.RFC3339, q["createdAt"].(string)); err != nil {
		t.Error(err)
	}
}

// TestRefusals: what Atlantic refuses, and what this server does.
func TestRefusals(t *testing.T) {
	h := newHouse(t, false)
	for _, c := range []struct {
		name    string
		fields  map[string]string
		program string
		status  int
		message string
	}{
		{"no size", map[string]string{"declaredJobSize": ""}, h.program, 400, "ZOD_INVALID_BODY_STRING"},
		{"no such size", map[string]string{"declaredJobSize": "XXL"}, h.program, 400, "ZOD_INVALID_BODY_STRING"},
		{"no such layout", map[string]string{"layout": "round"}, h.program, 400, "ZOD_INVALID_BODY_STRING"},
		{"no such result", map[string]string{"result": "PROOF"}, h.program, 400, "ZOD_INVALID_BODY_STRING"},
		{"long id", map[string]string{"externalId": strings.Repeat("x", 256)}, h.program, 400, "ZOD_INVALID_BODY_STRING"},
		{"long field", map[string]string{"extra": strings.Repeat("x", maxField+1)}, h.program, 400, "ZOD_INVALID_BODY_STRING"},
		{"no program", nil, "", 400, "PROGRAM_FILE_OR_PIE_FILE_OR_PROGRAM_HASH_IS_REQUIRED"},
		{"registered program", map[string]string{"programHash": "0x1"}, "", 400, "PROGRAM_NOT_FOUND"},
		{"no JSON", nil, "hello", 400, "PROGRAM_FILE_SHOULD_BE_JSON"},
		{"broken program", nil, `{"data": 7}`, 400, "ZOD_INVALID_BODY_STRING"},
		{"Sierra", map[string]string{"cairoVersion": "cairo1"}, `{"sierra_program": ["0x1"], "contract_class_version": "0.1.0"}`, 400, "SIERRA_IS_NOT_SUPPORTED"},
		{"Sierra of cairo1-run", map[string]string{"cairoVersion": "cairo1"}, `{"version": 1, "program": {"type_declarations": []}}`, 400, "SIERRA_IS_NOT_SUPPORTED"},
		{"input without JSON", map[string]string{"inputFile": "["}, h.program, 400, "INPUT_FILE_FOR_CAIRO0_SHOULD_BE_JSON"},
		{"arguments without sense", map[string]string{"inputFile": "[1", "cairoVersion": "cairo1"}, h.program, 400, "INPUT_FILE_FOR_CAIRO1_SHOULD_BE_TXT"},
		{"Cairo 1 in Python", map[string]string{"cairoVersion": "cairo1", "cairoVm": "python"}, h.program, 400, "CAIRO1_IS_NOT_SUPPORTED_FOR_PYTHON"},
		{"no ZIP", map[string]string{"pieFile": "PIE"}, "", 400, "PIE_FILE_SHOULD_BE_ZIP"},
		{"PIE", map[string]string{"pieFile": "PK\x03\x04"}, "", 400, "PIE_FILE_IS_NOT_SUPPORTED"},
		{"trace only", map[string]string{"result": "TRACE_GENERATION"}, h.program, 400, "RESULT_IS_NOT_SUPPORTED"},
		{"on a chain", map[string]string{"result": "PROOF_VERIFICATION_ON_L1"}, h.program, 400, "RESULT_IS_NOT_SUPPORTED"},
		{"Stwo", map[string]string{"sharpProver": "stwo"}, h.program, 400, "SHARP_PROVER_IS_NOT_SUPPORTED"},
		{"hints", map[string]string{"hints": "herodotus_evm_grower"}, h.program, 400, "HINTS_ARE_NOT_SUPPORTED"},
		{"dynamic layout", map[string]string{"layout": "dynamic"}, h.program, 400, "LAYOUT_IS_NOT_SUPPORTED"},
		{"bucket", map[string]string{"bucketId": "b"}, h.program, 400, "BUCKETS_ARE_NOT_SUPPORTED"},
		{"too large", nil, "{" + strings.Repeat(" ", 1<<20), 413, "FILE_TOO_LARGE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := h.form(c.fields, c.program, "").is(t, c.status, c.message)
			if a.body["reason"] == "" || !strings.Contains(a.body["code"].(string), "/") {
				t.Errorf("answered %s", a.text)
			}
			if ct := a.header.Get("Content-Type"); !strings.HasPrefix(ct, "application/json") {
				t.Errorf("Content-Type %q", ct)
			}
		})
	}
	h.do("POST", "/atlantic-query", "{}", http.Header{"Content-Type": {"application/json"}}).is(t, 400, "ZOD_INVALID_BODY_STRING")
	h.do("POST", "/atlantic-query", "--b\r\nContent-Disp", http.Header{"Content-Type": {"multipart/form-data; boundary=b"}}).is(t, 400, "ZOD_INVALID_BODY_STRING")
	many, kind := reqwestBody(slices.Repeat([]part{{name: "programFile", file: "p.json", content: "{}"}}, maxParts+1))
	h.do("POST", "/atlantic-query", many, http.Header{"Content-Type": {kind}}).is(t, 400, "ZOD_INVALID_BODY_STRING")
	page, err := h.lineup.List(t.Context(), lineup.Filter{Limit: 1})
	if err != nil || len(page.Jobs) > 0 {
		t.Errorf("a refused query became a job: %v %v", page.Jobs, err)
	}
}

// TestQuota: what the authenticator says passes, with the time to wait.
func TestQuota(t *testing.T) {
	h := newHouse(t, true)
	h.keys.job = api.Later(fault.New(api.CodeQuota, "the key has 3 jobs already"), 7*time.Second)
	if a := h.form(nil, h.program, key).is(t, 429, "TOO_MANY_REQUESTS"); a.header.Get("Retry-After") != "7" {
		t.Errorf("Retry-After is %q", a.header.Get("Retry-After"))
	}
}

// TestOthersJobs: jobs that were not submitted here are not shown here.
func TestOthersJobs(t *testing.T) {
	h := newHouse(t, true)
	job, _, err := h.lineup.Submit(t.Context(), lineup.Submission{Owner: "id-of-" + key})
	if err != nil {
		t.Fatal(err)
	}
	h.lineup.Succeed(job.ID, []byte("{}"), nil)
	for _, path := range []string{"/atlantic-query/", "/atlantic-query-jobs/", "/queries/"} {
		suffix := ""
		if path == "/queries/" {
			suffix = "/proof.json"
		}
		h.get(path+job.ID+suffix, key).is(t, 404, "ATLANTIC_QUERY_NOT_FOUND")
		h.get(path+"01NOSUCHJOB"+suffix, key).is(t, 404, "ATLANTIC_QUERY_NOT_FOUND")
	}
	if a := h.get("/atlantic-queries", key).is(t, 200, ""); a.body["total"] != 0. {
		t.Errorf("listed: %s", a.text)
	}
}

// TestResult: what a query, its jobs and its artifacts tell of a verified proof.
func TestResult(t *testing.T) {
	h := newHouse(t, false)
	id := h.submit(t, map[string]string{"declaredJobSize": "S"}, "")
	start, end := time.Now().UTC(), time.Now().Add(time.Second).UTC()
	h.lineup.Succeed(id, []byte(`{"proof_hex": "0xabcd"}`), []byte{0xab, 0xcd})
	h.lineup.Change(id, func(j *lineup.Job) {
		j.Result.Verdict = task.Verdict{Layout: "recursive", NSteps: 1 << 24, ProgramHash: "0x1", OutputHash: "0x2", Output: []string{"0x5"}}
		j.StartedAt = &start
		j.Attempts = []lineup.Attempt{
			{Number: 1, Worker: "w", StartedAt: start, FinishedAt: &end, Failure: &lineup.Reason{Code: "worker/died", What: "it was killed"}},
			{Number: 2, Worker: "w", Backend: "avx2", StartedAt: start, FinishedAt: &end},
		}
	})
	a := h.get("/atlantic-query/"+id, "").is(t, 200, "")
	q := a.body["atlanticQuery"].(map[string]any)
	for name, value := range map[string]any{
		"status": "DONE", "step": "PROOF_GENERATION", "programHash": "0x1", "layout": "recursive", "jobSize": "M", "isJobSizeValid": false, "retryCount": 1.,
		// poseidonHashMany([1, 2]), as the tests of noble-curves have it.
		"integrityFactHash": "0x371cb6995ea5e7effcd2e174de264b5b407027a75a231a70c2c8d196107f0e7", "errorReason": nil,
	} {
		if q[name] != value {
			t.Errorf("%s is %v, want %v", name, q[name], value)
		}
	}
	jobs := h.get("/atlantic-query-jobs/"+id, "").is(t, 200, "").body["jobs"].([]any)
	if len(jobs) != 2 || jobs[0].(map[string]any)["status"] != "FAILED" || jobs[1].(map[string]any)["status"] != "COMPLETED" ||
		jobs[1].(map[string]any)["atlanticQueryId"] != id || jobs[1].(map[string]any)["completedAt"] == nil {
		t.Errorf("the jobs are %v", jobs)
	}
	meta := h.get("/queries/"+id+"/metadata.json", "").is(t, 200, "")
	if meta.body["program_hash"] != "0x1" || meta.body["execution_resources"].(map[string]any)["n_steps"] != float64(1<<24) {
		t.Errorf("metadata.json is %s", meta.text)
	}
	// Of a long history and a long output the record keeps a part.
	whole, err := h.lineup.PutBlob(t.Context(), "verdict.json", strings.NewReader(`{"program_hash": "0x1", "output": ["0x5", "0x6"]}`), 1<<10)
	if err != nil {
		t.Fatal(err)
	}
	h.lineup.Change(id, func(j *lineup.Job) {
		j.Result.Verdict.Output, j.Result.VerdictFile = nil, &whole
		j.Attempts[0].Number, j.Attempts[1].Number = 20, 21
	})
	meta = h.get("/queries/"+id+"/metadata.json", "").is(t, 200, "")
	if output, _ := meta.body["output"].([]any); len(output) != 2 || output[1] != "0x6" {
		t.Errorf("metadata.json is %s", meta.text)
	}
	jobs = h.get("/atlantic-query-jobs/"+id, "").is(t, 200, "").body["jobs"].([]any)
	if len(jobs) != 2 || jobs[1].(map[string]any)["status"] != "COMPLETED" {
		t.Errorf("the jobs are %v", jobs)
	}
	part := h.do("GET", "/queries/"+id+"/proof.json", "", http.Header{"Range": {"bytes=2-6"}})
	if part.status != 206 || part.text != "proof" {
		t.Errorf("a part of the proof: %d %q", part.status, part.text)
	}
	if head := h.do("HEAD", "/queries/"+id+"/proof.json", "", nil); head.status != 200 || head.header.Get("Content-Length") != "23" {
		t.Errorf("HEAD: %d %v", head.status, head.header)
	}
	if again := h.do("GET", "/queries/"+id+"/proof.json", "", http.Header{"If-None-Match": {part.header.Get("Etag")}}); again.status != 304 {
		t.Errorf("the same proof again: %d", again.status)
	}
}

// TestFailures: every way in which a job ends without a proof.
func TestFailures(t *testing.T) {
	h := newHouse(t, false)
	for status, want := range map[lineup.Status]string{
		lineup.Running: "IN_PROGRESS", lineup.Verifying: "IN_PROGRESS", lineup.Failed: "FAILED", lineup.Cancelled: "FAILED", lineup.Expired: "FAILED",
	} {
		id := h.submit(t, nil, "")
		h.lineup.Change(id, func(j *lineup.Job) {
			j.Status = status
			if status == lineup.Failed {
				j.Reason = &lineup.Reason{Code: "cairo/assertion", What: "1 != 2", Where: "main.cairo:4"}
			}
		})
		q := h.get("/atlantic-query/"+id, "").is(t, 200, "").body["atlanticQuery"].(map[string]any)
		if q["status"] != want || (want == "FAILED") != (q["errorReason"] != nil) {
			t.Errorf("%s: %v, %v", status, q["status"], q["errorReason"])
		}
		if status == lineup.Failed && q["errorReason"] != "cairo/assertion: 1 != 2 (main.cairo:4)" {
			t.Errorf("the reason is %v", q["errorReason"])
		}
		h.get("/queries/"+id+"/proof.json", "").is(t, 404, "ARTIFACT_NOT_FOUND")
	}
}

// TestList: pages, totals and searches, as Madara's and kakarot's clients ask.
func TestList(t *testing.T) {
	h := newHouse(t, true)
	for i := range 7 {
		network := "TESTNET"
		if i == 0 {
			network = "MAINNET"
		}
		h.submit(t, map[string]string{"externalId": fmt.Sprintf("block-%d", i), "network": network}, key)
	}
	h.submit(t, map[string]string{"externalId": "block-other"}, otherKey)
	for _, c := range []struct {
		query string
		ids   string
		total float64
	}{
		{"", "6 5 4 3 2 1 0", 7}, {"?limit=2", "6 5", 7}, {"?limit=3&offset=5", "1 0", 7}, {"?offset=100", "", 7}, {"?limit=0", "", 7},
		{"?search=block-3", "3", 1}, {"?search=block&limit=1&network=TESTNET", "6", 6}, {"?network=MAINNET", "0", 1},
		{"?clientId=id-of-" + otherKey, "", 0}, {"?status=RECEIVED&limit=1", "6", 7}, {"?status=DONE", "", 0}, {"?result=PROOF_GENERATION&limit=1", "6", 7},
	} {
		a := h.get("/atlantic-queries"+c.query, key).is(t, 200, "")
		var ids []string
		for _, q := range a.body["atlanticQueries"].([]any) {
			ids = append(ids, strings.TrimPrefix(q.(map[string]any)["externalId"].(string), "block-"))
		}
		if strings.Join(ids, " ") != c.ids || a.body["total"] != c.total {
			t.Errorf("%q gives %v of %v, want %s of %v", c.query, ids, a.body["total"], c.ids, c.total)
		}
	}
	for _, bad := range []string{"limit=x", "offset=-1", "limit=1e3"} {
		h.get("/atlantic-queries?"+bad, key).is(t, 400, "ZOD_INVALID_BODY_STRING")
	}
}

// TestURLs: artifacts are where the configuration, or else the request, says.
func TestURLs(t *testing.T) {
	j := &lineup.Job{ID: "1", Result: &lineup.Result{}}
	r := httptest.NewRequest("GET", "http://box:8000/atlantic-query/1", nil)
	f := &face{}
	if got := f.urls(r, j)[1]; got != "http://box:8000/queries/1/proof.json" {
		t.Error(got)
	}
	f.PublicURL = "https://prover.example/q"
	if got := f.urls(r, j)[1]; got != "https://prover.example/q/queries/1/proof.json" {
		t.Error(got)
	}
}

// FuzzSubmit: whatever body comes, the answer is one of Atlantic's, and never
// that the server failed.
func FuzzSubmit(f *testing.F) {
	l := apitest.NewLineup()
	s, err := api.New(api.Config{Lineup: l, Mounts: []api.Mount{Mount(Config{Lineup: l})}, Log: slog.New(slog.DiscardHandler), Spool: f.TempDir()})
	if err != nil {
		f.Fatal(err)
	}
	body, kind := reqwestBody(addJob("d", true))
	f.Add(body, kind)
	body, kind = reqwestBody([]part{{name: "declaredJobSize", content: "S"}, {name: "cairoVersion", content: "cairo1"},
		{name: "programFile", file: "p.json", content: `{"program": {}}`}, {name: "inputFile", file: "i.txt", content: "[1"}})
	f.Add(body, kind)
	f.Add("--b--", "multipart/form-data; boundary=b")
	f.Fuzz(func(t *testing.T, body, kind string) {
		r := httptest.NewRequest("POST", "http://localhost/atlantic-query", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		var answer map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code >= 500 {
			t.Fatalf("%d %s: %v", w.Code, w.Body, err)
		}
		if w.Code != 201 && (answer["message"] == nil || answer["code"] == nil) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
