package cairo

import (
	"errors"
	"fmt"

	"quarry/fault"
	"quarry/prover/cairo/vm"
)

// readReturnValues reads the builtins' stop pointers from the stack's end and
// makes them public.
func (r *run) readReturnValues() error {
	at := r.machine.AP()
	for i := len(r.program.Builtins) - 1; i >= 0; i-- {
		name := r.program.Builtins[i]
		b := r.byName[name]
		if b == nil {
			at = at.Add(-1)
			v, err := r.memory.Read(at)
			if err != nil {
				return err
			}
			if zero := vm.IntValue(0); !v.Same(zero) {
				return fmt.Errorf("The stop pointer of the missing builtin %q must be 0.", name)
			}
			continue
		}
		var err error
		if at, err = b.finalStack(r, at); err != nil {
			return err
		}
	}
	for o := at.Offset; o < r.machine.AP().Offset; o++ {
		r.publicStack = append(r.publicStack, o)
	}
	for _, b := range r.builtins {
		if !b.included {
			stop := b.base
			b.stop = &stop
		}
	}
	return nil
}

// finalizeSegments gives the segments their sizes in the proof and lists the
// public memory.
func (r *run) finalizeSegments() error {
	public := make([]vm.PublicOffset, len(r.program.Data))
	for i := range public {
		public[i].Offset = int64(i)
	}
	r.memory.Finalize(r.programBase.Segment, int64(len(public)), public)
	public = nil
	for _, o := range r.publicStack {
		public = append(public, vm.PublicOffset{Offset: o})
	}
	r.memory.Finalize(r.executionBase.Segment, -1, public)
	for _, b := range r.builtins {
		if b.pages != nil {
			if err := b.pages.finalize(r, b); err != nil {
				return err
			}
			continue
		}
		_, size, err := b.capacity(r.machine.Steps())
		var less *insufficient
		if errors.As(err, &less) {
			return fault.New(CodeCapacity, "%s", less.text).WithHint("give more steps, or leave --steps out")
		}
		if err != nil {
			return err
		}
		r.memory.Finalize(b.base.Segment, size, nil)
	}
	if r.zero != nil {
		r.memory.Finalize(r.zero.Segment, r.zeroSize, nil)
	}
	return nil
}

// address is a pointer's place in the proof's memory.
func (r *run) address(p vm.Pointer) (uint64, error) {
	if p.Segment < 0 || p.Segment >= len(r.offsets) || p.Offset < 0 {
		return 0, fmt.Errorf("Failed to relocate %v.", p)
	}
	return r.offsets[p.Segment] + uint64(p.Offset), nil
}

// verifySecure checks what another program that takes this run's memory would
// rely on: no access outside of the program and the builtins' used cells, no
// pointer to nowhere, all inputs of all builtin instances present.
func (r *run) verifySecure() error {
	limit := map[int]int64{r.programBase.Segment: int64(len(r.program.Data))}
	names := map[int]string{r.programBase.Segment: "program segment"}
	for _, b := range r.builtins {
		if b.stop == nil {
			return fmt.Errorf("%s segment stop ptr is None.", b.name)
		}
		if b.included {
			limit[b.base.Segment] = b.stop.Offset
		} else {
			limit[b.base.Segment] = 0
		}
		names[b.base.Segment] = "builtin segment " + b.name
	}
	err := r.memory.Each(func(p vm.Pointer, v vm.Value) error {
		if n, ok := limit[p.Segment]; ok && p.Offset >= n {
			return fmt.Errorf("Out of bounds access to %s at %v.", names[p.Segment], p)
		}
		if v.IsPointer() {
			if to := v.Pointer(); to.Segment < 0 || to.Segment >= r.memory.Segments() || to.Offset < 0 {
				return fmt.Errorf("Invalid memory value at address %v: %v.", p, v)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, b := range r.builtins {
		if err := b.secure(r); err != nil {
			return err
		}
	}
	return nil
}
