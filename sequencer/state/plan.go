package state

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/program"
)

// Change is what a block leaves in one account.
type Change struct {
	Index uint32
	// Before is the account before the block, nil if it is new in it.
	Before *program.Account
	After  program.Account
}

// New reports whether the account came into being in the block.
func (c *Change) New() bool { return c.Before == nil }

// Plan is a block's effect on the state, computed but not committed.
type Plan struct {
	parent *View
	number uint64
	// Changes are the touched accounts by rising index; the new ones have the
	// indices from the count before on.
	Changes []Change
	// CountBefore and CountAfter are how many leaves are in use.
	CountBefore, CountAfter uint32
	// layers are the changed parts of the tree's levels, from the leaves (0) to the
	// root (program.TreeHeight).
	layers []layer
	// TreeRoot and Root are the roots after the block.
	TreeRoot, Root fp.Element
}

// Number is the block's.
func (p *Plan) Number() uint64 { return p.number }

// Plan computes the state after the next block, which changes these accounts:
// sorted by rising index, all those that are touched, and with their links in
// order. v must be at the head (state/stale). Nothing is written.
func (v *View) Plan(changes []Change) (*Plan, error) {
	p := &Plan{parent: v, number: v.number + 1, Changes: changes, CountBefore: v.block.count, CountAfter: v.block.count}
	leaf := layer{index: make([]uint64, len(changes))}
	accounts := make([]*program.Account, len(changes))
	for i := range changes {
		c := &changes[i]
		if i > 0 && c.Index <= changes[i-1].Index || c.New() != (c.Index >= v.block.count) || c.New() && c.Index != p.CountAfter {
			return nil, fault.New(CodeDiff, "the changed accounts are out of order at index %d", c.Index)
		}
		if c.New() {
			p.CountAfter++
			if p.CountAfter == 0 {
				return nil, fault.New(CodeFull, "all %d indices of accounts are in use", uint64(1)<<program.TreeHeight)
			}
		}
		leaf.index[i], accounts[i] = uint64(c.Index), &c.After
	}
	if len(changes) == 0 {
		p.TreeRoot, p.Root = v.TreeRoot(), v.Root()
		return p, v.check()
	}
	leaf.after = leaves(accounts)
	head, snapshot, err := v.s.pin()
	if err != nil {
		return nil, err
	}
	defer snapshot.Close()
	if head.number != v.number {
		return nil, fault.New(CodeStale, "a block after block %d is planned, but the state is that after block %d", v.number, head.number)
	}
	if p.layers, err = climb(leaf, v.s.nodeReader(snapshot, v.block.count)); err != nil {
		return nil, err
	}
	p.TreeRoot = feltOf(&p.layers[program.TreeHeight].after[0])
	p.Root = program.StateRoot(&p.TreeRoot, uint64(p.CountAfter))
	return p, v.check()
}

// Witness is what the block program is given of the state.
func (p *Plan) Witness() *program.Witness {
	w := &program.Witness{AccountCount: p.CountBefore, Leaves: make([]program.TouchedLeaf, len(p.Changes))}
	indices := make([]uint32, len(p.Changes))
	for i := range p.Changes {
		c := &p.Changes[i]
		indices[i] = c.Index
		w.Leaves[i] = program.TouchedLeaf{Index: c.Index, After: c.After}
		if !c.New() {
			w.Leaves[i].Before = *c.Before
		}
	}
	// The levels hold all siblings that there are to be asked for, so it can't fail.
	w.Siblings, _ = program.Siblings(indices, func(height int, position uint32) (fp.Element, error) {
		if height == program.TreeHeight { // nothing changes
			return p.TreeRoot, nil
		}
		return feltOf(p.layers[height].siblingAt(uint64(position))), nil
	})
	return w
}

// record is the plan's block as it is stored.
func (p *Plan) record() block {
	b := block{root: p.Root.Bytes(), treeRoot: p.TreeRoot.Bytes(), count: p.CountAfter}
	for i := range p.Changes {
		b.touched = append(b.touched, p.Changes[i].Index)
	}
	return b
}

// Insert links a new account into the sorted list: below is the account before the
// gap, which must be the one with the highest address below the new one's.
func Insert(below, account *program.Account, index uint32) {
	account.NextAddress, account.NextIndex = below.NextAddress, below.NextIndex
	below.NextAddress, below.NextIndex = account.Address, index
}
