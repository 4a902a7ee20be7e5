package api_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"quarry/api"
	"quarry/api/apitest"
	"quarry/internal/reference"
)

// fuzzed is a server that keeps what it is sent in memory.
func fuzzed(f *testing.F) (s *api.Server, spool string) {
	f.Helper()
	spool = f.TempDir()
	s, err := api.New(api.Config{Lineup: apitest.NewLineup(), Policy: lax, Spool: spool, Log: slog.New(slog.DiscardHandler),
		Limits: api.Limits{Body: 1 << 20, Upload: 1 << 19, Document: 1 << 12, Input: 1 << 18, Proof: 1 << 18}})
	if err != nil {
		f.Fatal(err)
	}
	return s, spool
}

// check sends a request and checks that the answer is one that is described, and
// that nothing is left behind.
func check(t *testing.T, s *api.Server, spool, path, kind, body string, good int) {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	var p api.Problem
	switch {
	case w.Code == good:
	case w.Code < 400 || w.Code >= 500 || json.Unmarshal(w.Body.Bytes(), &p) != nil || p.Code == "" || p.Detail == "" || p.Status != w.Code:
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if left, err := os.ReadDir(spool); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func FuzzSubmitForm(f *testing.F) {
	s, spool := fuzzed(f)
	program := reference.Get(f, "s10")
	for _, p := range []parts{
		{}, {"@program": "{}"}, {"@program": "{}", "priority": "3", "labels": `{"a":"b"}`, "options": `{"layout":"auto"}`},
		{"@program": "{}", "deadline": "2099-01-01T00:00:00Z", "annotations": "true"},
		{"@public_input": "{}", "@private_input": "{}", "@trace": "x", "@memory": "y", "@parameters": "{}", "@prover_config": "[]"},
		{"@program": "{}", "arguments": "[1,2]", "min_steps": "1e400", "security_bits": "-1"}, {"@pie": "PK\x03\x04"},
		{"@program": string(program.Read(f, reference.Program)), "program_input": "{}"},
	} {
		body, kind := p.encode()
		boundary := strings.TrimPrefix(kind, "multipart/form-data; boundary=")
		f.Add(strings.ReplaceAll(body, boundary, "x"))
	}
	f.Fuzz(func(t *testing.T, body string) {
		check(t, s, spool, "/v1/proofs", "multipart/form-data; boundary=x", body, http.StatusAccepted)
	})
}

func FuzzSubmitJSON(f *testing.F) {
	s, spool := fuzzed(f)
	for _, body := range []string{
		`{"inputs":{"program":"` + strings.Repeat("0", 64) + `"},"priority":3,"labels":{"a":"b"}}`, `{}`, `[]`, `null`, `{"inputs":{}}`,
		`{"inputs":{"program":"../x"},"deadline":"2099-01-01T00:00:00Z","security_bits":1e3}`, `{"inputs":{"program":null}}`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		check(t, s, spool, "/v1/proofs", "application/json", body, http.StatusAccepted)
	})
}

func FuzzVerifyForm(f *testing.F) {
	s, spool := fuzzed(f)
	for _, proof := range []string{"", "{}", `{"proof_hex":"0x00","public_input":{},"proof_parameters":{}}`} {
		f.Add(proof, "80", "0x1", `["0x1"]`, "v3")
	}
	f.Fuzz(func(t *testing.T, proof, bits, hash, output, version string) {
		body, kind := parts{"@proof": proof, "security_bits": bits, "program_hash": hash, "output": output, "stone_version": version}.encode()
		check(t, s, spool, "/v1/verify", kind, body, http.StatusOK)
	})
}
