package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quarry/bench"
	"quarry/hw"
	"quarry/prover"
	"quarry/prover/worker"
)

// asChild makes the test's own binary behave as quarry: what bench and serve
// start to make proofs is the binary that runs them.
const asChild = "TEST_AS_QUARRY"

// everyCase has all reference cases proved, not a few. The variable is no setting, which
// the commands would say.
var everyCase = os.Getenv("QUARRY_ALL_CASES") != ""

func TestMain(m *testing.M) {
	_ = os.Unsetenv("QUARRY_ALL_CASES") // can't fail
	// Children of children don't inherit the variable.
	if os.Getenv(asChild) != "" || len(os.Args) > 1 && slices.Contains([]string{worker.ChildCommand, probeCommand}, os.Args[1]) {
		main()
	}
	if os.Getenv(asSettler) != "" {
		settlerMain()
	}
	os.Exit(m.Run())
}

func TestBench(t *testing.T) {
	t.Setenv(asChild, "1")
	dir := t.TempDir()
	report, page := filepath.Join(dir, "a.json"), filepath.Join(dir, "a.html")
	r := runCommand(t, "quarry", "bench", "--quick", "--rounds=1", "--price=3.6", "--only=proof|pow|throughput", "--json", report, "--html="+page)
	if r.code != exitOK || !strings.Contains(r.out, "proof/plain") {
		t.Fatalf("exit %d, %s%s", r.code, r.out, r.err)
	}
	got, err := bench.ReadReport(report)
	if err != nil {
		t.Fatal(err)
	}
	proofs := map[string]bool{}
	for _, res := range got.Results {
		if p := res.Proof; p != nil {
			proofs[p.SHA256] = true
			if p.CPU <= 0 || p.Cost != 3.6/p.PerHour || p.Peak < 10<<20 || p.Bytes < 1000 || len(p.Stages) < 5 {
				t.Errorf("%s: %+v", res.ID(), p)
			}
		}
	}
	if len(proofs) != 1 {
		t.Errorf("%d different proofs of one run", len(proofs))
	}
	if html := readFile(t, page); !strings.Contains(string(html), "<svg") {
		t.Error("no picture on the page")
	}

	r = runCommand(t, "quarry", "bench", "compare", report, report, "--json")
	var comparison bench.Comparison
	if err := json.Unmarshal([]byte(r.out), &comparison); err != nil || r.code != exitOK || len(comparison.Slower()) != 0 {
		t.Errorf("exit %d, %v, %s%s", r.code, err, r.out, r.err)
	}
}

func TestBenchRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		code int
		says string
	}{
		"pattern":  {[]string{"--only=("}, exitUsage, "--only"},
		"rounds":   {[]string{"--rounds=-1"}, exitUsage, "--rounds"},
		"price":    {[]string{"--price=-1"}, exitUsage, "--price"},
		"backend":  {[]string{"--backend=abacus"}, exitFailed, "abacus"},
		"contest":  {[]string{"--only=nosuch"}, exitFailed, "nosuch"},
		"stone":    {[]string{"--stone=/nowhere"}, exitFailed, "/nowhere"},
		"folder":   {[]string{"--json=/"}, exitUsage, "folder"},
		"no files": {[]string{"compare", "/nowhere/a", "/nowhere/b"}, exitFailed, "/nowhere/a"},
		"one file": {[]string{"compare", "a"}, exitUsage, "<b>"},
		"margin":   {[]string{"compare", "--margin=NaN", "a", "b"}, exitUsage, "--margin"},
	} {
		r := runCommand(t, append([]string{"quarry", "bench"}, tc.args...)...)
		if r.code != tc.code || !strings.Contains(r.err, tc.says) {
			t.Errorf("%s: exit %d, %s", name, r.code, r.err)
		}
	}
}

// A prover whose proofs are others, or that makes none, has no time.
func TestBenchPeerThatFails(t *testing.T) {
	t.Setenv(asChild, "1")
	dir := t.TempDir()
	best, _ := hw.Choose(prover.Backends())
	for name, script := range map[string]string{
		"fails": "echo no such luck >&2; exit 3",
		"lies":  `for a in "$@"; do case $a in --out_file=*) echo '{"proof_hex": "0x1234"}' > "${a#--out_file=}";; esac; done`,
		"idles": "exit 0",
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		r := runCommand(t, "quarry", "bench", "--quick", "--rounds=1", "--only=proof", "--backend="+best, "--stone="+path, "--json=-")
		var report bench.Report
		if err := json.Unmarshal([]byte(r.out), &report); err != nil || r.code != exitFailed {
			t.Fatalf("%s: exit %d, %v, %s", name, r.code, err, r.err)
		}
		for _, res := range report.Results {
			if res.Peer != (res.Error != "") || res.Peer && len(res.Samples) > 0 {
				t.Errorf("%s: %s: %q, %v", name, res.ID(), res.Error, res.Samples)
			}
		}
	}
}
