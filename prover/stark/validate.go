package stark

import (
	"math/bits"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/air"
)

// Bounds on parameters that Stone does not have; they keep sizes computable.
const (
	maxLogNCosets = 16
	maxNQueries   = 1 << 16
	// maxLogDomain: Stone draws query indices below 2^48 only.
	maxLogDomain = 47
)

// Validate checks that the parameters are consistent and fit a trace of
// traceLength rows, which is a power of two. The bound on FriendlyLayers that
// comes from the prover's segments is not checked here: it binds the prover
// only. (Stone: stark.cc, StarkParameters.)
func (p *Params) Validate(traceLength int) error {
	if traceLength < 2 || bits.OnesCount(uint(traceLength)) != 1 {
		return fault.New(CodeFRISteps, "the trace length %d is not a power of two", traceLength)
	}
	logLen := bits.Len(uint(traceLength)) - 1
	if p.LogNCosets < 1 || p.LogNCosets > maxLogNCosets || p.LogNCosets+logLen > maxLogDomain {
		return fault.New(CodeLogNCosets, "log_n_cosets is %d, allowed are 1 to %d", p.LogNCosets, min(maxLogNCosets, maxLogDomain-logLen)).At("stark.log_n_cosets")
	}
	if p.FRI.NQueries < 1 || p.FRI.NQueries > maxNQueries {
		return fault.New(CodeNQueries, "n_queries is %d, allowed are 1 to %d", p.FRI.NQueries, maxNQueries).At("stark.fri.n_queries")
	}
	if err := p.FRI.validateSteps(logLen); err != nil {
		return err
	}
	if err := p.validateWork(); err != nil {
		return err
	}
	return p.validateHashes(logLen + p.LogNCosets)
}

func (f *FRIParams) validateSteps(logLen int) error {
	fail := func(format string, args ...any) error {
		return fault.New(CodeFRISteps, format, args...).At("stark.fri").
			WithHint("log2(last_layer_degree_bound) + Σ fri_step_list must be log2(trace length) = %d, and only the first step may be 0", logLen)
	}
	if len(f.StepList) == 0 {
		return fail("fri_step_list is empty")
	}
	sum := 0
	for i, s := range f.StepList {
		if s < 0 || s > logLen || s == 0 && i > 0 {
			return fail("fri_step_list[%d] is %d", i, s)
		}
		sum += s
	}
	bound := f.LastLayerDegreeBound
	if bound < 1 || bits.OnesCount(uint(bound)) != 1 {
		return fail("last_layer_degree_bound is %d, not a power of two", bound)
	}
	if log := bits.Len(uint(bound)) - 1; log+sum != logLen {
		return fail("log2(%d) + Σ %v is %d, but log2(trace length) is %d", bound, f.StepList, log+sum, logLen)
	}
	return nil
}

func (p *Params) validateWork() error {
	work := p.FRI.ProofOfWorkBits
	if work < 0 || work > 64 {
		return fault.New(CodeProofOfWorkBits, "proof_of_work_bits is %d, allowed are 0 to 64", work).At("stark.fri.proof_of_work_bits")
	}
	if h := p.powHash(); work > 0 && takesFelts(h) {
		return fault.New(CodeProofOfWorkBits, "%v cannot do proofs of work: it hashes whole words only", h).At("pow_hash").
			WithHint("choose keccak256 or blake256, or proof_of_work_bits 0")
	}
	return nil
}

// validateHashes checks that every digest that occurs is one that its parent
// and the channel take. depth is the depth of the deepest tree.
func (p *Params) validateHashes(depth int) error {
	if p.FriendlyLayers < 0 {
		return fault.New(CodeFriendlyLayers, "n_verifier_friendly_commitment_layers is %d", p.FriendlyLayers)
	}
	for _, h := range []kernels.Hash{p.Hash, p.FriendlyHash, p.ChannelHash, p.powHash()} {
		if _, ok := kernels.HashByName(h.String()); !ok {
			return fault.New(CodeHashCombination, "there is no hash number %d", h)
		}
	}
	feltChannel := p.ChannelHash == kernels.Poseidon3
	friendlyUsed := p.FriendlyLayers > 0
	plainUsed := p.FriendlyLayers <= depth
	// Queries come in cosets of the first FRI step: below them every sibling is
	// known, and no digest is sent. Pedersen's children are sent modulo p.
	plainSent := p.FriendlyLayers
	if friendlyUsed && p.FriendlyHash == kernels.Pedersen {
		plainSent++
	}
	deepestSent := depth - p.FRI.StepList[0]
	const hint = "choose keccak256_masked160_lsb, blake256_masked248_lsb, pedersen or poseidon3"
	switch {
	case feltChannel && plainSent <= deepestSent && !isFelt(p.Hash):
		return fault.New(CodeHashCombination, "digests of %v are not field elements, but the channel poseidon3 sends only these", p.Hash).At("commitment_hash").WithHint(hint)
	case feltChannel && friendlyUsed && !isFelt(p.FriendlyHash):
		return fault.New(CodeHashCombination, "digests of %v are not field elements, but the channel poseidon3 sends only these", p.FriendlyHash).At("verifier_friendly_commitment_hash").WithHint(hint)
	case friendlyUsed && plainUsed && p.FriendlyHash == kernels.Poseidon3 && !isFelt(p.Hash):
		return fault.New(CodeHashCombination, "poseidon3 cannot hash digests of %v, which are not field elements", p.Hash).At("commitment_hash").WithHint(hint)
	}
	return nil
}

// validateSegments checks FriendlyLayers against the segments into which Stone
// splits the traces' commitments: within the top of a tree, over the roots of
// its segments, the hash may not change.
func (p *Params) validateSegments(a air.AIR) error {
	original, interaction := a.Widths()
	for _, width := range []int{original, interaction, a.ConstraintDegree()} {
		if width == 0 || p.FriendlyLayers == 0 {
			continue
		}
		t := newTable(p, "", p.LogNCosets, logLength(a), width)
		height := p.LogNCosets + logTasks(a.TraceLength(), width, p.TasksPerSegment)
		if p.FriendlyLayers < t.LeafLevel() && p.FriendlyLayers < height {
			return fault.New(CodeFriendlyLayers, "n_verifier_friendly_commitment_layers is %d, but commitments have 2^%d segments", p.FriendlyLayers, height).
				WithHint("it must be 0 or at least %d = log2(n_cosets × table_prover_n_tasks_per_segment)", height)
		}
	}
	return nil
}

// logTasks is log2 of the number of tasks into which Stone splits a segment of
// a table. (Stone: utils.inl.)
func logTasks(rows, width, tasks int) int {
	if tasks > 1 && rows >= tasks && elementSize*rows*width > tasks*64 {
		return bits.Len(uint(tasks)) - 1
	}
	return 0
}
