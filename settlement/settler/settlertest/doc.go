// Package settlertest has what tests of settling need: an embedded L1 chain with the
// contracts deployed on it, a verifier that takes all proofs but those that say they
// are bad, blocks that are made of their numbers, and a prover that needs no time.
package settlertest
