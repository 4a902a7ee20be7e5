package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarry/sequencer/wallet"
	"quarry/settlement/deployment"
)

// The run with commands in docs/governance.md: every line does what is written there.
func TestOwnersPage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "governance.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok1 := strings.Cut(string(page), "<!-- commands -->\n```sh\n")
	script, _, ok2 := strings.Cut(rest, "```\n<!-- end of commands -->")
	if !ok1 || !ok2 {
		t.Fatal("the page has no run with commands")
	}
	w, _ := ownersL1(t)
	for from, to := range map[string]string{"key0": "owner.json", "password": "password"} {
		if err := os.Rename(w.path(from), w.path(to)); err != nil {
			t.Fatal(err)
		}
	}
	w.file("alice.key", described([]*wallet.Account{seeded(0, "account", 0)})[0].PrivateKey)
	t.Chdir(w.dir)
	done := 0
	for line := range strings.Lines(script) {
		if w.follow(strings.TrimSpace(line)) {
			done++
		}
	}
	if done < 15 {
		t.Errorf("only %d commands were run", done)
	}
}

// follow does what a line of a script says, and reports whether it is a command.
func (w *l1World) follow(line string) bool {
	w.Helper()
	if assignments, ok := strings.CutPrefix(line, "export "); ok {
		for _, assignment := range strings.Fields(assignments) {
			name, value, _ := strings.Cut(assignment, "=")
			if name == "QUARRY_L1" {
				value = w.url
			}
			w.Setenv(name, value)
		}
		return false
	}
	if days, ok := strings.CutPrefix(line, "# … "); ok {
		n, err := strconv.Atoi(strings.TrimSuffix(days, " days"))
		if err != nil {
			w.Fatal(line)
		}
		w.advance(time.Duration(n) * 24 * time.Hour)
		return false
	}
	command, reason, refused := strings.Cut(line, "# refused: ")
	command, isCommand := strings.CutPrefix(command, "quarry ")
	if !isCommand {
		if line != "" && !strings.HasPrefix(line, "#") {
			w.Fatalf("%q is no command", line)
		}
		return false
	}
	command = strings.ReplaceAll(command, "$QUARRY_L1", w.url)
	if core := "$(jq -r .core contracts.json)"; strings.Contains(command, core) {
		f, err := deployment.ReadFile("contracts.json")
		if err != nil {
			w.Fatal(err)
		}
		command = strings.ReplaceAll(command, core, f.Core.Hex())
	}
	if refused {
		w.refused("contracts/refused", reason, command)
	} else {
		w.ok(nil, command)
	}
	return true
}
