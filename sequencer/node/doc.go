// Package node is the room where a sequencer is put together: database, state,
// mempool, chain, consensus, the hand-over of blocks to the prover, and the RPC. What
// comes from outside of the sequencer (L1's deposits, the prover's line-up) is given
// to it behind the interfaces of package chain. Only the assembly lives here.
package node
