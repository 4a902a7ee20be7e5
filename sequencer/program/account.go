package program

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/kernels/hash"
)

// Account is a leaf of the account tree, see format.md. The zero value is not a
// leaf: an index that is not in use has the leaf value 0.
type Account struct {
	// Address is the account's; that of the head (index 0) is 0.
	Address fp.Element
	// NextAddress is the next higher address in the tree, 0 if there is none.
	NextAddress fp.Element
	// NextIndex is the index of the account NextAddress.
	NextIndex uint32
	// ClassHash is 0 until the account is deployed.
	ClassHash fp.Element
	// PublicKey is the x coordinate of the key on the Stark curve, 0 until the
	// account is deployed.
	PublicKey fp.Element
	// Nonce is that of the account's next transaction.
	Nonce uint64
	// Balance is in the token's smallest unit, below 2^128.
	Balance uint256.Int
}

// Deployed tells whether the account has its class and key.
func (a *Account) Deployed() bool { return !a.ClassHash.IsZero() }

// Leaf returns the account's leaf value.
func (a *Account) Leaf() fp.Element {
	var balance fp.Element
	b := a.Balance.Bytes32()
	balance.SetBytes(b[:])
	return hash.PoseidonHashMany([]fp.Element{
		a.Address, a.NextAddress, feltOf(uint64(a.NextIndex)), a.ClassHash, a.PublicKey, feltOf(a.Nonce), balance,
	})
}

// Node returns the parent of two nodes of the account tree.
func Node(left, right *fp.Element) fp.Element { return hash.PedersenHash(left, right) }

// StateRoot returns the commitment to the state: to the root of the account tree
// and the number of leaves in use.
func StateRoot(treeRoot *fp.Element, accountCount uint64) fp.Element {
	return hash.PoseidonHashMany([]fp.Element{stateDomain, *treeRoot, feltOf(accountCount)})
}
