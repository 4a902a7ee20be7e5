package air

import "context"

// Component is one part of a layout: the constraints on its cells and the
// writer of its cells. A layout is a list of components, in the order in which
// Stone numbers their constraints, and a table that places their cells.
//
// A component is made with the parameters that its layout's table gives
// (ratio, repetitions, heights); it finds its cells by Stone's names of
// virtual columns, in Constraints through the Scope and in WriteTrace through
// the Witness.
type Component interface {
	// Name is Stone's name of the component, the prefix of its cells: "cpu",
	// "pedersen", "range_check_builtin".
	Name() string
	// Constraints declares the component's constraints in Stone's order.
	Constraints(s *Scope)
	// WriteTrace writes all cells that belong to the component, including dummy
	// instances for those that the run lacks. Units of the pools that no
	// component writes are filled afterwards. It returns typed errors for runs
	// that cannot be written (an instance out of range, a value too large).
	WriteTrace(ctx context.Context, w *Witness) error
}

// Builtin is a component that a memory segment belongs to.
type Builtin interface {
	Component
	// Segment is the name of the segment in the public input.
	Segment() string
	// Ratio is the number of steps per instance.
	Ratio() uint64
	// CellsPerInstance is how many memory cells one instance occupies.
	CellsPerInstance() uint64
}

// Finisher is a component that writes more after the range-check pool is
// complete and before memory is: the range_check builtins, whose unused
// instances take the values that the pool's filling left there.
type Finisher interface {
	Component
	Finish(ctx context.Context, w *Witness) error
}

// Sorter is a component that writes the sorted copy of a pool, once the pool is
// complete.
type Sorter interface {
	Component
	Sort(ctx context.Context, w *Witness) error
}

// Interactor is a component with columns in the interaction trace.
type Interactor interface {
	Component
	WriteInteraction(ctx context.Context, t *InteractionTrace) error
}
