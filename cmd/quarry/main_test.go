package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"quarry/internal/reference"
)

// result is what a command printed and its exit code.
type result struct {
	out, err string
	code     int
}

// command runs the binary's main function in-process.
func runCommand(t *testing.T, args ...string) result {
	t.Helper()
	return runWith(t.Context(), args...)
}

func runWith(ctx context.Context, args ...string) result {
	var out, errOut bytes.Buffer
	code := run(ctx, args, streams{out: &out, err: &errOut})
	return result{out.String(), errOut.String(), code}
}

// unpack makes the files of a case the working directory.
func unpack(t *testing.T, prefix string) {
	t.Helper()
	dir := reference.Get(t, prefix).Unpack(t)
	t.Chdir(dir)
}

// proveArgs are Stone's flags for the files of a case.
func proveArgs(more ...string) []string {
	return append([]string{
		"--out_file=proof.json", "--private_input_file=" + reference.PrivateInput, "--public_input_file=" + reference.PublicInput,
		"--prover_config_file=" + reference.ProverConfig, "--parameter_file=" + reference.Parameters,
	}, more...)
}

// withoutVersion cuts the version block's three lines off a proof file.
func withoutVersion(t *testing.T, file []byte) string {
	t.Helper()
	head, tail, ok := strings.Cut(string(file), "\t\"version\" : \n\t{\n")
	if !ok || strings.Count(tail, "\n") != 4 {
		t.Fatalf("the proof file does not end in a version block: %q", tail)
	}
	return head
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// The whole proof file is Stone's, annotations and form included, but for the
// version block, which names Quarry; under Stone's name as under our own.
func TestProveIsStone(t *testing.T) {
	cases := []string{"s12", "s14"}
	if everyCase {
		cases = nil
		for _, c := range reference.All(t) {
			cases = append(cases, c.Name)
		}
	}
	for _, name := range cases {
		t.Run(name, func(t *testing.T) {
			want := reference.Get(t, name).Read(t, reference.Proof)
			unpack(t, name)
			r := runCommand(t, append([]string{"cpu_air_prover"}, proveArgs("--generate_annotations", "--logtostderr", "-v=1")...)...)
			if r.code != exitOK || r.out != "" || !strings.Contains(r.err, "Commit on trace: ") {
				t.Fatalf("%+v", r)
			}
			got := readFile(t, "proof.json")
			if withoutVersion(t, got) != withoutVersion(t, want) {
				t.Error("the proof file differs from Stone's")
			}
			if !bytes.Contains(got, []byte(`"statement_name" : "quarry"`)) {
				t.Error("the version block does not name Quarry")
			}
			r = runCommand(t, "cpu_air_verifier", "--in_file", "proof.json", "--annotation_file=a.txt", "--extra_output_file", "e.txt", "--logtostderr")
			if r.code != exitOK || !strings.Contains(r.err, "Proof verified successfully.") || !strings.Contains(r.err, "warning") {
				t.Fatalf("%+v", r)
			}
			var file struct{ Annotations []string }
			if err := json.Unmarshal(got, &file); err != nil {
				t.Fatal(err)
			}
			if a := string(readFile(t, "a.txt")); a != strings.Join(file.Annotations, "\n")+"\n" {
				t.Error("the verifier's annotations are not the prover's")
			}
			if len(readFile(t, "e.txt")) == 0 {
				t.Error("the extra output is empty")
			}
		})
	}
}

func TestProveJSON(t *testing.T) {
	unpack(t, "s12")
	r := runCommand(t, append([]string{"quarry", "prove"}, proveArgs("--json", "--backend=go", "--n_threads", "2", "--max_memory=4GiB")...)...)
	var got struct {
		Backend  string
		Verified bool
		Proof    int `json:"proof_bytes"`
		Stages   []struct{ Stage string }
	}
	if err := json.Unmarshal([]byte(r.out), &got); err != nil || r.code != exitOK {
		t.Fatalf("%+v: %v", r, err)
	}
	if got.Backend != "go" || !got.Verified || got.Proof != 56608 || len(got.Stages) == 0 {
		t.Errorf("%+v", got)
	}
	if bytes.Contains(readFile(t, "proof.json"), []byte(`"annotations"`)) {
		t.Error("annotations that nobody asked for")
	}
}

// writeProof writes Stone's proof of a case into the working directory.
func writeProof(t *testing.T, prefix string) {
	t.Helper()
	proof := reference.Get(t, prefix).Read(t, reference.Proof)
	t.Chdir(t.TempDir())
	if err := os.WriteFile("proof.json", proof, 0o600); err != nil {
		t.Fatal(err)
	}
}

// With --scratch the proof is the same, the folder stays empty, and reports and
// plans say what lies where.
func TestScratch(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("no scratch folders on this system")
	}
	unpack(t, "s01")
	folder := t.TempDir()
	r := runCommand(t, append([]string{"quarry", "prove"}, proveArgs("--json", "--generate_annotations", "--scratch", folder)...)...)
	var got struct {
		Memory struct {
			Mode    string
			Held    int64 `json:"backend_peak"`
			Scratch struct {
				Folder    string
				Predicted int64
			}
		}
	}
	if err := json.Unmarshal([]byte(r.out), &got); err != nil || r.code != exitOK {
		t.Fatalf("%+v: %v", r, err)
	}
	if m := &got.Memory; m.Mode != "scratch" || m.Scratch.Folder != folder || m.Held <= 0 || m.Held > m.Scratch.Predicted {
		t.Errorf("%+v", m)
	}
	want := reference.Get(t, "s01").Read(t, reference.Proof)
	if withoutVersion(t, readFile(t, "proof.json")) != withoutVersion(t, want) {
		t.Error("the proof is not Stone's")
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
	r = runCommand(t, "quarry", "inspect", reference.PublicInput, "--parameter_file="+reference.Parameters, "--scratch", folder)
	if r.code != exitOK || !strings.Contains(r.out, "scratch: at most") || !strings.Contains(r.out, folder) {
		t.Errorf("%+v", r)
	}
	r = runCommand(t, append([]string{"quarry", "prove"}, proveArgs("--scratch", filepath.Join(folder, "missing"))...)...)
	if r.code != exitFailed || !strings.Contains(r.err, "kernels/scratch") {
		t.Errorf("%+v", r)
	}
}

func TestVerify(t *testing.T) {
	writeProof(t, "s02")
	low := "--min_security_bits=50"
	first := runCommand(t, "quarry", "verify", low, "--json", "proof.json")
	var got struct {
		Valid bool
		Claim struct {
			ProgramHash string `json:"program_hash"`
			Output      []string
		}
		Soundness struct {
			Regimes []struct{ Regime, Source string }
		}
	}
	if err := json.Unmarshal([]byte(first.out), &got); err != nil || !got.Valid || first.code != exitOK {
		t.Fatalf("%+v: %v", first, err)
	}
	if len(got.Soundness.Regimes) != 3 || got.Soundness.Regimes[0].Source == "" {
		t.Errorf("%+v", got.Soundness)
	}
	hash, output := got.Claim.ProgramHash, strings.Join(got.Claim.Output, ",")
	for _, tc := range []struct {
		name     string
		args     []string
		code     int
		contains string
	}{
		{"report", []string{"quarry", "verify", low, "--in_file=proof.json"}, exitOK, hash},
		{"regimes", []string{"quarry", "verify", low, "proof.json"}, exitOK, "refuted in 2025"},
		{"demands", []string{"quarry", "verify", low, "proof.json", "--program_hash=" + hash, "--output=" + output}, exitOK, "valid"},
		{"floor", []string{"quarry", "verify", "proof.json"}, exitFailed, "stone/security"},
		{"regime", []string{"quarry", "verify", "proof.json", "--security_regime=conjectured", "--min_security_bits=96"}, exitOK, "valid"},
		{"hash floor", []string{"quarry", "verify", low, "--min_hash_bits=100", "proof.json"}, exitFailed, "stone/security"},
		{"program", []string{"quarry", "verify", low, "proof.json", "--program_hash=0x1"}, exitFailed, "prover/program-hash"},
		{"output", []string{"quarry", "verify", low, "proof.json", "--output=1,2"}, exitFailed, "prover/output"},
		{"no output", []string{"quarry", "verify", low, "proof.json", "--output="}, exitFailed, "prover/output"},
		{"version", []string{"quarry", "verify", low, "proof.json", "--stone_version=v2"}, exitFailed, "other version of Stone"},
		{"drop-in warns", []string{"cpu_air_verifier", "--in_file=proof.json"}, exitOK, "warning: proof_parameters"},
		{"drop-in floor", []string{"cpu_air_verifier", "--in_file=proof.json", "--min_security_bits=80"}, exitFailed, "stone/security"},
		{"no file", []string{"quarry", "verify"}, exitUsage, "--in_file must be set"},
		{"no file as Stone", []string{"cpu_air_verifier"}, exitFailed, "--in_file must be set"},
		{"missing", []string{"quarry", "verify", "nothing.json"}, exitFailed, "stone/unreadable"},
		{"two files", []string{"quarry", "verify", low, "proof.json", "other.json"}, exitUsage, "other.json"},
		{"file twice", []string{"quarry", "verify", low, "--in_file=proof.json", "other.json"}, exitUsage, "other.json"},
		{"as Stone, two files", []string{"cpu_air_verifier", "--in_file=proof.json", "other.json"}, exitOK, ""},
		{"no number", []string{"quarry", "verify", "--min_security_bits=NaN", "proof.json"}, exitFailed, "stone/security"},
		{"bad felt", []string{"quarry", "verify", "proof.json", "--output=x"}, exitUsage, "no field element"},
		{"bad regime", []string{"quarry", "verify", "proof.json", "--security_regime=hope"}, exitFailed, "regimes are"},
	} {
		r := runCommand(t, tc.args...)
		if r.code != tc.code || !strings.Contains(r.out+r.err, tc.contains) {
			t.Errorf("%s: %+v", tc.name, r)
		}
	}
}

// A proof that is wrong is refused, also by Stone's name, and leaves the
// annotations up to the failure.
func TestVerifyRefuses(t *testing.T) {
	writeProof(t, "s14")
	proof := string(readFile(t, "proof.json"))
	i := strings.Index(proof, `"proof_hex" : "0x`) + 3000
	flipped := proof[:i] + string("0123456789abcdef"[(strings.IndexByte("0123456789abcdef", proof[i])+1)%16]) + proof[i+1:]
	if err := os.WriteFile("bad.json", []byte(flipped), 0o600); err != nil {
		t.Fatal(err)
	}
	r := runCommand(t, "cpu_air_verifier", "--in_file=bad.json", "--annotation_file=a.txt")
	if r.code != exitFailed || !strings.Contains(r.err, "[stark/") {
		t.Errorf("%+v", r)
	}
	if len(readFile(t, "a.txt")) == 0 {
		t.Error("no annotations of the part that was read")
	}
	r = runCommand(t, "quarry", "verify", "--json", "--min_security_bits=1", "bad.json")
	var got struct {
		Error struct{ Code, What, Where string }
	}
	if err := json.Unmarshal([]byte(r.out), &got); err != nil || !strings.HasPrefix(got.Error.Code, "stark/") || r.code != exitFailed {
		t.Errorf("%+v", r)
	}
}

func TestCancelled(t *testing.T) {
	unpack(t, "s01")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errInterrupted)
	r := runWith(ctx, append([]string{"quarry", "prove"}, proveArgs()...)...)
	if r.code != exitCancelled {
		t.Errorf("%+v", r)
	}
	if left, _ := filepath.Glob("*proof.json*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestUsage(t *testing.T) {
	for _, tc := range []struct {
		args     []string
		code     int
		contains string
	}{
		{[]string{"quarry"}, exitUsage, "quarry prove"},
		{[]string{"quarry", "help"}, exitOK, "cpu_air_prover"},
		{[]string{"quarry", "help", "prove"}, exitOK, "--generate_annotations"},
		{[]string{"quarry", "verify", "--help"}, exitOK, "--min_security_bits"},
		{[]string{"quarry", "inspect", "--help"}, exitOK, "--parameter-file"},
		{[]string{"quarry", "dance"}, exitUsage, "dance"},
		{[]string{"quarry", "prove", "--bogus"}, exitUsage, "bogus"},
		{[]string{"quarry", "prove", "x"}, exitUsage, "unexpected argument"},
		{[]string{"quarry", "prove"}, exitUsage, "--out_file must be set"},
		{[]string{"cpu_air_prover"}, exitFailed, "--out_file must be set"},
		{[]string{"cpu_air_prover", "--version"}, exitOK, "quarry"},
		{[]string{"quarry", "version"}, exitOK, "Stone v3"},
		{[]string{"quarry", "version", "--json"}, exitOK, `"revision"`},
		{[]string{"quarry", "hw"}, exitOK, "chosen"},
		{[]string{"quarry", "hw", "--json"}, exitOK, `"why"`},
		{append([]string{"quarry", "prove"}, proveArgs("--fix_public_input")...), exitUsage, "correct the public input"},
		{append([]string{"quarry", "prove"}, proveArgs("--max_memory=lots")...), exitUsage, "8GiB"},
		{append([]string{"quarry", "prove"}, proveArgs("--out_file=/no/such/folder/x")...), exitUsage, "can't write"},
		{append([]string{"quarry", "prove"}, proveArgs("--stone_version=v9")...), exitFailed, "v9"},
	} {
		r := runCommand(t, tc.args...)
		if r.code != tc.code || !strings.Contains(r.out+r.err, tc.contains) {
			t.Errorf("%v: %+v", tc.args, r)
		}
	}
}

func TestInspect(t *testing.T) {
	c := reference.Get(t, "s03")
	unpack(t, "s03")
	if err := os.WriteFile("proof.json", c.Read(t, reference.Proof), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("program.json", c.Read(t, reference.Program), 0o600); err != nil {
		t.Fatal(err)
	}
	program := runCommand(t, "quarry", "inspect", "program.json", "--json")
	var compiled struct {
		Hash string `json:"program_hash"`
	}
	if err := json.Unmarshal([]byte(program.out), &compiled); err != nil || compiled.Hash == "" {
		t.Fatalf("%+v: %v", program, err)
	}
	for _, tc := range []struct {
		args     []string
		code     int
		contains []string
	}{
		{[]string{"proof.json"}, exitOK, []string{"INVALID_COMMIT", "layout small, 1024 steps", "2 of 2 instances", "page 1", "johnson", compiled.Hash}},
		{[]string{"proof.json", "--json"}, exitOK, []string{`"kind": "proof"`}},
		{[]string{reference.PublicInput}, exitOK, []string{"ecdsa", compiled.Hash}},
		{[]string{reference.PublicInput, "--parameter_file=" + reference.Parameters, "--max-memory", "2GiB"}, exitOK,
			[]string{"memory", "Commit on trace", "fit"}},
		{[]string{reference.PublicInput, "--parameter_file=" + reference.Parameters, "--max-memory=1KB"}, exitFailed, []string{"prover/memory"}},
		{[]string{reference.PublicInput, "--parameter_file=" + reference.Parameters, "--scratch=/no/such/folder"}, exitFailed,
			[]string{"[kernels/"}},
		{[]string{reference.Parameters}, exitOK, []string{"blow-up 16, 18 queries", "blake256"}},
		{[]string{reference.PrivateInput}, exitFailed, []string{"cli/unknown-file"}},
		{[]string{reference.Trace}, exitFailed, []string{"stone/json-syntax"}},
	} {
		r := runCommand(t, append([]string{"quarry", "inspect"}, tc.args...)...)
		for _, text := range tc.contains {
			if r.code != tc.code || !strings.Contains(r.out+r.err, text) {
				t.Errorf("%v: no %q in %+v", tc.args, text, r)
			}
		}
	}
}

// What params prints is a parameter file that prove takes.
func TestParams(t *testing.T) {
	unpack(t, "s12")
	for _, args := range [][]string{
		{"--public_input_file=" + reference.PublicInput},
		{"--layout=perpetual", "--n_steps=4096", "--for=ethereum", "--security_bits=90", "--security_regime=conjectured"},
		{"--layout", "perpetual", "--n-steps", "4096", "--for", "stone", "--log-n-cosets=2"},
	} {
		r := runCommand(t, append([]string{"quarry", "params"}, args...)...)
		if r.code != exitOK || !strings.Contains(r.err, "log2(n_steps) + 4") {
			t.Errorf("%v: %+v", args, r)
			continue
		}
		if err := os.WriteFile("params.json", []byte(r.out), 0o600); err != nil {
			t.Fatal(err)
		}
		r = runCommand(t, "quarry", "inspect", reference.PublicInput, "--parameter_file=params.json")
		if r.code != exitOK {
			t.Errorf("%v: %+v", args, r)
		}
	}
	for _, tc := range []struct {
		args []string
		code int
	}{
		{nil, exitUsage},
		{[]string{"--layout=small", "--n_steps=1000"}, exitFailed},
		{[]string{"--layout=tiny", "--n_steps=1024"}, exitFailed},
		{[]string{"--layout=small", "--n_steps=1024", "--for=nobody"}, exitUsage},
		{[]string{"--layout=small", "--n_steps=1024", "--security_bits=400"}, exitFailed},
		{[]string{"--layout=small", "--public_input_file=x"}, exitUsage},
	} {
		if r := runCommand(t, append([]string{"quarry", "params"}, tc.args...)...); r.code != tc.code {
			t.Errorf("%v: %+v", tc.args, r)
		}
	}
}

// A file that is almost a program has no program hash.
func TestInspectNoProgram(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, text := range []string{
		`{"data": 5, "builtins": []}`, `{"data": ["0x1"], "builtins": {}}`, `{"data": [1], "builtins": []}`,
		`{"data": ["0x1"], "builtins": [5]}`, `{"data": [], "builtins": []}`, `{"data": ["x"], "builtins": []}`,
	} {
		if err := os.WriteFile("p.json", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := runCommand(t, "quarry", "inspect", "p.json"); r.code != exitFailed || !strings.Contains(r.err, "cli/unknown-file") {
			t.Errorf("%s: %+v", text, r)
		}
	}
}

// The proof never takes the place of an input.
func TestOutFileIsInput(t *testing.T) {
	unpack(t, "s01")
	before := readFile(t, reference.PublicInput)
	r := runCommand(t, append([]string{"quarry", "prove"}, proveArgs("--out_file=./"+reference.PublicInput)...)...)
	if r.code != exitUsage || !strings.Contains(r.err, "take the place of the input") {
		t.Errorf("%+v", r)
	}
	if !bytes.Equal(readFile(t, reference.PublicInput), before) {
		t.Error("the input was overwritten")
	}
}
