package components

import (
	"context"

	"quarry/prover/air"
)

// DilutedCheck proves that all values in the diluted pool are 16-bit integers
// with their bits spread 4 apart: a sorted copy takes every such value, which
// an aggregate of its differences shows. (Stone: air/components/diluted_check.)
type DilutedCheck struct{}

// Name implements air.Component.
func (DilutedCheck) Name() string { return "diluted_check" }

// Constraints implements air.Component.
func (DilutedCheck) Constraints(s *air.Scope) {
	permZ := s.Param(air.ParamDilutedPermZ)
	z, alpha := s.Param(air.ParamDilutedZ), s.Param(air.ParamDilutedAlpha)
	one := air.Lit(1)
	sorted := func(i int) air.Expr { return s.Cell("diluted_check/permuted_values", i) }
	pool := func(i int) air.Expr { return s.Cell("diluted_pool", i) }
	product := func(i int) air.Expr { return s.Cell("diluted_check/permutation/cum_prod0", i) }
	aggregate := func(i int) air.Expr { return s.Cell("diluted_check/cumulative_value", i) }
	step := s.Virtual("diluted_pool").Step
	first, last := air.On(air.SingleRow(0)), air.SingleRow(-int64(step))
	moves := air.On(air.Every(uint64(step))).Excluding(last)

	s.Constrain("diluted_check/permutation/init0",
		permZ.Sub(sorted(0)).Mul(product(0)).Add(pool(0)).Sub(permZ), first)
	s.Constrain("diluted_check/permutation/step0",
		permZ.Sub(sorted(1)).Mul(product(1)).Sub(permZ.Sub(pool(1)).Mul(product(0))), moves)
	s.Constrain("diluted_check/permutation/last", product(0).Sub(one), air.On(last))
	s.Constrain("diluted_check/init", aggregate(0).Sub(one), first)
	s.Constrain("diluted_check/first_element", sorted(0), first)
	d := sorted(1).Sub(sorted(0))
	// aggregate·(1 + z·d) + alpha·d² with d factored out.
	grown := aggregate(0).Add(d.Mul(z.Mul(aggregate(0)).Add(alpha.Mul(d))))
	s.Constrain("diluted_check/step", aggregate(1).Sub(grown), moves)
	s.Constrain("diluted_check/last", aggregate(0).Sub(s.Param(air.ParamDilutedAggregate)), air.On(last))
}

// WriteTrace implements air.Component: the sorted copy is written when the pool
// is complete.
func (DilutedCheck) WriteTrace(context.Context, *air.Witness) error { return nil }

// Sort implements air.Sorter.
func (DilutedCheck) Sort(ctx context.Context, w *air.Witness) error {
	return w.Diluted.WriteSorted(ctx, w.Column("diluted_check/permuted_values"))
}

// WriteInteraction implements air.Interactor.
func (DilutedCheck) WriteInteraction(ctx context.Context, i *air.InteractionTrace) error {
	err := i.Permutation(ctx, "diluted_check/permutation/cum_prod0",
		[]string{"diluted_pool"}, []string{"diluted_check/permuted_values"},
		i.Param(air.ParamDilutedPermZ), nil)
	if err != nil {
		return err
	}
	return i.DilutedAggregate(ctx, "diluted_check/cumulative_value", "diluted_check/permuted_values",
		i.Param(air.ParamDilutedZ), i.Param(air.ParamDilutedAlpha))
}
