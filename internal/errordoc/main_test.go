package main

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

func TestCodesOf(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", `package x
// CodeAlone: it stands
// alone.
const CodeAlone fault.Code = "x/alone"
const (
	// CodeOne: the first.
	CodeOne fault.Code = "x/one"
	other = "x/other"
)`, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	got := codesOf(file)
	if len(got) != 2 || got[0] != (entry{"x/alone", "it stands alone."}) || got[1] != (entry{"x/one", "the first."}) {
		t.Errorf("got %q", got)
	}
	var b strings.Builder
	write(&b, got)
	if !strings.Contains(b.String(), "| `x/one` | the first. |") {
		t.Error("the table lacks a code")
	}
}

// Each code of the repository has a meaning and is there once.
func TestRepository(t *testing.T) {
	codes, err := collect("../..")
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range codes {
		if e.meaning == "" {
			t.Errorf("%s has no comment", e.code)
		}
		if i > 0 && codes[i-1].code == e.code {
			t.Errorf("%s is there twice", e.code)
		}
	}
	if len(codes) < 60 {
		t.Errorf("found only %d codes", len(codes))
	}
}
