package main

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// The overview names every command, and the help of each can be asked for in
// every way, also wrongly.
func TestHelp(t *testing.T) {
	isolated(t)
	overview := runCommand(t, "quarry", "help")
	if overview.code != exitOK {
		t.Fatalf("%+v", overview)
	}
	names := []string{"prove", "verify"}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[ownCommands]()) {
		names = append(names, strings.ToLower(f.Name))
	}
	for _, name := range names {
		if !regexp.MustCompile(`(?m)^  quarry ` + name + ` `).MatchString(overview.out) {
			t.Errorf("the overview does not name %s", name)
		}
		if r := runCommand(t, "quarry", "help", name); r.code != exitOK || !strings.Contains(r.out+r.err, name) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	for _, args := range [][]string{{"help", "--help"}, {"--help", "-h"}, {"help", "help"}, {"-h", "--json"}} {
		if r := runCommand(t, append([]string{"quarry"}, args...)...); r.code != exitOK || r.out != overview.out {
			t.Errorf("%v: %d", args, r.code)
		}
	}
	if r := runCommand(t, "quarry", "settlement", "post", "help_test.go"); r.code != exitFailed || !strings.Contains(r.err, "[cli/read]") {
		t.Errorf("a file that is not JSON: %+v", r)
	}
	if r := runCommand(t, "quarry", "serve", "--slots="+strings.Repeat("x", 1<<16)); r.code != exitUsage || len(r.err) > 2000 {
		t.Errorf("a long value: %d bytes of error", len(r.err))
	}
	if r := runCommand(t, "quarry", "prove", "--flagfile=/dev/zero"); r.code != exitUsage {
		t.Errorf("a file without an end: %+v", r)
	}
	if r := runCommand(t, "quarry", "bench", "page", "/dev/zero", "--html=x"); r.code != exitFailed {
		t.Errorf("a report without an end: %+v", r)
	}
	if r := runCommand(t, "quarry", "help", "nothing"); r.code != exitUsage {
		t.Errorf("%+v", r)
	}
}
