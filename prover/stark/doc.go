// Package stark is the protocol: Fiat–Shamir channel, commitments, interaction,
// composition, out-of-domain sampling, DEEP, FRI, decommitment; and the
// verifier of the same. One file per step, named as the step is in Stone
// (src/starkware/{channel,randomness,commitment_scheme,stark,fri}), whose
// proofs Prove reproduces byte for byte.
//
// The prover works through kernels.Backend and air.AIR only: columns stay with
// the backend, coset by coset, and what comes back are roots, OODS values,
// the last FRI layer and opened rows. A MemoryPlan says whether cosets are kept
// or recomputed; the proof does not depend on it.
//
// The verifier is a security boundary: every length follows from parameters and
// AIR, every element must be canonical, every byte is read, and each way to
// fail has its code (errors.go).
//
// # Indices
//
// The evaluation domain has 2^logCosets cosets of N points. "Committed" indices
// are Stone's: bit-reversed over the whole domain, so that the coset with
// committed index c is the rows c·N … c·N+N−1, and within it position p is
// natural row bitreverse(p). FRI ignores the offset 3 of the evaluation domain:
// its points are x/3.
//
// What does not live here: files, parameter parsing and the seed
// (prover/stone), constraints and witnesses (prover/air), anything that
// touches a column (kernels).
package stark
