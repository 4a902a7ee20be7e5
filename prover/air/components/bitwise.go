package components

import (
	"context"
	"fmt"

	"quarry/prover/air"
)

// The bitwise builtin works on 251 bits.
const bitwiseBits = 251

// dilutedSpan is the distance of the first and the last bit of a diluted value,
// plus one.
const dilutedSpan = air.DilutedSpacing*(air.DilutedBits-1) + 1

// dilutedMask has the bits of a diluted value.
const dilutedMask = 0x1111111111111111

// bitwiseShifts are the shifts at which diluted values cover 251 bits, each bit
// once: four side by side cover 64 bits.
var bitwiseShifts = func() (shifts []int) {
	for a := 0; a < bitwiseBits; a += air.DilutedSpacing * air.DilutedBits {
		for b := range air.DilutedSpacing {
			if a+b < bitwiseBits {
				shifts = append(shifts, a+b)
			}
		}
	}
	return shifts
}()

// trim is, for a diluted value at shift that reaches beyond the 251 bits, how
// far it is shifted up to show that its excess bits are zero: just so far that
// they leave the diluted form. It is 0 for the others.
func trim(shift int) int {
	excess := shift + dilutedSpan - bitwiseBits
	if excess <= 0 {
		return 0
	}
	return (excess + air.DilutedSpacing - 1) / air.DilutedSpacing * air.DilutedSpacing
}

// Bitwise is the builtin that computes x&y, x^y and x|y of 251-bit integers,
// split into parts in diluted form (every fourth bit), whose sums do not carry
// into each other: the even bits of x + y are x^y, the odd ones x&y.
// (Stone: air/cpu/builtin/bitwise.)
type Bitwise struct{ builtin }

// NewBitwise makes the builtin with one instance per ratio steps.
func NewBitwise(ratio uint64) *Bitwise {
	return &Bitwise{builtin{"bitwise", "bitwise", ratio, 5}}
}

// Constraints implements air.Component.
func (b *Bitwise) Constraints(s *air.Scope) {
	cell := func(name string, i int) air.Expr { return s.Cell("bitwise/"+name, i) }
	one := air.Lit(1)
	// var_pool is x, y, x&y, x^y of an instance, one after the other.
	step := uint64(s.Virtual("bitwise/var_pool/addr").Step)
	variables, instances := air.On(air.Every(step)), air.On(air.Every(4*step))

	s.Constrain("bitwise/init_var_pool_addr",
		cell("var_pool/addr", 0).Sub(s.SegmentBegin(b.segment)), air.On(air.SingleRow(0)))
	s.Constrain("bitwise/step_var_pool_addr",
		cell("var_pool/addr", 1).Sub(cell("var_pool/addr", 0).Add(one)),
		variables.Excluding(air.EveryAt(4*step, 3*step)))
	s.Constrain("bitwise/x_or_y_addr",
		cell("x_or_y/addr", 0).Sub(cell("x_xor_y/addr", 0).Add(one)), instances)
	s.Constrain("bitwise/next_var_pool_addr",
		cell("var_pool/addr", 4).Sub(cell("x_or_y/addr", 0).Add(one)),
		instances.Excluding(air.SingleRow(-int64(4*step))))

	sum := cell("diluted_var_pool", 0)
	for part := 1; part < len(bitwiseShifts); part++ {
		sum = sum.Add(cell("diluted_var_pool", part).Mul(powerOf2(bitwiseShifts[part])))
	}
	s.Constrain("bitwise/partition", sum.Sub(cell("var_pool/value", 0)), variables)
	s.Constrain("bitwise/or_is_and_plus_xor",
		cell("x_or_y/value", 0).Sub(cell("x_and_y/value", 0).Add(cell("x_xor_y/value", 0))), instances)

	partStep := uint64(s.Virtual("bitwise/diluted_var_pool").Step)
	var parts air.Domain
	for part := range bitwiseShifts {
		parts.On = append(parts.On, air.EveryAt(4*step, uint64(part)*partStep))
	}
	s.Constrain("bitwise/addition_is_xor_with_and",
		cell("x", 0).Add(cell("y", 0)).Sub(cell("x_xor_y", 0).Add(cell("x_and_y", 0).Double())), parts)
	for part, shift := range bitwiseShifts {
		if up := trim(shift); up > 0 {
			s.Constrain(fmt.Sprintf("bitwise/unique_unpacking%d", shift),
				cell("x_and_y", part).Add(cell("x_xor_y", part)).Mul(powerOf2(up)).
					Sub(cell(fmt.Sprintf("trim_unpacking%d", shift), 0)), instances)
		}
	}
}

// WriteTrace implements air.Component. Instances that the run lacks have x = y = 0.
func (b *Bitwise) WriteTrace(ctx context.Context, w *air.Witness) error {
	inputs := private(w).Bitwise
	plan, err := b.plan(w, len(inputs), func(i int) uint64 { return inputs[i].Index })
	if err != nil {
		return err
	}
	t := newBitwiseTrace(b, w)
	err = w.Each(ctx, len(plan.jobs), 1024, func(lo, hi int) error {
		for _, j := range plan.jobs[lo:hi] {
			in := &inputs[j.input]
			x, y := in.X.Bits(), in.Y.Bits()
			if (x[3]|y[3])>>(bitwiseBits-192) != 0 {
				return b.fail(air.CodeBuiltinInput, j.instance,
					"the operands 0x%s and 0x%s are not both below 2^251", in.X.Text(16), in.Y.Text(16))
			}
			t.write(j.instance, x, y)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.Each(ctx, len(plan.dummies), 1024, func(lo, hi int) error {
		for _, instance := range plan.dummies[lo:hi] {
			t.write(instance, [4]uint64{}, [4]uint64{})
		}
		return nil
	})
}

// bitwiseTrace are the builtin's cells in a trace.
type bitwiseTrace struct {
	begin                  uint64
	memory                 [5]air.MemoryView
	variables              air.ValueView
	trims                  []air.ValueView
	trimShifts, trimAmount []int
}

func newBitwiseTrace(b *Bitwise, w *air.Witness) *bitwiseTrace {
	t := &bitwiseTrace{begin: w.Segment(b.segment).Begin, variables: w.DilutedView("bitwise/diluted_var_pool")}
	for k, name := range []string{"x", "y", "x_and_y", "x_xor_y", "x_or_y"} {
		t.memory[k] = w.MemoryView("bitwise/" + name)
	}
	for _, shift := range bitwiseShifts {
		if up := trim(shift); up > 0 {
			t.trims = append(t.trims, w.DilutedView(fmt.Sprintf("bitwise/trim_unpacking%d", shift)))
			t.trimShifts, t.trimAmount = append(t.trimShifts, shift), append(t.trimAmount, up)
		}
	}
	return t
}

// write writes one instance.
func (t *bitwiseTrace) write(instance int, x, y [4]uint64) {
	var and, xor, or [4]uint64
	for i := range x {
		and[i], xor[i], or[i] = x[i]&y[i], x[i]^y[i], x[i]|y[i]
	}
	for k, v := range [5][4]uint64{x, y, and, xor, or} {
		value := fromLimbs(v)
		t.memory[k].Set(instance, t.begin+uint64(5*instance+k), &value)
	}
	for k, v := range [4][4]uint64{x, y, and, xor} {
		for part, shift := range bitwiseShifts {
			t.variables.Set((4*instance+k)*len(bitwiseShifts)+part, dilutedPart(&v, shift))
		}
	}
	for k, view := range t.trims {
		view.Set(instance, dilutedPart(&or, t.trimShifts[k])<<t.trimAmount[k])
	}
}

// dilutedPart takes every fourth bit of v from shift on. All parts lie within
// one limb, since the shifts modulo 64 are below 4.
func dilutedPart(v *[4]uint64, shift int) uint64 {
	return v[shift/64] >> (shift % 64) & dilutedMask
}
