package stark

import (
	"quarry/kernels"
	"quarry/prover/air"
	"quarry/prover/event"
	"quarry/prover/execution"
)

// ProveInput is what Prove needs.
type ProveInput struct {
	AIR air.AIR
	Run *execution.Execution
	// Seed is the Fiat–Shamir seed that the statement serialises to.
	Seed    []byte
	Params  Params
	Backend kernels.Backend
	// Annotate asks for Proof.Annotations.
	Annotate bool
	Events   event.Sink
	// Plan says what is kept and what is streamed.
	Plan MemoryPlan
	// Scratch, if not nil, holds what the plan accounts for; see
	// Shape.ChooseScratchPlan.
	Scratch *kernels.Scratch
}

// Proof is a finished proof.
type Proof struct {
	// Bytes is what Stone writes as proof_hex.
	Bytes []byte
	// Annotations are Stone's, line by line; nil unless asked for.
	Annotations []string
	// PeakMemory is the most bytes that the backend's arena held, in memory or
	// in the scratch folder.
	PeakMemory int64
}

// VerifyInput is what Verify needs. Everything but Proof comes from the
// verifier's own policy and statement, never from the proof.
type VerifyInput struct {
	AIR    air.AIR
	Public *execution.PublicInput
	Seed   []byte
	Params Params
	Proof  []byte
	// Annotate asks for Verified.Annotations, AnnotateExtra for
	// Verified.ExtraAnnotations, LocateDigests for Verified.Digests.
	Annotate, AnnotateExtra, LocateDigests bool
}
