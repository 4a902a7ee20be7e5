package task_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover"
	"quarry/prover/stone"
	"quarry/prover/task"
)

// lax takes the reference cases' parameters, which are worth little.
var lax = task.Policy{Floor: stone.Floor{Regime: stone.Johnson}}

// parts of the reference cases' files.
var caseFiles = map[task.Part]string{
	task.PublicInput: reference.PublicInput, task.PrivateInput: reference.PrivateInput,
	task.Trace: reference.Trace, task.Memory: reference.Memory,
	task.Parameters: reference.Parameters, task.ProverConfig: reference.ProverConfig,
}

// stoneTask is the task of a reference case.
func stoneTask(tb testing.TB, name string) (*task.Task, task.Files) {
	tb.Helper()
	dir := reference.Get(tb, name).Unpack(tb)
	t, files := &task.Task{Inputs: map[task.Part]task.Blob{}}, task.Files{}
	for part, file := range caseFiles {
		t.Inputs[part] = task.Blob{}
		files[part] = filepath.Join(dir, file)
	}
	return t, files
}

// programTask is the task of a reference case's program, with the case's
// parameters or without.
func programTask(tb testing.TB, name string, parameters bool) (*task.Task, task.Files) {
	tb.Helper()
	ref := reference.Get(tb, name)
	t, files := &task.Task{Inputs: map[task.Part]task.Blob{}}, task.Files{}
	add := func(p task.Part, raw []byte) {
		t.Inputs[p] = task.Blob{}
		files[p] = write(tb, raw)
	}
	add(task.Program, ref.Read(tb, reference.Program))
	add(task.ProgramInput, ref.Read(tb, "program_input.json"))
	if parameters {
		add(task.Parameters, ref.Read(tb, reference.Parameters))
	}
	return t, files
}

func write(tb testing.TB, raw []byte) string {
	tb.Helper()
	f, err := os.CreateTemp(tb.TempDir(), "part")
	if err == nil {
		_, err = f.Write(raw)
		f.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return f.Name()
}

// prove proves a task as a worker does.
func prove(tb testing.TB, t *task.Task, files task.Files) *prover.Artifact {
	tb.Helper()
	s, err := task.NewSource(t, files, lax, task.RunLimits{})
	if err != nil {
		tb.Fatal(err)
	}
	a, err := prover.Prove(context.Background(), prover.Job{Source: s, Options: s.Options})
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// store writes both forms of a proof.
func store(tb testing.TB, a *prover.Artifact) task.ProofFiles {
	tb.Helper()
	var b bytes.Buffer
	if err := a.Write(&b); err != nil {
		tb.Fatal(err)
	}
	return task.ProofFiles{JSON: write(tb, b.Bytes()), Raw: write(tb, a.Proof)}
}

func wantCode(tb testing.TB, what string, err error, code fault.Code) {
	tb.Helper()
	if fault.CodeOf(err) != code {
		tb.Errorf("%s: %v [%s], want %s", what, err, fault.CodeOf(err), code)
	}
}
