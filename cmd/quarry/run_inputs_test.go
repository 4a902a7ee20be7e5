package main

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// executableFile unpacks an executable of the runner's testdata into the
// working directory, which is made a temporary one.
func executableFile(t *testing.T, name string) {
	t.Helper()
	f, err := os.Open("../../prover/cairo/cairo1/testdata/" + name + ".executable.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile(name+".json", data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestRunExecutable(t *testing.T) {
	executableFile(t, "fibonacci")
	if err := os.WriteFile("args.json", []byte(`["0x64"]`), 0o644); err != nil {
		t.Fatal(err)
	}
	const want = "573147844013817084101"
	for _, args := range [][]string{
		{"--args", "100", "--layout=small", "--proof_mode"},
		{"--arguments=100", "--layout=auto"},
		{"--args_file=args.json", "--layout=small", "--cairo_pie_output=run.zip", "--merge_extra_segments"},
		{"--arguments-file=args.json", "--layout=small", "--proof-mode", "--json"},
		{"--program_input=args.json", "--layout=small"},
	} {
		r := runCommand(t, append([]string{"quarry", "run", "--program=fibonacci.json", "--print_output"}, args...)...)
		if r.code != exitOK || !strings.Contains(r.out, want) {
			t.Errorf("%v: exit code %d, %s%s", args, r.code, r.out, r.err)
		}
	}
	r := runCommand(t, "quarry", "run", "--run_from_cairo_pie=run.zip", "--layout=auto", "--print_output")
	if r.code != exitOK || !strings.Contains(r.out, want) {
		t.Errorf("from the PIE: exit code %d, %s%s", r.code, r.out, r.err)
	}
	for file, kind := range map[string]string{"fibonacci.json": "cairo1_executable", "run.zip": "cairo_pie"} {
		r := runCommand(t, "quarry", "inspect", file, "--json")
		var got struct {
			Kind string `json:"kind"`
			Hash string `json:"program_hash"`
		}
		if err := json.Unmarshal([]byte(r.out), &got); err != nil || got.Kind != kind || got.Hash == "" {
			t.Errorf("inspect %s: %s%s", file, r.out, r.err)
		}
	}
}

func TestRunInputsUsage(t *testing.T) {
	executableFile(t, "fibonacci")
	for _, c := range []struct {
		args []string
		code int
		text string
	}{
		{[]string{"--layout=small"}, exitUsage, "exactly one of"},
		{[]string{"--program=fibonacci.json", "--run_from_cairo_pie=x"}, exitUsage, "exactly one of"},
		{[]string{"--program=fibonacci.json", "--args=1", "--args_file=x"}, exitUsage, "contradict"},
		{[]string{"--program=fibonacci.json", "--args=x"}, exitFailed, "not a number"},
		{[]string{"--program=fibonacci.json", "--args_file=" + filepath.Join("no", "such")}, exitFailed, "--args_file"},
		{[]string{"--program=fibonacci.json", "--args=1", "--proof_mode", "--cairo_pie_output=x"}, exitUsage, "--cairo_pie_output"},
		{[]string{"--program=fibonacci.json", "--args=1", "--merge_extra_segments"}, exitUsage, "--merge_extra_segments"},
		{[]string{"--program=fibonacci.json", "--layout=small"}, exitFailed, "Failed to deserialize param #0"},
	} {
		r := runCommand(t, append([]string{"quarry", "run"}, c.args...)...)
		if r.code != c.code || !strings.Contains(r.err, c.text) {
			t.Errorf("%v: exit code %d, %s%s", c.args, r.code, r.out, r.err)
		}
	}
}
