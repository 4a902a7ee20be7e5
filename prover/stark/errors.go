package stark

import "quarry/fault"

// The ways parameters are refused.
const (
	// CodeLogNCosets: the blow-up factor is out of range.
	CodeLogNCosets fault.Code = "stark/log-n-cosets"
	// CodeFRISteps: the FRI step list does not fit the trace length, or a step
	// is out of range.
	CodeFRISteps fault.Code = "stark/fri-steps"
	// CodeNQueries: the number of queries is out of range.
	CodeNQueries fault.Code = "stark/n-queries"
	// CodeProofOfWorkBits: the proof-of-work bits are out of range, or the
	// hash cannot do proofs of work.
	CodeProofOfWorkBits fault.Code = "stark/proof-of-work-bits"
	// CodeFriendlyLayers: n_verifier_friendly_commitment_layers is neither 0
	// nor enough for the segments of the trees.
	CodeFriendlyLayers fault.Code = "stark/friendly-layers"
	// CodeHashCombination: the hashes do not work with each other or with the
	// channel.
	CodeHashCombination fault.Code = "stark/hash-combination"
	// CodeSeed: the Fiat–Shamir seed cannot be hashed by the chosen hash.
	CodeSeed fault.Code = "stark/seed"
)

// The ways a proof is refused. Where names the section of the proof as Stone's
// annotations do.
const (
	// CodeProofTooShort: the proof ends where more is expected.
	CodeProofTooShort fault.Code = "stark/proof-too-short"
	// CodeTrailingBytes: bytes follow the end of the proof.
	CodeTrailingBytes fault.Code = "stark/trailing-bytes"
	// CodeNonCanonicalElement: a field element is not below the prime.
	CodeNonCanonicalElement fault.Code = "stark/non-canonical-element"
	// CodeNonCanonicalDigest: a digest is not one that the hash can give.
	CodeNonCanonicalDigest fault.Code = "stark/non-canonical-digest"
	// CodeNonCanonicalNonce: the padding of the proof-of-work nonce is not zero.
	CodeNonCanonicalNonce fault.Code = "stark/non-canonical-nonce"
	// CodeTraceRoot: opened trace rows do not hash to the trace's commitment.
	CodeTraceRoot fault.Code = "stark/trace-root-mismatch"
	// CodeFRILayer: a FRI layer's opened rows, together with what the layer
	// above folds to, do not hash to the layer's commitment.
	CodeFRILayer fault.Code = "stark/fri-layer-mismatch"
	// CodeLastLayer: the folded queries are not values of the last layer's
	// polynomial.
	CodeLastLayer fault.Code = "stark/last-layer-mismatch"
	// CodeOODS: the composition polynomial's value at the out-of-domain point
	// is not the one that the trace's values there give.
	CodeOODS fault.Code = "stark/oods-mismatch"
	// CodeProofOfWork: the nonce does not have the required zero bits.
	CodeProofOfWork fault.Code = "stark/proof-of-work"
	// CodeDegenerateChallenge: the out-of-domain point lies in the evaluation
	// domain, which happens with negligible probability.
	CodeDegenerateChallenge fault.Code = "stark/degenerate-challenge"
)

// The ways proving fails beyond those of the AIR and the backend.
const (
	// CodeUnsatisfied: the trace does not satisfy the AIR, though no single
	// constraint was found that fails.
	CodeUnsatisfied fault.Code = "stark/unsatisfied"
	// CodeLastLayerDegree: the last FRI layer is not of low degree, which
	// only a fault of the backend causes.
	CodeLastLayerDegree fault.Code = "stark/last-layer-degree"
	// CodeMemoryPlan: the memory plan cannot be followed.
	CodeMemoryPlan fault.Code = "stark/memory-plan"
)
