package air

import (
	"strings"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/execution"
)

// Params implements AIR.
func (a *LayoutAIR) Params(pub *execution.PublicInput, interaction []kernels.Element, alpha *kernels.Element) ([]kernels.Element, error) {
	named, err := a.namedParams(pub, interaction)
	if err != nil {
		return nil, err
	}
	params := make([]kernels.Element, 0, a.program.NumParams)
	for _, name := range a.scope.paramNames {
		v, ok := named[name]
		if !ok {
			panic("air: no runtime constant is called " + name)
		}
		params = append(params, v)
	}
	var weight kernels.Element
	weight.SetOne()
	for range a.numAlphas {
		params = append(params, weight)
		weight.Mul(&weight, alpha)
	}
	return params, nil
}

// namedParams computes the constants that components read.
func (a *LayoutAIR) namedParams(pub *execution.PublicInput, interaction []kernels.Element) (map[string]kernels.Element, error) {
	if err := a.CheckStatement(pub); err != nil {
		return nil, err
	}
	named := map[string]kernels.Element{}
	for i, name := range a.InteractionParams() {
		named[name] = interaction[i]
	}
	set := func(name string, v uint64) {
		var e kernels.Element
		named[name] = *e.SetUint64(v)
	}
	for name, segment := range pub.Segments {
		set(paramBegin+name, segment.Begin)
		set(paramStop+name, segment.Stop)
	}
	set(ParamRangeCheckMin, pub.RCMin)
	set(ParamRangeCheckMax, pub.RCMax)
	product, err := a.publicMemoryProduct(pub, named)
	if err != nil {
		return nil, err
	}
	named[ParamMemoryProduct] = product
	if a.scope.Has("diluted_pool") {
		named[ParamDilutedAggregate] = dilutedAggregate(named[ParamDilutedZ], named[ParamDilutedAlpha])
	}
	return named, nil
}

// CheckStatement says whether the public input is one that this AIR can have:
// its layout and length, its segments, its range-check bounds and the size of
// its public memory. It does not look at the values.
func (a *LayoutAIR) CheckStatement(pub *execution.PublicInput) error {
	if pub.NSteps != uint64(a.Steps) {
		return fault.New(CodeSteps, "the public input has n_steps %d, the AIR is for %d", pub.NSteps, a.Steps).
			At("public input, n_steps")
	}
	for _, name := range a.Segments {
		if _, ok := pub.Segments[name]; !ok {
			return fault.New(CodeSegment, "the layout %s has a segment %q, which the public input lacks", a.Definition.Layout, name).
				At("public input, memory_segments").
				WithHint("the segments of %s are %s", a.Definition.Layout, strings.Join(a.Segments, ", "))
		}
	}
	if pub.RCMin >= pub.RCMax || pub.RCMax >= poolValues {
		return fault.New(CodeRangeCheckBounds, "rc_min is %d and rc_max %d; 0 ≤ rc_min < rc_max < 65536 must hold", pub.RCMin, pub.RCMax).
			At("public input, rc_min and rc_max")
	}
	room := a.n / a.scope.Virtual("orig/public_memory/addr").Step
	if len(pub.PublicMemory) == 0 {
		return fault.New(CodePublicMemory, "the public memory is empty").
			At("public input, public_memory").
			WithHint("it must hold at least the program; its first cell also pads")
	}
	if len(pub.PublicMemory) > room {
		return fault.New(CodePublicMemory, "the public memory has %d cells, but a trace of %d steps has room for %d",
			len(pub.PublicMemory), a.Steps, room).
			At("public input, public_memory").
			WithHint("use more steps")
	}
	return nil
}

// publicMemoryProduct is what the permutation product of memory ends with: the
// accesses of the public memory, (0, 0) in the trace, replaced by the true
// ones. (Stone: cpu_air.inl, GetPublicMemoryProd.)
func (a *LayoutAIR) publicMemoryProduct(pub *execution.PublicInput, named map[string]kernels.Element) (kernels.Element, error) {
	z, alpha := named[ParamMemoryZ], named[ParamMemoryAlpha]
	shifted := func(c *execution.PublicCell) (v kernels.Element) {
		var addr kernels.Element
		addr.SetUint64(c.Address)
		v.Mul(&alpha, &c.Value).Add(&v, &addr)
		return *v.Sub(&z, &v)
	}
	room := uint64(a.n / a.scope.Virtual("orig/public_memory/addr").Step)
	pad := shifted(&pub.PublicMemory[0])
	denominator := power(&pad, room-uint64(len(pub.PublicMemory)))
	for i := range pub.PublicMemory {
		v := shifted(&pub.PublicMemory[i])
		denominator.Mul(&denominator, &v)
	}
	if denominator.IsZero() {
		return z, fault.New(CodeZeroDenominator, "the challenges make the public memory's product zero").
			WithHint("this happens with negligible probability: the statement was made to match the challenges")
	}
	product := power(&z, room)
	denominator.Inverse(&denominator)
	return *product.Mul(&product, &denominator), nil
}

// dilutedAggregate is what the aggregate over all 2^16 diluted values ends
// with: r ← r·(1 + z·u) + alpha·u² for each difference u of neighbours,
// starting at 1. The difference before value j depends only on the number of
// trailing zeros of j, so the run over 2^(i+1) values is the run over 2^i
// values, one step with a new difference, and the same run again.
func dilutedAggregate(z, alpha kernels.Element) kernels.Element {
	var one kernels.Element
	one.SetOne()
	// A run maps r to scale·r + shift. The empty run is before the first value.
	scale, shift := one, kernels.Element{}
	for i := range DilutedBits {
		// From the diluted form of 2^i − 1 to that of 2^i.
		var u, stepScale, stepShift kernels.Element
		u.SetUint64(Dilute(1<<i) - Dilute(1<<i-1))
		stepScale.Mul(&z, &u).Add(&stepScale, &one)
		stepShift.Square(&u).Mul(&stepShift, &alpha)
		// run, step, run
		var s, t kernels.Element
		s.Mul(&scale, &stepScale)
		t.Mul(&shift, &stepScale).Add(&t, &stepShift)
		t.Mul(&t, &scale).Add(&t, &shift)
		s.Mul(&s, &scale)
		scale, shift = s, t
	}
	return *scale.Add(&scale, &shift)
}
