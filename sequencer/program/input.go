package program

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/sequencer/starknet"
)

// Executed is a transaction of a block with the status that it ended with.
type Executed struct {
	// Transaction is an *InvokeV3 that ParseAction of package starknet knows, a
	// *DeployAccountV3 or an *L1Handler. Of signed ones the signature is (r, s).
	Transaction starknet.Transaction
	Status      Status
}

// Block is what the program is given of a block: the statement's public side.
type Block struct {
	Header       Header
	Config       Config
	Transactions []Executed // in their order
	// Commitments are the KZG commitments of the blobs with the state diff, in
	// their order, as many as BlobCount says; nil if the diff is part of the output.
	Commitments [][48]byte
}

// TouchedLeaf is a leaf of the account tree that a block opens.
type TouchedLeaf struct {
	Index uint32
	// Before is the account before the block; meaningless if the account is new
	// (Index ≥ Witness.AccountCount).
	Before Account
	// After is the account after the block.
	After Account
}

// Witness is what the program is given of the state.
type Witness struct {
	// AccountCount is the number of leaves in use before the block.
	AccountCount uint32
	// Leaves are those that the block touches, by rising index: senders,
	// recipients that were credited, the sequencer if there were fees, the
	// predecessor (by address) of each new account, the new accounts, and the
	// recipient of a deposit that failed for nothing but its balance's overflow.
	// The indices of new accounts follow each other from AccountCount on, in the
	// order in which the accounts come into being.
	Leaves []TouchedLeaf
	// Siblings are the nodes that the tree's recomputation needs, in the order
	// in which Siblings asks for them.
	Siblings []fp.Element
}
