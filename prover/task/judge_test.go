package task_test

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover"
	"quarry/prover/stark"
	"quarry/prover/stone"
	"quarry/prover/task"
)

// The judge takes what Stone itself proved, once the file says that Quarry made it.
func TestJudgeTakesStonesProofs(t *testing.T) {
	for _, name := range []string{"s01", "s03", "s13", "s14"} {
		tk, files := stoneTask(t, name)
		tk.Annotations = true
		ref := reference.Get(t, name)
		proof, annotations := ref.StoneProof(t)
		var b bytes.Buffer
		err := stone.WriteProofFile(&b, &stone.Output{
			Documents: stone.Documents{
				Parameters: ref.Read(t, reference.Parameters), ProverConfig: ref.Read(t, reference.ProverConfig),
				PublicInput: ref.Read(t, reference.PublicInput), PrivateInput: ref.Read(t, reference.PrivateInput),
			},
			Proof: proof, Annotations: annotations, Maker: prover.Maker(stone.V3),
		})
		if err != nil {
			t.Fatal(err)
		}
		v, err := task.Judge(context.Background(), tk, files, task.ProofFiles{JSON: write(t, b.Bytes()), Raw: write(t, proof)}, lax)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v.ProofBytes != int64(len(proof)) || v.ProgramHash == "" || v.SecurityBits["johnson"] <= 0 {
			t.Errorf("%s: verdict %+v", name, v)
		}
		_, err = task.Judge(context.Background(), tk, files, task.ProofFiles{JSON: write(t, b.Bytes()), Raw: write(t, proof)}, task.DefaultPolicy())
		wantCode(t, name+" by the default floor", err, task.CodeFloor)
	}
}

// mutation is a change of a proof file's text, of its raw bytes or of the task.
type mutation struct {
	name string
	text func(string) string
	raw  func([]byte) []byte
	code fault.Code
}

func replace(old, new string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, new, 1) }
}

// formMutations change the file without changing what it proves.
var formMutations = []mutation{
	{name: "trailing line break", text: func(s string) string { return s + "\n" }, code: task.CodeForm},
	{name: "trailing document", text: func(s string) string { return s + "{}" }, code: stone.CodeSyntax},
	{name: "leading space", text: func(s string) string { return " " + s }, code: task.CodeForm},
	{name: "comment", text: func(s string) string { return "/* */" + s }, code: task.CodeForm},
	{name: "another member", text: func(s string) string { return "{\n\t\"zz\" : 1,\n" + s[2:] }, code: task.CodeForm},
	{name: "member twice", text: func(s string) string { return "{ \"proof_hex\" : \"0x00\",\n" + s[2:] }, code: stone.CodeDuplicateKey},
	{name: "another maker", text: replace(`"quarry"`, `"quarrel"`), code: task.CodeForm},
	{name: "another version", text: replace(`"stone_v3"`, `"stone_v2"`), code: task.CodeForm},
	{name: "revision of mischief", text: func(s string) string {
		i := strings.Index(s, `"commit_hash" : "`) + len(`"commit_hash" : "`)
		return s[:i] + "<script>" + s[i:]
	}, code: task.CodeForm},
	{name: "upper-case hexadecimal", text: func(s string) string {
		i := strings.Index(s, `"proof_hex" : "0x`) + len(`"proof_hex" : "0x`)
		return s[:i] + strings.ToUpper(s[i:i+4096]) + s[i+4096:]
	}, code: task.CodeForm},
	{name: "raw longer", raw: func(b []byte) []byte { return append(b, 0) }, code: task.CodeForm},
	{name: "raw shorter", raw: func(b []byte) []byte { return b[:len(b)-1] }, code: task.CodeForm},
	{name: "raw of another proof", raw: func(b []byte) []byte { b[100] ^= 1; return b }, code: task.CodeForm},
	{name: "annotations", text: replace(`"private_input" :`, `"annotations" : [],
	"private_input" :`), code: task.CodeAnnotations},
	{name: "empty", text: func(string) string { return "" }, code: stone.CodeSyntax},
}

func (m *mutation) apply(tb testing.TB, proof task.ProofFiles) task.ProofFiles {
	tb.Helper()
	text, err := os.ReadFile(proof.JSON)
	if err != nil {
		tb.Fatal(err)
	}
	raw, err := os.ReadFile(proof.Raw)
	if err != nil {
		tb.Fatal(err)
	}
	if m.text != nil {
		changed := m.text(string(text))
		if changed == string(text) {
			tb.Fatalf("%s changes nothing", m.name)
		}
		text = []byte(changed)
	}
	if m.raw != nil {
		raw = m.raw(slices.Clone(raw))
	}
	return task.ProofFiles{JSON: write(tb, text), Raw: write(tb, raw)}
}

func TestJudgeStone(t *testing.T) {
	ctx := context.Background()
	tk, files := stoneTask(t, "s02")
	proof := store(t, prove(t, tk, files))
	if _, err := task.Judge(ctx, tk, files, proof, lax); err != nil {
		t.Fatal(err)
	}
	mutations := append(slices.Clone(formMutations),
		mutation{name: "a public cell", text: replace(`"0x40780017fff7fff"`, `"0x40780017fff7ffe"`), code: task.CodeOtherStatement},
		mutation{name: "a segment", text: replace(`"stop_ptr" : 5`, `"stop_ptr" : 6`), code: task.CodeOtherStatement},
		mutation{name: "queries", text: replace(`"n_queries" : 18`, `"n_queries" : 17`), code: task.CodeOtherParameters},
		mutation{name: "the prover config", text: replace(`"constraint_polynomial_task_size" : 256`, `"constraint_polynomial_task_size" : 257`), code: task.CodeOtherParameters},
		mutation{name: "the private input", text: replace(`"memory_path" : "`, `"memory_path" : "x`), code: task.CodeForm},
	)
	for i := range mutations {
		m := &mutations[i]
		_, err := task.Judge(ctx, tk, files, m.apply(t, proof), lax)
		wantCode(t, m.name, err, m.code)
	}
	other, otherFiles := stoneTask(t, "s01")
	_, err := task.Judge(ctx, other, otherFiles, proof, lax)
	wantCode(t, "a proof of another run", err, task.CodeOtherStatement)

	changed := *tk
	changed.Version = "v2"
	_, err = task.Judge(ctx, &changed, files, proof, lax)
	wantCode(t, "the other version of Stone", err, task.CodeForm)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := task.Judge(cancelled, tk, files, proof, lax); err != context.Canceled {
		t.Errorf("cancelled: %v", err)
	}
}

// Every byte of the proof counts.
func TestJudgeProofBytes(t *testing.T) {
	tk, files := stoneTask(t, "s14")
	a := prove(t, tk, files)
	step := max(len(a.Proof)/12, 1)
	for at := 0; at < len(a.Proof); at += step {
		changed := *a
		changed.Proof = slices.Clone(a.Proof)
		changed.Proof[at] ^= 4
		if _, err := task.Judge(context.Background(), tk, files, store(t, &changed), lax); fault.CodeOf(err) == "" {
			t.Errorf("byte %d changed: %v", at, err)
		}
	}
	for _, proof := range [][]byte{a.Proof[:len(a.Proof)-1], append(slices.Clone(a.Proof), 0)} {
		changed := *a
		changed.Proof = proof
		if _, err := task.Judge(context.Background(), tk, files, store(t, &changed), lax); fault.CodeOf(err) == "" {
			t.Errorf("%d bytes instead of %d: %v", len(proof), len(a.Proof), err)
		}
	}
}

func TestJudgeProgram(t *testing.T) {
	ctx := context.Background()
	tk, files := programTask(t, "s01", false)
	tk.Layout = "plain"
	proof := store(t, prove(t, tk, files))
	rerun := task.DefaultPolicy()
	rerun.RerunSteps = 1 << 20
	for _, policy := range []task.Policy{lax, task.DefaultPolicy(), rerun} {
		v, err := task.Judge(ctx, tk, files, proof, policy)
		if err != nil {
			t.Fatal(err)
		}
		if v.Layout != "plain" || v.ProgramHash == "" || v.StoneVersion != "v3" || v.SecurityBits["johnson"] < 80 {
			t.Errorf("verdict %+v", v)
		}
	}
	for i := range formMutations {
		m := &formMutations[i]
		_, err := task.Judge(ctx, tk, files, m.apply(t, proof), lax)
		wantCode(t, m.name, err, m.code)
	}
	for _, m := range []mutation{
		{name: "steps", text: func(s string) string {
			return regexp.MustCompile(`"n_steps" : \d+`).ReplaceAllString(s, `"n_steps" : 1048576`)
		}, code: task.CodeOtherParameters},
		{name: "files of a worker", text: replace(`"trace.bin"`, `"/etc/passwd"`), code: task.CodeForm},
		{name: "a cell of the program", text: replace(`"0x1104800180018000"`, `"0x1104800180018001"`), code: task.CodeOtherProgram},
		{name: "range", text: replace(`"rc_max" : 3`, `"rc_max" : 4`), code: stark.CodeOODS},
	} {
		_, err := task.Judge(ctx, tk, files, m.apply(t, proof), lax)
		wantCode(t, m.name, err, m.code)
	}
	for _, tc := range []struct {
		name   string
		change func(*task.Task)
		code   fault.Code
	}{
		{"layout", func(t *task.Task) { t.Layout = "small" }, task.CodeOtherStatement},
		{"least steps", func(t *task.Task) { t.MinSteps = 513 }, task.CodeOtherStatement},
		{"most steps", func(t *task.Task) { t.MaxSteps = 100 }, task.CodeSteps},
		{"bits", func(t *task.Task) { t.Security.Bits = 90 }, task.CodeOtherParameters},
		{"regime", func(t *task.Task) { t.Security.Regime = "unique" }, task.CodeOtherParameters},
		{"preset", func(t *task.Task) { t.Security.Preset = "integrity" }, task.CodeOtherParameters},
		{"version", func(t *task.Task) { t.Version = "v2" }, task.CodeForm},
		{"annotations", func(t *task.Task) { t.Annotations = true }, task.CodeAnnotations},
	} {
		changed := *tk
		tc.change(&changed)
		_, err := task.Judge(ctx, &changed, files, proof, lax)
		wantCode(t, tc.name, err, tc.code)
	}
	other, otherFiles := programTask(t, "s13", false)
	other.Layout = "plain"
	_, err := task.Judge(ctx, other, otherFiles, proof, lax)
	wantCode(t, "another program", err, task.CodeOtherProgram)
	given, givenFiles := programTask(t, "s01", true)
	given.Layout = "plain"
	_, err = task.Judge(ctx, given, givenFiles, proof, lax)
	wantCode(t, "given parameters", err, task.CodeOtherParameters)
}

// A proof of the right program on another input is valid, but not the task's:
// only running the program tells.
func TestJudgeRerun(t *testing.T) {
	ctx := context.Background()
	tk, files := programTask(t, "s02", true)
	tk.Layout = "small"
	forged := task.Files{}
	for p, path := range files {
		forged[p] = path
	}
	forged[task.ProgramInput] = write(t, []byte(`{"fibonacci_claim_index": 7}`))
	proof := store(t, prove(t, tk, forged))
	if _, err := task.Judge(ctx, tk, files, proof, lax); err != nil {
		t.Fatal(err)
	}
	strict := lax
	strict.RerunSteps = 512
	_, err := task.Judge(ctx, tk, files, proof, strict)
	wantCode(t, "another input", err, task.CodeOtherRun)
	if _, err := task.Judge(ctx, tk, forged, proof, strict); err != nil {
		t.Errorf("the same input: %v", err)
	}
	// Padding a forged run does not hide it.
	tk, files = with(t, tk, files, map[task.Part][]byte{task.Parameters: nil})
	padded, _ := with(t, tk, forged, nil)
	padded.MinSteps = 1024
	delete(forged, task.Parameters)
	proof = store(t, prove(t, padded, forged))
	if _, err := task.Judge(ctx, tk, files, proof, lax); err != nil {
		t.Fatal(err)
	}
	_, err = task.Judge(ctx, tk, files, proof, strict)
	wantCode(t, "another input, padded", err, task.CodeOtherRun)
	// So is what the task itself asks to be longer than is run again.
	padded.Inputs = tk.Inputs
	strict.RerunSteps = 512
	if _, err := task.Judge(ctx, padded, files, proof, strict); err != nil {
		t.Errorf("a task for a run that is too long to be run again: %v", err)
	}
	// What takes longer than is run again is believed.
	strict.RerunSteps = 256
	if _, err := task.Judge(ctx, tk, files, proof, strict); err != nil {
		t.Errorf("a run that is too long to be run again: %v", err)
	}
}

// A Cairo 1 executable: proved in the layout that auto chooses, judged with and
// without its arguments.
func TestJudgeExecutable(t *testing.T) {
	ctx := context.Background()
	tk, files := programTask(t, "s01", false)
	tk, files = with(t, tk, files, map[task.Part][]byte{task.Program: fixture(t, fibonacci1), task.ProgramInput: nil, task.Arguments: []byte(`["0x5"]`),
		task.Parameters: bytes.Replace(reference.Get(t, "s15").Read(t, reference.Parameters), []byte(`"proof_of_work_bits": 20`), []byte(`"proof_of_work_bits": 4`), 1)})
	proof := store(t, prove(t, tk, files))
	rerun := lax
	rerun.RerunSteps = 1 << 20
	v, err := task.Judge(ctx, tk, files, proof, rerun)
	if err != nil {
		t.Fatal(err)
	}
	if v.ProgramHash == "" || len(v.Output) == 0 {
		t.Errorf("%+v", v)
	}
	// On other arguments it is another run.
	tk, files = with(t, tk, files, map[task.Part][]byte{task.Arguments: []byte(`["0x6"]`)})
	_, err = task.Judge(ctx, tk, files, proof, rerun)
	wantCode(t, "other arguments", err, task.CodeOtherRun)
}
