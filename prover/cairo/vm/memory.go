package vm

import (
	"fmt"

	"quarry/fault"
)

// Rule is what a builtin does in its segment.
type Rule interface {
	// Deduce returns the value of the unknown cell at offset, if the cells
	// around it determine it. It must not write to memory.
	Deduce(m *Memory, offset int64) (value Value, ok bool, err error)
	// Validate is called once a cell has been written.
	Validate(m *Memory, offset int64) error
}

// Segment is a run of cells whose place in the final memory is not known yet.
type Segment struct {
	cells []Value
	rule  Rule
	size  int64 // finalized size, or -1
	// region is where the cells are, if they are not on the heap, and lead the
	// number of cells of it that come before them.
	region *region
	lead   int64
	// Public lists the offsets and pages of public memory, in order.
	public []PublicOffset
}

// PublicOffset is a cell of a segment that belongs to the public memory.
type PublicOffset struct {
	Offset int64
	Page   int
}

// Memory is segmented, write-once memory.
type Memory struct {
	segs  []Segment
	temps []Segment // segment -1-i at index i
	// rules relocate temporary segments: values that point into them are read
	// as if they pointed to the destination.
	relocations map[int]Pointer
	cells       int64 // allocated cells of all segments
	limit       int64
	frozen      bool
	regions     int // segments that have room to grow in place
}

// CodeMemoryLimit is the code of the error that a run ends with when it needs
// more memory than it may have.
const CodeMemoryLimit fault.Code = "cairo/memory-limit"

// maxSegments bounds the number of segments: a program may allocate one per
// instruction.
const maxSegments = 1 << 24

// NewMemory makes an empty memory of at most limit cells.
func NewMemory(limit int64) *Memory { return &Memory{limit: limit} }

// AddSegment adds an empty segment.
func (m *Memory) AddSegment() (Pointer, error) {
	if len(m.segs) >= maxSegments {
		return Pointer{}, m.overLimit("segments")
	}
	m.segs = append(m.segs, Segment{size: -1})
	return Pointer{Segment: len(m.segs) - 1}, nil
}

// AddTemporary adds an empty temporary segment, which a relocation must place
// before the run ends.
func (m *Memory) AddTemporary() (Pointer, error) {
	if len(m.temps) >= maxSegments {
		return Pointer{}, m.overLimit("segments")
	}
	m.temps = append(m.temps, Segment{size: -1})
	return Pointer{Segment: -len(m.temps)}, nil
}

// Segments returns the number of real segments.
func (m *Memory) Segments() int { return len(m.segs) }

// Temporaries returns the number of temporary segments.
func (m *Memory) Temporaries() int { return len(m.temps) }

// SetRule attaches a builtin's rule to a segment.
func (m *Memory) SetRule(segment int, r Rule) { m.segs[segment].rule = r }

func (m *Memory) segment(i int) *Segment {
	if i >= 0 && i < len(m.segs) {
		return &m.segs[i]
	}
	if i < 0 && -i <= len(m.temps) {
		return &m.temps[-i-1]
	}
	return nil
}

func (m *Memory) overLimit(what string) error {
	return fault.New(CodeMemoryLimit, "the run needs more %s than it may have", what).
		WithHint("raise the memory limit, or look for a loop that never ends")
}

// reserve makes room for offsets below n.
func (m *Memory) reserve(s *Segment, n int64) error {
	have := int64(len(s.cells))
	if n <= have {
		return nil
	}
	want := max(n, have+have/2, 16)
	if m.cells+want-have > m.limit {
		want = n
	}
	if m.cells+want-have > m.limit {
		return m.overLimit(fmt.Sprintf("memory cells (limit %d)", m.limit))
	}
	m.cells += want - have
	m.enlarge(s, want)
	return nil
}

// raw returns the cell at p, or nil if it was never reached.
func (m *Memory) raw(p Pointer) *Value {
	s := m.segment(p.Segment)
	if s == nil || p.Offset < 0 || p.Offset >= int64(len(s.cells)) {
		return nil
	}
	return &s.cells[p.Offset]
}

// Get returns the value at p, unknown if there is none.
func (m *Memory) Get(p Pointer) Value {
	c := m.raw(p)
	if c == nil {
		return Value{}
	}
	v := *c
	v[3] &^= accessed
	return m.relocated(v)
}

// Has reports whether there is a value at p.
func (m *Memory) Has(p Pointer) bool {
	c := m.raw(p)
	return c != nil && c.Known()
}

// Read returns the value at p, or an error if there is none.
func (m *Memory) Read(p Pointer) (Value, error) {
	v := m.Get(p)
	if !v.Known() {
		return v, fmt.Errorf("Unknown value for memory cell at address %v.", p)
	}
	return v, nil
}

// relocated applies the relocations of temporary segments to a value.
func (m *Memory) relocated(v Value) Value {
	if len(m.relocations) == 0 || !v.IsPointer() || int64(v[1]) >= 0 {
		return v
	}
	return PointerValue(m.place(v.Pointer()))
}

func (m *Memory) place(p Pointer) Pointer {
	for depth := 0; p.Segment < 0 && depth <= len(m.relocations); depth++ {
		to, ok := m.relocations[p.Segment]
		if !ok {
			break
		}
		p = to.Add(p.Offset)
	}
	return p
}

// Set writes a value and has the segment's rule check it. Writing the value
// that is already there is allowed.
func (m *Memory) Set(p Pointer, v Value) error {
	if err := m.Load(p, v); err != nil {
		return err
	}
	if s := m.segment(p.Segment); s.rule != nil {
		return s.rule.Validate(m, p.Offset)
	}
	return nil
}

// Load writes a value without the segment's rule.
func (m *Memory) Load(p Pointer, v Value) error {
	if m.frozen {
		return fmt.Errorf("Memory is frozen and cannot be changed.")
	}
	if p.Offset < 0 {
		return fmt.Errorf("The offset of a relocatable value must be nonnegative. Found: %v.", p)
	}
	s := m.segment(p.Segment)
	if s == nil {
		return fmt.Errorf("there is no segment %d", p.Segment)
	}
	if err := m.reserve(s, p.Offset+1); err != nil {
		return err
	}
	c := &s.cells[p.Offset]
	if !c.Known() {
		v[3] = v[3]&^accessed | c[3]&accessed
		*c = v
		return nil
	}
	if !same(c, &v) {
		return fmt.Errorf("Inconsistent memory assignment at address %v. %v != %v.", p, *c, v)
	}
	return nil
}

// LoadAll writes consecutive values without the segment's rule.
func (m *Memory) LoadAll(p Pointer, values []Value) error {
	if s := m.segment(p.Segment); s != nil && p.Offset >= 0 {
		if err := m.reserve(s, p.Offset+int64(len(values))); err != nil {
			return err
		}
	}
	for i := range values {
		if err := m.Load(p.Add(int64(i)), values[i]); err != nil {
			return err
		}
	}
	return nil
}

// Relocate has a temporary segment read as if it began at to.
func (m *Memory) Relocate(temporary, to Pointer) error {
	if temporary.Segment >= 0 {
		return fmt.Errorf("src_ptr.segment_index must be < 0, src_ptr=%v.", temporary)
	}
	if temporary.Offset != 0 {
		return fmt.Errorf("src_ptr.offset must be 0, src_ptr=%v.", temporary)
	}
	if _, ok := m.relocations[temporary.Segment]; ok {
		return fmt.Errorf("The segment with index %d already has a relocation rule.", temporary.Segment)
	}
	if m.place(to).Segment == temporary.Segment {
		return fmt.Errorf("the relocation of segment %d leads back to itself", temporary.Segment)
	}
	if m.relocations == nil {
		m.relocations = map[int]Pointer{}
	}
	m.relocations[temporary.Segment] = to
	return nil
}

// settle moves temporary segments to their places and rewrites all pointers
// into them.
func (m *Memory) settle() error {
	if len(m.relocations) == 0 {
		return nil
	}
	for i := range m.segs {
		for j := range m.segs[i].cells {
			c := &m.segs[i].cells[j]
			tag := c[3] & accessed
			*c = m.relocated(*c)
			c[3] |= tag
		}
	}
	for i := range m.temps {
		from := Pointer{Segment: -1 - i}
		if _, ok := m.relocations[from.Segment]; !ok {
			continue
		}
		for j, c := range m.temps[i].cells {
			if c[3]&(known|accessed) == 0 {
				continue
			}
			to := m.place(from.Add(int64(j)))
			tag := c[3] & accessed
			c[3] &^= accessed
			if c.Known() {
				if err := m.Load(to, m.relocated(c)); err != nil {
					return err
				}
			}
			if r := m.raw(to); r != nil {
				r[3] |= tag
			}
		}
		m.cells -= int64(len(m.temps[i].cells))
		m.temps[i].cells = nil
	}
	m.relocations = nil
	return nil
}
