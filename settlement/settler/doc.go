// Package settler brings sealed L2 blocks to L1: it has each block proved, sees to
// its data, sends the update of the core contract, and follows it until it is
// final.
//
// # Jobs
//
// A block goes through four jobs, one after the other: prove, data, update, track.
// Each has two halves: process starts something, verify looks whether it has come
// about. The records are on disk before anything is done outside, so that a
// settler that was killed goes on where it was, and everything outside is asked for
// under a key that makes asking twice the same as asking once.
//
// Blocks are proved in parallel; updates go out strictly in the order of blocks. A
// block that fails stops the updates of those after it, and the proof of none.
//
// # Truth
//
// What the core contract says, holds: it is read at the start, and again before
// every update. A Tracker reads its LogStateUpdate events, whoever caused them, and
// follows the L1 blocks that hold them, by hash. The rules for reorganisations, fees
// and other trouble are in docs/settlement.md.
//
// # Proofs
//
// Proofs are kept by the hash of their content, and found by the statement that
// they prove, so that none is made twice. One that the contract refuses is noted
// with the reasons of the contract and of our own verifier, and never sent again.
package settler
