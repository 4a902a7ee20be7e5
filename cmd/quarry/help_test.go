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
	if r := runCommand(t, "quarry", "help", "nothing"); r.code != exitUsage {
		t.Errorf("%+v", r)
	}
}
