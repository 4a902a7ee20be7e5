package layouts

// Info is what readers of statements and writers of messages need to know of a
// layout; the constraints stay inside.
type Info struct {
	Name string
	// Segments are the names of the memory segments in Stone's order.
	Segments []string
	// Builtins are those segments that are builtins with instances, in the
	// order of Segments: all but program, execution and output.
	Builtins []Builtin
	// Columns and InteractionColumns are the widths of the two traces.
	Columns, InteractionColumns int
	// MemoryUnits, PublicMemoryUnits and RangeCheckUnits are how many memory
	// cells, public memory cells and range-checked 16-bit numbers there is
	// room for in each step.
	MemoryUnits, PublicMemoryUnits, RangeCheckUnits uint64
}

// Builtin is one builtin of a layout.
type Builtin struct {
	// Name is the name of its segment.
	Name string
	// Ratio is the number of steps per instance.
	Ratio uint64
	// Cells is the number of memory cells of an instance.
	Cells uint64
}

// Capacity is the number of instances in a run of nSteps steps.
func (b Builtin) Capacity(nSteps uint64) uint64 { return nSteps / b.Ratio }

// Has reports whether the layout has a segment of that name.
func (i *Info) Has(segment string) bool {
	for _, s := range i.Segments {
		if s == segment {
			return true
		}
	}
	return false
}

const rowsPerStep = 16

var described = [...]*table{
	&plain, &small, &dex, &perpetual, &dexWithBitwise, &recursive, &recursiveLargeOutput,
	&recursiveWithPoseidon, &starknet, &starknetWithKeccak, &allSolidity,
}

// Describe returns the facts of a layout by Stone's name.
func Describe(name string) (Info, bool) {
	for _, t := range described {
		if t.name == name {
			return t.info(), true
		}
	}
	return Info{}, false
}

func (t *table) info() Info {
	info := Info{
		Name: t.name, Segments: append([]string(nil), t.segments...),
		Columns: t.columns, InteractionColumns: t.interactionColumns,
		MemoryUnits:       uint64(rowsPerStep / t.memory["mem_pool"].step),
		PublicMemoryUnits: uint64(rowsPerStep / t.memory["orig/public_memory"].step),
		RangeCheckUnits:   uint64(rowsPerStep / t.cells["range_check16_pool"][""].step),
	}
	builtins := map[string]Builtin{
		"pedersen":    {Ratio: t.ratios.pedersen, Cells: 3},
		"range_check": {Ratio: t.ratios.rangeCheck, Cells: 1},
		"ecdsa":       {Ratio: t.ratios.ecdsa, Cells: 2},
		"bitwise":     {Ratio: t.ratios.bitwise, Cells: 5},
		"ec_op":       {Ratio: t.ratios.ecOp, Cells: 7},
		"keccak":      {Ratio: t.ratios.keccak, Cells: 16},
		"poseidon":    {Ratio: t.ratios.poseidon, Cells: 6},
	}
	for _, segment := range t.segments {
		if b := builtins[segment]; b.Ratio > 0 {
			b.Name = segment
			info.Builtins = append(info.Builtins, b)
		}
	}
	return info
}
