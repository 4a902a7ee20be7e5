// Package chaintest helps tests that need a chain: accounts with keys, transactions
// that they sign, a genesis block, a pool that keeps the order in which transactions
// came, and an L1 that says what it is told to.
package chaintest
