package state

import "quarry/fault"

// The ways that the state refuses something.
const (
	// CodeDatabase: the database can't be opened, read or written.
	CodeDatabase fault.Code = "state/database"
	// CodeLocked: another process has the database open.
	CodeLocked fault.Code = "state/locked"
	// CodeCorrupt: what lies in the database contradicts itself.
	CodeCorrupt fault.Code = "state/corrupt"
	// CodeEmpty: there is no state yet: neither genesis nor a snapshot.
	CodeEmpty fault.Code = "state/empty"
	// CodeNotEmpty: there is a state already where one is to be made.
	CodeNotEmpty fault.Code = "state/not-empty"
	// CodeNoBlock: there is no state of that block: it is not there yet, or from
	// before the snapshot that the state began with.
	CodeNoBlock fault.Code = "state/no-block"
	// CodeStale: the state has moved on: another block was committed, or the block
	// was reverted.
	CodeStale fault.Code = "state/stale"
	// CodeRevert: the last block can't be reverted, there being none before it.
	CodeRevert fault.Code = "state/revert"
	// CodeGenesis: the genesis file is malformed or contradicts itself.
	CodeGenesis fault.Code = "state/genesis"
	// CodeDiff: a state diff does not fit the state that it is applied to.
	CodeDiff fault.Code = "state/diff"
	// CodeProof: a membership proof is malformed or does not lead to the root.
	CodeProof fault.Code = "state/proof"
	// CodeSnapshot: a snapshot is damaged, or of another state than demanded.
	CodeSnapshot fault.Code = "state/snapshot"
	// CodeFull: all indices of the tree are in use.
	CodeFull fault.Code = "state/full"
)
