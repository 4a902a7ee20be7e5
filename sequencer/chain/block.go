package chain

import (
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Felt is an element of the Stark field, in Montgomery form.
type Felt = starknet.Felt

// What execution makes of transactions, and the chain keeps.
type (
	Receipt      = execution.Receipt
	StateDiff    = execution.StateDiff
	StorageDiff  = execution.StorageDiff
	StorageEntry = execution.StorageEntry
	Deployed     = execution.Deployed
	NonceUpdate  = execution.NonceUpdate
)

// Header is what is known of a sealed block without its transactions.
type Header struct {
	program.Header
	// Hash is the block's, over all that program.Header.BlockHash takes.
	Hash Felt
	// OldRoot and StateRoot are the state's before and after the block.
	OldRoot, StateRoot Felt
	// Commitment is the transaction commitment.
	Commitment Felt
	// TransactionCount, EventCount and MessageCount (to L1) say how many the block has.
	TransactionCount, EventCount, MessageCount int
	// NextDeposit is one more than the nonce of the last message from L1 that was
	// consumed in this block or before.
	NextDeposit uint64
}

// Transaction is a transaction of a block, with its hash.
type Transaction struct {
	Hash Felt
	starknet.Transaction
}

// Block is a sealed block, whole; or, without hash and state root, one that is being
// built.
type Block struct {
	Header
	// Transactions and Receipts are in the block's order, one for one.
	Transactions []Transaction
	Receipts     []Receipt
}

// Place is where a transaction is in the chain.
type Place struct {
	Block uint64
	Index uint32
}

// add appends a transaction and what became of it.
func (b *Block) add(t *execution.Transaction, r *Receipt) {
	b.Transactions = append(b.Transactions, Transaction{t.Hash, t.Transaction})
	b.Receipts = append(b.Receipts, *r)
	b.TransactionCount++
	b.EventCount += len(r.Events)
	b.MessageCount += len(r.Messages)
	if t.Message != nil {
		b.NextDeposit = t.Message.Nonce + 1
	}
}

// sealedBlock is a block as execution has sealed it, on top of parent.
func sealedBlock(s *execution.Sealed, parent *Header) *Block {
	b := &Block{Header: Header{
		Header: s.Block.Header, Hash: s.Hash, OldRoot: s.OldRoot, StateRoot: s.Root, Commitment: s.Commitment,
		NextDeposit: parent.NextDeposit,
	}}
	for i, t := range s.Transactions {
		b.add(t, s.Receipts[i])
	}
	return b
}
