package chain

import (
	"github.com/holiman/uint256"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Felt is an element of the Stark field, in Montgomery form.
type Felt = starknet.Felt

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

// Receipt is what became of a transaction.
type Receipt struct {
	// Hash is the transaction's.
	Hash Felt
	Kind program.Kind
	// Status tells whether it had its effect; a reverted one has paid.
	Status program.Status
	// RevertReason is text for people, empty if it succeeded.
	RevertReason string
	// Fee is what was paid.
	Fee uint256.Int
	// Gas is what was taken of each resource.
	Gas program.Gas
	// Events were emitted, in this order.
	Events []starknet.Event
	// Messages were sent to L1, in this order.
	Messages []starknet.MessageToL1
}

// Block is a sealed block, whole.
type Block struct {
	Header
	// Transactions and Receipts are in the block's order, one for one.
	Transactions []Transaction
	Receipts     []Receipt
}

// StateDiff is a state diff in Starknet's words: what RPC tells of a block.
type StateDiff struct {
	// Storage is by contract.
	Storage []StorageDiff
	// Deployed are the contracts that are new, with their class.
	Deployed []Deployed
	// Nonces are those that changed.
	Nonces []NonceUpdate
}

// StorageDiff is what changed in one contract's storage.
type StorageDiff struct {
	Address Felt
	Entries []StorageEntry
}

// StorageEntry is a storage cell's new value.
type StorageEntry struct{ Key, Value Felt }

// Deployed is a contract that was deployed.
type Deployed struct{ Address, ClassHash Felt }

// NonceUpdate is an account's new nonce.
type NonceUpdate struct {
	Address Felt
	Nonce   uint64
}

// Place is where a transaction is in the chain.
type Place struct {
	Block uint64
	Index uint32
}
