// Package prover is one call: a job in, a verified proof out; and the other
// way round, a proof file in, what it says out.
//
// Prove loads a statement and its run from a Source, chooses a backend, plans
// the memory, proves, and verifies what it made before it hands it out. Verify
// judges a proof file by a policy. Nothing here knows of constraints, channels or
// columns (prover/stark, prover/air), nor of flags and terminals (cmd/quarry).
package prover
