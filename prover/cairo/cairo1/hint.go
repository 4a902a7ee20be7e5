package cairo1

import (
	"bytes"
	"encoding/json"
	"sort"

	"quarry/fault"
)

// hint is one parsed hint.
type hint struct {
	name string
	ops  []operand
	run  func(x *exec)
}

// role says how a hint uses a parameter.
type role uint8

const (
	reads  role = iota // a value
	writes             // a cell
	buffer             // an address
)

type param struct {
	name string
	role role
}

// spec describes a kind of hint. Its function finds the operands in the order
// of the parameters.
type spec struct {
	params []param
	run    func(x *exec)
}

func in(names ...string) []param  { return params(reads, names) }
func out(names ...string) []param { return params(writes, names) }
func at(names ...string) []param  { return params(buffer, names) }
func ignore(x *exec)              {}
func join(ps ...[]param) (a []param) {
	for _, p := range ps {
		a = append(a, p...)
	}
	return a
}

func params(r role, names []string) []param {
	ps := make([]param, len(names))
	for i, n := range names {
		ps[i] = param{n, r}
	}
	return ps
}

// specs are the hints by name: first the core hints of the compiler, then
// those that only older compilers wrote, then those of the entry code.
var specs = map[string]spec{
	"AllocSegment":               {out("dst"), allocSegment},
	"TestLessThan":               {join(in("lhs", "rhs"), out("dst")), testLessThan},
	"TestLessThanOrEqual":        {join(in("lhs", "rhs"), out("dst")), testLessThanOrEqual},
	"TestLessThanOrEqualAddress": {join(in("lhs", "rhs"), out("dst")), testLessThanOrEqual},
	"WideMul128":                 {join(in("lhs", "rhs"), out("high", "low")), wideMul128},
	"DivMod":                     {join(in("lhs", "rhs"), out("quotient", "remainder")), divMod},
	"Uint256DivMod": {join(in("dividend0", "dividend1", "divisor0", "divisor1"),
		out("quotient0", "quotient1", "remainder0", "remainder1")), uint256DivMod},
	"Uint512DivModByUint256": {join(in("dividend0", "dividend1", "dividend2", "dividend3", "divisor0", "divisor1"),
		out("quotient0", "quotient1", "quotient2", "quotient3", "remainder0", "remainder1")), uint512DivMod},
	"SquareRoot": {join(in("value"), out("dst")), squareRoot},
	"Uint256SquareRoot": {join(in("value_low", "value_high"), out("sqrt0", "sqrt1", "remainder_low", "remainder_high",
		"sqrt_mul_2_minus_remainder_ge_u128")), uint256SquareRoot},
	"LinearSplit": {join(in("value", "scalar", "max_x"), out("x", "y")), linearSplit},
	"U256InvModN": {join(in("b0", "b1", "n0", "n1"),
		out("g0_or_no_inv", "g1_option", "s_or_r0", "s_or_r1", "t_or_k0", "t_or_k1")), u256InvModN},

	"AllocFelt252Dict":         {at("segment_arena_ptr"), allocDict},
	"Felt252DictEntryInit":     {join(at("dict_ptr"), in("key")), dictEntryInit},
	"Felt252DictEntryUpdate":   {join(at("dict_ptr"), in("value")), dictEntryUpdate},
	"GetSegmentArenaIndex":     {join(at("dict_end_ptr"), out("dict_index")), segmentArenaIndex},
	"InitSquashData":           {join(at("dict_accesses"), in("ptr_diff", "n_accesses"), out("big_keys", "first_key")), initSquashData},
	"GetCurrentAccessIndex":    {at("range_check_ptr"), currentAccessIndex},
	"ShouldSkipSquashLoop":     {out("should_skip_loop"), shouldSkipSquashLoop},
	"GetCurrentAccessDelta":    {out("index_delta_minus1"), currentAccessDelta},
	"ShouldContinueSquashLoop": {out("should_continue"), shouldContinueSquashLoop},
	"GetNextDictKey":           {out("next_key"), nextDictKey},

	"AssertLeFindSmallArcs":       {join(at("range_check_ptr"), in("a", "b")), findSmallArcs},
	"AssertLeIsFirstArcExcluded":  {out("skip_exclude_a_flag"), firstArcExcluded},
	"AssertLeIsSecondArcExcluded": {out("skip_exclude_b_minus_a"), secondArcExcluded},

	"RandomEcPoint":     {out("x", "y"), randomPoint},
	"FieldSqrt":         {join(in("val"), out("sqrt")), fieldSqrt},
	"DebugPrint":        {at("start", "end"), debugPrint},
	"AllocConstantSize": {join(in("size"), out("dst")), allocConstantSize},
	"EvalCircuit":       {join(in("n_add_mods"), at("add_mod_builtin"), in("n_mul_mods"), at("mul_mod_builtin")), evalCircuit},

	"AssertCurrentAccessIndicesIsEmpty": {nil, ignore},
	"AssertAllAccessesUsed":             {out("n_used_accesses"), ignore},
	"AssertAllKeysUsed":                 {nil, ignore},
	"AssertLeAssertThirdArcExcluded":    {nil, ignore},
	"AssertLtAssertValidInput":          {in("a", "b"), ignore},
	"Felt252DictRead":                   {join(at("dict_ptr"), in("key"), out("value_dst")), dictRead},
	"Felt252DictWrite":                  {join(at("dict_ptr"), in("key", "value")), dictWrite},

	"AddRelocationRule": {at("src", "dst"), addRelocation},
	"WriteRunParam":     {join(in("index"), out("dst")), writeRunParam},
	"AddMarker":         {at("start", "end"), addMarker},
	"AddTrace":          {in("flag"), ignore},

	"SystemCall": {at("system"), systemCall},
	"Cheatcode":  {nil, cheatcode},
}

// HintNames returns the names of all hints that a Runner knows, sorted.
func HintNames() []string {
	names := make([]string, 0, len(specs))
	for n := range specs {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// parseHint reads {"Name": {parameter: operand, …}}, or "Name" of a hint
// without parameters.
func parseHint(text json.RawMessage) (hint, *fault.Error) {
	var name string
	var args map[string]json.RawMessage
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte(`"`)) {
		if json.Unmarshal(text, &name) != nil {
			return hint{}, fault.New(CodeBad, "a hint is not JSON")
		}
	} else {
		var outer map[string]map[string]json.RawMessage
		if err := json.Unmarshal(text, &outer); err != nil || len(outer) != 1 {
			return hint{}, fault.New(CodeBad, "hint %s is not an object with one name", clip(string(text))).
				WithHint("hints must be those of the Cairo compiler, not Python")
		}
		for name, args = range outer {
		}
	}
	s, ok := specs[name]
	if !ok {
		return hint{}, fault.New(CodeHint, "hint %q is not known", clip(name)).
			WithHint("the program may have been compiled by a newer compiler")
	}
	h := hint{name: name, run: s.run, ops: make([]operand, len(s.params))}
	for i, p := range s.params {
		arg, ok := args[p.name]
		if !ok {
			return hint{}, fault.New(CodeBad, "hint %s has no %s", name, p.name)
		}
		var err error
		if p.role == writes {
			h.ops[i], err = parseCell(arg)
		} else {
			h.ops[i], err = parseOperand(arg)
		}
		if err != nil {
			return hint{}, fault.Wrap(err, CodeBad, "hint %s, %s", name, p.name)
		}
		if p.role == buffer && !h.ops[i].isBuffer() {
			return hint{}, fault.New(CodeBad, "hint %s: %s is not an address", name, p.name)
		}
	}
	return h, nil
}
