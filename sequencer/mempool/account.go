package mempool

import (
	"slices"
	"time"

	"github.com/holiman/uint256"

	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// entry is a transaction in the pool.
type entry struct {
	tx      *execution.Transaction
	account *account
	nonce   uint64
	tip     uint64
	price   uint256.Int // most for a unit of L2 gas
	maxFee  uint256.Int
	size    int64
	arrived time.Time
	// seq numbers the transactions in the order of their arrival.
	seq uint64
	// durable: it is on disk. Before, it takes its place but is not given out.
	durable bool
	staged  bool
	// lost is what the observer is to be told once it is durable: it has left the
	// pool before.
	lost   *Event
	expiry int // place in the queue of expiry
}

// overhead is what a transaction takes in memory beyond its encoding, about.
const overhead = 1536

// newEntry makes an entry with all that the pool decides by; tx may be nil at
// first.
func newEntry(tx *execution.Transaction, v *starknet.V3, encoded int, arrived time.Time) *entry {
	return &entry{
		tx: tx, nonce: v.Nonce, tip: v.Tip, price: v.Bounds.L2Gas.MaxPrice, maxFee: v.MaxFee(),
		size: int64(encoded) + overhead, arrived: arrived,
	}
}

// replaces reports whether a transaction offers enough more than another: tip and
// price each percent more, rounded up, and not both of them nothing.
func (e *entry) replaces(old *entry, percent int) bool {
	enough := func(v, old *uint256.Int) bool {
		var most uint256.Int
		most.Mul(old, uint256.NewInt(uint64(100+percent))).AddUint64(&most, 99)
		most.Div(&most, uint256.NewInt(100))
		return !v.Lt(&most)
	}
	tip, oldTip := uint256.NewInt(e.tip), uint256.NewInt(old.tip)
	return enough(tip, oldTip) && enough(&e.price, &old.price) && (tip.Gt(oldTip) || e.price.Gt(&old.price))
}

// account is an account with transactions in the pool.
type account struct {
	address Felt
	// nonce is that of the state, next that of the next transaction to be staged.
	nonce, next uint64
	// entries are the transactions by rising nonce, none below nonce.
	entries []*entry
	bytes   int64
	fees    uint256.Int // the sum of what they may cost
	// gap is since when a transaction is missing before the last one.
	gap   time.Time
	ready int // place in the queue of accounts that are ready
	tail  int // place in the queue of tails
}

// find returns the place of a nonce, and the transaction if there is one.
func (a *account) find(nonce uint64) (int, *entry) {
	i, ok := slices.BinarySearchFunc(a.entries, nonce, func(e *entry, n uint64) int {
		switch {
		case e.nonce < n:
			return -1
		case e.nonce > n:
			return 1
		}
		return 0
	})
	if !ok {
		return i, nil
	}
	return i, a.entries[i]
}

// head returns the next transaction to be staged, nil if it is missing.
func (a *account) head() *entry {
	_, e := a.find(a.next)
	return e
}

// last returns the transaction with the highest nonce.
func (a *account) last() *entry { return a.entries[len(a.entries)-1] }

// broken reports whether a transaction is missing before the last one.
func (a *account) broken() bool {
	return a.last().nonce != a.nonce+uint64(len(a.entries))-1
}

// restage finds the next transaction to be staged after others have left.
func (a *account) restage() {
	a.next = a.nonce
	for _, e := range a.entries {
		if e.nonce != a.next || !e.staged {
			return
		}
		a.next++
	}
}

// pendingKey is the key that a deployment which waits here will give the account.
func (a *account) pendingKey() (key Felt, ok bool) {
	if _, e := a.find(0); e != nil && e.tx.Kind == program.Deploy {
		return e.tx.PublicKey, true
	}
	return key, false
}
