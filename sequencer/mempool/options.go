package mempool

import (
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Felt is an element of the Stark field, in Montgomery form.
type Felt = starknet.Felt

// State is what the pool needs to know of the state after the last block. It is
// safe for concurrent use.
type State interface {
	// Account returns the account with an address, nil if there is none.
	Account(address *Felt) (*program.Account, error)
	// Prices are those that the next block will have, as far as is known.
	Prices() program.Prices
}

// Checker checks transactions. It is safe for concurrent use.
type Checker interface {
	// Check looks at a transaction alone.
	Check(t starknet.Transaction) (*execution.Transaction, error)
	// Verify checks the signature under a public key.
	Verify(t *execution.Transaction, key *Felt) error
}

// Order says which account's next transaction comes first.
type Order uint8

// The orders.
const (
	// ByTip takes the highest tip first, and among equal ones the first that came.
	ByTip Order = iota
	// FirstCome takes the first that came.
	FirstCome
)

// String implements fmt.Stringer.
func (o Order) String() string {
	if o == FirstCome {
		return "first-come"
	}
	return "tip"
}

// MarshalText implements encoding.TextMarshaler.
func (o Order) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (o *Order) UnmarshalText(text []byte) error {
	switch string(text) {
	case "tip":
		*o = ByTip
	case "first-come":
		*o = FirstCome
	default:
		return fmt.Errorf("there is no order %q of the mempool: tip or first-come", text)
	}
	return nil
}

// Options bound the pool. Zero fields have the defaults.
type Options struct {
	// Order is that of the accounts' next transactions.
	Order Order
	// MaxTransactions and MaxBytes bound the pool. Bytes are those of a
	// transaction's encoding and a constant for what else it takes in memory.
	// Default 100,000 and 256 MiB.
	MaxTransactions int
	MaxBytes        int64
	// AccountTransactions and AccountBytes bound the transactions of an account.
	// Default 256 and 1 MiB.
	AccountTransactions int
	AccountBytes        int64
	// MaxAhead is how far a nonce may be above the account's. Default
	// AccountTransactions.
	MaxAhead uint64
	// TransactionBytes bounds the encoding of a transaction. Default 4 KiB.
	TransactionBytes int
	// Replacement is how much more a transaction must offer than the one with the
	// same nonce, tip and price, in percent. Default 10.
	Replacement int
	// TTL is how long a transaction may wait. Default 3 hours.
	TTL time.Duration
	// GapTTL is how long a transaction may wait for one before it that is missing.
	// Default 10 minutes.
	GapTTL time.Duration
	// Threads is how many transactions are checked at the same time. Default: as
	// many as there are cores.
	Threads int
	// MaxWaiting is how many transactions may wait to be checked. Default 4,096.
	MaxWaiting int
	// Prefix is what the pool's keys in the database begin with. Default "pool/".
	Prefix string
	// Ahead returns an account as it is after the transactions of the block that is
	// being built; ok is false if there is none. With it, whoever was credited in that
	// block may deploy his account, and spend, at once. It must not be slow; nil: only
	// the state after the last block counts.
	Ahead func(address *Felt) (account *program.Account, ok bool)
	// Observer is told what happens to transactions, in its order for each of
	// them. It must return soon and not call the pool.
	Observer func(Event)
	// Log takes what an operator should know. Default: nothing is logged.
	Log *slog.Logger
	// Now is the clock. Default time.Now.
	Now func() time.Time
}

// withDefaults fills in what is zero.
func (o Options) withDefaults() Options {
	set := func(v *int, def int) {
		if *v <= 0 {
			*v = def
		}
	}
	set(&o.MaxTransactions, 100_000)
	set(&o.AccountTransactions, 256)
	set(&o.TransactionBytes, 4<<10)
	set(&o.Replacement, 10)
	set(&o.Threads, runtime.GOMAXPROCS(0))
	set(&o.MaxWaiting, 4096)
	if o.MaxBytes <= 0 {
		o.MaxBytes = 256 << 20
	}
	if o.AccountBytes <= 0 {
		o.AccountBytes = 1 << 20
	}
	if o.MaxAhead == 0 {
		o.MaxAhead = uint64(o.AccountTransactions)
	}
	if o.TTL <= 0 {
		o.TTL = 3 * time.Hour
	}
	if o.GapTTL <= 0 {
		o.GapTTL = 10 * time.Minute
	}
	if o.Prefix == "" {
		o.Prefix = "pool/"
	}
	if o.Observer == nil {
		o.Observer = func(Event) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Event is something that happened to a transaction: it was added, or has left.
type Event struct {
	Transaction *execution.Transaction
	Kind        EventKind
	// Reason says why a transaction was removed.
	Reason error
}

// EventKind is what happened to a transaction.
type EventKind uint8

// What can happen to a transaction.
const (
	// Added: it is on disk.
	Added EventKind = iota
	// Included: it is in a finalised block.
	Included
	// Removed: it will not be in a block, for the event's reason.
	Removed
)

// Stats say how full the pool is.
type Stats struct {
	// Transactions are all, Staged those that the builder has, Ready the accounts
	// whose next transaction can be staged, Gaps those that wait for one that is
	// missing.
	Transactions, Staged, Accounts, Ready, Gaps int
	// Bytes is the memory that transactions take, by Options.MaxBytes's measure.
	Bytes int64
}

// errClosed is for calls after Close.
var errClosed = fault.New(CodeClosed, "the mempool is closed")
