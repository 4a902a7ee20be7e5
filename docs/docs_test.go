package docs_test

import (
	"regexp"
	"strings"
	"testing"

	"quarry/docs"
)

func TestErrorsPage(t *testing.T) {
	page := string(docs.ErrorsPage())
	for _, want := range []string{`<tr id="stone/bad-n-steps">`, `<tr id="api/not-found">`, "<h2"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	if n := strings.Count(page, "<tr id="); n < 100 {
		t.Errorf("only %d codes", n)
	}
	if outside := regexp.MustCompile(`(src|href)=|https?://|url\(`).FindString(page); outside != "" {
		t.Errorf("the page has %q", outside)
	}
}
