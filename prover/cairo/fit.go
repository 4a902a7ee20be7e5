package cairo

import (
	"fmt"
	"runtime"
)

// fits checks that there are enough steps for everything that takes a share of
// them; an *insufficient error asks for more steps.
func (r *run) fits() error {
	for _, b := range r.builtins {
		if _, _, err := b.capacity(r.machine.Steps()); err != nil {
			return err
		}
	}
	if err := r.rangeChecksFit(); err != nil {
		return err
	}
	if err := r.memoryFits(); err != nil {
		return err
	}
	return r.dilutedFits()
}

// limits returns the least and greatest range-checked value.
func (r *run) limits() (lo, hi int) {
	defer runtime.KeepAlive(r.memory)
	lo, hi = r.machine.Limits()
	for _, b := range r.builtins {
		if rc, ok := b.rule.(*rangeCheckRule); ok {
			if l, h, ok := rc.limits(r.memory.Cells(b.base.Segment)); ok {
				lo, hi = min(lo, l), max(hi, h)
			}
		}
	}
	return lo, hi
}

func (r *run) rangeChecksFit() error {
	lo, hi := r.limits()
	used := 0
	for _, b := range r.builtins {
		switch {
		case b.parts > 0:
			used += int(b.used) * b.parts
		}
	}
	unused := (r.layout.RangeCheckUnits-3)*r.machine.Steps() - used
	if unused < hi-lo {
		return &insufficient{fmt.Sprintf("There are only %d cells to fill the range checks holes, but potentially %d are required.", unused, hi-lo)}
	}
	return nil
}

func (r *run) memoryFits() error {
	units := 0
	for _, b := range r.builtins {
		if b.name == "output" {
			continue
		}
		n, err := b.allocated(r.machine.Steps())
		if err != nil {
			return err
		}
		units += (b.cells + b.extraUnits) * int(n)
	}
	total := r.layout.MemoryUnits * r.machine.Steps()
	if total%r.layout.PublicFraction != 0 {
		return fmt.Errorf("%d is not divisible by %d.", total, r.layout.PublicFraction)
	}
	unused := total - total/r.layout.PublicFraction - 4*r.machine.Steps() - units
	holes, err := r.holes()
	if err != nil {
		return err
	}
	if int64(unused) < holes {
		return &insufficient{fmt.Sprintf("There are only %d cells to fill the memory address holes, but %d are required.", unused, holes)}
	}
	return nil
}

// holes counts the addresses of all segments that nothing uses.
func (r *run) holes() (int64, error) {
	for _, b := range r.builtins {
		if err := b.accessedByBuiltin(r); err != nil {
			return 0, err
		}
	}
	if r.zero != nil {
		for i := int64(0); i < r.zeroSize; i++ {
			if err := r.memory.MarkAccessed(r.zero.Add(i)); err != nil {
				return 0, err
			}
		}
	}
	n := int64(0)
	for i := range r.memory.Segments() {
		n += r.memory.Size(i) - r.memory.AccessedIn(i)
	}
	return n, nil
}

func (r *run) dilutedFits() error {
	d := r.layout.Diluted
	if d == nil {
		return nil
	}
	used := int64(0)
	for _, b := range r.builtins {
		n, err := b.allocated(r.machine.Steps())
		if err != nil {
			return err
		}
		used += int64(b.diluted) * n
	}
	units := int64(r.machine.Steps())
	if d.LogUnitsPerStep >= 0 {
		units <<= d.LogUnitsPerStep
	} else {
		units >>= -d.LogUnitsPerStep
	}
	if need := int64(1) << d.Bits; units-used < need {
		return &insufficient{fmt.Sprintf("There are only %d cells to fill the diluted check holes, but potentially %d are required.", units-used, need)}
	}
	return nil
}
