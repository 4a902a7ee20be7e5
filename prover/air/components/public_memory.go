package components

import (
	"context"
	"math/bits"

	"quarry/fault"
	"quarry/prover/air"
)

// PublicMemory reserves accesses of the memory pool for the public memory. They
// are zero in the trace; the verifier divides the true pairs out of the
// permutation product. (Stone: cpu_air.inl, WritePublicMemory.)
type PublicMemory struct{}

// Name implements air.Component.
func (PublicMemory) Name() string { return "public_memory" }

// CellPrefix is what the names of the cells begin with.
func (PublicMemory) CellPrefix() string { return "orig/public_memory" }

// Constraints implements air.Component.
func (PublicMemory) Constraints(s *air.Scope) {
	rows := air.On(air.Every(uint64(s.Virtual("orig/public_memory/addr").Step)))
	s.Constrain("public_memory_addr_zero", s.Cell("orig/public_memory/addr", 0), rows)
	s.Constrain("public_memory_value_zero", s.Cell("orig/public_memory/value", 0), rows)
}

// WriteTrace implements air.Component. Unused accesses repeat the first cell of
// the public memory.
func (PublicMemory) WriteTrace(ctx context.Context, w *air.Witness) error {
	cells := w.Run.Public.PublicMemory
	view := w.MemoryView("orig/public_memory")
	if len(cells) == 0 {
		return fault.New(air.CodePublicMemory, "the public memory is empty").
			WithHint("it must hold at least the program; its first cell also pads")
	}
	if len(cells) > view.Len() {
		return fault.New(air.CodePublicMemory, "the public memory has %d cells, but a trace of %d steps has room for %d",
			len(cells), w.Steps, view.Len()).
			WithHint("use at least %d steps", w.Steps<<bits.Len(uint((len(cells)-1)/view.Len())))
	}
	return view.SetPublic(ctx, cells)
}
