package stone

import (
	"fmt"
	"strings"

	"quarry/fault"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
)

// laterLayouts are Stone's layouts that Quarry does not know.
var laterLayouts = map[string]bool{"all_cairo": true, "dynamic": true}

func unknownLayout(name string) *fault.Error {
	what := fmt.Sprintf("there is no layout %q", clip(name))
	if laterLayouts[name] {
		what = fmt.Sprintf("layout %s is not supported", name)
	}
	return fault.New(CodeUnknownLayout, "%s", what).At("public input: /layout").
		WithHint("layouts are %s", strings.Join(layouts.Names(), ", "))
}

// CheckStatement checks a public input against its layout: that the layout is
// known, that exactly its segments are there and hold whole instances of their
// builtins, no more than there is room for, and that the public memory fits and
// does not contradict itself. Prover and verifier both demand it.
func CheckStatement(pub *execution.PublicInput) error {
	info, ok := layouts.Describe(pub.Layout)
	if !ok {
		return unknownLayout(pub.Layout)
	}
	if pub.NSteps == 0 || pub.NSteps&(pub.NSteps-1) != 0 {
		return fault.New(CodeSteps, "n_steps is %d, which is not a power of two", pub.NSteps).At("public input: /n_steps")
	}
	if least := layouts.MinSteps(pub.Layout); pub.NSteps < least {
		return fault.New(CodeSteps, "n_steps is %d, but layout %s needs at least %d", pub.NSteps, pub.Layout, least).
			At("public input: /n_steps").WithHint("run Cairo with more steps, or with a smaller layout")
	}
	if len(pub.DynamicParams) > 0 {
		return fault.New(CodeUnsupported, "layout %s has no dynamic parameters", pub.Layout).
			At("public input: /dynamic_params")
	}
	for _, check := range []func(*execution.PublicInput, *layouts.Info) error{
		checkSegmentNames, checkBuiltinSegments, checkSegmentOrder, checkPublicMemorySize,
	} {
		if err := check(pub, &info); err != nil {
			return err
		}
	}
	return contradiction(pub)
}

func checkSegmentNames(pub *execution.PublicInput, info *layouts.Info) error {
	for _, name := range info.Segments {
		if _, ok := pub.Segments[name]; !ok {
			return fault.New(CodeSegments, "segment %s is missing", name).At("public input: /memory_segments").
				WithHint("layout %s has the segments %s", info.Name, joinNames(info.Segments))
		}
	}
	for name, s := range pub.Segments {
		if info.Has(name) {
			continue
		}
		return fault.New(CodeBuiltin, "this run uses the %s builtin%s, layout %s has none", name, usedCells(s), info.Name).
			At("public input: /memory_segments/%s", name).
			WithHint("%s", layoutsWith(name))
	}
	return nil
}

func usedCells(s execution.Segment) string {
	if s.Stop > s.Begin {
		return fmt.Sprintf(" (%d cells)", s.Stop-s.Begin)
	}
	return ""
}

// layoutsWith names the layouts that have a builtin.
func layoutsWith(builtin string) string {
	var names []string
	for _, name := range layouts.Names() {
		if info, ok := layouts.Describe(name); ok && info.Has(builtin) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "no layout here has it"
	}
	return "layouts " + strings.Join(names, ", ") + " have it: run Cairo with one of them"
}

// checkBuiltinSegments checks that each builtin's segment holds whole
// instances, at most as many as the trace has room for.
func checkBuiltinSegments(pub *execution.PublicInput, info *layouts.Info) error {
	for _, b := range info.Builtins {
		s := pub.Segments[b.Name]
		capacity := b.Capacity(pub.NSteps)
		where := fmt.Sprintf("public input: /memory_segments/%s", b.Name)
		if s.Stop < s.Begin {
			return fault.New(CodeSegments, "segment %s stops at %d, before it begins at %d", b.Name, s.Stop, s.Begin).At("%s", where)
		}
		used := s.Stop - s.Begin
		if used > capacity*b.Cells {
			return fault.New(CodeBuiltinOverflow,
				"the run uses %d cells of the %s builtin; layout %s has room for %d (%d instances of %d cells, one every %d steps) in %d steps",
				used, b.Name, info.Name, capacity*b.Cells, capacity, b.Cells, b.Ratio, pub.NSteps).At("%s", where).
				WithHint("run with more steps, or with a layout that has more of this builtin")
		}
		if used%b.Cells != 0 {
			return fault.New(CodeSegments, "the run uses %d cells of the %s builtin, which is no whole number of instances of %d cells",
				used, b.Name, b.Cells).At("%s", where)
		}
	}
	return nil
}

// checkSegmentOrder checks that no segment overlaps another: each begins where
// those before it, in the layout's order, have all their room.
func checkSegmentOrder(pub *execution.PublicInput, info *layouts.Info) error {
	room := func(name string) uint64 {
		s := pub.Segments[name]
		for _, b := range info.Builtins {
			if b.Name == name {
				return s.Begin + b.Capacity(pub.NSteps)*b.Cells
			}
		}
		return s.Stop
	}
	for i, name := range info.Segments {
		s := pub.Segments[name]
		if s.Begin > MaxAddress || s.Stop > MaxAddress {
			return fault.New(CodeSegments, "segment %s lies beyond any memory", name).At("public input: /memory_segments/%s", name)
		}
		if s.Stop < s.Begin {
			return fault.New(CodeSegments, "segment %s stops at %d, before it begins at %d", name, s.Stop, s.Begin).
				At("public input: /memory_segments/%s", name)
		}
		for _, other := range info.Segments[:i] {
			o := pub.Segments[other]
			if s.Begin < room(other) && o.Begin < room(name) {
				return fault.New(CodeSegments, "segments %s (%d to %d) and %s (%d to %d) overlap",
					other, o.Begin, room(other), name, s.Begin, room(name)).
					At("public input: /memory_segments").
					WithHint("a builtin's segment is as long as the trace has instances for it")
			}
		}
	}
	return nil
}

func checkPublicMemorySize(pub *execution.PublicInput, info *layouts.Info) error {
	room := info.PublicMemoryUnits * pub.NSteps
	if n := uint64(len(pub.PublicMemory)); n > room {
		return fault.New(CodePublicMemory, "the public memory has %d cells; layout %s has room for %d in %d steps",
			n, info.Name, room, pub.NSteps).At("public input: /public_memory").
			WithHint("run with more steps, or publish less")
	}
	return nil
}
