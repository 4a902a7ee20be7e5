package vm

import "fmt"

// UsedSize is one more than the highest offset of the segment that holds a
// value.
func (m *Memory) UsedSize(segment int) int64 {
	s := m.segment(segment)
	if s == nil {
		return 0
	}
	for i := len(s.cells) - 1; i >= 0; i-- {
		if s.cells[i].Known() {
			return int64(i) + 1
		}
	}
	return 0
}

// Size is the finalized size of a segment, or its used size if it has not been
// finalized.
func (m *Memory) Size(segment int) int64 {
	if s := m.segment(segment); s != nil && s.size >= 0 {
		return s.size
	}
	return m.UsedSize(segment)
}

// Finalize sets the size of a segment (unless size is negative) and its public
// cells.
func (m *Memory) Finalize(segment int, size int64, public []PublicOffset) {
	s := m.segment(segment)
	if size >= 0 {
		s.size = size
	}
	s.public = public
}

// Public returns the public cells of a segment in order.
func (m *Memory) Public(segment int) []PublicOffset { return m.segs[segment].public }

// Freeze forbids all further writes.
func (m *Memory) Freeze() {
	m.frozen = true
	for i := range m.segs {
		s := &m.segs[i]
		s.cells = s.cells[:m.UsedSize(i)]
	}
}

// Each calls f for every known cell, segment by segment in the order of
// offsets.
func (m *Memory) Each(f func(p Pointer, v Value) error) error {
	for i := -len(m.temps); i < len(m.segs); i++ {
		s := m.segment(i)
		for j := range s.cells {
			if v := s.cells[j]; v.Known() {
				v[3] &^= accessed
				if err := f(Pointer{i, int64(j)}, v); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Cells returns the cells of a segment. They are the machine's own: read only.
// Use Value's methods on them; the raw limbs carry tags.
func (m *Memory) Cells(segment int) []Value { return m.segs[segment].cells }

// Count returns the number of known cells.
func (m *Memory) Count() int {
	n := 0
	for i := -len(m.temps); i < len(m.segs); i++ {
		for j := range m.segment(i).cells {
			if m.segment(i).cells[j].Known() {
				n++
			}
		}
	}
	return n
}

// MarkAccessed marks a cell as used by an instruction or a builtin; cells that
// nothing marks are holes. The cell must be below the segment's size.
func (m *Memory) MarkAccessed(p Pointer) error {
	s := m.segment(p.Segment)
	if s == nil || p.Offset < 0 || p.Offset > m.Size(p.Segment) {
		return fmt.Errorf("Accessed address %v has higher offset than the maximal offset encountered in the memory segment.", p)
	}
	if p.Offset < int64(len(s.cells)) {
		s.cells[p.Offset][3] |= accessed
	}
	return nil
}

// WasAccessed reports whether an instruction used the cell.
func (m *Memory) WasAccessed(p Pointer) bool {
	c := m.raw(p)
	return c != nil && c[3]&accessed != 0
}

// AccessedIn counts the marked cells of a segment.
func (m *Memory) AccessedIn(segment int) int64 {
	n := int64(0)
	s := m.segment(segment)
	for i := range s.cells {
		n += int64(s.cells[i][3] >> 61 & 1)
	}
	return n
}

// Offsets lays the segments out one after the other, from address 1 on, and
// returns where each begins, and the end.
func (m *Memory) Offsets() ([]uint64, uint64, error) {
	offs := make([]uint64, len(m.segs))
	at := uint64(1)
	for i := range m.segs {
		offs[i] = at
		size := m.Size(i)
		if used := m.UsedSize(i); size < used {
			return nil, 0, fmt.Errorf("Segment %d exceeded its allocated size.", i)
		}
		at += uint64(size)
	}
	return offs, at, nil
}
