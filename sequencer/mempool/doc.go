// Package mempool holds the transactions that wait for a block, and orders them:
// for each account by nonce, and among the accounts whose next transaction is here
// by tip or by arrival. When Add returns, a transaction is on disk; after a crash
// the pool is what it was, but for what a finalised block has made impossible.
//
// A transaction is checked from cheap to expensive: its size, its account's state
// (deployed, nonce, balance, prices), only then its hash, whether it is here
// already, and its signature. What the pool holds is bounded, in all and for each
// account; when it is full, transactions that cannot come next because one before
// them is missing go first, then those with the lowest tips, from the end of
// their account's list. Accounts under whose name many invalid signatures come are
// checked one at a time, so that others are not kept waiting.
//
// A builder takes transactions with Stage; they stay here until a block with them is
// final (Included), they turn out to be impossible (Drop), or the builder gives
// them back (Rewind).
//
// One map by hash is the truth. The lists by account, the queue of accounts that
// are ready, that of the tails which can be evicted, and that of expiry are derived
// from it.
//
// What this room needs of others it declares: State, and Checker, which is
// *execution.Executor. It shares the database of state and blocks, under a prefix of
// its own.
package mempool
