// Package cometbft is the consensus of several nodes that make the blocks together:
// CometBFT, in this process. Its validators take turns in proposing; every one of
// them executes a proposed block again before it votes; and two thirds of the voting
// power decide. With one of four nodes gone, blocks go on; with two gone, they stop
// until one is back.
//
// What CometBFT is used for is little. Its mempool only carries transactions from
// node to node: whether one is taken, and in which order they come into a block, is
// decided by the node's own mempool. Its blocks wrap the chain's: the first of a
// block's "transactions" is the envelope of the proposal, the others are the
// proposal's, encoded as CometBFT's mempool carries them. A CometBFT block without
// any is no block of the chain, so the heights differ. Nothing of rounds, votes and
// heights goes into a block of the chain, so nothing of it is proved.
//
// The height is kept with each block, in one batch; after a crash, CometBFT compares
// it with its own and gives the node the blocks that it lacks once more. Which votes
// the node has cast is in a file that is written before a vote leaves, so that it
// never casts two.
package cometbft
