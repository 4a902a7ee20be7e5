package program

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"
)

// DiffEntry is what a block leaves in one account that it touched.
type DiffEntry struct {
	Index   uint32
	Nonce   uint64
	Balance uint256.Int
	// Address is set if the account is new in this block (IsNew).
	Address fp.Element
	IsNew   bool
	// PublicKey is set if the account was deployed in this block (IsDeployed).
	PublicKey  fp.Element
	IsDeployed bool
}

// StateDiff is what a block changes, enough to follow the state from L1 alone.
type StateDiff struct {
	Timestamp          uint64
	AccountCountBefore uint32
	AccountCountAfter  uint32
	Entries            []DiffEntry // by rising index
}
