package task_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"slices"
	"testing"

	"quarry/internal/reference"
	"quarry/prover"
	"quarry/prover/cairo"
	"quarry/prover/execution"
	"quarry/prover/task"
)

// statementOf runs a program and returns its statement.
func statementOf(tb testing.TB, o cairo.Options) (*cairo.Description, *execution.PublicInput) {
	tb.Helper()
	d, err := cairo.Describe(o.Program)
	if err != nil {
		tb.Fatal(err)
	}
	run, err := cairo.Run(context.Background(), o)
	if err != nil {
		tb.Fatal(err)
	}
	return d, run.Public
}

// The statements of all programs that there are match, and those of others don't.
func TestMatchProgram(t *testing.T) {
	type one struct {
		d   *cairo.Description
		pub *execution.PublicInput
	}
	var all []one
	for _, c := range []struct{ name, layout string }{{"s01", "plain"}, {"s01", "small"}, {"s03", "small"}, {"s03", "dex"}, {"s05", "recursive"}} {
		ref := reference.Get(t, c.name)
		d, pub := statementOf(t, cairo.Options{Program: ref.Read(t, reference.Program), Input: ref.Read(t, "program_input.json"), Layout: c.layout})
		all = append(all, one{d, pub})
	}
	d, pub := statementOf(t, cairo.Options{Program: fixture(t, fibonacci1), Input: []byte(`["0x5"]`), Layout: "all_solidity"})
	all = append(all, one{d, pub})
	for i, a := range all {
		if err := task.MatchProgram(a.d, a.pub); err != nil {
			t.Errorf("program %d: %v", i, err)
		}
		for _, b := range all {
			if !slices.Equal(a.d.Data, b.d.Data) {
				wantCode(t, "another program's statement", task.MatchProgram(a.d, b.pub), task.CodeOtherProgram)
			}
		}
	}
}

// Whatever a statement says otherwise than the program's runs do is refused.
func TestMatchProgramDeviations(t *testing.T) {
	ref := reference.Get(t, "s03")
	d, good := statementOf(t, cairo.Options{Program: ref.Read(t, reference.Program), Input: ref.Read(t, "program_input.json"), Layout: "small"})
	clone := func() *execution.PublicInput {
		p := *good
		p.PublicMemory, p.Segments = slices.Clone(good.PublicMemory), maps.Clone(good.Segments)
		return &p
	}
	output := int(good.Segments["output"].Stop - good.Segments["output"].Begin)
	fixed := len(good.PublicMemory) - output
	// The value of every cell but the output's counts.
	for i := range fixed {
		p := clone()
		p.PublicMemory[i].Value.SetUint64(12345)
		wantCode(t, "a cell's value", task.MatchProgram(d, p), task.CodeOtherProgram)
	}
	for i := range good.PublicMemory {
		p := clone()
		p.PublicMemory[i].Address += 1 << 20
		wantCode(t, "a cell's address", task.MatchProgram(d, p), task.CodeOtherProgram)
		p = clone()
		p.PublicMemory = slices.Delete(p.PublicMemory, i, i+1)
		wantCode(t, "a cell less", task.MatchProgram(d, p), task.CodeOtherProgram)
		p = clone()
		p.PublicMemory = slices.Insert(p.PublicMemory, i, execution.PublicCell{Address: 7})
		wantCode(t, "a cell more", task.MatchProgram(d, p), task.CodeOtherProgram)
	}
	p := clone()
	p.PublicMemory = append(p.PublicMemory, execution.PublicCell{Address: 1 << 20})
	wantCode(t, "a cell at the end", task.MatchProgram(d, p), task.CodeOtherProgram)
	p = clone()
	p.PublicMemory[0], p.PublicMemory[1] = p.PublicMemory[1], p.PublicMemory[0]
	wantCode(t, "another order", task.MatchProgram(d, p), task.CodeOtherProgram)
	p = clone()
	p.PublicMemory[3].Page = 1
	wantCode(t, "a page of its own for the program", task.MatchProgram(d, p), task.CodeOtherProgram)
	for name := range good.Segments {
		for _, by := range []struct{ begin, stop uint64 }{{1, 0}, {0, 1}, {1, 1}} {
			p := clone()
			s := p.Segments[name]
			p.Segments[name] = execution.Segment{Begin: s.Begin + by.begin, Stop: s.Stop + by.stop}
			if name != "execution" && name != "program" && !slices.Contains(d.Builtins, name) && by.begin == by.stop {
				continue // where an unused segment lies is nobody's business
			}
			wantCode(t, "segment "+name, task.MatchProgram(d, p), task.CodeOtherProgram)
		}
	}
	// The output is the run's own affair.
	p = clone()
	p.PublicMemory[fixed].Value.SetUint64(12345)
	if err := task.MatchProgram(d, p); err != nil {
		t.Errorf("another output: %v", err)
	}
}

// Nothing that a file says otherwise passes.
func FuzzJudge(f *testing.F) {
	tk, files := stoneTask(f, "s14")
	proof := store(f, prove(f, tk, files))
	good, err := os.ReadFile(proof.JSON)
	if err != nil {
		f.Fatal(err)
	}
	// Which revision made a proof is the worker's to say.
	revision := bytes.Index(good, []byte(`"commit_hash" : "`)) + len(`"commit_hash" : "`)
	f.Add(uint(0), []byte{})
	f.Add(uint(len(good)), []byte("\n"))
	f.Add(uint(100), []byte("x"))
	f.Add(uint(len(good)/2), []byte("0"))
	f.Fuzz(func(t *testing.T, at uint, insert []byte) {
		at = min(at, uint(len(good)))
		if n := len(prover.Revision()); int(at) >= revision && int(at)+len(insert) <= revision+n {
			return
		}
		text := slices.Concat(good[:at], insert, good[min(int(at)+len(insert), len(good)):])
		changed := proof
		changed.JSON = write(t, text)
		_, err := task.Judge(context.Background(), tk, files, changed, lax)
		if same := string(text) == string(good); same != (err == nil) {
			t.Errorf("%q at %d: %v", insert, at, err)
		}
	})
}
