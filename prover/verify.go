package prover

import (
	"errors"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/air"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
	"quarry/prover/stark"
	"quarry/prover/stone"
	"quarry/prover/stone/claim"
)

// Policy is what a verifier demands of a proof besides being right.
type Policy struct {
	Floor stone.Floor
	// WarnFloor makes parameters below the floor a warning in the report.
	WarnFloor bool
	// ProgramHash, if set, is the program that must have run.
	ProgramHash *fp.Element
	// Output, if not nil, is the output that it must have had.
	Output []fp.Element
	// Version is the version of Stone whose proofs are taken.
	Version stone.Version
	// Annotations and ExtraAnnotations ask for them in the report.
	Annotations, ExtraAnnotations bool
}

// Report is what is known of a proof that is right.
type Report struct {
	Public    *execution.PublicInput
	Soundness stone.Soundness
	// FloorWarning is the violation of the floor that the policy let pass.
	FloorWarning error
	// Claim is which program ran and what it output; nil if the proof is about
	// an unspecified program, for which Unspecified is the reason.
	Claim       *claim.Claim
	Unspecified error
	// Annotations and ExtraAnnotations are Stone's; nil unless asked for.
	Annotations, ExtraAnnotations []string
}

// Verify judges a proof file by a policy. A nil error means that the proof is
// right and satisfies the policy. The report is nil if the proof was not
// verified; with annotations asked for, it is not nil even if the proof is
// wrong, and holds them up to the failure.
func Verify(f *stone.ProofFile, policy Policy) (*Report, error) {
	if err := stone.CheckStatement(f.Public); err != nil {
		return nil, err
	}
	if err := f.Parameters.CheckFRI(f.Public.NSteps); err != nil {
		return nil, err
	}
	a, err := layouts.New(f.Public.Layout, f.Public.NSteps)
	if err != nil {
		return nil, err
	}
	r := &Report{Public: f.Public, Soundness: stone.Account(&f.Parameters.STARK, ScaleOf(a))}
	if err := policy.Floor.Check(&r.Soundness); err != nil {
		if !policy.WarnFloor {
			return nil, err
		}
		r.FloorWarning = err
	}
	seed, err := stone.Seed(f.Public, f.Parameters, policy.Version)
	if err != nil {
		return nil, err
	}
	verified, err := stark.Verify(stark.VerifyInput{
		AIR: a, Public: f.Public, Seed: seed, Params: f.Parameters.STARK, Proof: f.Proof,
		Annotate: policy.Annotations, AnnotateExtra: policy.ExtraAnnotations,
	})
	if verified != nil {
		r.Annotations, r.ExtraAnnotations = verified.Annotations, verified.ExtraAnnotations
	}
	if err != nil {
		return r, hinted(err, policy.Version)
	}
	r.Claim, r.Unspecified = claim.Read(f.Public)
	return r, policy.checkClaim(r)
}

// hinted says of a proof whose first challenges are other than its maker's that
// it may be right under another seed.
func hinted(err error, v stone.Version) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Code == stark.CodeOODS && f.Hint == "" {
		f.Hint = fmt.Sprintf("the proof is wrong, or its statement or parameters were changed, or it is of the other version of Stone than %s (--stone_version)", v)
	}
	return err
}

// checkClaim compares the claim with what the policy demands.
func (p *Policy) checkClaim(r *Report) error {
	if p.ProgramHash == nil && p.Output == nil {
		return nil
	}
	if r.Claim == nil {
		return fault.Wrap(r.Unspecified, CodeUnspecified, "the proof is valid, but about an unspecified program")
	}
	if p.ProgramHash != nil && *p.ProgramHash != r.Claim.ProgramHash {
		return fault.New(CodeProgramHash, "the proof is valid, but about the program 0x%s, not 0x%s",
			r.Claim.ProgramHash.Text(16), p.ProgramHash.Text(16)).At("public input: /public_memory")
	}
	if p.Output == nil {
		return nil
	}
	if len(p.Output) != len(r.Claim.Output) {
		return fault.New(CodeOutput, "the proof is valid, but the output has %d cells, not %d", len(r.Claim.Output), len(p.Output)).
			At("public input: /memory_segments/output")
	}
	for i := range p.Output {
		if p.Output[i] != r.Claim.Output[i] {
			return fault.New(CodeOutput, "the proof is valid, but cell %d of the output is 0x%s, not 0x%s",
				i, r.Claim.Output[i].Text(16), p.Output[i].Text(16)).At("public input: /public_memory")
		}
	}
	return nil
}

// ScaleOf is what the soundness of an AIR's proofs depends on.
func ScaleOf(a air.AIR) stone.Scale {
	log := 0
	for 1<<log < a.TraceLength() {
		log++
	}
	return stone.Scale{LogTrace: log, Constraints: a.NumConstraints(), Openings: len(a.Mask()) + a.ConstraintDegree()}
}
