package rpc

import (
	"context"

	"quarry/sequencer/chain"
	"quarry/sequencer/execution"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// Blocks are the sealed blocks: a *chain.Store.
type Blocks interface {
	Head() *chain.Header
	Header(number uint64) (*chain.Header, error)
	Number(hash *starknet.Felt) (uint64, error)
	Transactions(number uint64) ([]chain.Transaction, error)
	Receipts(number uint64) ([]chain.Receipt, error)
	Place(hash *starknet.Felt) (chain.Place, error)
	TransactionAt(chain.Place) (chain.Transaction, error)
	ReceiptAt(chain.Place) (chain.Receipt, error)
	StateDiff(number uint64) (*chain.StateDiff, error)
	Finality(number uint64) (*chain.Finality, error)
	Reached(chain.Stage) (uint64, error)
	Events(f *chain.EventFilter, open *chain.Block, token string, most int) ([]chain.EmittedEvent, string, error)
	Feed() *chain.Feed
}

// States are the states after the sealed blocks: a *state.State.
type States interface {
	ViewAt(number uint64) (*state.View, error)
	Prove(address *starknet.Felt) (*state.Proof, error)
}

// Builder makes blocks: a *chain.Chain.
type Builder interface {
	// Open is the block that is being built, as far as it has come; nil if there is
	// none.
	Open() *chain.Open
	// Fork is what comes after that block's transactions, or after the last sealed
	// block, to try transactions out on.
	Fork(execution.Skip) (*execution.Overlay, error)
}

// Pool takes transactions.
type Pool interface {
	// Add checks a transaction and keeps it; when it returns without an error, the
	// transaction is on disk. Its errors are *fault.Error.
	Add(ctx context.Context, t starknet.AccountTransaction) (hash starknet.Felt, err error)
	// Get returns a transaction that waits, and whether the builder has taken it.
	Get(hash starknet.Felt) (t starknet.AccountTransaction, staged, ok bool)
}

// Messages knows messages from L1.
type Messages interface {
	// Sent are the messages that a transaction of L1 has sent, in their order; ok is
	// false if no such transaction is known.
	Sent(ctx context.Context, l1Transaction [32]byte) (sent []starknet.MessageToL2, ok bool, err error)
}
