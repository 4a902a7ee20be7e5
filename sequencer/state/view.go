package state

import (
	"encoding/binary"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/program"
)

// View is the state after one block. It may be used by several goroutines, and
// stays as it is while blocks are committed; when its block is reverted, all its
// methods fail with state/stale.
type View struct {
	s       *State
	number  uint64
	block   *block
	reverts int // how many reverts there had been when the view was made
}

func (s *State) view(number uint64, b *block, reverts int) *View {
	return &View{s: s, number: number, block: b, reverts: reverts}
}

// Number is the block's.
func (v *View) Number() uint64 { return v.number }

// Root is the state root after the block.
func (v *View) Root() fp.Element { return feltOf(&v.block.root) }

// TreeRoot is the root of the account tree after the block.
func (v *View) TreeRoot() fp.Element { return feltOf(&v.block.treeRoot) }

// Count is how many leaves of the tree are in use, the head included.
func (v *View) Count() uint32 { return v.block.count }

// Changed returns the indices of the accounts that the block touched, rising. For the
// first block that is kept they are not known, and there are none.
func (v *View) Changed() []uint32 { return slices.Clone(v.block.touched) }

// check fails if the view's block was reverted.
func (v *View) check() error {
	for _, to := range (*v.s.reverts.Load())[v.reverts:] {
		if to < v.number {
			return fault.New(CodeStale, "block %d was reverted", v.number)
		}
	}
	return nil
}

// Account returns the account at an index below Count.
func (v *View) Account(index uint32) (*program.Account, error) {
	if index >= v.block.count {
		return nil, fault.New(CodeNoBlock, "there is no account %d after block %d", index, v.number)
	}
	value, err := get(v.s.db, v.s.keys.account(index))
	if err != nil {
		return nil, err
	}
	if len(value) == accountBytes+8 && binary.BigEndian.Uint64(value[accountBytes:]) <= v.number {
		a := new(program.Account)
		if err := decodeAccount(value[:accountBytes], a); err != nil {
			return nil, err
		}
		return a, v.check()
	}
	// The account has changed since, or is gone with a block that was reverted.
	a, _, err := v.s.readHistory(index, v.number)
	if stale := v.check(); stale != nil {
		return nil, stale
	}
	return a, err
}

// Find returns the index of the account with an address; ok is false if there is
// none. The head of the list, at address 0, is found as well.
func (v *View) Find(address *fp.Element) (index uint32, ok bool, err error) {
	return v.find(v.s.keys.address(address))
}

// FindBalance returns the index of the account whose balance the token keeps at key
// or, for the upper half, at key + 1; see starknet.StorageBalance.
func (v *View) FindBalance(key *fp.Element) (index uint32, upper, ok bool, err error) {
	if index, ok, err = v.find(v.s.keys.balance(key)); ok || err != nil {
		return index, false, ok, err
	}
	one := fp.One()
	var below fp.Element
	below.Sub(key, &one)
	index, ok, err = v.find(v.s.keys.balance(&below))
	return index, true, ok, err
}

func (v *View) find(key []byte) (index uint32, ok bool, err error) {
	value, err := get(v.s.db, key)
	if err == nil {
		err = v.check()
	}
	if err != nil || value == nil {
		return 0, false, err
	}
	index, err = decodeIndex(value)
	return index, err == nil && index < v.block.count, err
}

// Lookup returns the account with an address and its index, nil if there is none.
func (v *View) Lookup(address *fp.Element) (*program.Account, uint32, error) {
	index, ok, err := v.Find(address)
	if err != nil || !ok {
		return nil, 0, err
	}
	a, err := v.Account(index)
	return a, index, err
}

// Predecessor returns the index of the account with the highest address below the
// given one, which must not be 0; there is one always, at least the head.
func (v *View) Predecessor(address *fp.Element) (uint32, error) {
	lower, upper := v.s.keys.span(addressRecord)
	iter, err := v.s.db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return 0, readFault(err)
	}
	defer iter.Close()
	// Accounts of later blocks are passed over.
	for ok := iter.SeekLT(v.s.keys.address(address)); ok; ok = iter.Prev() {
		index, err := decodeIndex(iter.Value())
		if err != nil {
			return 0, err
		}
		if index < v.block.count {
			return index, v.check()
		}
	}
	if err := iter.Error(); err != nil {
		return 0, readFault(err)
	}
	if err := v.check(); err != nil {
		return 0, err
	}
	return 0, fault.New(CodeCorrupt, "there is no account below an address")
}

func decodeIndex(value []byte) (uint32, error) {
	if len(value) != 4 {
		return 0, fault.New(CodeCorrupt, "the record of an address has %d bytes", len(value))
	}
	return binary.BigEndian.Uint32(value), nil
}

// Account returns the account with an address as it is after the last block, nil if
// there is none.
func (s *State) Account(address *fp.Element) (*program.Account, error) {
	v, err := s.View()
	if err != nil {
		return nil, err
	}
	a, _, err := v.Lookup(address)
	return a, err
}
