package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"quarry/api"
	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

func TestSubmit(t *testing.T) {
	f := start(t, nil)
	r := f.postForm("/v1/proofs", merged(caseParts(t, "s03"), parts{
		"priority": "7", "annotations": "true", "labels": `{"batch":"7"}`, "deadline": "2099-01-02T03:04:05Z",
		"options": `{"stone_version":"v3","layout":"small"}`,
	}))
	if r.status != 202 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	job := as[lineup.Job](f, r)
	if r.header.Get("Location") != "/v1/proofs/"+job.ID || job.Status != lineup.Queued || job.Priority != 7 || !job.Task.Annotations ||
		job.Labels["batch"] != "7" || job.Deadline == nil || job.Deadline.Year() != 2099 || job.Task.Layout != "small" || len(job.Task.Inputs) != 6 {
		t.Errorf("%s", r.body)
	}
	if job.Plan == nil || job.Plan.NSteps != 1024 || job.Plan.PeakBytes < 1<<20 {
		t.Errorf("plan %+v", job.Plan)
	}
	trace := reference.Get(t, "s03").Read(t, reference.Trace)
	sum := sha256.Sum256(trace)
	if b := job.Task.Inputs[task.Trace]; b.SHA256 != hex.EncodeToString(sum[:]) || b.Bytes != int64(len(trace)) || b.Name != "trace.bin" {
		t.Errorf("trace %+v", b)
	}
	if got := as[lineup.Job](f, f.get("/v1/proofs/"+job.ID)); got.ID != job.ID {
		t.Errorf("%+v", got)
	}
}

// What is uploaded first is the same job as what is sent as a form.
func TestSubmitUploads(t *testing.T) {
	f := start(t, nil)
	inputs := map[string]string{}
	for name, content := range caseParts(t, "s03") {
		r := f.do("POST", "/v1/uploads?name="+url.QueryEscape("../"+name), strings.NewReader(content), "Content-Type", "application/octet-stream")
		if r.status != 201 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		b := as[task.Blob](f, r)
		if b.Bytes != int64(len(content)) || strings.Contains(b.Name, "/") {
			t.Errorf("%+v", b)
		}
		inputs[name[1:]] = b.SHA256
	}
	key := []string{"Idempotency-Key", "k1"}
	r := f.postJSON("/v1/proofs", map[string]any{"inputs": inputs, "priority": 3}, key...)
	if r.status != 202 || r.header.Get("Idempotency-Replayed") != "" {
		t.Fatalf("%d %s", r.status, r.body)
	}
	job := as[lineup.Job](f, r)
	if job.Priority != 3 || job.Task.Inputs["trace"].Bytes == 0 {
		t.Errorf("%+v", job)
	}
	r = f.postJSON("/v1/proofs", map[string]any{"inputs": inputs, "priority": 3}, key...)
	if again := as[lineup.Job](f, r); again.ID != job.ID || r.header.Get("Idempotency-Replayed") != "true" || r.status != 202 {
		t.Errorf("%d %s", r.status, r.body)
	}
	f.wantProblem("another task", f.postJSON("/v1/proofs", map[string]any{"inputs": inputs, "annotations": true}, key...), 409, lineup.CodeIdempotency)

	unknown := strings.Repeat("0", 64)
	p := f.wantProblem("unknown upload", f.postJSON("/v1/proofs", map[string]any{"inputs": map[string]string{"program": unknown}}), 422, api.CodeUnknownUpload)
	if p.Where != "body.inputs.program" {
		t.Errorf("%+v", p)
	}
	f.wantProblem("no hash", f.postJSON("/v1/proofs", map[string]any{"inputs": map[string]string{"program": "../../etc/passwd"}}), 422, api.CodeInvalid)
	f.wantProblem("no part", f.postJSON("/v1/proofs", map[string]any{"inputs": map[string]string{"../x": unknown}}), 422, api.CodeInvalid)
	f.wantProblem("no inputs", f.postJSON("/v1/proofs", map[string]any{"inputs": map[string]string{}}), 422, api.CodeInvalid)
	f.wantProblem("form as upload", f.postForm("/v1/uploads", parts{"@file": "x"}), 415, api.CodeMediaType)
}

func TestSubmitProgram(t *testing.T) {
	f := start(t, nil)
	c := reference.Get(t, "s10")
	r := f.postForm("/v1/proofs", parts{
		"@program": string(c.Read(t, reference.Program)), "program_input": string(c.Read(t, "program_input.json")), "layout": "auto",
	})
	if r.status != 202 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if job := as[lineup.Job](f, r); len(job.Task.Inputs) != 2 || job.Task.Layout != "auto" || !job.Task.IsProgram() {
		t.Errorf("%s", r.body)
	}
}

func TestSubmitRefused(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Limits.Document, c.Limits.Upload, c.Limits.Body = 2000, 1<<20, 4<<20 })
	small := func(more parts) parts { return merged(parts{"@program": "{}"}, more) }
	for _, tc := range []struct {
		name   string
		form   parts
		status int
		code   fault.Code
		where  string
	}{
		{"nothing", parts{}, 422, task.CodeParts, ""},
		{"unknown part", small(parts{"frogram": "x"}), 422, api.CodeInvalid, "frogram"},
		{"unknown file", small(parts{"@frogram": "x"}), 422, api.CodeInvalid, "frogram"},
		{"priority is no number", small(parts{"priority": "high"}), 422, api.CodeInvalid, "priority"},
		{"priority too high", small(parts{"priority": "10"}), 422, api.CodeInvalid, "options.priority"},
		{"unknown preset", small(parts{"preset": "best"}), 422, api.CodeInvalid, "options.preset"},
		{"options are no object", small(parts{"options": "[]"}), 400, api.CodeBadRequest, "options"},
		{"unknown option", small(parts{"options": `{"speed": 3}`}), 422, api.CodeInvalid, "options.speed"},
		{"twice", small(parts{"options": `{"priority": 3}`, "priority": "3"}), 422, api.CodeInvalid, "priority"},
		{"past deadline", small(parts{"deadline": "2001-01-01T00:00:00Z"}), 422, api.CodeInvalid, "deadline"},
		{"no webhooks", small(parts{"webhook": "http://127.0.0.1/"}), 422, api.CodeWebhook, "webhook"},
		{"long field", small(parts{"layout": strings.Repeat("x", 3000)}), 413, api.CodeTooLarge, "layout"},
		{"long label", small(parts{"labels": `{"a":"` + strings.Repeat("x", 300) + `"}`}), 422, api.CodeInvalid, "labels.a"},
		{"large file", small(parts{"@memory": strings.Repeat("x", 1<<20+1)}), 413, lineup.CodeBlobTooLarge, "memory"},
		{"large body", parts{"@memory": strings.Repeat("x", 1<<20), "@trace": strings.Repeat("x", 1<<20), "@pie": strings.Repeat("x", 1<<20),
			"@program": strings.Repeat("x", 1<<20), "@arguments": strings.Repeat("x", 1<<20)}, 413, api.CodeTooLarge, ""},
		{"no program", small(nil), 422, "cairo/bad-program", ""},
		{"truncated trace", merged(caseParts(t, "s03"), parts{"@trace": "abc"}), 422, "stone/inputs-disagree", ""},
	} {
		p := f.wantProblem(tc.name, f.postForm("/v1/proofs", tc.form), tc.status, tc.code)
		if tc.where != "" && p.Where != tc.where {
			t.Errorf("%s: where %q, want %q (%s)", tc.name, p.Where, tc.where, p.Detail)
		}
	}
	for _, tc := range []struct {
		name, kind, body string
		status           int
		code             fault.Code
	}{
		{"no type", "", "x", 415, api.CodeMediaType},
		{"text", "text/plain", "x", 415, api.CodeMediaType},
		{"no boundary", "multipart/form-data", "x", 400, api.CodeBadRequest},
		{"no form", "multipart/form-data; boundary=x", "garbage", 422, task.CodeParts},
		{"cut form", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=program\r\n\r\nabc", 400, api.CodeBadRequest},
		{"no name", "multipart/form-data; boundary=x", "--x\r\n\r\nabc\r\n--x--\r\n", 400, api.CodeBadRequest},
		{"same part twice", "multipart/form-data; boundary=x", strings.Repeat("--x\r\nContent-Disposition: form-data; name=pie\r\n\r\nabc\r\n", 2) + "--x--\r\n", 422, api.CodeInvalid},
		{"no JSON", "application/json", "{", 400, api.CodeBadRequest},
		{"wrong JSON", "application/json", `{"inputs": 3}`, 422, api.CodeInvalid},
		{"null", "application/json", `null`, 422, api.CodeInvalid},
		{"unknown member", "application/json", `{"inputs":{"program":"x"},"speed":1}`, 422, api.CodeInvalid},
		{"large JSON", "application/json", `{"inputs":"` + strings.Repeat("x", 3000) + `"}`, 413, api.CodeTooLarge},
	} {
		f.wantProblem(tc.name, f.do("POST", "/v1/proofs", strings.NewReader(tc.body), "Content-Type", tc.kind), tc.status, tc.code)
	}
	f.wantProblem("encoded", f.do("POST", "/v1/proofs", strings.NewReader("x"), "Content-Type", "application/json", "Content-Encoding", "gzip"), 415, api.CodeMediaType)
	if page := as[api.JobPage](f, f.get("/v1/proofs")); len(page.Jobs) != 0 {
		t.Errorf("jobs: %+v", page.Jobs)
	}
}

func TestSpoolIsEmptyAfterwards(t *testing.T) {
	spool := t.TempDir()
	f := start(t, func(c *api.Config) { c.Spool = spool })
	f.submit(nil)
	f.postForm("/v1/proofs", parts{"@program": "{}"})
	f.postForm("/v1/verify", parts{"@proof": "{}"})
	if left, err := os.ReadDir(spool); err != nil || len(left) != 0 {
		t.Errorf("%v %v", left, err)
	}
}

func TestListCancelRetry(t *testing.T) {
	f := start(t, nil)
	var ids []string
	for i := range 5 {
		job := f.submit(parts{"labels": fmt.Sprintf(`{"n":"%d","all":"a=b"}`, i)})
		ids = append(ids, job.ID)
	}
	list := func(query string) api.JobPage {
		r := f.get("/v1/proofs?" + query)
		if r.status != 200 {
			t.Fatalf("%s: %d %s", query, r.status, r.body)
		}
		return as[api.JobPage](f, r)
	}
	page := list("limit=2")
	if len(page.Jobs) != 2 || page.Jobs[0].ID != ids[4] || page.Next == "" {
		t.Fatalf("%+v", page)
	}
	page = list("limit=3&cursor=" + page.Next)
	if len(page.Jobs) != 3 || page.Jobs[2].ID != ids[0] || page.Next != "" {
		t.Errorf("%+v", page)
	}
	if page = list("label=n%3D3&label=all%3Da%3Db"); len(page.Jobs) != 1 || page.Jobs[0].ID != ids[3] {
		t.Errorf("%+v", page)
	}
	if page = list("since=2099-01-01T00:00:00Z"); page.Jobs == nil || len(page.Jobs) != 0 {
		t.Errorf("%+v", page)
	}

	r := f.do("POST", "/v1/proofs/"+ids[0]+"/cancel", nil)
	if job := as[lineup.Job](f, r); r.status != 200 || job.Status != lineup.Cancelled {
		t.Errorf("%d %s", r.status, r.body)
	}
	f.wantProblem("again", f.do("POST", "/v1/proofs/"+ids[0]+"/cancel", nil), 409, lineup.CodeFinal)
	if r = f.do("DELETE", "/v1/proofs/"+ids[1], nil); as[lineup.Job](f, r).Status != lineup.Cancelled {
		t.Errorf("%d %s", r.status, r.body)
	}
	if page = list("status=cancelled&status=failed"); len(page.Jobs) != 2 {
		t.Errorf("%+v", page)
	}
	if r = f.do("POST", "/v1/proofs/"+ids[0]+"/retry", nil); r.status != 202 || as[lineup.Job](f, r).Status != lineup.Queued {
		t.Errorf("%d %s", r.status, r.body)
	}
	f.wantProblem("no value", f.get("/v1/proofs?until="), 422, api.CodeInvalid)
	f.wantProblem("no label", f.get("/v1/proofs?label=x"), 422, api.CodeInvalid)
	f.wantProblem("no time", f.get("/v1/proofs?since=yesterday"), 422, api.CodeInvalid)
}

func TestDownload(t *testing.T) {
	f := start(t, nil)
	job := f.submit(nil)
	path := "/v1/proofs/" + job.ID + "/proof"
	p := f.wantProblem("too early", f.get(path), 409, api.CodeNoProof)
	if !strings.Contains(p.Hint, "/events") {
		t.Errorf("%+v", p)
	}
	proof, raw := bytes.Repeat([]byte(`{"proof_hex": "0x12345"}`), 10000), bytes.Repeat([]byte{1, 2, 3}, 1000)
	f.lineup.Succeed(job.ID, proof, raw)
	sum := sha256.Sum256(proof)
	hash := hex.EncodeToString(sum[:])

	r := f.get(path)
	if r.status != 200 || r.body != string(proof) || r.header.Get("Etag") != `"`+hash+`"` || r.header.Get("Content-Type") != "application/json" ||
		!strings.Contains(r.header.Get("Content-Disposition"), job.ID) || !strings.HasPrefix(r.header.Get("Repr-Digest"), "sha-256=:") {
		t.Errorf("%d %v", r.status, r.header)
	}
	if r = f.get(path + "?format=raw"); r.body != string(raw) || r.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("%d %v", r.status, r.header)
	}
	r = f.get(path + "?format=verdict")
	if v := as[task.Verdict](f, r); v.Layout != "small" || !strings.Contains(r.header.Get("Content-Disposition"), ".verdict.json") {
		t.Errorf("%d %v %s", r.status, r.header, r.body)
	}
	verdict := as[task.Blob](f, f.do("POST", "/v1/uploads", strings.NewReader(`{"layout":"long"}`)))
	f.lineup.Change(job.ID, func(j *lineup.Job) { j.Result.VerdictFile = &verdict })
	if v := as[task.Verdict](f, f.get(path+"?format=verdict")); v.Layout != "long" {
		t.Errorf("%+v", v)
	}
	f.wantProblem("format", f.get(path+"?format=pdf"), 422, api.CodeInvalid)
	if r = f.do(http.MethodHead, path, nil); r.status != 200 || r.header.Get("Content-Length") != strconv.Itoa(len(proof)) || r.body != "" {
		t.Errorf("HEAD: %d %v", r.status, r.header)
	}
	if r = f.get(path, "If-None-Match", `"`+hash+`"`); r.status != 304 || r.body != "" {
		t.Errorf("%d %s", r.status, r.body)
	}
	r = f.get(path, "Range", "bytes=10-19", "If-Range", `"`+hash+`"`, "Accept-Encoding", "gzip")
	if r.status != 206 || r.body != string(proof[10:20]) || r.header.Get("Content-Range") != fmt.Sprintf("bytes 10-19/%d", len(proof)) {
		t.Errorf("%d %v %s", r.status, r.header, r.body)
	}
	if r = f.get(path, "Range", "bytes=10-19", "If-Range", `"other"`); r.status != 200 || len(r.body) != len(proof) {
		t.Errorf("%d %v", r.status, r.header)
	}
	r = f.get(path, "Range", "bytes=99999999-")
	f.wantProblem("range", r, 416, api.CodeRange)
	if r.header.Get("Content-Range") != fmt.Sprintf("bytes */%d", len(proof)) {
		t.Errorf("%v", r.header)
	}
	f.wantProblem("precondition", f.get(path, "If-Match", `"other"`), 412, api.CodeRange)

	for coding, open := range map[string]func(io.Reader) (io.Reader, error){
		"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
	} {
		r = f.get(path, "Accept-Encoding", coding+", br")
		if r.header.Get("Content-Encoding") != coding || r.header.Get("Etag") != `"`+hash+"."+coding+`"` || r.header.Get("Repr-Digest") != "" || len(r.body) >= len(proof) {
			t.Errorf("%s: %d %v", coding, r.status, r.header)
		}
		reader, err := open(strings.NewReader(r.body))
		if err != nil {
			t.Fatal(err)
		}
		if unpacked, err := io.ReadAll(reader); err != nil || !bytes.Equal(unpacked, proof) {
			t.Errorf("%s: %d bytes, %v", coding, len(unpacked), err)
		}
		if r = f.get(path, "Accept-Encoding", coding, "If-None-Match", `W/"x", "`+hash+"."+coding+`"`); r.status != 304 || r.body != "" {
			t.Errorf("%d %v", r.status, r.header)
		}
	}
	if r = f.get(path, "Accept-Encoding", "gzip;q=0, identity"); r.header.Get("Content-Encoding") != "" {
		t.Errorf("%v", r.header)
	}
}

func TestWebhookIsChecked(t *testing.T) {
	f := start(t, func(c *api.Config) {
		c.CheckWebhook = func(_ context.Context, url string) error {
			if strings.Contains(url, "169.254") {
				return fault.New(api.CodeWebhook, "not this one").At("webhook")
			}
			return nil
		}
	})
	if job := f.submit(parts{"webhook": "https://example.com/done"}); job.Webhook == nil || job.Webhook.URL == "" {
		t.Errorf("%+v", job)
	}
	f.wantProblem("metadata", f.postForm("/v1/proofs", merged(caseParts(t, "s03"), parts{"webhook": "http://169.254.169.254/"})), 422, api.CodeWebhook)
}

func TestVerify(t *testing.T) {
	c := reference.Get(t, "s10")
	proof := string(c.Read(t, reference.Proof))
	f := start(t, nil)
	verify := func(p parts) api.Verification {
		r := f.postForm("/v1/verify", p)
		if r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		return as[api.Verification](f, r)
	}
	v := verify(parts{"@proof": proof})
	if !v.Valid || v.Verdict == nil || v.Verdict.ProgramHash == "" || v.Reason != nil || v.Seconds <= 0 {
		t.Fatalf("%+v %+v", v, v.Reason)
	}
	output, _ := json.Marshal(append([]string{}, v.Verdict.Output...))
	v = verify(parts{"@proof": proof, "program_hash": v.Verdict.ProgramHash, "output": string(output), "stone_version": "v3"})
	if !v.Valid {
		t.Errorf("%+v", v.Reason)
	}
	for _, tc := range []struct {
		name string
		form parts
		code fault.Code
	}{
		{"other program", parts{"@proof": proof, "program_hash": "0x123"}, "prover/program-hash"},
		{"other output", parts{"@proof": proof, "output": `["0x1"]`}, "prover/output"},
		{"security", parts{"@proof": proof, "security_bits": "200", "security_regime": "unique"}, "stone/security"},
		{"hash", parts{"@proof": proof, "hash_bits": "200"}, "stone/security"},
		{"no proof", parts{"@proof": "no proof"}, "stone/json-syntax"},
		{"version", parts{"@proof": proof, "stone_version": "v2"}, "stark/oods-mismatch"},
		{"changed", parts{"@proof": flip(proof)}, ""},
	} {
		v := verify(tc.form)
		if v.Valid || v.Verdict != nil || v.Reason == nil || tc.code != "" && v.Reason.Code != tc.code || strings.Contains(v.Reason.Hint, "--") {
			t.Errorf("%s: %+v %+v", tc.name, v, v.Reason)
		}
	}
	f.wantProblem("no file", f.postForm("/v1/verify", parts{"security_bits": "3"}), 422, api.CodeInvalid)
	f.wantProblem("no felt", f.postForm("/v1/verify", parts{"@proof": proof, "output": `["0x1", "abc"]`}), 422, api.CodeInvalid)
	f.wantProblem("unknown field", f.postForm("/v1/verify", parts{"@proof": proof, "floor": "0"}), 422, api.CodeInvalid)

	b := as[task.Blob](f, f.do("POST", "/v1/uploads", strings.NewReader(proof)))
	if v := as[api.Verification](f, f.postJSON("/v1/verify", map[string]any{"upload": b.SHA256})); !v.Valid {
		t.Errorf("%+v", v.Reason)
	}
	f.wantProblem("both", f.postJSON("/v1/verify", map[string]any{"upload": b.SHA256, "job": "x"}), 422, api.CodeInvalid)
	f.wantProblem("no job", f.postJSON("/v1/verify", map[string]any{"job": "x"}), 404, lineup.CodeUnknownJob)
	job := f.submit(nil)
	f.wantProblem("no proof yet", f.postJSON("/v1/verify", map[string]any{"job": job.ID}), 409, api.CodeNoProof)
	f.lineup.Succeed(job.ID, []byte(proof), nil)
	if v := as[api.Verification](f, f.postJSON("/v1/verify", map[string]any{"job": job.ID})); !v.Valid {
		t.Errorf("%+v", v.Reason)
	}

	// The server's floor holds whatever is asked for.
	strict := start(t, func(c *api.Config) { c.Policy = task.Policy{}; c.Limits.Proof = int64(len(proof)) })
	r := strict.postForm("/v1/verify", parts{"@proof": proof, "security_bits": "1", "security_regime": "conjectured"})
	if v := as[api.Verification](strict, r); v.Valid || v.Reason.Code != "stone/security" {
		t.Errorf("%s", r.body)
	}
	strict.wantProblem("large", strict.postForm("/v1/verify", parts{"@proof": proof + " "}), 413, api.CodeTooLarge)
}

// flip changes a digit in the middle of a proof.
func flip(proof string) string {
	b := []byte(proof)
	i := strings.Index(proof, `"proof_hex"`) + 5000
	if b[i] == '1' {
		b[i] = '2'
	} else {
		b[i] = '1'
	}
	return string(b)
}

// One key's slow uploads leave room for others'.
func TestUploadsAreShared(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Limits.Uploads, c.Limits.Wait, c.Auth = 2, 50*time.Millisecond, &keys{} })
	f.key = "alice"
	reader, writer := io.Pipe()
	done := make(chan reply)
	go func() { done <- f.do("POST", "/v1/uploads", reader) }()
	_, _ = writer.Write([]byte("half"))
	var r reply
	for range 100 {
		if r = f.do("POST", "/v1/uploads", strings.NewReader("x")); r.status != 201 {
			break
		}
	}
	f.wantProblem("second of a key", r, 503, api.CodeBusy)
	if r := f.do("POST", "/v1/uploads", strings.NewReader("x"), "Authorization", "Bearer bob"); r.status != 201 {
		t.Errorf("another key waits: %d %s", r.status, r.body)
	}
	writer.Close()
	if r := <-done; r.status != 201 {
		t.Errorf("first upload: %d %s", r.status, r.body)
	}
}

// Documents that would take much memory to read are refused before they are read.
func TestJSONBombs(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Limits.Memory = 10 << 20 })
	bomb := `{"public_input": [` + strings.Repeat("{},", 100_000) + "0]}"
	for _, p := range []struct {
		path string
		form parts
	}{
		{"/v1/verify", parts{"@proof": bomb}}, {"/v1/proofs", parts{"@program": bomb}}, {"/v1/estimate", parts{"@program": bomb}},
		{"/v1/proofs", merged(caseParts(t, "s03"), parts{"@private_input": bomb})},
	} {
		f.wantProblem(p.path, f.postForm(p.path, p.form), 413, api.CodeTooLarge)
	}
	f.submit(nil)
}

func TestBusy(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Limits.Uploads, c.Limits.Wait = 1, 50*time.Millisecond })
	reader, writer := io.Pipe()
	done := make(chan reply)
	go func() { done <- f.do("POST", "/v1/uploads", reader) }()
	_, _ = writer.Write([]byte("half"))
	var r reply
	for range 100 {
		if r = f.do("POST", "/v1/uploads", strings.NewReader("x")); r.status != 201 {
			break
		}
	}
	f.wantProblem("second upload", r, 503, api.CodeBusy)
	if r.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	writer.Close()
	if r := <-done; r.status != 201 {
		t.Errorf("first upload: %d %s", r.status, r.body)
	}
}
