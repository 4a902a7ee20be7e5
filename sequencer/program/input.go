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

// Siblings calls node for every node of the tree, before the block, that is not
// on the way from the root to one of the leaves but whose sibling is: in the
// order in which the program reads them. Of a node are given its height above
// the leaves and its position, counted from the left, among those of its
// height; a node of which no leaf is in use is asked for, too. Indices rise.
func Siblings(indices []uint32, node func(height int, position uint32) (fp.Element, error)) ([]fp.Element, error) {
	var out []fp.Element
	err := walk(indices, TreeHeight, 0, func(b branch) error {
		if b.kind == bothTouched {
			return nil
		}
		n, err := node(b.height, b.sibling)
		out = append(out, n)
		return err
	})
	return out, err
}

// touched says which children of a node have touched leaves below them, by the
// codes that the program reads.
type touched uint64

const (
	leftTouched  touched = 0
	rightTouched touched = 1
	bothTouched  touched = 2
)

// branch is a node of the walk: what it has touched, and the child that it has
// not, if there is one.
type branch struct {
	kind    touched
	height  int    // of the children above the leaves
	sibling uint32 // position of the untouched child among those of its height
}

// walk visits the inner nodes above the leaves with these rising indices, all
// of which lie below the node at height and position: parents before children,
// left before right.
func walk(indices []uint32, height int, position uint32, visit func(branch) error) error {
	if height == 0 || len(indices) == 0 {
		return nil
	}
	height--
	right := 2*position + 1
	split := len(indices)
	for split > 0 && indices[split-1]>>height == right {
		split--
	}
	b := branch{kind: bothTouched, height: height}
	switch split {
	case len(indices):
		b.kind, b.sibling = leftTouched, right
	case 0:
		b.kind, b.sibling = rightTouched, right-1
	}
	if err := visit(b); err != nil {
		return err
	}
	if err := walk(indices[:split], height, 2*position, visit); err != nil {
		return err
	}
	return walk(indices[split:], height, right, visit)
}
