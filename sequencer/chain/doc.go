// Package chain keeps the blocks and makes them: the store of blocks, transactions,
// receipts, events and finality; the engine that builds, validates and finalises a
// block; the pre-confirmed block, which survives a crash; the way of sealed blocks
// through the prover; and the operator's revert.
//
// A block and the state after it are committed in one batch of the database, so
// there is never one without the other. What decides that a block is to be made,
// and which one counts, is not known here: that is package consensus, which drives
// an Engine.
//
// What this room needs of others it declares: Pool (the mempool), Deposits (messages
// from L1), ProofJobs (the prover's line-up).
//
// Felts are fp.Element in Montgomery form; balances and fees are in the token's
// smallest unit.
package chain
