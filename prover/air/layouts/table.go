package layouts

import "quarry/prover/air"

// table is one layout as data.
type table struct {
	name string
	// columns and interactionColumns are the widths of the two traces. Column
	// numbers of cells run through both.
	columns, interactionColumns int
	// segments are the names of the memory segments in Stone's order.
	segments []string
	// ratios are the numbers of steps per instance of the builtins.
	ratios ratios
	// pedersenRepetitions is how many Pedersen hashes lie side by side.
	pedersenRepetitions int
	// memoryColumn is the column of the memory pool.
	memoryColumn int
	// memory are the views of the memory pool. Of each, the address lies at
	// the given rows of memoryColumn and the value one row below.
	memory map[string]view
	// cells are all other virtual columns by component; "" is a cell that is
	// called as its group.
	cells map[string]group
}

// ratios are steps per instance, 0 for a builtin that the layout lacks.
type ratios struct {
	pedersen, rangeCheck, ecdsa, bitwise, ecOp, keccak, poseidon uint64
}

// view is every step-th row from offset on.
type view struct{ step, offset int }

// group maps names to column, step and offset.
type group map[string]struct{ column, step, offset int }

// virtualColumns spells the table out, by Stone's full names.
func (t *table) virtualColumns() map[string]air.VirtualColumn {
	all := map[string]air.VirtualColumn{}
	for name, v := range t.memory {
		all[name+"/addr"] = air.VirtualColumn{Column: t.memoryColumn, Step: v.step, Offset: v.offset}
		all[name+"/value"] = air.VirtualColumn{Column: t.memoryColumn, Step: v.step, Offset: v.offset + 1}
	}
	for prefix, cells := range t.cells {
		for name, c := range cells {
			full := prefix
			if name != "" {
				full += "/" + name
			}
			all[full] = air.VirtualColumn{Column: c.column, Step: c.step, Offset: c.offset}
		}
	}
	return all
}
