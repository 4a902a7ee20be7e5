package components

import (
	"context"

	"quarry/prover/air"
)

// rangeCheckParts is the number of 16-bit parts of a range-checked value.
const rangeCheckParts = 8

// RangeCheck is the builtin that shows that values lie in [0, 2^128), by
// splitting them into 16-bit parts, most significant first, which stand in the
// range-check pool. (Stone: air/cpu/builtin/range_check.)
type RangeCheck struct{ builtin }

// NewRangeCheck makes the builtin with one instance per ratio steps.
func NewRangeCheck(ratio uint64) *RangeCheck {
	return &RangeCheck{builtin{"range_check_builtin", "range_check", ratio, 1}}
}

// Constraints implements air.Component.
func (b *RangeCheck) Constraints(s *air.Scope) {
	const name = "range_check_builtin"
	addr := func(i int) air.Expr { return s.Cell(name+"/mem/addr", i) }
	part := func(i int) air.Expr { return s.Cell(name+"/inner_range_check", i) }
	step := s.Virtual(name + "/mem/addr").Step
	instances := air.On(air.Every(uint64(step)))

	value := part(0)
	for i := 1; i < rangeCheckParts; i++ {
		value = value.Mul(air.Lit(offsetSize)).Add(part(i))
	}
	s.Constrain(name+"/value", value.Sub(s.Cell(name+"/mem/value", 0)), instances)
	s.Constrain(name+"/addr_step", addr(1).Sub(addr(0).Add(air.Lit(1))),
		instances.Excluding(air.SingleRow(-int64(step))))
	s.Constrain(name+"/init_addr", addr(0).Sub(s.SegmentBegin(b.segment)), air.On(air.SingleRow(0)))
}

// WriteTrace implements air.Component. It writes the parts of the values that
// the run checked; the other instances' units are left for the pool's filling.
func (b *RangeCheck) WriteTrace(ctx context.Context, w *air.Witness) error {
	inputs := private(w).RangeCheck
	plan, err := b.plan(w, len(inputs), func(i int) uint64 { return inputs[i].Index })
	if err != nil {
		return err
	}
	view := w.RangeCheckView("range_check_builtin/inner_range_check")
	return w.Each(ctx, len(plan.jobs), 4096, func(lo, hi int) error {
		for _, j := range plan.jobs[lo:hi] {
			value := &inputs[j.input].Value
			v := value.Bits()
			if v[2]|v[3] != 0 {
				return b.fail(air.CodeBuiltinInput, j.instance, "the value 0x%s is not below 2^128", value.Text(16))
			}
			for i := range rangeCheckParts {
				low := rangeCheckParts - 1 - i
				view.Set(j.instance*rangeCheckParts+i, v[low/4]>>(low%4*offsetBits)%offsetSize)
			}
		}
		return nil
	})
}

// Finish implements air.Finisher: now that the pool is complete, the parts of
// every instance give its value, which is what memory must hold.
func (b *RangeCheck) Finish(ctx context.Context, w *air.Witness) error {
	view := w.RangeCheckView("range_check_builtin/inner_range_check")
	memory := w.MemoryView("range_check_builtin/mem")
	begin := w.Segment(b.segment).Begin
	return w.Each(ctx, w.Instances(b.ratio), 4096, func(lo, hi int) error {
		for instance := lo; instance < hi; instance++ {
			var v [4]uint64
			for i := range rangeCheckParts {
				low := rangeCheckParts - 1 - i
				v[low/4] |= view.Get(instance*rangeCheckParts+i) << (low % 4 * offsetBits)
			}
			value := fromLimbs(v)
			memory.Set(instance, begin+uint64(instance), &value)
		}
		return nil
	})
}
