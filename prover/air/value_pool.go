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

// poolValues is the number of values that a ValuePool knows: all its values
// are named by 16 bits.
const poolValues = 1 << 16

// The diluted form spreads the 16 bits of a value 4 apart. (Stone:
// kDilutedSpacing, kDilutedNBits, equal in all layouts.)
const (
	DilutedSpacing = 4
	DilutedBits    = 16
)

// ValuePool is a multiset of values out of a set that the AIR checks: 16-bit
// integers, or the diluted forms of 16-bit integers. Every unit is written
// exactly once, those of different components concurrently; the units that
// nobody wrote are filled so that every value in range occurs. (Stone:
// table_check_cell.h, range_check_cell.inl, diluted_check_cell.inl.)
type ValuePool struct {
	column  Column
	diluted bool
	// units holds the 16-bit name of each unit's value plus one; 0 is not yet
	// written.
	units []uint32
}

func newRangeCheckPool(c Column) *ValuePool {
	return &ValuePool{column: c, units: make([]uint32, c.Len())}
}

func newDilutedPool(c Column) *ValuePool {
	return &ValuePool{column: c, units: make([]uint32, c.Len()), diluted: true}
}

// Len is the number of units.
func (p *ValuePool) Len() int { return len(p.units) }

// Dilute spreads the 16 bits of x: bit i moves to bit 4·i.
func Dilute(x uint16) uint64 {
	v := uint64(x)
	v = (v | v<<24) & 0x000000ff000000ff
	v = (v | v<<12) & 0x000f000f000f000f
	v = (v | v<<6) & 0x0303030303030303
	return (v | v<<3) & 0x1111111111111111
}

// Undilute is the inverse of Dilute; other bits of v are ignored.
func Undilute(v uint64) uint16 {
	v &= 0x1111111111111111
	v = (v | v>>3) & 0x0303030303030303
	v = (v | v>>6) & 0x000f000f000f000f
	v = (v | v>>12) & 0x000000ff000000ff
	return uint16(v | v>>24)
}

// set writes a unit. The value must be one that the pool knows; components
// mask what they write.
func (p *ValuePool) set(unit int, v uint64) {
	name := v
	if p.diluted {
		name = uint64(Undilute(v))
		if Dilute(uint16(name)) != v {
			panic(fmt.Sprintf("air: %#x is not in diluted form", v))
		}
	}
	if name >= poolValues {
		panic(fmt.Sprintf("air: range-check value %d has more than 16 bits", v))
	}
	if p.units[unit] != 0 {
		panic(fmt.Sprintf("air: pool unit %d is written twice", unit))
	}
	p.units[unit] = uint32(name) + 1
	p.column.SetUint64(unit, v)
}

// get returns the value of a written unit.
func (p *ValuePool) get(unit int) uint64 {
	if p.units[unit] == 0 {
		panic(fmt.Sprintf("air: pool unit %d is read before it is written", unit))
	}
	return p.form(p.units[unit] - 1)
}

// form is the value that a 16-bit name stands for.
func (p *ValuePool) form(name uint32) uint64 {
	if p.diluted {
		return Dilute(uint16(name))
	}
	return uint64(name)
}

// ValueView is the part of a value pool that one virtual column covers.
type ValueView struct {
	pool        *ValuePool
	step, first int
}

// Len is the number of units in the view.
func (v ValueView) Len() int { return len(v.pool.units) / v.step }

// Set writes the i-th value of the view; in the diluted pool it is given in
// diluted form. A value that the pool does not know is a bug and panics.
func (v ValueView) Set(i int, value uint64) { v.pool.set(v.first+i*v.step, value) }

// Get returns the i-th value of the view. It has been written; in a Finisher
// all units have.
func (v ValueView) Get(i int) uint64 { return v.pool.get(v.first + i*v.step) }

// fillRange checks that all written values lie in low … high and writes the
// other units: in order of units, first every value of the range that does not
// occur, lowest first, then high.
func (p *ValuePool) fillRange(ctx context.Context, low, high uint64) error {
	used, err := p.used(ctx)
	if err != nil {
		return err
	}
	for v := range uint64(poolValues) {
		if used.has(uint32(v)) && (v < low || v > high) {
			return p.outside(low, high)
		}
	}
	return p.fillUnused(ctx, used, low, high, CodeRangeCheckHoles)
}

// outside describes the first unit whose value is not in low … high.
func (p *ValuePool) outside(low, high uint64) error {
	unit := slices.IndexFunc(p.units, func(name uint32) bool {
		return name != 0 && (uint64(name-1) < low || uint64(name-1) > high)
	})
	row := p.column.offset + unit*p.column.step
	return fault.New(CodeRangeCheckValue, "the value %d is range-checked, but rc_min is %d and rc_max %d", p.units[unit]-1, low, high).
		At("step %d (trace row %d)", row/StepRows, row).
		WithHint("the public input must come from the same run")
}

// used are the names of the values that components have written.
func (p *ValuePool) used(ctx context.Context) (names, error) {
	used := newNames(poolValues)
	return used, inParallel(ctx, len(p.units), unitGrain, func(lo, hi int) error {
		for _, name := range p.units[lo:hi] {
			if name != 0 {
				used.add(name - 1)
			}
		}
		return nil
	})
}

// fillDiluted writes the units that no component has written: first every value
// that does not occur, lowest first, then the highest.
func (p *ValuePool) fillDiluted(ctx context.Context) error {
	used, err := p.used(ctx)
	if err != nil {
		return err
	}
	return p.fillUnused(ctx, used, 0, poolValues-1, CodeDilutedHoles)
}

func (p *ValuePool) fillUnused(ctx context.Context, used names, low, high uint64, code fault.Code) error {
	missing := used.missing(low, high)
	last := p.element(high)
	free, err := fillUnits(ctx, p.units, p.column.touch, func(unit, rank int) {
		if rank < len(missing) {
			p.set(unit, p.form(missing[rank]))
			return
		}
		p.units[unit] = uint32(high) + 1
		p.column.Set(unit, &last)
	})
	if err != nil || free >= len(missing) {
		return err
	}
	return p.tooSmall(free, len(missing)-free, code)
}

// tooSmall says how many steps the values would need: the number of free units
// grows with the steps, the number of missing values does not.
func (p *ValuePool) tooSmall(free, left int, code fault.Code) error {
	what := "range-check values between rc_min and rc_max"
	if p.diluted {
		what = "16-bit values in the diluted pool"
	}
	steps := p.column.rowCount() / StepRows
	e := fault.New(code, "all %s must occur: %d are missing, and a trace of %d steps has %d free places for them",
		what, free+left, steps, free)
	if free == 0 {
		return e.WithHint("use more steps")
	}
	factor := uint64(1) << bits.Len64(uint64((free+left-1)/free))
	return e.WithHint("needs at least %d steps: pad the run, or use a layout with more range-check units a step", uint64(steps)*factor)
}

func (p *ValuePool) element(name uint64) (e kernels.Element) {
	e.SetUint64(p.form(uint32(name)))
	return e
}

// WriteSorted writes the sorted copy of the complete pool into a virtual column.
func (p *ValuePool) WriteSorted(ctx context.Context, dst Column) error {
	// starts[v] is the position of the first unit with the value v.
	var starts [poolValues + 1]int64
	const share = 1 << 18 // units that are worth a count of their own
	err := inParallel(ctx, len(p.units), share, func(lo, hi int) error {
		counts := make([]int32, len(starts))
		for _, name := range p.units[lo:hi] {
			counts[name]++
		}
		for name, n := range counts {
			if n > 0 {
				atomic.AddInt64(&starts[name], int64(n))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for v := range poolValues {
		starts[v+1] += starts[v]
	}
	return inParallel(ctx, len(p.units), unitGrain, func(lo, hi int) error {
		dst.touch(hi - lo)
		v := sort.Search(len(starts), func(v int) bool { return starts[v] > int64(lo) }) - 1
		for i := lo; i < hi; v++ {
			e := p.element(uint64(v))
			for end := min(hi, int(starts[v+1])); i < end; i++ {
				dst.Set(i, &e)
			}
		}
		return nil
	})
}
