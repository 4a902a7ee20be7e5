// Package derive rebuilds the whole state of L2 from nothing but L1 and the genesis
// file: it reads the core contract's LogStateUpdate events, takes the state diff of each
// block from the calldata or the blobs of the transaction that settled it, applies it,
// and compares the root with the one that the contract has accepted. Accounts, keys,
// nonces and balances are all there; transactions are not, as L1 does not have them.
//
// The result is a database that a node goes on from.
package derive
