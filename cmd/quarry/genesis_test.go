package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A chain of one's own has the accounts that were asked for, with keys that nobody
// else has, and nothing of a test network's faucet; its file is never replaced.
func TestGenesis(t *testing.T) {
	at := func(name string) string { return filepath.Join(t.TempDir(), name) }
	type made struct {
		Accounts []struct {
			Address, Balance string
		}
		Sequencer string
	}
	read := func(path string) (g made) {
		raw, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(raw, &g)
		}
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	isolated(t)
	one, two := at("one.json"), at("two.json")
	for _, path := range []string{one, two} {
		if r := runCommand(t, "quarry", "genesis", "--accounts=2", "--balance=0", "--out_file", path); r.code != exitOK || !strings.Contains(r.out, "kept nowhere") {
			t.Fatalf("%+v", r)
		}
	}
	a, b := read(one), read(two)
	if len(a.Accounts) != 2 || a.Accounts[0].Address == b.Accounts[0].Address || a.Sequencer != a.Accounts[0].Address {
		t.Errorf("%+v %+v", a, b)
	}
	before, _ := os.ReadFile(one)
	if r := runCommand(t, "quarry", "genesis", "--out_file", one); r.code != exitFailed || !strings.Contains(r.err, "there already") {
		t.Errorf("%+v", r)
	}
	if after, _ := os.ReadFile(one); string(after) != string(before) {
		t.Error("the file was replaced")
	}
	seeds := [2]string{at("three.json"), at("four.json")}
	for _, path := range seeds {
		if r := runCommand(t, "quarry", "genesis", "--accounts=1", "--seed=0", "--out_file", path); !strings.Contains(r.out, knownKeys) {
			t.Fatalf("%+v", r)
		}
	}
	if a, b := read(seeds[0]), read(seeds[1]); a.Accounts[0] != b.Accounts[0] {
		t.Error("the same seed gives other accounts")
	}
}
