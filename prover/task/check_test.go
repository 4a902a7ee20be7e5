package task_test

import (
	"compress/gzip"
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover"
	"quarry/prover/cairo"
	"quarry/prover/cairo/cairo1"
	"quarry/prover/cairo/program"
	"quarry/prover/stone"
	"quarry/prover/task"
)

// fixture reads a file of another package's tests, unpacked.
func fixture(tb testing.TB, path string) []byte {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			tb.Fatal(err)
		}
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

const fibonacci1 = "../cairo/cairo1/testdata/fibonacci.executable.json.gz"

// with is a task and its files with parts changed; nil takes one away.
func with(tb testing.TB, t *task.Task, files task.Files, parts map[task.Part][]byte) (*task.Task, task.Files) {
	tb.Helper()
	changed, own := *t, maps.Clone(files)
	changed.Inputs = maps.Clone(t.Inputs)
	for p, raw := range parts {
		if raw == nil {
			delete(changed.Inputs, p)
			delete(own, p)
			continue
		}
		changed.Inputs[p], own[p] = task.Blob{}, write(tb, raw)
	}
	return &changed, own
}

func TestCheckStone(t *testing.T) {
	ctx := context.Background()
	tk, files := stoneTask(t, "s03")
	in, err := task.Check(ctx, tk, files, lax)
	if err != nil {
		t.Fatal(err)
	}
	if in.Kind != task.Stone || in.NSteps != 1024 || len(in.Layouts) != 1 || in.Layouts[0] != "small" || in.Plan == nil || in.Plan.Peak == 0 ||
		in.Soundness.In(stone.Capacity).Bits < 80 || in.Version != stone.V3 {
		t.Errorf("%+v", in)
	}
	if _, err := task.Check(ctx, tk, files, task.DefaultPolicy()); fault.CodeOf(err) != task.CodeFloor {
		t.Errorf("by the default floor: %v", err)
	}
	small := lax
	small.MaxMemory = 1 << 20
	if _, err := task.Check(ctx, tk, files, small); fault.CodeOf(err) != prover.CodeMemory {
		t.Errorf("too little memory: %v", err)
	}
	short := lax
	short.MaxSteps = 512
	_, err = task.Check(ctx, tk, files, short)
	wantCode(t, "too many steps", err, task.CodeSteps)

	// Without parameters and prover config they are chosen.
	chosen, chosenFiles := with(t, tk, files, map[task.Part][]byte{task.Parameters: nil, task.ProverConfig: nil})
	if in, err = task.Check(ctx, chosen, chosenFiles, task.DefaultPolicy()); err != nil || in.Soundness.In(stone.Johnson).Bits < 80 {
		t.Errorf("chosen parameters: %+v, %v", in, err)
	}

	ref := reference.Get(t, "s03")
	read := func(name string) []byte { return ref.Read(t, name) }
	for _, tc := range []struct {
		name  string
		parts map[task.Part][]byte
		code  fault.Code
	}{
		{"a part of no name", map[task.Part][]byte{"soup": {1}}, task.CodeParts},
		{"a program, too", map[task.Part][]byte{task.Program: read(reference.Program)}, task.CodeParts},
		{"input without a program", map[task.Part][]byte{task.ProgramInput: []byte("{}")}, task.CodeParts},
		{"no memory", map[task.Part][]byte{task.Memory: nil}, task.CodeParts},
		{"nothing", map[task.Part][]byte{task.Memory: nil, task.Trace: nil, task.PublicInput: nil, task.PrivateInput: nil}, task.CodeParts},
		{"private for public", map[task.Part][]byte{task.PublicInput: read(reference.PrivateInput)}, task.CodePart},
		{"public for private", map[task.Part][]byte{task.PrivateInput: read(reference.PublicInput)}, task.CodePart},
		{"program for public", map[task.Part][]byte{task.PublicInput: read(reference.Program)}, task.CodePart},
		{"a proof", map[task.Part][]byte{task.PublicInput: read(reference.Proof)}, task.CodePart},
		{"broken public input", map[task.Part][]byte{task.PublicInput: []byte("{")}, stone.CodeSyntax},
		{"broken parameters", map[task.Part][]byte{task.Parameters: []byte("[]")}, stone.CodeWrongType},
		{"parameters of another run", map[task.Part][]byte{task.Parameters: reference.Get(t, "s02").Read(t, reference.Parameters)}, stone.CodeFRI},
		{"short trace", map[task.Part][]byte{task.Trace: read(reference.Trace)[:24]}, stone.CodeDisagree},
		{"half a memory cell", map[task.Part][]byte{task.Memory: read(reference.Memory)[:20]}, stone.CodeMemory},
		{"empty memory", map[task.Part][]byte{task.Memory: {}}, stone.CodeMemory},
	} {
		changed, own := with(t, tk, files, tc.parts)
		_, err := task.Check(ctx, changed, own, lax)
		wantCode(t, tc.name, err, tc.code)
		noPath(t, tc.name, err, own)
	}
	for _, tc := range []struct {
		name   string
		change func(*task.Task)
		code   fault.Code
	}{
		{"another layout", func(t *task.Task) { t.Layout = "dex" }, task.CodeOption},
		{"no layout", func(t *task.Task) { t.Layout = "bungalow" }, task.CodeOption},
		{"steps", func(t *task.Task) { t.MaxSteps = 4096 }, task.CodeOption},
		{"preset", func(t *task.Task) { t.Security.Preset = "strong" }, task.CodeOption},
		{"bits", func(t *task.Task) { t.Security.Bits = 1000 }, task.CodeOption},
		{"regime", func(t *task.Task) { t.Security.Regime = "hope" }, task.CodeOption},
		{"version", func(t *task.Task) { t.Version = "v1" }, task.CodeOption},
		{"version of a preset", func(t *task.Task) { t.Version, t.Security.Preset = "v3", "starkex" }, task.CodeOption},
		{"backend", func(t *task.Task) { t.Backend = "abacus" }, task.CodeOption},
	} {
		changed := *tk
		tc.change(&changed)
		_, err := task.Check(ctx, &changed, files, lax)
		wantCode(t, tc.name, err, tc.code)
	}
}

// noPath demands that an error says nothing of where files lie here.
func noPath(tb testing.TB, what string, err error, files task.Files) {
	tb.Helper()
	for _, path := range files {
		if err != nil && strings.Contains(err.Error(), filepath.Dir(path)) {
			tb.Errorf("%s: the error shows a path: %v", what, err)
		}
	}
}

func TestCheckProgram(t *testing.T) {
	ctx := context.Background()
	tk, files := programTask(t, "s03", false)
	in, err := task.Check(ctx, tk, files, task.DefaultPolicy())
	if err != nil {
		t.Fatal(err)
	}
	if in.Kind != task.Cairo0 || in.Plan != nil || in.Statement != nil || len(in.Layouts) < 3 || len(in.Builtins) == 0 ||
		in.Soundness.In(stone.Johnson).Bits < 80 {
		t.Errorf("%+v", in)
	}
	sierra := []byte(`{"sierra_program": ["0x1"], "entry_points_by_type": {}}`)
	contract := []byte(`{"prime": "0x1", "bytecode": [], "entry_points_by_type": {}}`)
	var noEnd = strings.ReplaceAll(string(reference.Get(t, "s03").Read(t, reference.Program)), "__end__", "__fin__")
	for _, tc := range []struct {
		name  string
		parts map[task.Part][]byte
		code  fault.Code
	}{
		{"a PIE as such", map[task.Part][]byte{task.Program: nil, task.ProgramInput: nil, task.PIE: fixture(t, "../cairo/pie/testdata/sample.zip")}, cairo.CodePIE},
		{"a PIE as program", map[task.Part][]byte{task.Program: fixture(t, "../cairo/pie/testdata/sample.zip")}, cairo.CodePIE},
		{"a PIE and a program", map[task.Part][]byte{task.PIE: {1}}, task.CodeParts},
		{"Sierra", map[task.Part][]byte{task.Program: sierra}, cairo1.CodeSierra},
		{"a contract", map[task.Part][]byte{task.Program: contract}, cairo1.CodeEntrypoint},
		{"a public input", map[task.Part][]byte{task.Program: reference.Get(t, "s03").Read(t, reference.PublicInput)}, task.CodePart},
		{"no program at all", map[task.Part][]byte{task.Program: []byte("hello")}, program.CodeBad},
		{"no end", map[task.Part][]byte{task.Program: []byte(noEnd)}, program.CodeBad},
		{"arguments", map[task.Part][]byte{task.ProgramInput: nil, task.Arguments: []byte("[]")}, task.CodeParts},
		{"both inputs", map[task.Part][]byte{task.Arguments: []byte("[]")}, task.CodeParts},
		{"input that is none", map[task.Part][]byte{task.ProgramInput: []byte("{")}, cairo.CodeInput},
		{"a trace", map[task.Part][]byte{task.Trace: {1}}, task.CodeParts},
		{"broken parameters", map[task.Part][]byte{task.Parameters: []byte("{}")}, stone.CodeMissingField},
		{"weak parameters", map[task.Part][]byte{task.Parameters: reference.Get(t, "s03").Read(t, reference.Parameters)}, task.CodeFloor},
		{"broken prover config", map[task.Part][]byte{task.ProverConfig: []byte("{}")}, stone.CodeMissingField},
	} {
		changed, own := with(t, tk, files, tc.parts)
		_, err := task.Check(ctx, changed, own, task.DefaultPolicy())
		wantCode(t, tc.name, err, tc.code)
		noPath(t, tc.name, err, own)
	}
	for _, tc := range []struct {
		name   string
		change func(*task.Task)
		code   fault.Code
	}{
		{"more than most steps", func(t *task.Task) { t.MinSteps, t.MaxSteps = 4096, 1024 }, task.CodeSteps},
		{"more bits than there are", func(t *task.Task) { t.Security.Bits = 200 }, stone.CodeSecurity},
		{"fewer bits than the floor", func(t *task.Task) { t.Security.Bits = 40 }, task.CodeFloor},
	} {
		changed := *tk
		tc.change(&changed)
		_, err := task.Check(ctx, &changed, files, task.DefaultPolicy())
		wantCode(t, tc.name, err, tc.code)
		if err != nil && strings.Contains(err.Error(), "--") {
			t.Errorf("%s: the error speaks of flags: %v", tc.name, err)
		}
	}
	// A layout that is asked for may lack builtins, as in cairo-run.
	changed := *tk
	changed.Layout = "plain"
	if in, err := task.Check(ctx, &changed, files, task.DefaultPolicy()); err != nil || len(in.Layouts) != 1 {
		t.Errorf("layout plain: %+v, %v", in, err)
	}
	executable, own := with(t, tk, files, map[task.Part][]byte{task.Program: fixture(t, fibonacci1), task.ProgramInput: nil, task.Arguments: []byte(`["0x5"]`)})
	if in, err := task.Check(ctx, executable, own, task.DefaultPolicy()); err != nil || in.Kind != task.Cairo1 {
		t.Errorf("an executable: %+v, %v", in, err)
	}
	executable, own = with(t, executable, own, map[task.Part][]byte{task.Arguments: []byte(`{"a": 1}`)})
	_, err = task.Check(ctx, executable, own, task.DefaultPolicy())
	wantCode(t, "arguments that are none", err, cairo1.CodeArguments)
}

// Each preset gives parameters that its verifier takes, and they are the same
// every time.
func TestPresets(t *testing.T) {
	ctx := context.Background()
	for preset, want := range map[string]stone.Version{"stone": stone.V3, "integrity": stone.V3, "starkex": stone.V2} {
		tk, files := programTask(t, "s03", false)
		tk.Security.Preset = preset
		in, err := task.Check(ctx, tk, files, task.DefaultPolicy())
		if err != nil || in.Version != want {
			t.Errorf("%s: %+v, %v", preset, in, err)
		}
		for range 2 {
			s, err := task.NewSource(tk, files, lax, task.RunLimits{})
			if err != nil {
				t.Fatal(err)
			}
			if s.Options.Version != want {
				t.Errorf("%s: version %s", preset, s.Options.Version)
			}
		}
	}
}
