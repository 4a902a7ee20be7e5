package vm

import (
	"fmt"
	"runtime"
	"unsafe"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"golang.org/x/sync/errgroup"

	"quarry/prover/execution"
)

// EndMemory settles temporary segments: the last change to memory.
func (m *Machine) EndMemory() error { return m.settle() }

// Address returns the final address of a pointer, given where the segments
// begin.
func Address(p Pointer, offsets []uint64) (fp.Element, error) {
	if p.Segment < 0 || p.Segment >= len(offsets) {
		return fp.Element{}, fmt.Errorf("Failed to relocate %v: the segment has no place.", p)
	}
	at := p.Offset + int64(offsets[p.Segment])
	if p.Offset < 0 && at >= 0 {
		return fp.Element{}, fmt.Errorf("Failed to relocate %v: the offset is negative.", p)
	}
	return intElement(at), nil
}

// Relocated returns a known value as the prover's memory holds it.
func (v Value) Relocated(offsets []uint64) (fp.Element, error) { return relocate(&v, offsets) }

func relocate(c *Value, offsets []uint64) (fp.Element, error) {
	if c[3]&pointer == 0 {
		return feltOf(c), nil
	}
	return Address(c.Pointer(), offsets)
}

// EachFinal calls f with the address and the value of every known cell, in the
// order of addresses.
func (m *Memory) EachFinal(offsets []uint64, f func(at uint64, e *fp.Element) error) error {
	defer runtime.KeepAlive(m)
	for i := range m.segs {
		for j := range m.segs[i].cells {
			c := &m.segs[i].cells[j]
			if c[3] < known {
				continue
			}
			e, err := relocate(c, offsets)
			if err != nil {
				return err
			}
			if err := f(offsets[i]+uint64(j), &e); err != nil {
				return err
			}
		}
	}
	return nil
}

// EachState calls f with every recorded step once relocated, in order.
func (m *Machine) EachState(offsets []uint64, f func(s execution.State) error) error {
	defer runtime.KeepAlive(m)
	for i := range m.turns {
		lo, hi, by, err := m.stretch(i, offsets)
		if err != nil {
			return err
		}
		for _, s := range m.trace[lo:hi] {
			if err := f(execution.State{AP: s.AP + by.AP, FP: s.FP + by.FP, PC: s.PC + by.PC}); err != nil {
				return err
			}
		}
	}
	return nil
}

// stretch returns which steps the i-th turn is about, and what relocation adds
// to their registers.
func (m *Machine) stretch(i int, offsets []uint64) (lo, hi int, by execution.State, err error) {
	t := &m.turns[i]
	if min(t.pc, t.ap, t.fp) < 0 {
		return 0, 0, by, fmt.Errorf("the trace has a register in a temporary segment")
	}
	hi = len(m.trace)
	if i+1 < len(m.turns) {
		hi = m.turns[i+1].step
	}
	return t.step, hi, execution.State{AP: uint32(offsets[t.ap]), FP: uint32(offsets[t.fp]), PC: uint32(offsets[t.pc])}, nil
}

// RelocateAll lays the segments out and hands trace and memory over to the
// prover: the trace lives as long as the memory. The machine can't go on then;
// of its memory, only the segments that Reserve was not called for stay readable.
func (m *Machine) RelocateAll() ([]execution.State, *execution.Memory, error) {
	offsets, end, err := m.Offsets()
	if err != nil {
		return nil, nil, err
	}
	if end > maxTrace {
		return nil, nil, m.overLimit("addresses (2^32)")
	}
	trace, err := m.relocateTrace(offsets)
	if err != nil {
		return nil, nil, err
	}
	memory, err := m.relocateMemory(offsets, int(end))
	return trace, memory, err
}

// relocateTrace gives the registers their final values, in place, and takes the
// trace from the machine.
func (m *Machine) relocateTrace(offsets []uint64) ([]execution.State, error) {
	for i := range m.turns {
		lo, hi, by, err := m.stretch(i, offsets)
		if err != nil {
			return nil, err
		}
		err = inParts(lo, hi, func(lo, hi int) error {
			for j := range m.trace[lo:hi] {
				s := &m.trace[lo+j]
				s.AP, s.FP, s.PC = s.AP+by.AP, s.FP+by.FP, s.PC+by.PC
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	trace := m.trace
	m.trace, m.turns = nil, nil
	if m.room != nil {
		m.room.handOver(int64(len(trace)) * int64(unsafe.Sizeof(execution.State{})))
	}
	return trace, nil
}

// relocateMemory makes the prover's memory: in the region of the segment that
// already lies where it belongs, if there is one.
func (m *Machine) relocateMemory(offsets []uint64, size int) (*execution.Memory, error) {
	var values []fp.Element
	var home *region
	for i := range m.segs {
		s := &m.segs[i]
		if s.lead > 0 && uint64(s.lead) == offsets[i] && int64(size)*valueSize <= int64(len(s.region.bytes)) {
			home, values = s.region, inRegion[fp.Element](s.region)[:size]
		}
	}
	if home == nil {
		values = make([]fp.Element, size)
	}
	present := make([]uint64, (size+63)/64)
	for i := range m.segs {
		s := &m.segs[i]
		if err := relocateCells(values, present, s.cells, int(offsets[i]), offsets); err != nil {
			return nil, err
		}
		if s.region == home && home != nil {
			s.cells, s.region = nil, nil
		}
	}
	runtime.KeepAlive(m.Memory)
	if home != nil {
		home.handOver(int64(size) * valueSize)
	}
	return execution.MemoryOver(values, present, [2]*region{home, m.room}), nil
}

// relocateCells puts cells at address base on, which may be where they are
// already.
func relocateCells(values []fp.Element, present []uint64, cells []Value, base int, offsets []uint64) error {
	return inParts(base, base+len(cells), func(lo, hi int) error {
		for at := lo; at < hi; {
			word, end := uint64(0), min(hi, at|63+1)
			for ; at < end; at++ {
				c, v := &cells[at-base], &values[at]
				switch tag := c[3]; {
				case tag < known:
					*v = fp.Element{}
					continue
				case tag&pointer == 0:
					v[0], v[1], v[2], v[3] = c[0], c[1], c[2], tag&feltMask
				default:
					e, err := Address(c.Pointer(), offsets)
					if err != nil {
						return err
					}
					*v = e
				}
				word |= 1 << (at % 64)
			}
			present[(end-1)/64] |= word
		}
		return nil
	})
}

// inParts calls f for parts of lo … hi−1, several at once if there are many.
// Parts begin at multiples of 64.
func inParts(lo, hi int, f func(lo, hi int) error) error {
	const grain = 1 << 16
	if hi-lo < 2*grain {
		return f(lo, hi)
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for lo < hi {
		next := min(hi, (lo+grain)&^63)
		part := [2]int{lo, next}
		g.Go(func() error { return f(part[0], part[1]) })
		lo = next
	}
	return g.Wait()
}

// TraceEnds returns the registers of the first and the last recorded step.
func (m *Machine) TraceEnds() (first, last [3]Pointer, ok bool) {
	if len(m.trace) == 0 {
		return first, last, false
	}
	at := func(i int, t turn) [3]Pointer {
		s := m.trace[i]
		return [3]Pointer{{t.pc, int64(s.PC)}, {t.ap, int64(s.AP)}, {t.fp, int64(s.FP)}}
	}
	return at(0, m.turns[0]), at(len(m.trace)-1, m.turns[len(m.turns)-1]), true
}

// EachStep calls f with the program counter and frame pointer of every
// recorded step, in order.
func (m *Machine) EachStep(f func(pc, fp Pointer)) {
	for i, t := range m.turns {
		to := len(m.trace)
		if i+1 < len(m.turns) {
			to = m.turns[i+1].step
		}
		for j := t.step; j < to; j++ {
			f(Pointer{t.pc, int64(m.trace[j].PC)}, Pointer{t.fp, int64(m.trace[j].FP)})
		}
	}
}
