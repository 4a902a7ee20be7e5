package air

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"sort"
	"sync/atomic"

	"quarry/fault"
	"quarry/kernels"
)

// fill writes the units that no component has written: in order of units, first
// every address between the lowest and the highest that does not occur, lowest
// first, then the address above the highest, all with value 0.
func (p *MemoryPool) fill(ctx context.Context) error {
	if err := p.checkAddresses(); err != nil {
		return err
	}
	used, highest, err := p.usedAddresses(ctx)
	if err != nil {
		return err
	}
	holes := used.missing(1, highest)
	var zero kernels.Element
	free, err := fillUnits(ctx, p.units, p.touch, func(unit, rank int) {
		addr := uint32(highest) + 1
		if rank < len(holes) {
			addr = holes[rank]
		}
		p.units[unit] = addr
		p.address.SetUint64(unit, uint64(addr))
		p.value.Set(unit, &zero)
	})
	if err != nil {
		return err
	}
	if free < len(holes) {
		return fault.New(CodeMemoryHoles,
			"the addresses 1 … %d have %d holes, and only %d of the trace's %d memory accesses are free to fill them",
			highest, len(holes), free, len(p.units)).
			WithHint("use twice as many steps, or a layout with smaller builtin ratios; builtin segments that lie far apart also make holes")
	}
	return nil
}

// touch announces that about n units that follow each other are written or read.
func (p *MemoryPool) touch(n int) {
	p.address.touch(n)
	p.value.touch(n)
}

func (p *MemoryPool) checkAddresses() error {
	if p.zero.Load() {
		return fault.New(CodeAddress, "address 0 is accessed; the addresses of a Cairo run begin with 1").
			WithHint("memory and trace must be relocated, and every segment of the public input must begin at its relocated address")
	}
	if high := p.tooHigh.Load(); high > 0 {
		e := fault.New(CodeAddress, "address %d is accessed, but a trace of %d memory accesses has room for addresses up to %d only",
			high, len(p.units), p.limit)
		if high < 1<<36 {
			factor := uint64(1) << bits.Len64((high-1)/p.limit)
			return e.WithHint("use %d times as many steps", factor)
		}
		return e.WithHint("check the begin addresses of memory_segments and the run's registers")
	}
	return nil
}

// usedAddresses returns which addresses occur, and the highest.
func (p *MemoryPool) usedAddresses(ctx context.Context) (used names, highest uint64, err error) {
	used = newNames(int(p.limit))
	var top atomic.Uint64
	err = inParallel(ctx, len(p.units), unitGrain, func(lo, hi int) error {
		most := uint32(0)
		for _, addr := range p.units[lo:hi] {
			used.add(addr)
			most = max(most, addr)
		}
		raise(&top, uint64(most))
		return nil
	})
	return used, top.Load(), err
}

// WriteSorted writes the sorted copy of the complete pool into two virtual
// columns. It fails if an address has two values.
func (p *MemoryPool) WriteSorted(ctx context.Context, address, value Column) error {
	// The addresses are continuous, so that sorting is counting: starts[a] is
	// the position of the first access of address a, and owner[a] one of its units.
	starts := make([]uint32, p.limit+3)
	owner := make([]uint32, p.limit+2)
	err := inParallel(ctx, len(p.units), unitGrain, func(lo, hi int) error {
		for unit := lo; unit < hi; unit++ {
			if addr := p.units[unit]; atomic.AddUint32(&starts[addr+1], 1) == 1 {
				owner[addr] = uint32(unit)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for a := range starts[1:] {
		starts[a+1] += starts[a]
	}
	if err := p.checkSingleValued(ctx, owner); err != nil {
		return err
	}
	return inParallel(ctx, len(p.units), unitGrain, func(lo, hi int) error {
		p.touch(hi - lo)
		address.touch(hi - lo)
		value.touch(hi - lo)
		a := sort.Search(len(starts), func(a int) bool { return starts[a] > uint32(lo) }) - 1
		var addr kernels.Element
		for i := lo; i < hi; a++ {
			addr.SetUint64(uint64(a))
			v := p.valueOf(int(owner[a]))
			for end := min(hi, int(starts[a+1])); i < end; i++ {
				address.Set(i, &addr)
				value.Set(i, v)
			}
		}
		return nil
	})
}

// checkSingleValued compares every access with one of its address.
func (p *MemoryPool) checkSingleValued(ctx context.Context, owner []uint32) error {
	var lowest atomic.Uint64 // lowest conflicting address, negated so that 0 is none
	err := inParallel(ctx, len(p.units), unitGrain, func(lo, hi int) error {
		p.touch(2 * (hi - lo)) // the units and those that they are compared with
		for unit := lo; unit < hi; unit++ {
			addr := p.units[unit]
			if first := int(owner[addr]); first != unit && *p.valueOf(unit) != *p.valueOf(first) {
				raise(&lowest, ^uint64(addr))
			}
		}
		return nil
	})
	if err != nil || lowest.Load() == 0 {
		return err
	}
	return p.conflict(uint32(^lowest.Load()))
}

// conflict describes the first two accesses of one address with different values.
func (p *MemoryPool) conflict(addr uint32) error {
	first := slices.Index(p.units, addr)
	for unit := first + 1; unit < len(p.units); unit++ {
		if p.units[unit] == addr && *p.valueOf(unit) != *p.valueOf(first) {
			return fault.New(CodeMemoryConflict, "address %d has the value %s in one place and %s in another",
				addr, p.valueOf(first).Text(16), p.valueOf(unit).Text(16)).
				At("%s and %s", p.describe(first), p.describe(unit)).
				WithHint("memory file, public memory and builtin inputs must come from the same run")
		}
	}
	panic("air: the conflict has vanished")
}

// describe says whose unit it is.
func (p *MemoryPool) describe(unit int) string {
	if i := unit - p.public.first; len(p.publicCells) > 0 && i >= 0 && i%p.public.step == 0 {
		return "public memory"
	}
	row := p.address.offset + unit*p.address.step
	return fmt.Sprintf("step %d (trace row %d)", row/StepRows, row)
}
