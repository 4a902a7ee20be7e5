package dashboard

import (
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quarry/api"
	"quarry/api/apitest"
	"quarry/prover"
	"quarry/prover/air/layouts"
	"quarry/prover/lineup"
)

func serve(t *testing.T) *httptest.Server {
	t.Helper()
	s, err := api.New(api.Config{Lineup: apitest.NewLineup(), Mounts: []api.Mount{Mount}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server
}

func ask(t *testing.T, method, url string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(data)
}

// TestFiles: every embedded file is served, with its type and the headers that
// keep a page from doing anything else.
func TestFiles(t *testing.T) {
	server := serve(t)
	for name := range load() {
		url := server.URL + "/assets/" + name
		if name == "index.html" {
			url = server.URL + "/"
		}
		r, text := ask(t, "GET", url)
		if r.StatusCode != 200 || text == "" {
			t.Errorf("%s: %d, %d bytes", name, r.StatusCode, len(text))
		}
		want := map[string]string{".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}[path.Ext(name)]
		if got := r.Header.Get("Content-Type"); want == "" || !strings.HasPrefix(got, want) {
			t.Errorf("%s has the type %q", name, got)
		}
		csp := r.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy %q lacks %q", name, csp, part)
			}
		}
		if strings.Contains(csp, "unsafe") || r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s has the headers %v", name, r.Header)
		}
		if again, _ := ask(t, "GET", url, "If-None-Match", r.Header.Get("Etag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s, asked for again: %d", name, again.StatusCode)
		}
		if head, _ := ask(t, "HEAD", url); head.StatusCode != 200 {
			t.Errorf("HEAD of %s: %d", name, head.StatusCode)
		}
	}
}

// TestNotFound: what is not there is an error as the API has it, and no path
// leads out of the folder.
func TestNotFound(t *testing.T) {
	server := serve(t)
	for _, name := range []string{"", "index.html", "none.js", "../dashboard.go", "%2e%2e/doc.go", "..%2fdoc.go", "web/main.js"} {
		r, text := ask(t, "GET", server.URL+"/assets/"+name)
		if r.StatusCode != 404 || !strings.Contains(text, string(api.CodeNotFound)) {
			t.Errorf("%q: %d %s", name, r.StatusCode, text)
		}
	}
}

var (
	outside  = regexp.MustCompile(`(?:https?:)?//[a-zA-Z0-9][\w.-]*\.\w+`)
	imported = regexp.MustCompile(`(?m)^import .*? from "\./([\w.]+)";`)
	asset    = regexp.MustCompile(`(?:src|href)="assets/([\w.]+)"`)
)

// TestSources: the pages name no other server, carry nothing inline that the
// policy would stop, never parse markup, and import only what there is.
func TestSources(t *testing.T) {
	files := load()
	for name, f := range files {
		text := string(f.data)
		for _, address := range outside.FindAllString(text, -1) {
			if !strings.Contains(address, "www.w3.org") {
				t.Errorf("%s names %s", name, address)
			}
		}
		for _, forbidden := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "localStorage.setItem(\"quarry.key", "style=\""} {
			if strings.Contains(text, forbidden) {
				t.Errorf("%s has %s", name, forbidden)
			}
		}
		for _, m := range imported.FindAllStringSubmatch(text, -1) {
			if files[m[1]] == nil {
				t.Errorf("%s imports %s", name, m[1])
			}
		}
	}
	index := string(files["index.html"].data)
	for _, m := range asset.FindAllStringSubmatch(index, -1) {
		if files[m[1]] == nil {
			t.Errorf("the page wants %s", m[1])
		}
	}
	if regexp.MustCompile(`(?i)<style|<script(?: [^>]*)?>[^<]|\son\w+=`).MatchString(index) {
		t.Error("the page has inline styles, scripts or handlers")
	}
	if err := fs.WalkDir(web, ".", func(name string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, "~") {
			t.Errorf("%s is embedded", name)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// TestLists: lists that the scripts have of their own are those of the prover.
func TestLists(t *testing.T) {
	files := load()
	list := func(file, name string) []string {
		m := regexp.MustCompile(`(?s)const ` + name + ` = \[(.*?)\]`).FindSubmatch(files[file].data)
		if m == nil {
			t.Fatalf("%s has no list %s", file, name)
		}
		var out []string
		for _, s := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(string(m[1]), -1) {
			out = append(out, s[1])
		}
		return out
	}
	got, want := list("submit.js", "layouts"), layouts.Names()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the form has the layouts %v, there are %v", got, want)
	}
	stages := list("proof.js", "outermost")
	for _, s := range []string{prover.StageInputs, prover.StageRun, prover.StageSelfVerify} {
		if !slices.Contains(stages, s) {
			t.Errorf("the stage %q has no colour", s)
		}
	}
	var statuses []string
	for _, s := range []lineup.Status{lineup.Queued, lineup.Running, lineup.Verifying, lineup.Succeeded, lineup.Failed, lineup.Cancelled, lineup.Expired} {
		statuses = append(statuses, string(s))
	}
	if got := list("proofs.js", "statuses"); !slices.Equal(got, statuses) {
		t.Errorf("the filter has the statuses %v", got)
	}
}
