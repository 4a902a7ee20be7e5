package cairo

import (
	"fmt"
	"runtime"

	"quarry/prover/cairo/vm"
)

// kind is what all instances of a builtin share.
type kind struct {
	cells, inputs int
	// batch is the number of instances that share a component.
	batch int
	// extraUnits is the number of memory cells of an instance outside of the
	// builtin's segment.
	extraUnits int
	// parts is the number of 16-bit parts that a cell is checked in.
	parts int
	// diluted is the number of diluted units that an instance takes.
	diluted int
}

var kindsOf = map[string]kind{
	"pedersen":      {cells: 3, inputs: 2},
	"range_check":   {cells: 1, inputs: 1, parts: 8},
	"ecdsa":         {cells: 2, inputs: 2},
	"bitwise":       {cells: 5, inputs: 2, diluted: bitwiseUnits(251, 4, 16)},
	"ec_op":         {cells: 7, inputs: 5},
	"keccak":        {cells: 16, inputs: 8, batch: 16, diluted: 1 << 18 / 16},
	"poseidon":      {cells: 6, inputs: 3},
	"range_check96": {cells: 1, inputs: 1, parts: 6},
	"add_mod":       {cells: 7, inputs: 7, extraUnits: 15},
	"mul_mod":       {cells: 7, inputs: 7, extraUnits: 15},
	"output":        {cells: 1, inputs: 0},
}

// bitwiseUnits is the number of diluted units of a bitwise instance: four for
// each chunk of each operand's partition, and one more for each chunk that the
// number does not fill.
func bitwiseUnits(total, spacing, bits int) int {
	n, trimmed := 0, 0
	for i := 0; i < total; i += spacing * bits {
		for j := 0; j < spacing && i+j < total; j++ {
			n++
			if i+j+spacing*(bits-1)+1 > total {
				trimmed++
			}
		}
	}
	return 4*n + trimmed
}

// builtin is a builtin of a run.
type builtin struct {
	kind
	name     string
	def      BuiltinDef
	included bool // the program uses it
	base     vm.Pointer
	stop     *vm.Pointer // nil until the return values are read
	used     int64       // used cells, once memory is frozen
	rule     rule        // nil for output
	pages    *outputPages
}

// rule is a builtin's behaviour in its segment.
type rule interface {
	vm.Rule
	// private returns the instances' inputs for the prover's private input, as
	// they are written to JSON.
	private(r *run, b *builtin) (any, error)
}

// insufficient is the error that more steps can repair.
type insufficient struct{ text string }

func (e *insufficient) Error() string { return e.text }

func (b *builtin) instances() int64 {
	return (b.used + int64(b.cells) - 1) / int64(b.cells)
}

// allocated is the number of instances that a run of so many steps has.
func (b *builtin) allocated(steps int) (int64, error) {
	if b.name == "output" {
		return b.used, nil
	}
	if b.def.Ratio == 0 {
		return 0, nil
	}
	batch := max(b.batch, 1)
	least := (b.def.Ratio*batch + b.def.Den - 1) / b.def.Den
	if steps < least {
		return 0, &insufficient{fmt.Sprintf("Number of steps must be at least %d for the %s builtin.", least, b.name)}
	}
	if steps*b.def.Den%b.def.Ratio != 0 {
		return 0, fmt.Errorf("%d is not divisible by %d.", steps*b.def.Den, b.def.Ratio)
	}
	return int64(steps * b.def.Den / b.def.Ratio), nil
}

// capacity returns the used and the allocated cells.
func (b *builtin) capacity(steps int) (used, size int64, err error) {
	n, err := b.allocated(steps)
	if err != nil {
		return b.used, 0, err
	}
	size = n * int64(b.cells)
	if b.used > size {
		return b.used, size, &insufficient{fmt.Sprintf("The %s builtin used %d cells but the capacity is %d.", b.name, b.used, size)}
	}
	return b.used, size, nil
}

// finalStack reads the builtin's stop pointer from the end of the stack.
func (b *builtin) finalStack(r *run, at vm.Pointer) (vm.Pointer, error) {
	if !b.included {
		stop := b.base
		b.stop = &stop
		return at, nil
	}
	v, err := r.memory.Read(at.Add(-1))
	if err != nil {
		return at, err
	}
	want := b.base.Add(b.instances() * int64(b.cells))
	if !v.IsPointer() || v.Pointer() != want {
		return at, fmt.Errorf("Invalid stop pointer for %s. Expected: %v, found: %v", b.name, want, v)
	}
	b.stop = &want
	return at.Add(-1), nil
}

// eachInput calls f for every instance that has any cell, with its input
// cells, and fails if one is missing.
func (b *builtin) eachInput(r *run, f func(index int64, cells []vm.Value) error) error {
	defer runtime.KeepAlive(r.memory) // its cells are not the collector's
	cells := r.memory.Cells(b.base.Segment)
	for i := int64(0); i*int64(b.cells) < int64(len(cells)); i++ {
		at := cells[i*int64(b.cells) : min((i+1)*int64(b.cells), int64(len(cells)))]
		n := 0
		for j := 0; j < b.inputs && j < len(at); j++ {
			if at[j].Known() {
				n++
			}
		}
		if n == 0 {
			continue
		}
		if n < b.inputs {
			return fmt.Errorf("Missing input of %s instance %d.", b.name, i)
		}
		if err := f(i, at); err != nil {
			return err
		}
	}
	return nil
}

// accessedByBuiltin marks the memory that the builtin itself uses.
func (b *builtin) accessedByBuiltin(r *run) error {
	if b.name == "output" {
		return nil
	}
	size := r.memory.Size(b.base.Segment)
	for i := int64(0); i < min(size, b.used); i++ {
		if err := r.memory.MarkAccessed(b.base.Add(i)); err != nil {
			return err
		}
	}
	if m, ok := b.rule.(*modRule); ok {
		return m.markAccessed(r, b)
	}
	return nil
}

// secure checks that all inputs of all instances are there, as a proof needs
// them.
func (b *builtin) secure(r *run) error {
	if b.name == "output" {
		return nil
	}
	cells := r.memory.Cells(b.base.Segment)
	known := int64(0)
	for i := range cells {
		if cells[i].Known() {
			known++
		}
	}
	n := (int64(len(cells)) + int64(b.cells) - 1) / int64(b.cells)
	if n > known/int64(b.inputs) {
		return fmt.Errorf("Missing memory cells for %s.", b.name)
	}
	for i := int64(0); i < n; i++ {
		for j := int64(0); j < int64(b.cells); j++ {
			at := b.base.Add(i*int64(b.cells) + j)
			if r.memory.Has(at) {
				continue
			}
			if j < int64(b.inputs) {
				return fmt.Errorf("Missing memory cells for %s: %d", b.name, at.Offset)
			}
			if _, _, err := b.rule.Deduce(r.memory, at.Offset); err != nil {
				return err
			}
		}
	}
	if m, ok := b.rule.(*modRule); ok {
		return m.secure(r, b)
	}
	return nil
}
