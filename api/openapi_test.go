package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quarry/api"
)

var update = flag.Bool("update", false, "write the golden files")

const golden = "../docs/openapi.json"

func TestOpenAPIGolden(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Auth = &keys{} })
	r := f.get("/openapi.json")
	if r.status != 200 || r.header.Get("Content-Type") != "application/openapi+json" {
		t.Fatalf("%d %v", r.status, r.header)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(r.body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(r.body)) {
		t.Error("docs/openapi.json is not what the server says: go generate ./api")
	}
}

// description is what the tests look at of an OpenAPI document.
type description struct {
	OpenAPI string           `json:"openapi"`
	Servers []map[string]any `json:"servers"`
	Paths   map[string]map[string]struct {
		OperationID string                                   `json:"operationId"`
		Summary     string                                   `json:"summary"`
		Security    []map[string][]string                    `json:"security"`
		Parameters  []struct{ Name, In, Description string } `json:"parameters"`
		Responses   map[string]struct {
			Description string                     `json:"description"`
			Content     map[string]json.RawMessage `json:"content"`
		} `json:"responses"`
		RequestBody *struct {
			Content map[string]json.RawMessage `json:"content"`
		} `json:"requestBody"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]json.RawMessage `json:"schemas"`
	} `json:"components"`
}

// Every route of the server is described, every reference leads somewhere.
func TestOpenAPIIsWhole(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Auth = &keys{} })
	raw := f.get("/openapi.json").body
	var d description
	if err := json.Unmarshal([]byte(raw), &d); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(d.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s", d.OpenAPI)
	}
	if len(d.Servers) == 0 {
		t.Error("no server is named")
	}
	described := map[string]bool{}
	param := regexp.MustCompile(`\{([a-z]+)\}`)
	ids := map[string]bool{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			described[strings.ToUpper(method)+" "+param.ReplaceAllString(path, ":$1")] = true
			if op.OperationID == "" || op.Summary == "" || ids[op.OperationID] {
				t.Errorf("%s %s: id %q, summary %q", method, path, op.OperationID, op.Summary)
			}
			ids[op.OperationID] = true
			if op.Security == nil {
				t.Errorf("%s %s does not say whether it takes a key", method, path)
			}
			if (len(op.Security) == 0) != slices.Contains([]string{"/healthz", "/readyz"}, path) {
				t.Errorf("%s %s: security %v", method, path, op.Security)
			}
			if _, ok := op.Responses["default"].Content["application/problem+json"]; !ok {
				t.Errorf("%s %s does not say what its errors are", method, path)
			}
			for _, p := range op.Parameters {
				if p.Description == "" {
					t.Errorf("%s %s: %s is not described", method, path, p.Name)
				}
			}
			if method == "post" && op.RequestBody == nil && !strings.HasSuffix(path, "/cancel") && !strings.HasSuffix(path, "/retry") {
				t.Errorf("%s %s has no body", method, path)
			}
		}
	}
	for _, route := range f.server.Routes() {
		undescribed := []string{"GET /openapi.json", "GET /openapi.yaml", "GET /docs", "GET /docs/errors"}
		if !described[route] && !slices.Contains(undescribed, route) {
			t.Errorf("%s is not described", route)
		}
		delete(described, route)
	}
	for route := range described {
		t.Errorf("%s is described, but there is no such route", route)
	}
	for _, m := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(raw, -1) {
		if d.Components.Schemas[m[1]] == nil {
			t.Errorf("there is no schema %s", m[1])
		}
	}
	if r := f.get("/openapi.yaml"); r.status != 200 || !strings.Contains(r.body, "openapi: 3.1") {
		t.Errorf("%d %.100s", r.status, r.body)
	}
}

// Every member of every type says what it is.
func TestEveryMemberIsDescribed(t *testing.T) {
	var d struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Description string `json:"description"`
				} `json:"properties"`
			} `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal([]byte(start(t, nil).get("/openapi.json").body), &d); err != nil {
		t.Fatal(err)
	}
	for name, schema := range d.Components.Schemas {
		for member, p := range schema.Properties {
			if p.Description == "" {
				t.Errorf("%s.%s is not described", name, member)
			}
		}
	}
}

// The pages show everything and fetch nothing.
func TestDocsPages(t *testing.T) {
	f := start(t, nil)
	for _, path := range []string{"/docs", "/docs/errors"} {
		r := f.get(path)
		if r.status != 200 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") || !strings.Contains(r.header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %d %v", path, r.status, r.header)
		}
		if outside := regexp.MustCompile(`<script|<img|<link|src=|@import|url\(|href="(https?:)?//`).FindString(r.body); outside != "" {
			t.Errorf("%s has %q", path, outside)
		}
	}
	page := f.get("/docs").body
	for _, want := range []string{"not zero-knowledge", `id="submit-proof"`, "/v1/proofs/{id}/events", `id="type-Job"`, "program_input", "Idempotency-Key"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	anchors := map[string]bool{}
	for _, m := range regexp.MustCompile(`id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		anchors[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !anchors[m[1]] {
			t.Errorf("#%s leads nowhere", m[1])
		}
	}
	errors := f.get("/docs/errors").body
	for _, code := range []string{string(api.CodeTooLarge), "stone/bad-trace"} {
		if !strings.Contains(errors, `id="`+code+`"`) {
			t.Errorf("%s is not explained", code)
		}
	}
}
