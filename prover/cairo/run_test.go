package cairo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"quarry/fault"
	"quarry/prover/cairo/hints"
	"quarry/prover/cairo/program"
	"quarry/prover/cairo/vm"
)

// Instructions of hand-made programs.
const (
	insRet       = "0x208b7fff7fff7ffe" // ret
	insJumpRel   = "0x10780017fff7fff"  // jmp rel [pc+1]
	insPushImm   = "0x480680017fff8000" // [ap] = [pc+1], ap++
	insPushFP    = "0x48127ffd7fff8000" // [ap] = [fp-3], ap++
	insPush      = "0x480a80007fff8000" // [ap] = [fp], ap++ (unknown at first)
	insAP1Nop    = "0x40780017fff7fff"  // ap += [pc+1]
	insReadAtAP1 = "0x48127fff7fff8000" // [ap] = [ap-1], ap++
)

// handMade is a program whose main begins at 0, with hints by offset.
func handMade(builtins []string, hints map[int]string, data ...string) []byte {
	h := map[string]any{}
	for pc, code := range hints {
		h[fmt.Sprint(pc)] = []any{map[string]any{"code": code, "accessible_scopes": []string{"__main__"},
			"flow_tracking_data": map[string]any{"ap_tracking": map[string]int{"group": 0, "offset": 0}, "reference_ids": map[string]int{}}}}
	}
	out, err := json.Marshal(map[string]any{
		"prime": "0x800000000000011000000000000000000000000000000000000000000000001", "data": data, "builtins": builtins,
		"hints": h, "main_scope": "__main__", "identifiers": map[string]any{
			"__main__.main": map[string]any{"type": "function", "pc": 0, "decorators": []string{}}},
		"reference_manager": map[string]any{"references": []any{}}, "attributes": []any{},
	})
	if err != nil {
		panic(err)
	}
	return out
}

// TestRefused: what can't be run ends with an error that has a code.
func TestRefused(t *testing.T) {
	loop := handMade(nil, nil, insJumpRel, "0x0", insRet)
	for _, c := range []struct {
		name string
		opts Options
		code fault.Code
		says string
	}{
		{"no JSON", Options{Program: []byte("x")}, program.CodeBad, "compiled"},
		{"no program", Options{Program: []byte("{}")}, program.CodeBad, "no data"},
		{"other prime", Options{Program: []byte(`{"prime":"0x17","data":["0x0"]}`)}, program.CodeBad, "prime"},
		{"large felt", Options{Program: handMade(nil, nil, "0x900000000000011000000000000000000000000000000000000000000000001")}, program.CodeBad, "data[0]"},
		{"unknown layout", Options{Program: loop, Layout: "large"}, CodeLayout, "large"},
		{"missing builtin", Options{Program: handMade([]string{"bitwise"}, nil, insRet), Layout: "small"}, CodeBuiltins, "bitwise"},
		{"order of builtins", Options{Program: handMade([]string{"pedersen", "output"}, nil, insRet), Layout: "small"}, CodeBuiltins, "subsequence"},
		{"no end label", Options{Program: loop, ProofMode: true}, program.CodeBad, "__end__"},
		{"endless loop", Options{Program: loop, MaxSteps: 1000}, vm.CodeStepLimit, "1000 steps"},
		{"steps and min steps", Options{Program: loop, Steps: 1, MinSteps: 2}, CodeOptions, "both"},
		{"bad input", Options{Program: loop, Input: []byte("{")}, CodeInput, "JSON"},
		{"bad tape", Options{Program: loop, Input: []byte(`{"advice": [1, "x"]}`)}, CodeInput, "advice[1]"},
		{"unknown module", Options{Program: handMade(nil, map[int]string{0: "import socket"}, insRet)}, hints.CodeUnknown, "socket"},
		{"unknown name", Options{Program: handMade(nil, map[int]string{0: "open('/etc/passwd')"}, insRet)}, hints.CodeUnknown, "open"},
		{"unknown syntax", Options{Program: handMade(nil, map[int]string{0: "class A: pass"}, insRet)}, hints.CodeUnknown, "class"},
		{"failed assertion", Options{Program: handMade(nil, map[int]string{0: "assert ap == fp + 1, 'why'"}, insRet)}, vm.CodeFailed, "why"},
		{"endless hint", Options{Program: handMade(nil, map[int]string{0: "while True: pass"}, insRet), HintBudget: 1000}, vm.CodeFailed, "budget"},
		{"open scope", Options{Program: handMade(nil, map[int]string{0: "vm_enter_scope()"}, insRet)}, vm.CodeFailed, "exit_scope"},
		{"unknown cell", Options{Program: handMade(nil, nil, insPush, insRet)}, vm.CodeFailed, "Unknown value"},
		{"no instruction", Options{Program: handMade(nil, nil, "0x7fffffffffffffff")}, vm.CodeFailed, "Unsupported instruction"},
		{"end of tape", Options{Program: handMade(nil, map[int]string{0: "memory[ap] = advice.next()"}, insRet), Input: []byte(`{"advice":[]}`)}, vm.CodeFailed, "advice tape"},
		{"too much memory", Options{Program: handMade(nil, map[int]string{0: "memory[ap + 2 ** 40] = 1"}, insRet)}, vm.CodeMemoryLimit, "memory"},
		{"wrong stop pointer", Options{Program: handMade([]string{"output"}, map[int]string{0: "memory[output_builtin.base] = 1"}, insPushImm, "0x5", insRet), Layout: "small"}, CodeEnd, "stop pointer"},
		{"write to the program", Options{Program: handMade(nil, map[int]string{0: "memory[pc + 7] = 1"}, insRet)}, CodeInsecure, "program segment"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Execute(t.Context(), c.opts)
			if fault.CodeOf(err) != c.code || !strings.Contains(fmt.Sprint(err), c.says) {
				t.Errorf("got [%s] %v, want [%s] with %q", fault.CodeOf(err), err, c.code, c.says)
			}
		})
	}
}

// TestAdvice: the tape is taken in order, numbers and texts alike.
func TestAdvice(t *testing.T) {
	// The hints write [ap]; ap += 1 leaves it alone.
	p := handMade([]string{"output"}, map[int]string{
		0: "memory[ap] = advice.next()",
		2: "a, b = advice.take(2)\nmemory[ap] = a - b\nassert len(advice) == 0\noutput_builtin.add_attribute('n', [1, {'x': None}])",
		4: "memory[output_builtin.base] = memory[fp]\nmemory[output_builtin.base + 1] = memory[fp + 1]\nmemory[ap] = output_builtin.base + 2",
	}, "0x40780017fff7fff", "0x1", "0x40780017fff7fff", "0x1", "0x40780017fff7fff", "0x1", insRet)
	res, err := Execute(t.Context(), Options{Program: p, Layout: "small", Input: []byte(`{"advice": [7, "0x10", "20"]}`)})
	if err != nil {
		t.Fatal(err)
	}
	if got := signed(res.Output()[0]) + " " + signed(res.Output()[1]); got != "7 -4" {
		t.Errorf("output %s", got)
	}
}

// TestAuto chooses the layout with the fewest trace cells.
func TestAuto(t *testing.T) {
	res, err := Execute(t.Context(), Options{Program: testProgram(t, "math_proof"), Layout: "auto", ProofMode: true})
	if err != nil {
		t.Fatal(err)
	}
	if res.Reason == "" {
		t.Error("no reason given")
	}
	for _, l := range []string{"small", "perpetual", "dex", "recursive"} {
		other, err := Execute(t.Context(), Options{Program: testProgram(t, "math_proof"), Layout: l, ProofMode: true})
		if err != nil {
			t.Fatal(err)
		}
		if other.cells() < res.cells() {
			t.Errorf("%s has %d cells, the chosen %s %d", l, other.cells(), res.Layout, res.cells())
		}
	}
}

// TestAutoAmong: who proves runs names the layouts; a program for another one is
// told so.
func TestAutoAmong(t *testing.T) {
	opts := Options{Program: testProgram(t, "mods"), Layout: "auto", Among: []string{"small", "starknet"}}
	_, err := Execute(t.Context(), opts)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != CodeBuiltins || !strings.Contains(f.Hint, "all_cairo") {
		t.Errorf("error %+v", f)
	}
	opts.Among = nil
	res, err := Execute(t.Context(), opts)
	if err != nil || res.Layout != "all_cairo" || res.Reason == "" {
		t.Errorf("%+v, %v", res, err)
	}
	res, err = Execute(t.Context(), Options{Program: testProgram(t, "fibonacci_proof"), Layout: "auto", ProofMode: true, Among: []string{"dex", "small"}})
	if err != nil || res.Layout != "dex" {
		t.Errorf("%+v, %v", res, err)
	}
}

// TestCancelled: a run ends soon after its context does.
func TestCancelled(t *testing.T) {
	for name, p := range map[string][]byte{
		"loop": handMade(nil, nil, insJumpRel, "0x0"),
		"hint": handMade(nil, map[int]string{0: "while True: pass"}, insRet),
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		start := time.Now()
		_, err := Execute(ctx, Options{Program: p, MaxSteps: 1 << 40})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 10*time.Second {
			t.Errorf("%s: %v after %v", name, err, time.Since(start))
		}
	}
}

// TestExecution: what goes to the prover is what goes to the files.
func TestExecution(t *testing.T) {
	e, err := Run(t.Context(), Options{Program: testProgram(t, "dict_proof"), Layout: "small"})
	if err != nil {
		t.Fatal(err)
	}
	if uint64(len(e.Trace)) != e.Public.NSteps || len(e.Private.Pedersen) == 0 || len(e.Private.RangeCheck) == 0 {
		t.Errorf("%d steps, n_steps %d, %d hashes, %d range checks", len(e.Trace), e.Public.NSteps, len(e.Private.Pedersen), len(e.Private.RangeCheck))
	}
	for _, c := range e.Public.PublicMemory {
		if v, ok := e.Memory.Get(c.Address); !ok || !v.Equal(&c.Value) {
			t.Fatalf("public cell %d is not in memory", c.Address)
		}
	}
	for _, h := range e.Private.Pedersen {
		at := e.Public.Segments["pedersen"].Begin + 3*h.Index
		if v, ok := e.Memory.Get(at); !ok || !v.Equal(&h.X) {
			t.Fatalf("hash %d does not begin at %d", h.Index, at)
		}
	}
}

// TestProfile counts every step once.
func TestProfile(t *testing.T) {
	res, err := Execute(t.Context(), Options{Program: testProgram(t, "dict"), Layout: "all_cairo", Trace: true})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := res.Profile(&b); err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		var n int
		at := strings.LastIndexByte(line, ' ')
		if _, err := fmt.Sscan(line[at+1:], &n); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		total += n
	}
	if total != res.Steps() {
		t.Errorf("%d steps of %d", total, res.Steps())
	}
	if !strings.Contains(b.String(), "__main__.main;starkware.cairo.common.default_dict.default_dict_finalize;") {
		t.Errorf("no stack of default_dict_finalize:\n%s", b.String())
	}
}

// FuzzProgram: whatever the bytes are, a run ends, and with an error at worst.
func FuzzProgram(f *testing.F) {
	f.Add(testProgram(f, "mods"), []byte(`{"advice":[1]}`))
	f.Add(handMade([]string{"output"}, map[int]string{0: "memory[ap] = segments.add()"}, insPushImm, "0x5", insReadAtAP1, insPushFP, insAP1Nop, "0x1", insRet), []byte(`{}`))
	f.Add(handMade(nil, map[int]string{0: "ids.x = 1"}, insJumpRel, "0x0"), []byte(`[]`))
	f.Fuzz(func(t *testing.T, prog, input []byte) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		for _, proof := range []bool{false, true} {
			res, err := Execute(ctx, Options{Program: prog, Input: input, Layout: "all_cairo", ProofMode: proof, MaxSteps: 1 << 16,
				MaxMemory: 1 << 16, HintBudget: 1 << 16, Trace: true})
			if errors.Is(err, context.DeadlineExceeded) {
				t.Fatal("the run does not end")
			}
			if err == nil {
				err := errors.Join(res.WriteTrace(io.Discard), res.WriteMemory(io.Discard))
				if proof {
					_, err = res.Execution()
				}
				if err != nil && fault.CodeOf(err) == "" {
					t.Fatalf("an error without code: %v", err)
				}
			} else if fault.CodeOf(err) == "" {
				t.Fatalf("an error without code: %v", err)
			}
		}
	})
}
