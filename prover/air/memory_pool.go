package air

import (
	"fmt"
	"sync/atomic"

	"quarry/kernels"
)

// MemoryPool is the multiset of memory accesses of a run: one unit per (address,
// value) pair in the trace. Every unit is written exactly once, those of
// different components concurrently. Complete fills the units that nobody
// wrote, Sort writes the sorted copy. (Stone: memory_cell.inl, memory.inl.)
type MemoryPool struct {
	address, value Column
	// units holds the address of each unit; 0 is not yet written, for address
	// 0 never occurs in a Cairo run.
	units []uint32
	// public maps units of public memory, whose cells are zero in the trace,
	// to their values.
	public map[int]kernels.Element
	// limit is the highest address that may occur: since the addresses must be
	// continuous from 1, it is the number of units.
	limit uint64
	// tooHigh is the highest address above limit that was written, or 0.
	tooHigh atomic.Uint64
	// zero counts writes to address 0.
	zero atomic.Uint64
}

func newMemoryPool(address, value Column) *MemoryPool {
	return &MemoryPool{
		address: address, value: value,
		units:  make([]uint32, address.Len()),
		public: map[int]kernels.Element{},
		limit:  uint64(address.Len()),
	}
}

// Len is the number of units.
func (p *MemoryPool) Len() int { return len(p.units) }

// set writes a unit. Addresses that cannot occur in a trace of this length are
// remembered and reported by Complete.
func (p *MemoryPool) set(unit int, addr uint64, v *kernels.Element) {
	if !p.claim(unit, addr) {
		return
	}
	p.address.SetUint64(unit, addr)
	p.value.Set(unit, v)
}

// setPublic writes a unit of public memory: the trace holds (0, 0) in its
// place, and the verifier multiplies the true pairs in.
func (p *MemoryPool) setPublic(unit int, addr uint64, v *kernels.Element) {
	if p.claim(unit, addr) {
		p.public[unit] = *v
	}
}

func (p *MemoryPool) claim(unit int, addr uint64) bool {
	if p.units[unit] != 0 {
		panic(fmt.Sprintf("air: memory unit %d is written twice", unit))
	}
	switch {
	case addr == 0:
		p.zero.Add(1)
		return false
	case addr > p.limit:
		for {
			old := p.tooHigh.Load()
			if addr <= old || p.tooHigh.CompareAndSwap(old, addr) {
				return false
			}
		}
	}
	p.units[unit] = uint32(addr)
	return true
}

// MemoryView is the part of the memory pool that one virtual column covers.
type MemoryView struct {
	pool        *MemoryPool
	step, first int
}

// Len is the number of accesses in the view.
func (v MemoryView) Len() int { return len(v.pool.units) / v.step }

// Set writes the i-th access of the view: address and value.
func (v MemoryView) Set(i int, addr uint64, value *kernels.Element) {
	v.pool.set(v.first+i*v.step, addr, value)
}
