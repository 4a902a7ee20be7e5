package vm

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/execution"
)

// EndMemory settles temporary segments: the last change to memory.
func (m *Machine) EndMemory() error { return m.settle() }

// Address returns the final address of a pointer, given where the segments
// begin.
func Address(p Pointer, offsets []uint64) (fp.Element, error) {
	var e fp.Element
	if p.Segment < 0 || p.Segment >= len(offsets) {
		return e, fmt.Errorf("Failed to relocate %v: the segment has no place.", p)
	}
	at := p.Offset + int64(offsets[p.Segment])
	if p.Offset < 0 && at >= 0 {
		return e, fmt.Errorf("Failed to relocate %v: the offset is negative.", p)
	}
	e.SetInt64(at)
	return e, nil
}

// Relocate lays the segments out and turns the recorded trace and the memory
// into those of the prover. The machine gives its trace away and can't go on.
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
	memory := execution.NewMemory(int(end))
	for i := range m.segs {
		base := offsets[i]
		for j := range m.segs[i].cells {
			c := &m.segs[i].cells[j]
			if c[3] < known {
				continue
			}
			var e fp.Element
			if c[3]&pointer == 0 {
				e = feltOf(c)
			} else if e, err = Address(c.Pointer(), offsets); err != nil {
				return nil, nil, err
			}
			memory.Set(base+uint64(j), &e)
		}
	}
	return trace, memory, nil
}

// relocateTrace adds to the registers where their segments begin, in place.
func (m *Machine) relocateTrace(offsets []uint64) ([]execution.State, error) {
	for i, t := range m.turns {
		to := len(m.trace)
		if i+1 < len(m.turns) {
			to = m.turns[i+1].step
		}
		if min(t.pc, t.ap, t.fp) < 0 {
			return nil, fmt.Errorf("the trace has a register in a temporary segment")
		}
		ap, fpr, pc := uint32(offsets[t.ap]), uint32(offsets[t.fp]), uint32(offsets[t.pc])
		part := m.trace[t.step:to]
		for j := range part {
			part[j].AP += ap
			part[j].FP += fpr
			part[j].PC += pc
		}
	}
	trace := m.trace
	m.trace, m.turns = nil, nil
	return trace, nil
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
