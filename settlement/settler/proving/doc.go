// Package proving has blocks proved by the prover's line-up, as the settler and the
// sequencer's chain ask for it, and says what program it is that proves them.
package proving
