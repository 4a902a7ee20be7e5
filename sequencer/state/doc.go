// Package state keeps the accounts of the chain: the indexed Merkle tree of
// sequencer/program/format.md, on pebble.
//
// A State holds the head, which is the state after the last committed block, and
// of every account all values that it ever had, so that a View reads the accounts
// as they were after any block. Blocks are planned on a view (Plan: which leaves
// and nodes change, and the new root), and then committed or thrown away. A commit
// is one atomic batch of the database, to which the caller may add what has to be
// written with it; Revert takes the last block back in the same way.
//
// The state does not know transactions: a block is the set of accounts that it
// changes. Derivation from L1 makes that set from a state diff (ApplyDiff),
// execution from transactions.
//
// Felts are fp.Element in Montgomery form. On disk and within the tree, nodes are
// digests: 32 big-endian bytes of the canonical integer.
package state
