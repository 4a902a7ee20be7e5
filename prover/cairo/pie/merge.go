package pie

import "quarry/prover/cairo/vm"

// Merge returns the PIE with its extra segments strung together into one, as
// cairo-run --merge_extra_segments writes it: a bootloader then has fewer
// segments to place. Without extra segments it returns the PIE itself.
func (p *PIE) Merge() *PIE {
	extra := p.Metadata.Extra
	if len(extra) == 0 {
		return p
	}
	first := extra[0].Index
	offsets := map[int]int64{}
	size := int64(0)
	for _, s := range extra {
		offsets[int(s.Index)] = size
		size += s.Size
	}
	move := func(a vm.Pointer) vm.Pointer {
		if by, ok := offsets[a.Segment]; ok {
			return vm.Pointer{Segment: int(first), Offset: a.Offset + by}
		}
		return a
	}
	q := *p
	q.Metadata.Extra = []Segment{{Index: first, Size: size}}
	q.Memory = make([]Cell, len(p.Memory))
	for i, c := range p.Memory {
		if c.Value.IsPointer() {
			c.Value = vm.PointerValue(move(c.Value.Pointer()))
		}
		q.Memory[i] = Cell{move(c.Address), c.Value}
	}
	return &q
}
