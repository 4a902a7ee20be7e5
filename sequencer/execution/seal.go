package execution

import (
	"cmp"
	"slices"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/state"
)

// Sealed is a block, whole: what it did, what it is committed to, and what its
// proof takes.
type Sealed struct {
	// Block is what the program is given of the block: header, config and the
	// transactions with their status. It has no commitments to blobs yet.
	Block program.Block
	// Transactions and Receipts are in the block's order, one for one.
	Transactions []*Transaction
	Receipts     []*Receipt
	// OldRoot and Root are the state roots before and after, Commitment the
	// transaction commitment, Hash the block hash.
	OldRoot, Root, Commitment, Hash Felt
	// Plan is the block's effect on the state, to be committed (state.State.Commit).
	Plan *state.Plan
	// Diff is the state diff as the program outputs it, Changes as Starknet words it.
	Diff    *program.StateDiff
	Changes *StateDiff
	// Witness is what the program is given of the state.
	Witness *program.Witness
}

// Input is the input of the program that proves the block, with the state diff in
// its output or, if Block.Commitments are set, in blobs.
func (b *Sealed) Input() ([]byte, error) { return program.Input(&b.Block, b.Witness) }

// Seal ends the block: the sequencer gets its fees, and the state after the block
// is planned. The overlay stays as it is. The view must be at the head of the
// state (state/stale).
func (o *Overlay) Seal() (*Sealed, error) {
	if o.simulated {
		return nil, fault.New(CodeHeader, "a simulation can't be sealed")
	}
	changes, err := o.finalChanges()
	if err != nil {
		return nil, err
	}
	plan, err := o.view.Plan(changes)
	if err != nil {
		return nil, err
	}
	b := &Sealed{
		Block:        program.Block{Header: o.header, Config: o.executor.config, Transactions: make([]program.Executed, len(o.transactions))},
		Transactions: slices.Clone(o.transactions), Receipts: slices.Clone(o.receipts),
		OldRoot: o.view.Root(), Root: plan.Root, Plan: plan, Witness: plan.Witness(), Changes: newStateDiff(plan.Changes),
	}
	if b.Diff, err = program.NewStateDiff(&b.Block, b.Witness); err != nil {
		return nil, err
	}
	outcomes := make([]program.Outcome, len(o.transactions))
	for i, t := range o.transactions {
		r := o.receipts[i]
		outcomes[i] = program.Outcome{Hash: t.Hash, Status: r.Status}
		b.Block.Transactions[i] = program.Executed{Transaction: t.Transaction, Status: r.Status}
	}
	b.Commitment = program.TransactionCommitment(outcomes)
	b.Hash = o.header.BlockHash(&b.Root, len(outcomes), &b.Commitment)
	return b, nil
}

// finalChanges are the touched accounts after the fees are paid, by rising index.
func (o *Overlay) finalChanges() ([]state.Change, error) {
	before := o.Checkpoint()
	defer o.Rewind(before)
	if fees := o.fees; !fees.IsZero() {
		o.fees.Clear()
		if err := o.credit(&o.header.Sequencer, &fees); err != nil {
			return nil, err
		}
	}
	return o.changes(), nil
}

// changes are the touched accounts by rising index.
func (o *Overlay) changes() []state.Change {
	var changes []state.Change
	for _, s := range o.accounts {
		if s.touched {
			changes = append(changes, state.Change{Index: s.index, Before: s.before, After: s.account})
		}
	}
	slices.SortFunc(changes, func(a, b state.Change) int { return cmp.Compare(a.Index, b.Index) })
	return changes
}
