package layouts

import (
	"math/bits"
	"slices"
	"strings"

	"quarry/fault"
	"quarry/prover/air"
	"quarry/prover/air/components"
)

// maxLogSteps bounds the trace: the field has roots of unity of order 2^192,
// but addresses and memory accesses are counted in 32 bits.
const maxLogSteps = 28

// Names are the layouts that New knows, smallest first.
func Names() []string {
	names := make([]string, len(described))
	for i, t := range described {
		names[i] = t.name
	}
	return names
}

// Segments are the names of a layout's memory segments in Stone's order, which
// is the order in the Fiat–Shamir seed; nil if there is no such layout.
func Segments(name string) []string {
	if t := find(name); t != nil {
		return append([]string(nil), t.segments...)
	}
	return nil
}

func find(name string) *table {
	for _, t := range described {
		if t.name == name {
			return t
		}
	}
	return nil
}

// New makes the AIR of a layout for a run of nSteps steps. It fails with code
// "air/unknown-layout", or "air/n-steps" if nSteps is not a power of two or
// smaller than MinSteps.
func New(name string, nSteps uint64) (air.AIR, error) {
	t := find(name)
	if t == nil {
		return nil, unknown(name)
	}
	if nSteps == 0 || nSteps&(nSteps-1) != 0 {
		e := fault.New(air.CodeSteps, "n_steps is %d, which is not a power of two", nSteps).At("public input, n_steps")
		if nSteps > 0 && bits.Len64(nSteps) <= maxLogSteps {
			return nil, e.WithHint("pad the run to %d steps", uint64(1)<<bits.Len64(nSteps))
		}
		return nil, e
	}
	if least := t.minSteps(); nSteps < least {
		return nil, fault.New(air.CodeSteps, "n_steps is %d, but the layout %s needs at least %d", nSteps, name, least).
			At("public input, n_steps").
			WithHint("pad the run to %d steps, or use a smaller layout", least)
	}
	if nSteps > 1<<maxLogSteps {
		return nil, fault.New(air.CodeSteps, "n_steps is %d, more than 2^%d", nSteps, maxLogSteps).
			At("public input, n_steps").
			WithHint("split the run into several proofs")
	}
	return air.New(t.definition(int(nSteps))), nil
}

// MinSteps is the least number of steps of a layout, which its builtins and its
// diluted pool demand; 0 if there is no such layout. A run may need more.
func MinSteps(name string) uint64 {
	if t := find(name); t != nil {
		return t.minSteps()
	}
	return 0
}

func unknown(name string) error {
	return fault.New(air.CodeUnknownLayout, "there is no layout %q", name).
		At("public input, layout").
		WithHint("the layouts are %s", strings.Join(Names(), ", "))
}

// minSteps: one instance of each builtin must fit, and each of the 2^16 diluted
// values.
func (t *table) minSteps() uint64 {
	least := uint64(1)
	for _, r := range []uint64{t.ratios.pedersen, t.ratios.rangeCheck, t.ratios.ecdsa, t.ratios.bitwise, t.ratios.ecOp, t.ratios.poseidon} {
		least = max(least, r)
	}
	// Keccak permutations share the rows of as many as there are bits in a
	// diluted value.
	least = max(least, t.ratios.keccak*air.DilutedBits)
	// Pedersen hashes side by side share the rows of as many instances.
	least = max(least, t.ratios.pedersen*uint64(t.pedersenRepetitions))
	if pool, ok := t.cells["diluted_pool"]; ok {
		least = max(least, uint64(pool[""].step)<<air.DilutedBits/air.StepRows)
	}
	return least
}

// definition assembles the layout's components in the order of their
// constraints.
func (t *table) definition(steps int) air.Definition {
	r := t.ratios
	parts := []air.Component{components.CPU{}, components.Memory{}, components.PublicMemory{}, components.RangeCheck16{}}
	if _, ok := t.cells["diluted_pool"]; ok {
		parts = append(parts, components.DilutedCheck{})
	}
	if r.pedersen > 0 {
		parts = append(parts, components.NewPedersen(r.pedersen, t.pedersenRepetitions))
	}
	if r.rangeCheck > 0 {
		parts = append(parts, components.NewRangeCheck(r.rangeCheck))
	}
	if r.ecdsa > 0 {
		parts = append(parts, components.NewECDSA(r.ecdsa))
	}
	if r.bitwise > 0 {
		parts = append(parts, components.NewBitwise(r.bitwise))
	}
	if r.ecOp > 0 {
		parts = append(parts, components.NewECOp(r.ecOp))
	}
	if r.keccak > 0 {
		parts = append(parts, components.NewKeccak(r.keccak))
	}
	if r.poseidon > 0 {
		parts = append(parts, components.NewPoseidon(r.poseidon))
	}
	return air.Definition{
		Layout: t.name, Steps: steps,
		Original: t.columns, Interaction: t.interactionColumns,
		Segments: t.segments, Cells: t.virtualColumns(), Components: parts, LayoutsWith: layoutsWith,
	}
}

// layoutsWith names the layouts that have a segment.
func layoutsWith(segment string) []string {
	var names []string
	for _, t := range described {
		if slices.Contains(t.segments, segment) {
			names = append(names, t.name)
		}
	}
	return names
}
