package air

import (
	"context"
	"fmt"
	"math/bits"
	"sort"
	"sync/atomic"

	"quarry/fault"
	"quarry/kernels"
)

// fill writes the units that no component has written: in order of units, first
// every address between the lowest and the highest that does not occur, lowest
// first, then the address above the highest, all with value 0.
func (p *MemoryPool) fill() error {
	if err := p.checkAddresses(); err != nil {
		return err
	}
	used, highest := p.usedAddresses()
	free := 0
	hole := uint64(1)
	var zero kernels.Element
	for unit, addr := range p.units {
		if unit%fillGrain == 0 {
			p.touch(fillGrain)
		}
		if addr != 0 {
			continue
		}
		for hole <= highest && used[hole] {
			hole++
		}
		// Past the highest address hole stays where it is: the spare address.
		p.units[unit] = uint32(hole)
		p.address.SetUint64(unit, hole)
		p.value.Set(unit, &zero)
		free++
		if hole <= highest {
			hole++
		}
	}
	left := 0
	for ; hole <= highest; hole++ {
		if !used[hole] {
			left++
		}
	}
	if left > 0 {
		return fault.New(CodeMemoryHoles,
			"the addresses 1 … %d have %d holes, and only %d of the trace's %d memory accesses are free to fill them",
			highest, free+left, free, len(p.units)).
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
func (p *MemoryPool) usedAddresses() (used []bool, highest uint64) {
	used = make([]bool, p.limit+2)
	for _, addr := range p.units {
		used[addr] = true
		highest = max(highest, uint64(addr))
	}
	used[0] = true
	return used, highest
}

// WriteSorted writes the sorted copy of the complete pool into two virtual
// columns. It fails if an address has two values.
func (p *MemoryPool) WriteSorted(ctx context.Context, address, value Column) error {
	// The addresses are continuous, so that sorting is counting: starts[a] is
	// the position of the first access of address a.
	highest := uint32(0)
	for _, addr := range p.units {
		highest = max(highest, addr)
	}
	starts := make([]uint32, highest+2)
	owner := make([]uint32, highest+1)
	for unit, addr := range p.units {
		if starts[addr+1] == 0 {
			owner[addr] = uint32(unit)
		}
		starts[addr+1]++
	}
	for a := range starts[1:] {
		starts[a+1] += starts[a]
	}
	if err := p.checkSingleValued(ctx, owner); err != nil {
		return err
	}
	return inParallel(ctx, len(p.units), 1<<14, func(lo, hi int) error {
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

// checkSingleValued compares every access with the first of its address.
func (p *MemoryPool) checkSingleValued(ctx context.Context, owner []uint32) error {
	var lowest atomic.Uint64 // lowest conflicting address, negated so that 0 is none
	err := inParallel(ctx, len(p.units), 1<<14, func(lo, hi int) error {
		p.touch(2 * (hi - lo)) // the units and those that they are compared with
		for unit := lo; unit < hi; unit++ {
			addr := p.units[unit]
			if first := int(owner[addr]); first != unit && *p.valueOf(unit) != *p.valueOf(first) {
				for old := lowest.Load(); ^uint64(addr) > old && !lowest.CompareAndSwap(old, ^uint64(addr)); {
					old = lowest.Load()
				}
			}
		}
		return nil
	})
	if err != nil || lowest.Load() == 0 {
		return err
	}
	return p.conflict(uint32(^lowest.Load()), int(owner[uint32(^lowest.Load())]))
}

// conflict describes two accesses of one address with different values.
func (p *MemoryPool) conflict(addr uint32, first int) error {
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
