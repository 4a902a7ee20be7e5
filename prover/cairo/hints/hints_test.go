package hints

import (
	"context"
	"math/big"
	"strings"
	"testing"

	"quarry/prover/cairo/program"
	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// noBuiltins is a run without builtins but a range check.
type noBuiltins struct{}

func (noBuiltins) Base(name string) (vm.Pointer, bool) {
	return vm.Pointer{Segment: 0}, name == "range_check"
}
func (noBuiltins) Bound(string) *big.Int                              { return new(big.Int).Lsh(one, 128) }
func (noBuiltins) AddPage(int64, vm.Pointer, int64) error             { return nil }
func (noBuiltins) AddAttribute(string, any) error                     { return nil }
func (noBuiltins) AddSignature(vm.Pointer, *big.Int, *big.Int) error  { return nil }
func (noBuiltins) Trust(vm.Pointer) error                             { return nil }
func (noBuiltins) FillMod(vm.Pointer, int64, vm.Pointer, int64) error { return nil }

const testProgram = `{"prime": "0x800000000000011000000000000000000000000000000000000000000000001", "main_scope": "m",
"data": ["0x208b7fff7fff7ffe"], "builtins": [], "attributes": [],
"hints": {"0": [{"code": "HINT", "accessible_scopes": ["m", "m.f"], "flow_tracking_data": {"ap_tracking": {"group": 1, "offset": 3},
 "reference_ids": {"m.f.x": 0, "m.f.p": 1, "m.f.s": 2, "m.f.lost": 3, "m.f.expr": 4, "m.f.a": 5, "m.f.b": 6}}}]},
"reference_manager": {"references": [
 {"pc": 0, "ap_tracking_data": {"group": 1, "offset": 1}, "value": "[cast(ap + 1, felt*)]"},
 {"pc": 0, "ap_tracking_data": {"group": 0, "offset": 0}, "value": "[cast(fp, m.S**)]"},
 {"pc": 0, "ap_tracking_data": {"group": 0, "offset": 0}, "value": "[cast(fp + 1, m.S*)]"},
 {"pc": 0, "ap_tracking_data": {"group": 9, "offset": 0}, "value": "[cast(ap, felt*)]"},
 {"pc": 0, "ap_tracking_data": {"group": 0, "offset": 0}, "value": "cast([fp + 1] * 2 - 1, felt)"},
 {"pc": 0, "ap_tracking_data": {"group": 0, "offset": 0}, "value": "[cast(fp + 1, felt*)]"},
 {"pc": 0, "ap_tracking_data": {"group": 0, "offset": 0}, "value": "[cast(fp + 2, felt*)]"}]},
"identifiers": {
 "m.S": {"type": "struct", "full_name": "m.S", "size": 3, "members": {"u": {"cairo_type": "felt", "offset": 0}, "v": {"cairo_type": "m.S*", "offset": 2}}},
 "m.C": {"type": "const", "value": 5}, "m.f": {"type": "function", "pc": 0, "decorators": []}, "m.f.C": {"type": "const", "value": 6},
 "m.f.x": {"type": "reference"}, "m.f.p": {"type": "reference"}, "m.f.s": {"type": "reference"}, "m.f.lost": {"type": "reference"},
 "m.f.expr": {"type": "reference"}, "m.f.a": {"type": "reference"}, "m.f.b": {"type": "reference"}
}}`

// machine has the stack 1:0 = pointer 2:0, 1 = 7, 2 = -3, fp = 1:0, ap = 1:5,
// and the segment 2 = 10, 20, pointer 2:3, 40.
func machine(t testing.TB, code string) (*vm.Machine, *Runner) {
	t.Helper()
	p, err := program.Parse([]byte(strings.Replace(testProgram, "HINT", strings.ReplaceAll(strings.ReplaceAll(code, "\n", "\\n"), `"`, `\"`), 1)))
	if err != nil {
		t.Fatal(err)
	}
	m := vm.NewMemory(1 << 20)
	for range 3 {
		if _, err := m.AddSegment(); err != nil {
			t.Fatal(err)
		}
	}
	seg := func(n int, o int64) vm.Pointer { return vm.Pointer{Segment: n, Offset: o} }
	for at, v := range map[vm.Pointer]vm.Value{
		seg(0, 0): vm.FeltValue(&p.Data[0]), seg(1, 0): vm.PointerValue(seg(2, 0)), seg(1, 1): vm.IntValue(7), seg(1, 2): vm.IntValue(-3),
		seg(2, 0): vm.IntValue(10), seg(2, 1): vm.IntValue(20), seg(2, 2): vm.PointerValue(seg(2, 3)), seg(2, 3): vm.IntValue(40),
	} {
		if err := m.Load(at, v); err != nil {
			t.Fatal(err)
		}
	}
	vmm := vm.New(m, seg(0, 0), seg(1, 5), seg(1, 0))
	input := script.NewDict()
	if err := input.Set("k", script.Int(77)); err != nil {
		t.Fatal(err)
	}
	r := New(context.Background(), vmm, Options{Program: p, Input: input, Advice: []vm.Value{vm.IntValue(9)}, Builtins: noBuiltins{}, Budget: 1 << 20})
	return vmm, r
}

// TestIds: what names mean in a hint.
func TestIds(t *testing.T) {
	for code, want := range map[string]string{
		"ids.a":                             "7",
		"ids.b == PRIME - 3":                "1",
		"ids.expr":                          "13",
		"ids.C + ids.f.C":                   "12",
		"ids.p.u + ids.p.v.u":               "50",
		"ids.p.address_":                    "2:0",
		"ids.p.v.address_ - ids.p.address_": "3",
		"ids.p[1].u":                        "40",
		"ids.s.u":                           "7",
		"ids.S.SIZE + ids.S.v":              "5",
		"ids.f.instruction_offset_":         "0",
		"memory[fp + 1] + memory[ids.p.address_]":      "17",
		"int(isinstance(ids.a, int))":                  "1",
		"ap - fp":                                      "5",
		"program_input['k']":                           "77",
		"fadd(PRIME - 1, 3) + fmul(2, 4) + fdiv(6, 3)": "12",
		"advice.next() + len(advice)":                  "9",
		"range_check_builtin.bound >> 127":             "2",
		"segments.gen_arg([1, [2, 3]]).offset":         "0",
		"len(memory.get_range(ids.p.address_, 4))":     "4",
		"1 if fp + 7 in memory else 0":                 "0",
		"memory.get(fp + 7, 3)":                        "3",
		"(fp + 1).segment_index":                       "1",
		"fp + PRIME - 1 + 1":                           "1:0",
		"sum([1 for q in [ap, fp] if q < ap])":         "1",
	} {
		m, r := machine(t, "memory[ap] = to_felt_or_relocatable("+code+")")
		if err := r.RunHints(m, m.PC()); err != nil {
			t.Errorf("%s: %v", code, err)
		} else if got := m.Get(m.AP()).String(); got != want {
			t.Errorf("%s = %s, want %s", code, got, want)
		}
	}
}

// TestSet: what hints write.
func TestSet(t *testing.T) {
	m, r := machine(t, "ids.x = -1\nids.p[2].u = fp\nsegments.write_arg(ap + 4, [5, True])")
	if err := r.RunHints(m, m.PC()); err != nil {
		t.Fatal(err)
	}
	// x is at ap + 1, with ap as it was two cells before.
	for at, want := range map[vm.Pointer]string{
		{Segment: 1, Offset: 4}: vm.IntValue(-1).String(),
		{Segment: 2, Offset: 6}: "1:0",
		{Segment: 1, Offset: 9}: "5", {Segment: 1, Offset: 10}: "1",
	} {
		if got := m.Get(at).String(); got != want {
			t.Errorf("%v holds %s, want %s", at, got, want)
		}
	}
}

// TestRefused: what hints may not do.
func TestRefused(t *testing.T) {
	for code, want := range map[string]string{
		"ids.zz":                  "Unknown identifier 'zz'",
		"ids.lost":                "revoked",
		"ids.expr = 4":            "does not reference memory",
		"ids.C = 4":               "Cannot change",
		"ids.a = 8":               "Inconsistent memory assignment",
		"ids.p.w":                 "'w' is not a member",
		"memory[fp] = 'x'":        "must be an int",
		"memory[5] = 1":           "relocatable",
		"memory[fp - 1] = 1":      "nonnegative",
		"memory[ap]":              "Unknown value",
		"ap - ids.p.address_":     "same segment",
		"vm_exit_scope()":         "main scope",
		"from os import path":     "No module named 'os'",
		"ap + ap":                 "unsupported operand",
		"advice.take(2)":          "advice tape",
		"segments.add().x":        "no attribute 'x'",
		"__import__('os')":        "not defined",
		"(lambda: 0).__globals__": "no attribute",
		"memory.add_relocation_rule(src_ptr=fp, dest_ptr=ap)": "must be < 0",
	} {
		m, r := machine(t, code)
		if err := r.RunHints(m, m.PC()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", code, err, want)
		}
	}
}
