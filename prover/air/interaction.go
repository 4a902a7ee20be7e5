package air

import (
	"context"

	"quarry/kernels"
)

// InteractionTrace is a second trace that is being written, on a backend.
type InteractionTrace struct {
	backend       kernels.Backend
	dst, original kernels.Columns
	cells         map[string]VirtualColumn
	params        map[string]kernels.Element
}

// Param returns a runtime constant by its name.
func (t *InteractionTrace) Param(name string) *kernels.Element {
	v, ok := t.params[name]
	if !ok {
		panic("air: no runtime constant is called " + name)
	}
	return &v
}

// Permutation writes the running product of (z − h(original_i)) / (z − h(sorted_i))
// to the virtual column dst, where h combines the columns' values with powers
// of alpha; alpha may be nil if there is one column.
func (t *InteractionTrace) Permutation(ctx context.Context, dst string, original, sorted []string, z, alpha *kernels.Element) error {
	if alpha == nil {
		alpha = new(kernels.Element)
	}
	return t.backend.PermutationProduct(ctx, t.view(dst), t.views(original), t.views(sorted), z, alpha)
}

// DilutedAggregate writes the aggregate of the differences in sorted to dst.
func (t *InteractionTrace) DilutedAggregate(ctx context.Context, dst, sorted string, z, alpha *kernels.Element) error {
	return t.backend.DilutedAggregate(ctx, t.view(dst), t.view(sorted), z, alpha)
}

func (t *InteractionTrace) view(name string) kernels.View {
	v, ok := t.cells[name]
	if !ok {
		panic("air: the layout places no cell " + name)
	}
	if first := t.original.Width(); v.Column >= first {
		return kernels.View{Columns: t.dst, Column: v.Column - first, Step: v.Step, Offset: v.Offset}
	}
	return kernels.View{Columns: t.original, Column: v.Column, Step: v.Step, Offset: v.Offset}
}

func (t *InteractionTrace) views(names []string) []kernels.View {
	all := make([]kernels.View, len(names))
	for i, name := range names {
		all[i] = t.view(name)
	}
	return all
}
