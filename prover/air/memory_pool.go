package air

import (
	"context"
	"fmt"
	"sync/atomic"

	"quarry/kernels"
	"quarry/prover/execution"
)

// MemoryPool is the multiset of memory accesses of a run: one unit per (address,
// value) pair in the trace. Every unit is written exactly once, those of
// different components concurrently. When all components have written, the
// remaining units are filled and the sorted copy is made. (Stone:
// memory_cell.inl, memory.inl.)
type MemoryPool struct {
	address, value Column
	// units holds the address of each unit; 0 is not yet written, for address
	// 0 never occurs in a Cairo run.
	units []uint32
	// limit is the highest address that may occur: since the addresses must be
	// continuous from 1, it is the number of units.
	limit uint64
	// tooHigh is the highest address above limit that was written, or 0.
	tooHigh atomic.Uint64
	// zero says that address 0 was written.
	zero atomic.Bool

	// public is where public memory lies, and its cells; units past the last
	// cell repeat the first.
	public      MemoryView
	publicCells []execution.PublicCell
}

func newMemoryPool(address, value Column) *MemoryPool {
	return &MemoryPool{
		address: address, value: value,
		units: make([]uint32, address.Len()),
		limit: uint64(address.Len()),
	}
}

// Len is the number of units.
func (p *MemoryPool) Len() int { return len(p.units) }

// claim marks a unit as written and says whether its cells may be. Addresses
// that cannot occur in a trace of this length are remembered for fill to report.
func (p *MemoryPool) claim(unit int, addr uint64) bool {
	if p.units[unit] != 0 {
		panic(fmt.Sprintf("air: memory unit %d is written twice", unit))
	}
	switch {
	case addr == 0:
		p.zero.Store(true)
		return false
	case addr > p.limit:
		raise(&p.tooHigh, addr)
		return false
	}
	p.units[unit] = uint32(addr)
	return true
}

// valueOf is the value of a written unit, also of public ones, whose cells in
// the trace are zero.
func (p *MemoryPool) valueOf(unit int) *kernels.Element {
	if i := unit - p.public.first; len(p.publicCells) > 0 && i >= 0 && i%p.public.step == 0 {
		i /= p.public.step
		if i >= len(p.publicCells) {
			i = 0
		}
		return &p.publicCells[i].Value
	}
	return p.value.At(unit)
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
	unit := v.first + i*v.step
	if !v.pool.claim(unit, addr) {
		return
	}
	v.pool.address.SetUint64(unit, addr)
	v.pool.value.Set(unit, value)
}

// SetPublic makes the view the public memory: cells, at most Len, and the first
// of them again for the rest. The trace holds (0, 0) in their place; the
// verifier multiplies the true pairs in.
func (v MemoryView) SetPublic(ctx context.Context, cells []execution.PublicCell) error {
	p := v.pool
	p.public, p.publicCells = v, cells
	return inParallel(ctx, v.Len(), unitGrain, func(lo, hi int) error {
		for i := lo; i < hi; i++ {
			c := &cells[0]
			if i < len(cells) {
				c = &cells[i]
			}
			p.claim(v.first+i*v.step, c.Address)
		}
		return nil
	})
}
