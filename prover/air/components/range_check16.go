package components

import (
	"context"

	"quarry/prover/air"
)

// RangeCheck16 proves that all values in the range-check pool lie between
// rc_min and rc_max: a sorted copy starts at the one, ends at the other and
// grows by at most one. (Stone: air/components/perm_range_check.)
type RangeCheck16 struct{}

// Name implements air.Component.
func (RangeCheck16) Name() string { return "range_check16" }

// Constraints implements air.Component.
func (RangeCheck16) Constraints(s *air.Scope) {
	z := s.Param(air.ParamRangeCheckZ)
	sorted := func(i int) air.Expr { return s.Cell("range_check16/sorted", i) }
	pool := func(i int) air.Expr { return s.Cell("range_check16_pool", i) }
	product := func(i int) air.Expr { return s.Cell("range_check16/perm/cum_prod0", i) }
	step := s.Virtual("range_check16_pool").Step
	first, last := air.On(air.SingleRow(0)), air.SingleRow(-int64(step))
	moves := air.On(air.Every(uint64(step))).Excluding(last)

	s.Constrain("range_check16/perm/init0", z.Sub(sorted(0)).Mul(product(0)).Add(pool(0)).Sub(z), first)
	s.Constrain("range_check16/perm/step0",
		z.Sub(sorted(1)).Mul(product(1)).Sub(z.Sub(pool(1)).Mul(product(0))), moves)
	s.Constrain("range_check16/perm/last", product(0).Sub(air.Lit(1)), air.On(last))
	s.Constrain("range_check16/diff_is_bit", isBit(sorted(1).Sub(sorted(0))), moves)
	s.Constrain("range_check16/minimum", sorted(0).Sub(s.Param(air.ParamRangeCheckMin)), first)
	s.Constrain("range_check16/maximum", sorted(0).Sub(s.Param(air.ParamRangeCheckMax)), air.On(last))
}

// WriteTrace implements air.Component: the sorted copy is written when the pool
// is complete.
func (RangeCheck16) WriteTrace(context.Context, *air.Witness) error { return nil }

// Sort implements air.Sorter.
func (RangeCheck16) Sort(ctx context.Context, w *air.Witness) error {
	return w.RangeCheck16.WriteSorted(ctx, w.Column("range_check16/sorted"))
}

// WriteInteraction implements air.Interactor.
func (RangeCheck16) WriteInteraction(ctx context.Context, i *air.InteractionTrace) error {
	return i.Permutation(ctx, "range_check16/perm/cum_prod0",
		[]string{"range_check16_pool"}, []string{"range_check16/sorted"},
		i.Param(air.ParamRangeCheckZ), nil)
}
