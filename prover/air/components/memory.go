package components

import (
	"context"

	"quarry/prover/air"
)

// Memory proves that all accesses in the memory pool agree: a copy of the pool
// sorted by address is continuous, has one value per address, and is a
// permutation of the pool up to the public memory, whose accesses stand as
// (0, 0) in the pool. (Stone: air/components/memory.)
type Memory struct{}

// Name implements air.Component.
func (Memory) Name() string { return "memory" }

// Constraints implements air.Component.
func (Memory) Constraints(s *air.Scope) {
	z, alpha := s.Param(air.ParamMemoryZ), s.Param(air.ParamMemoryAlpha)
	// shifted is z − (addr + alpha·value).
	shifted := func(pair string, i int) air.Expr {
		return z.Sub(s.Cell(pair+"/addr", i).Add(alpha.Mul(s.Cell(pair+"/value", i))))
	}
	product := func(i int) air.Expr { return s.Cell("memory/multi_column_perm/perm/cum_prod0", i) }
	step := s.Virtual("mem_pool/addr").Step
	first, last := air.On(air.SingleRow(0)), air.SingleRow(-int64(step))
	moves := air.On(air.Every(uint64(step))).Excluding(last)

	s.Constrain("memory/multi_column_perm/perm/init0",
		shifted("memory/sorted", 0).Mul(product(0)).Sub(shifted("mem_pool", 0)), first)
	s.Constrain("memory/multi_column_perm/perm/step0",
		shifted("memory/sorted", 1).Mul(product(1)).Sub(shifted("mem_pool", 1).Mul(product(0))), moves)
	s.Constrain("memory/multi_column_perm/perm/last", product(0).Sub(s.Param(air.ParamMemoryProduct)), air.On(last))

	difference := s.Cell("memory/sorted/addr", 1).Sub(s.Cell("memory/sorted/addr", 0))
	s.Constrain("memory/diff_is_bit", isBit(difference), moves)
	s.Constrain("memory/is_func",
		difference.Sub(air.Lit(1)).Mul(s.Cell("memory/sorted/value", 0).Sub(s.Cell("memory/sorted/value", 1))), moves)
	s.Constrain("memory/initial_addr", s.Cell("memory/sorted/addr", 0).Sub(air.Lit(1)), first)
}

// WriteTrace implements air.Component: the sorted copy is written when the pool
// is complete.
func (Memory) WriteTrace(context.Context, *air.Witness) error { return nil }

// Sort implements air.Sorter.
func (Memory) Sort(ctx context.Context, w *air.Witness) error {
	return w.Memory.WriteSorted(ctx, w.Column("memory/sorted/addr"), w.Column("memory/sorted/value"))
}

// WriteInteraction implements air.Interactor.
func (Memory) WriteInteraction(ctx context.Context, i *air.InteractionTrace) error {
	return i.Permutation(ctx, "memory/multi_column_perm/perm/cum_prod0",
		[]string{"mem_pool/addr", "mem_pool/value"},
		[]string{"memory/sorted/addr", "memory/sorted/value"},
		i.Param(air.ParamMemoryZ), i.Param(air.ParamMemoryAlpha))
}
