package state

import (
	"cmp"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// ApplyDiff plans the next block from nothing but its state diff, which is how the
// state is followed from L1: the new accounts' links come from their addresses. A
// diff that does not fit the view is refused (state/diff); whether it leads to the
// right state, the plan's root tells.
func ApplyDiff(v *View, d *program.StateDiff) (*Plan, error) {
	if d.AccountCountBefore != v.Count() {
		return nil, fault.New(CodeDiff, "the diff begins with %d accounts, the state has %d", d.AccountCountBefore, v.Count())
	}
	changes := make([]Change, len(d.Entries))
	next := d.AccountCountBefore
	for i := range d.Entries {
		e := &d.Entries[i]
		c := &changes[i]
		if i > 0 && e.Index <= d.Entries[i-1].Index {
			return nil, fault.New(CodeDiff, "the indices don't rise").At("entry %d", i)
		}
		if e.IsNew != (e.Index >= d.AccountCountBefore) || e.IsNew && e.Index != next {
			return nil, fault.New(CodeDiff, "index %d is new, or not, against the count of accounts", e.Index).At("entry %d", i)
		}
		if e.IsNew {
			next++
		}
		if err := c.apply(v, e); err != nil {
			return nil, err
		}
	}
	if next != d.AccountCountAfter {
		return nil, fault.New(CodeDiff, "the diff says that there are %d accounts after it, but has entries for %d", d.AccountCountAfter, next)
	}
	if err := link(v, changes); err != nil {
		return nil, err
	}
	return v.Plan(changes)
}

// apply makes a change, all but its links, of a diff's entry.
func (c *Change) apply(v *View, e *program.DiffEntry) error {
	c.Index = e.Index
	if e.IsNew {
		if !validAddress(&e.Address) {
			return fault.New(CodeDiff, "account %d has no valid address", e.Index)
		}
		c.After.Address = e.Address
	} else {
		before, err := v.Account(e.Index)
		if err != nil {
			return err
		}
		c.Before, c.After = before, *before
	}
	c.After.Nonce, c.After.Balance = e.Nonce, e.Balance
	switch {
	case e.Balance.BitLen() > 128:
		return fault.New(CodeDiff, "the balance of account %d is above 2^128 − 1", e.Index)
	case e.Index == 0 && (e.Nonce != 0 || !e.Balance.IsZero() || e.IsDeployed):
		return fault.New(CodeDiff, "the head of the list is given nonce, balance or class")
	case e.IsDeployed && c.After.Deployed():
		return fault.New(CodeDiff, "account %d is deployed twice", e.Index)
	case e.IsDeployed:
		c.After.ClassHash, c.After.PublicKey = starknet.AccountClassHash, e.PublicKey
	}
	return nil
}

// link puts the new accounts among changes into the sorted list. The account below
// each must be among the changes as well: its leaf is touched.
func link(v *View, changes []Change) error {
	var fresh []*Change
	for i := range changes {
		if changes[i].New() {
			fresh = append(fresh, &changes[i])
		}
	}
	slices.SortFunc(fresh, func(a, b *Change) int { return a.After.Address.Cmp(&b.After.Address) })
	var last *Change // the new account with the next lower address
	for _, c := range fresh {
		address := &c.After.Address
		if _, ok, err := v.Find(address); err != nil || ok {
			return twice(address, err)
		}
		index, err := v.Predecessor(address)
		if err != nil {
			return err
		}
		at, ok := slices.BinarySearchFunc(changes, index, func(c Change, index uint32) int { return cmp.Compare(c.Index, index) })
		if !ok {
			return fault.New(CodeDiff, "account %d is new, but account %d below it is not touched", c.Index, index)
		}
		below := &changes[at]
		if last != nil && last.After.Address.Cmp(&below.After.Address) > 0 {
			below = last
		}
		if below.After.Address == *address {
			return twice(address, nil)
		}
		Insert(&below.After, &c.After, c.Index)
		last = c
	}
	return nil
}

func twice(address *fp.Element, err error) error {
	if err != nil {
		return err
	}
	return fault.New(CodeDiff, "there would be two accounts at %s", starknet.FormatFelt(address))
}
