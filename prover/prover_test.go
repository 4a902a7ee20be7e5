package prover_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/hw"
	"quarry/internal/reference"
	"quarry/kernels"
	"quarry/prover"
	"quarry/prover/cairo"
	"quarry/prover/event"
	"quarry/prover/execution"
	"quarry/prover/stone"
	"quarry/prover/stone/claim"
	"quarry/prover/stone/stonetest"
)

func source(dir string) *prover.StoneInput {
	return &prover.StoneInput{Files: stone.Files{
		Parameters: filepath.Join(dir, reference.Parameters), ProverConfig: filepath.Join(dir, reference.ProverConfig),
		PublicInput: filepath.Join(dir, reference.PublicInput), PrivateInput: filepath.Join(dir, reference.PrivateInput),
		Dir: dir,
	}}
}

// anyFloor lets every set of parameters pass.
var anyFloor = stone.Floor{Regime: stone.Johnson, Bits: -1e9}

func TestProveAndVerify(t *testing.T) {
	c := reference.Get(t, "s14")
	stages := map[string]int{}
	job := prover.Job{Source: source(c.Unpack(t)), Options: prover.Options{
		Annotations: true,
		Events: func(e event.Event) {
			switch e.Kind {
			case event.StageBegin:
				stages[e.Stage]++
			case event.StageEnd:
				stages[e.Stage]--
			}
		},
	}}
	artifact, err := prover.Prove(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	proof, annotations := c.StoneProof(t)
	if !bytes.Equal(artifact.Proof, proof) || !slices.Equal(artifact.Annotations, annotations) {
		t.Error("the proof is not Stone's")
	}
	if !artifact.Verified || artifact.Elapsed <= 0 || len(artifact.Timings) < 5 || artifact.PeakArena <= 0 {
		t.Errorf("the artifact says %+v", artifact)
	}
	if predicted := artifact.Plan.Peak - artifact.Plan.Outside; artifact.PeakArena > predicted {
		t.Errorf("the backend held %d bytes, %d were predicted", artifact.PeakArena, predicted)
	}
	for stage, open := range stages {
		if open != 0 {
			t.Errorf("stage %q was begun %d times more than ended", stage, open)
		}
	}
	var file bytes.Buffer
	if err := artifact.Write(&file); err != nil {
		t.Fatal(err)
	}
	f, err := stone.ParseProofFile("proof.json", file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if f.Maker.StatementName != "quarry" {
		t.Errorf("made by %+v", f.Maker)
	}
	if _, err := prover.Verify(f, prover.Policy{Floor: anyFloor}); err != nil {
		t.Error(err)
	}
}

func proofFile(t *testing.T, prefix string) *stone.ProofFile {
	t.Helper()
	f, err := stone.ParseProofFile(reference.Proof, reference.Get(t, prefix).Read(t, reference.Proof))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Stone's own proofs verify, and say what they say.
func TestVerifyReference(t *testing.T) {
	for _, name := range stonetest.Names(t) {
		f := proofFile(t, name)
		r, err := prover.Verify(f, prover.Policy{Floor: anyFloor})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r.Claim == nil || r.Claim.ProgramHash.IsZero() || r.Unspecified != nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestPolicy(t *testing.T) {
	f := proofFile(t, "s02")
	r, err := prover.Verify(f, prover.Policy{Floor: anyFloor})
	if err != nil {
		t.Fatal(err)
	}
	good := prover.Policy{Floor: anyFloor, ProgramHash: &r.Claim.ProgramHash, Output: r.Claim.Output}
	if _, err := prover.Verify(f, good); err != nil {
		t.Error(err)
	}
	other := fp.NewElement(1)
	wrong := append([]fp.Element(nil), r.Claim.Output...)
	wrong[0] = other
	for name, tc := range map[string]struct {
		policy prover.Policy
		code   fault.Code
	}{
		"floor":   {prover.Policy{Floor: stone.DefaultFloor}, stone.CodeSecurity},
		"program": {prover.Policy{Floor: anyFloor, ProgramHash: &other}, prover.CodeProgramHash},
		"output":  {prover.Policy{Floor: anyFloor, Output: wrong}, prover.CodeOutput},
		"longer":  {prover.Policy{Floor: anyFloor, Output: append(wrong, other)}, prover.CodeOutput},
		"empty":   {prover.Policy{Floor: anyFloor, Output: []fp.Element{}}, prover.CodeOutput},
	} {
		if _, err := prover.Verify(f, tc.policy); fault.CodeOf(err) != tc.code {
			t.Errorf("%s: got %v", name, err)
		}
	}
	r, err = prover.Verify(f, prover.Policy{Floor: stone.DefaultFloor, WarnFloor: true})
	if err != nil || fault.CodeOf(r.FloorWarning) != stone.CodeSecurity {
		t.Errorf("got %v, %v", r, err)
	}
	// The proof is of v3: its seed differs from that of v2.
	if _, err := prover.Verify(f, prover.Policy{Floor: anyFloor, Version: stone.V2}); err == nil {
		t.Error("a proof of v3 passes as one of v2")
	}
}

func TestUnspecifiedProgram(t *testing.T) {
	f := proofFile(t, "s02")
	f.Public.Segments["program"] = execution.Segment{Begin: 1, Stop: 6}
	if _, err := prover.Verify(f, prover.Policy{Floor: anyFloor}); err == nil {
		t.Error("a proof of another statement verifies")
	}
	r := &prover.Report{Unspecified: fault.New(claim.CodeEntry, "elsewhere")}
	if r.Claim != nil {
		t.Error("a claim from nowhere")
	}
}

// The versions differ in the seed only, and each verifies its own.
func TestVersion2(t *testing.T) {
	job := prover.Job{Source: source(reference.Get(t, "s14").Unpack(t)), Options: prover.Options{Version: stone.V2}}
	artifact, err := prover.Prove(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	stones, _ := reference.Get(t, "s14").StoneProof(t)
	if bytes.Equal(artifact.Proof, stones) {
		t.Error("v2 makes the proof of v3")
	}
	f := proofFile(t, "s14")
	f.Proof = artifact.Proof
	if _, err := prover.Verify(f, prover.Policy{Floor: anyFloor, Version: stone.V2}); err != nil {
		t.Error(err)
	}
	if _, err := prover.Verify(f, prover.Policy{Floor: anyFloor, Version: stone.V3}); err == nil {
		t.Error("a proof of v2 passes as one of v3")
	}
}

// Whatever the memory, the proof is the same; without enough there is none.
func TestMemoryModes(t *testing.T) {
	c := reference.Get(t, "s14")
	dir := c.Unpack(t)
	statement, err := source(dir).Statement(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	full, err := prover.NewPlan(statement, 0, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	if full.Mode != prover.Fit || full.Peak != full.Full || len(full.Stages) == 0 {
		t.Errorf("with all the memory there is: %+v", full)
	}
	_, err = prover.NewPlan(statement, 0, full.Outside+1000)
	if fault.CodeOf(err) != prover.CodeMemory {
		t.Errorf("without memory: %v", err)
	}
	_, err = prover.Prove(t.Context(), prover.Job{Source: source(dir), Options: prover.Options{MaxMemory: 1 << 20}})
	if fault.CodeOf(err) != prover.CodeMemory {
		t.Errorf("in a megabyte: %v", err)
	}
	for limit := full.Peak - 1; ; limit -= 64 << 10 {
		plan, err := prover.NewPlan(statement, 0, limit)
		if err != nil {
			break
		}
		if plan.Peak > limit {
			t.Fatalf("a plan of %d bytes in %d", plan.Peak, limit)
		}
	}
}

// With a scratch folder less memory is needed, and the disk is looked at before.
func TestScratchPlan(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("no scratch folders on this system")
	}
	c := reference.Get(t, "s01")
	statement, err := source(c.Unpack(t)).Statement(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	plan, err := prover.NewScratchPlan(statement, 0, 0, folder)
	if err != nil {
		t.Fatal(err)
	}
	if plan.Mode != prover.OnDisk || plan.Disk <= 0 || plan.Disk > plan.DiskFree || plan.Peak <= plan.Outside || plan.Peak >= plan.Full {
		t.Errorf("%+v", plan)
	}
	if _, err := prover.NewScratchPlan(statement, 0, plan.Peak, folder); err != nil {
		t.Errorf("in the least memory: %v", err)
	}
	if _, err := prover.NewScratchPlan(statement, 0, plan.Peak-1, folder); fault.CodeOf(err) != prover.CodeMemory {
		t.Errorf("in a byte less: %v", err)
	}
	_, err = prover.Prove(t.Context(), prover.Job{Source: source(c.Unpack(t)), Options: prover.Options{Scratch: filepath.Join(folder, "missing")}})
	if fault.CodeOf(err) != kernels.CodeScratch {
		t.Errorf("in a missing folder: %v", err)
	}
}

func TestBackends(t *testing.T) {
	list := prover.Backends()
	if name, _ := hw.Choose(list); name == "" {
		t.Error("no backend runs here")
	}
	_, err := prover.Prove(t.Context(), prover.Job{
		Source: source(reference.Get(t, "s14").Unpack(t)), Options: prover.Options{Backend: "abacus"},
	})
	if fault.CodeOf(err) != kernels.CodeUnsupported {
		t.Errorf("got %v", err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	job := prover.Job{Source: source(reference.Get(t, "s01").Unpack(t)), Options: prover.Options{
		Events: func(e event.Event) {
			if e.Stage == prover.StageProof {
				cancel()
			}
		},
	}}
	if _, err := prover.Prove(ctx, job); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "proof.json")
	write := func(text string, fail error) error {
		return prover.WriteFile(path, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return errors.Join(err, fail)
		})
	}
	if err := write("first", nil); err != nil {
		t.Fatal(err)
	}
	if err := write("second", errors.New("no more")); fault.CodeOf(err) != prover.CodeWrite {
		t.Errorf("got %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "first" {
		t.Errorf("a failed write left %q", got)
	}
	if err := write("third", nil); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "third" {
		t.Errorf("the file holds %q", got)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	err := prover.WriteFile(filepath.Join(dir, "no", "where"), func(io.Writer) error { return nil })
	if fault.CodeOf(err) != prover.CodeWrite || strings.Contains(err.Error(), "where.") {
		t.Errorf("no folder: %v", err)
	}
}

// Runs too short for their public memory, as Cairo's runners make them, are
// repeated with more steps.
func TestShortRun(t *testing.T) {
	const empty = `{"attributes": [], "builtins": [], "data": ["0x40780017fff7fff", "0x0", "0x1104800180018000", "0x4",
		"0x10780017fff7fff", "0x0", "0x208b7fff7fff7ffe"], "debug_info": null, "hints": {}, "identifiers": {
		"__main__.__end__": {"pc": 4, "type": "label"}, "__main__.__start__": {"pc": 0, "type": "label"},
		"__main__.main": {"decorators": [], "pc": 6, "type": "function"},
		"__main__.main.Args": {"full_name": "__main__.main.Args", "members": {}, "size": 0, "type": "struct"},
		"__main__.main.ImplicitArgs": {"full_name": "__main__.main.ImplicitArgs", "members": {}, "size": 0, "type": "struct"}},
		"main_scope": "__main__", "prime": "0x800000000000011000000000000000000000000000000000000000000000001",
		"reference_manager": {"references": []}}`
	input := &prover.ProgramInput{Options: cairo.Options{Program: []byte(empty), Layout: "auto"}}
	artifact, err := prover.Prove(t.Context(), prover.Job{Source: input, Options: prover.Options{Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if n := artifact.Statement.Public.NSteps; n != 8 || len(input.Result().Warnings) == 0 {
		t.Errorf("%d steps, warnings: %q", n, input.Result().Warnings)
	}
	input.Options.Steps = 4
	if _, err := input.Statement(t.Context()); fault.CodeOf(err) != stone.CodePublicMemory {
		t.Errorf("with exactly 4 steps: %v", err)
	}
}

// A symbolic link stays and what it names is written, as if the file were opened;
// a file keeps its permissions.
func TestWriteFileThroughLinks(t *testing.T) {
	t.Chdir(t.TempDir())
	for link, to := range map[string]string{"chain": "link", "link": "file", "ring": "gnir", "gnir": "ring"} {
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	empty := func(io.Writer) error { return nil }
	if err := prover.WriteFile("chain", empty); err != nil { // the file is not there yet
		t.Fatal(err)
	}
	if err := os.Chmod("file", 0o600); err != nil {
		t.Fatal(err)
	}
	if err := prover.WriteFile("chain", func(w io.Writer) error { _, err := io.WriteString(w, "proof"); return err }); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile("file"); string(got) != "proof" {
		t.Errorf("the file holds %q", got)
	}
	if info, err := os.Stat("file"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode: %v, %v", info.Mode(), err)
	}
	if to, err := os.Readlink("chain"); to != "link" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	// What is above a link's folder is above the folder itself, not above a link to it.
	if err := os.MkdirAll("deep/er", 0o755); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"short": "deep/er", "deep/er/up": "../above", "deep/er/round": "back/../above", "deep/er/back": "../../deep"} {
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	if err := prover.WriteFile("short/up", empty); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("deep/above"); err != nil {
		t.Error(err)
	}
	if err := prover.WriteFile("short/round", empty); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("above"); err != nil {
		t.Error(err)
	}
	if err := prover.WriteFile("ring", empty); fault.CodeOf(err) != prover.CodeWrite {
		t.Errorf("links in a ring: %v", err)
	}
}

// Events of the prover's stages are those that the plan names.
func TestPlanNamesStages(t *testing.T) {
	seen := map[string]bool{}
	job := prover.Job{Source: source(reference.Get(t, "s14").Unpack(t)), Options: prover.Options{
		SkipVerify: true, Events: func(e event.Event) { seen[e.Stage] = true },
	}}
	artifact, err := prover.Prove(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	if artifact.Verified {
		t.Error("an unverified proof says that it is verified")
	}
	for _, s := range artifact.Plan.Stages {
		if !seen[s.Stage] {
			t.Errorf("the plan's stage %q has no event", s.Stage)
		}
	}
}
