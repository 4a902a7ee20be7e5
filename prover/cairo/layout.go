package cairo

import (
	"slices"

	"quarry/fault"
)

// Codes of errors about layouts.
const (
	// CodeLayout: there is no such layout.
	CodeLayout fault.Code = "cairo/unknown-layout"
	// CodeBuiltins: the program's builtins are not those of the layout, or not
	// in order.
	CodeBuiltins fault.Code = "cairo/builtins"
	// CodeCapacity: the run does not fit its number of steps.
	CodeCapacity fault.Code = "cairo/capacity"
)

// Layout is what a run needs to know of a layout: how many units of each
// resource there are in a step. Source: cairo-lang, starkware/cairo/lang/
// instances.py.
type Layout struct {
	Name string
	// Columns of the trace, the interaction's included; 16 cells of each are a
	// step.
	Columns int
	// Builtins other than output, in order.
	Builtins []BuiltinDef
	// HasOutput tells whether there is an output builtin.
	HasOutput bool
	// RangeCheckUnits and MemoryUnits are 16-bit range checks and memory cells
	// per step; one in PublicFraction memory cells is public.
	RangeCheckUnits, MemoryUnits, PublicFraction int
	// Diluted is the pool for bitwise and keccak, nil if there is none.
	Diluted *DilutedPool
}

// DilutedPool is a pool of numbers with Bits bits, spread Spacing apart.
type DilutedPool struct{ LogUnitsPerStep, Spacing, Bits int }

// BuiltinDef is how often a layout has a builtin: Den instances every Ratio
// steps.
type BuiltinDef struct {
	Name       string
	Ratio, Den int
}

// Order is the order of builtins that programs keep to.
var Order = []string{"output", "pedersen", "range_check", "ecdsa", "bitwise", "ec_op", "keccak", "poseidon",
	"range_check96", "add_mod", "mul_mod"}

func defs(ratios ...any) []BuiltinDef {
	var out []BuiltinDef
	for i := 0; i < len(ratios); i += 2 {
		out = append(out, BuiltinDef{ratios[i].(string), ratios[i+1].(int), 1})
	}
	return out
}

func pool(logUnits int) *DilutedPool { return &DilutedPool{logUnits, 4, 16} }

// allLayouts are in the order in which auto tries them: more or less that of the
// size of a step.
var allLayouts = []*Layout{
	{Name: "plain", Columns: 8, RangeCheckUnits: 16, PublicFraction: 4},
	{Name: "recursive_with_poseidon", Columns: 8, RangeCheckUnits: 4, PublicFraction: 8, Diluted: pool(3), HasOutput: true,
		Builtins: defs("pedersen", 256, "range_check", 16, "bitwise", 16, "poseidon", 64)},
	{Name: "recursive", Columns: 10, RangeCheckUnits: 4, PublicFraction: 8, Diluted: pool(4), HasOutput: true,
		Builtins: defs("pedersen", 128, "range_check", 8, "bitwise", 8)},
	{Name: "perpetual", Columns: 10, RangeCheckUnits: 4, PublicFraction: 4, HasOutput: true,
		Builtins: defs("pedersen", 32, "range_check", 16, "ecdsa", 2048)},
	{Name: "starknet", Columns: 10, RangeCheckUnits: 4, PublicFraction: 4, Diluted: pool(1), HasOutput: true,
		Builtins: defs("pedersen", 32, "range_check", 16, "ecdsa", 2048, "bitwise", 64, "ec_op", 1024, "poseidon", 32)},
	{Name: "recursive_large_output", Columns: 12, RangeCheckUnits: 4, PublicFraction: 8, Diluted: pool(4), HasOutput: true,
		Builtins: defs("pedersen", 128, "range_check", 8, "bitwise", 8, "poseidon", 8)},
	{Name: "all_cairo", Columns: 12, RangeCheckUnits: 8, PublicFraction: 8, Diluted: pool(4), HasOutput: true,
		Builtins: defs("pedersen", 256, "range_check", 8, "ecdsa", 2048, "bitwise", 16, "ec_op", 1024, "keccak", 2048,
			"poseidon", 256, "range_check96", 8, "add_mod", 128, "mul_mod", 256)},
	{Name: "starknet_with_keccak", Columns: 15, RangeCheckUnits: 4, PublicFraction: 4, Diluted: pool(4), HasOutput: true,
		Builtins: defs("pedersen", 32, "range_check", 16, "ecdsa", 2048, "bitwise", 64, "ec_op", 1024, "keccak", 2048,
			"poseidon", 32)},
	{Name: "dex", Columns: 22, RangeCheckUnits: 4, PublicFraction: 4, HasOutput: true,
		Builtins: defs("pedersen", 8, "range_check", 8, "ecdsa", 512)},
	{Name: "dex_with_bitwise", Columns: 22, RangeCheckUnits: 4, PublicFraction: 4, Diluted: pool(1), HasOutput: true,
		Builtins: defs("pedersen", 8, "range_check", 8, "ecdsa", 512, "bitwise", 64)},
	{Name: "small", Columns: 25, RangeCheckUnits: 16, PublicFraction: 4, HasOutput: true,
		Builtins: defs("pedersen", 8, "range_check", 8, "ecdsa", 512)},
	{Name: "all_solidity", Columns: 27, RangeCheckUnits: 8, PublicFraction: 8, Diluted: pool(4), HasOutput: true,
		Builtins: defs("pedersen", 8, "range_check", 8, "ecdsa", 512, "bitwise", 256, "ec_op", 256)},
}

func init() {
	for _, l := range allLayouts {
		l.MemoryUnits = 8
	}
}

// Layouts returns the names of all layouts that have fixed ratios, from the
// cheapest step to the dearest.
func Layouts() []string {
	var names []string
	for _, l := range allLayouts {
		names = append(names, l.Name)
	}
	return names
}

// LayoutByName returns a layout.
func LayoutByName(name string) (*Layout, error) {
	for _, l := range allLayouts {
		if l.Name == name {
			return l, nil
		}
	}
	return nil, fault.New(CodeLayout, "unknown layout %q", name).
		WithHint("one of %v, or auto", Layouts())
}

func (l *Layout) has(builtin string) bool {
	return builtin == "output" && l.HasOutput ||
		slices.ContainsFunc(l.Builtins, func(d BuiltinDef) bool { return d.Name == builtin })
}

// check reports builtins that the layout lacks, unless missing ones are
// allowed, or that are out of order.
func (l *Layout) check(builtins []string, allowMissing bool) error {
	at := 0
	for _, b := range builtins {
		i := slices.Index(Order[at:], b)
		if i < 0 {
			return fault.New(CodeBuiltins, "The builtins specified by the %%builtins directive must be subsequence of %v. Got %v.", Order, builtins)
		}
		at += i + 1
		if !allowMissing && !l.has(b) {
			return fault.New(CodeBuiltins, "the builtin %s is not present in layout %q", b, l.Name).
				WithHint("use --layout auto, or a layout with %v", builtins)
		}
	}
	return nil
}
