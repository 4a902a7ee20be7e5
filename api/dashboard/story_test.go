package dashboard

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

// The demo's page has all that it imports, and the dashboard's policy.
func TestDemoPage(t *testing.T) {
	engine := gin.New()
	NewStory().Mount(engine)
	server := httptest.NewServer(engine)
	defer server.Close()
	for path, want := range map[string]int{
		"/": 200, "/assets/demo.js": 200, "/assets/style.css": 200, "/assets/index.html": 404, "/assets/main.js": 404, "/assets/../story.go": 404,
	} {
		r, _ := ask(t, "GET", server.URL+path)
		if r.StatusCode != want || want == 200 && r.Header.Get("Content-Security-Policy") != policy {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	for name, f := range loadFrom(demo, "demo") {
		text := string(f.data)
		names := imported.FindAllStringSubmatch(text, -1)
		for _, m := range append(names, asset.FindAllStringSubmatch(text, -1)...) {
			if r, _ := ask(t, "GET", server.URL+"/assets/"+m[1]); r.StatusCode != 200 {
				t.Errorf("%s wants %s", name, m[1])
			}
		}
		for _, forbidden := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", `style="`} {
			if strings.Contains(text, forbidden) {
				t.Errorf("%s has %s", name, forbidden)
			}
		}
	}
}

// Who comes late hears all, who comes again only what is new, and all hear the end.
func TestStory(t *testing.T) {
	story := NewStory()
	engine := gin.New()
	story.Mount(engine)
	server := httptest.NewServer(engine)
	defer server.Close()
	first := story.Tell(Event{Who: "L1", Station: AtDeposit, State: Passed, Text: "one"})
	if first.Seconds <= 0 {
		t.Error("an event has no time")
	}
	listen := func(after string) *bufio.Scanner {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		t.Cleanup(cancel)
		r, _ := http.NewRequestWithContext(ctx, "GET", server.URL+"/events", nil)
		if after != "" {
			r.Header.Set("Last-Event-ID", after)
		}
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { a.Body.Close() })
		if kind := a.Header.Get("Content-Type"); kind != "text/event-stream" {
			t.Fatal(kind)
		}
		return bufio.NewScanner(a.Body)
	}
	hear := func(s *bufio.Scanner, text string) {
		t.Helper()
		for s.Scan() {
			if strings.Contains(s.Text(), text) {
				return
			}
		}
		t.Fatalf("the stream ends before %q: %v", text, s.Err())
	}
	early := listen("")
	hear(early, `"id":"withdrawal"`)
	hear(early, `"text":"one"`)
	story.Tell(Event{Text: "two"})
	hear(early, "id: 1")
	hear(early, `"text":"two"`)
	again := listen("0")
	hear(again, "event: stations")
	hear(again, "id: 1") // and not 0
	story.End()
	for _, s := range []*bufio.Scanner{early, again, listen("1")} {
		hear(s, "event: end")
		for s.Scan() {
			if strings.HasPrefix(s.Text(), "id:") {
				t.Error("something comes behind the end")
			}
		}
	}
	seen := map[string]bool{}
	for _, st := range Stations() {
		if seen[st.ID] || st.Title == "" || st.About == "" {
			t.Errorf("%+v", st)
		}
		seen[st.ID] = true
	}
}
