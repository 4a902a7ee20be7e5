package chain

import (
	"context"

	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Pool is what the chain needs of the mempool: transactions in its order, and
// what becomes of them. All methods are safe for concurrent use. The pool must not
// call the chain while one of them runs.
type Pool interface {
	// Stage takes up to most transactions that can come next, in the pool's order.
	// They stay in the pool, and are not given out again, until they are included,
	// dropped or rewound.
	Stage(most int) []*execution.Transaction
	// Rewind gives all staged transactions back that were neither included nor
	// dropped, as if they had never been taken.
	Rewind()
	// Included forgets the transactions of a finalised block, whether it had them or
	// not, and all others that can't come after it any more, staged or not.
	Included(block []*execution.Transaction)
	// Drop forgets a transaction that can't be in any block.
	Drop(hash Felt, reason error)
	// Restore takes back transactions of blocks that were reverted, in the order in
	// which they had been; they are on disk when it returns.
	Restore(transactions []*execution.Transaction) error
	// Has tells whether the pool has a transaction, and whether it is staged.
	Has(hash Felt) (known, staged bool)
	// Ready signals when there may be something to stage.
	Ready() <-chan struct{}
}

// Blobs puts state diffs into blobs.
type Blobs interface {
	// Commit returns the KZG commitments to the blobs of a state diff, in their order.
	Commit(diff *program.StateDiff) ([][48]byte, error)
}

// Deposits is this node's view of the messages that L1 has sent, as it was recorded
// when L1 was asked last: the methods do not wait for L1, since the chain is locked
// while they run. They are told the nonce of the first message that no finalised block
// has: L1 is to be asked again for those from there on.
type Deposits interface {
	// Pending returns up to max messages with nonces from next on, by rising nonce,
	// that are deep enough in L1 to be taken; cancelled ones are left out.
	Pending(finalised, next uint64, max int) []starknet.MessageToL2
	// Check tells what this node knows of a message that a proposed block consumes,
	// where those below next had been consumed before.
	Check(finalised, next uint64, message *starknet.MessageToL2) DepositView
}

// DepositView is what a node knows of a message from L1.
type DepositView uint8

// What a node can know of a message.
const (
	// DepositUnknown: L1 does not have it, as far as this node knows, or has it no more
	// in its newest block. The node's L1 may lag behind.
	DepositUnknown DepositView = iota
	// DepositRecorded: L1 has sent it, but has not said lately that it is still there:
	// it does not answer, or has not been asked yet.
	DepositRecorded
	// DepositSeen: L1 has sent it, and no message between is left out but those
	// that were cancelled.
	DepositSeen
	// DepositForged: L1 has another message with this nonce, or this one was
	// cancelled, or one between is left out.
	DepositForged
)

// ProofJobs is what the chain needs of the prover's line-up.
type ProofJobs interface {
	// Submit hands in the run that proves a block: program is the compiled program,
	// input its input, both as prover jobs take them. The same block handed in twice
	// is one job.
	Submit(ctx context.Context, block uint64, program, input []byte) (id string, err error)
	// Status tells how far a job is. A job that the line-up doesn't know any more is
	// ProofFailed.
	Status(ctx context.Context, id string) (ProofStatus, error)
}

// ProofStatus is how far a proof is.
type ProofStatus struct {
	State ProofState
	// Reason says why a job failed.
	Reason string
}

// ProofState is how far a proof is.
type ProofState uint8

// The states of a proof.
const (
	ProofPending ProofState = iota
	ProofDone
	ProofFailed
)
