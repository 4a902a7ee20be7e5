package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"quarry/config"
)

// The document has the table as it is now: else run go generate ./config.
func TestDocument(t *testing.T) {
	doc, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	want, err := replace(doc)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(doc, want) {
		t.Error("docs/operations.md is not up to date: go generate ./config")
	}
	for _, s := range config.Table() {
		if !strings.Contains(string(doc), "| `"+s.Name+"` |") {
			t.Errorf("%s is not in the document", s.Name)
		}
	}
}

func TestReplace(t *testing.T) {
	got, err := replace([]byte("a\n" + begin + "OUTDATED\n" + end + "b\n"))
	if err != nil || bytes.Contains(got, []byte("OUTDATED")) || !bytes.HasPrefix(got, []byte("a\n"+begin)) || !bytes.HasSuffix(got, []byte(end+"b\n")) {
		t.Errorf("%v %s", err, got)
	}
	for _, bad := range []string{"", begin, end, end + begin} {
		if _, err := replace([]byte(bad)); err == nil {
			t.Errorf("%q has a place for the table", bad)
		}
	}
}
