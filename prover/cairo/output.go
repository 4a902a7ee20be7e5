package cairo

import (
	"fmt"
	"sort"

	"quarry/prover/cairo/vm"
)

// outputPages are the pages and attributes that hints give the output.
type outputPages struct {
	pages      map[int64]page
	attributes map[string]any
}

type page struct{ start, size int64 }

func newOutputPages() *outputPages {
	return &outputPages{pages: map[int64]page{}, attributes: map[string]any{}}
}

// finalize lists the output's cells as public memory, with their pages.
func (o *outputPages) finalize(r *run, b *builtin) error {
	pageOf := map[int64]int64{}
	for _, id := range sortedKeys(o.pages) {
		p := o.pages[id]
		if p.start+p.size > b.used {
			return fmt.Errorf("Page %d is out of bounds.", id)
		}
		for i := p.start; i < p.start+p.size; i++ {
			if old, ok := pageOf[i]; ok && old != id {
				return fmt.Errorf("Offset %d was already assigned a page.", i)
			}
			pageOf[i] = id
		}
	}
	public := make([]vm.PublicOffset, b.used)
	for i := range public {
		public[i] = vm.PublicOffset{Offset: int64(i), Page: int(pageOf[int64(i)])}
	}
	r.memory.Finalize(b.base.Segment, b.used, public)
	return nil
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[int64]V) []int64 {
	keys := make([]int64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	return keys
}
