package components

import (
	"context"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/air"
)

// The rows of an instance in the virtual columns. The partial rounds lie in two
// columns: the first poseidonRows0 in the one, the rest in the other, which
// repeats the last three of the first in its first three rows.
const (
	poseidonFullRows = 8
	poseidonRows0    = 64
	poseidonUsed1    = poseidonPartial - poseidonRows0 + 3
	poseidonRows1    = 32
)

// Poseidon is the builtin that applies the Hades permutation to three felts.
// Every cubed element has a cell, with the round's key added, and so has its
// square. (Stone: air/cpu/builtin/poseidon, air/components/poseidon.)
type Poseidon struct{ builtin }

// NewPoseidon makes the builtin with one instance per ratio steps.
func NewPoseidon(ratio uint64) *Poseidon {
	return &Poseidon{builtin{"poseidon", "poseidon", ratio, 6}}
}

func poseidonFullName(k int) string { return fmt.Sprintf("poseidon/poseidon/full_rounds_state%d", k) }
func poseidonPartialName(k int) string {
	return fmt.Sprintf("poseidon/poseidon/partial_rounds_state%d", k)
}
func poseidonParamName(k int) string { return fmt.Sprintf("poseidon/param_%d/input_output", k) }

// poseidonCells are expressions over one instance.
type poseidonCells struct{ s *air.Scope }

func (c poseidonCells) full(k, row int) air.Expr    { return c.s.Cell(poseidonFullName(k), row) }
func (c poseidonCells) partial(k, row int) air.Expr { return c.s.Cell(poseidonPartialName(k), row) }
func (c poseidonCells) value(k, i int) air.Expr     { return c.s.Cell(poseidonParamName(k)+"/value", i) }

func (c poseidonCells) fullCubed(k, row int) air.Expr {
	return c.full(k, row).Mul(c.s.Cell(poseidonFullName(k)+"_squared", row))
}

func (c poseidonCells) partialCubed(k, row int) air.Expr {
	return c.partial(k, row).Mul(c.s.Cell(poseidonPartialName(k)+"_squared", row))
}

// mixed is element k of the matrix times the cubed elements of a full round.
func (c poseidonCells) mixed(k, row int) air.Expr {
	a, b, d := c.fullCubed(0, row), c.fullCubed(1, row), c.fullCubed(2, row)
	switch k {
	case 0:
		return a.Double().Add(a).Add(b).Add(d)
	case 1:
		return a.Sub(b).Add(d)
	default:
		return a.Add(b).Sub(d.Double())
	}
}

// next is the recurrence of the partial rounds, from the cube of the element
// before the two that are given, without its key.
func (c poseidonCells) next(cubed air.Expr, k, row int) air.Expr {
	return air.Lit(8).Mul(cubed).
		Add(air.Lit(4).Mul(c.partial(k, row))).
		Add(air.Lit(6).Mul(c.partialCubed(k, row))).
		Add(c.partial(k, row+1).Double()).
		Sub(c.partialCubed(k, row+1).Double())
}

// Constraints implements air.Component.
func (b *Poseidon) Constraints(s *air.Scope) {
	c := poseidonCells{s}
	fullStep := uint64(s.Virtual(poseidonFullName(0)).Step)
	step0 := uint64(s.Virtual(poseidonPartialName(0)).Step)
	step1 := uint64(s.Virtual(poseidonPartialName(1)).Step)
	instances := air.On(air.Every(fullStep * poseidonFullRows))
	b.memoryConstraints(s)

	for k := range 3 {
		name := poseidonFullName(k)
		s.Constrain(name+"_squaring", c.full(k, 0).Square().Sub(s.Cell(name+"_squared", 0)), air.On(air.Every(fullStep)))
	}
	for k, rows := range []air.Domain{
		air.On(air.Every(step0)),
		air.On(air.Every(step1)).Excluding(tail(step1, poseidonRows1, poseidonUsed1)...),
	} {
		name := poseidonPartialName(k)
		s.Constrain(name+"_squaring", c.partial(k, 0).Square().Sub(s.Cell(name+"_squared", 0)), rows)
	}
	c.fullRounds(fullStep, instances)
	for i := range 3 {
		s.Constrain(fmt.Sprintf("poseidon/poseidon/copy_partial_rounds0_i%d", i),
			c.partial(0, poseidonRows0-3+i).Sub(c.partial(1, i)), instances)
	}
	c.partialRounds(step0, step1, instances)
}

// tail lists the rows used … period−1 of every period rows of a virtual column.
func tail(step, period, used uint64) (rows []air.Rows) {
	for i := used; i < period; i++ {
		rows = append(rows, air.EveryAt(step*period, step*i))
	}
	return rows
}

func (b *Poseidon) memoryConstraints(s *air.Scope) {
	for k := range 3 {
		name := fmt.Sprintf("poseidon/param_%d", k)
		step := int64(s.Virtual(poseidonParamName(k) + "/addr").Step)
		addr := func(i int) air.Expr { return s.Cell(poseidonParamName(k)+"/addr", i) }
		s.Constrain(name+"/init_input_output_addr",
			addr(0).Sub(s.SegmentBegin(b.segment).Add(air.Lit(uint64(k)))), air.On(air.SingleRow(0)))
		s.Constrain(name+"/addr_input_output_step", addr(1).Sub(addr(0).Add(air.Lit(3))),
			air.On(air.Every(uint64(step))).Excluding(air.SingleRow(-step)))
	}
}

// fullRounds declares the full rounds: rows 0 … 3 and 4 … 7.
func (c poseidonCells) fullRounds(step uint64, instances air.Domain) {
	keys := poseidonKeys()
	const name = "poseidon/poseidon/"
	for k := range 3 {
		c.s.Constrain(fmt.Sprintf(name+"add_first_round_key%d", k),
			c.value(k, 0).Add(air.LitElement(keys[0][k])).Sub(c.full(k, 0)), instances)
	}
	rows := air.On(air.Every(step)).Excluding(air.EveryAt(4*step, 3*step))
	for k := range 3 {
		// The key of the round that follows a row; zero after rows 3 and 7.
		values := make([]fp.Element, poseidonFullRows)
		for i := range 3 {
			values[i] = keys[1+i][k]
			values[4+i] = keys[poseidonFull/2+poseidonPartial+1+i][k]
		}
		key := c.s.Periodic(air.Periodic{Name: fmt.Sprintf(name+"full_round_key%d", k), Values: values, Step: int(step)})
		c.s.Constrain(fmt.Sprintf(name+"full_round%d", k), c.full(k, 1).Sub(c.mixed(k, 0).Add(key)), rows)
	}
	for k := range 3 {
		c.s.Constrain(fmt.Sprintf(name+"last_full_round%d", k), c.value(k, 1).Sub(c.mixed(k, 7)), instances)
	}
}

// partialRounds declares the partial rounds and their seams with the full ones.
func (c poseidonCells) partialRounds(step0, step1 uint64, instances air.Domain) {
	const name = "poseidon/poseidon/"
	const first = poseidonFull / 2        // number of the first partial round
	const after = first + poseidonPartial // and of the full round after the last
	const lastRow = poseidonUsed1 - 1     // the last partial round's row
	column := func(k int, used, period, firstRound int, step uint64) air.Expr {
		values := make([]fp.Element, period)
		for i := range used - 3 {
			values[i] = partialKey(firstRound + 3 + i)
		}
		return c.s.Periodic(air.Periodic{Name: fmt.Sprintf(name+"partial_round_key%d", k), Values: values, Step: int(step)})
	}
	c.s.Constrain(name+"margin_full_to_partial0",
		c.partial(0, 0).Sub(c.mixed(2, 3).Add(air.LitElement(poseidonKeys()[first][2]))), instances)
	// The recurrence, with the cubed elements 1 and 2 of the full round in the
	// place of two linear ones.
	second := air.Lit(10).Mul(c.fullCubed(2, 3)).Sub(air.Lit(4).Mul(c.fullCubed(1, 3))).
		Add(air.Lit(4).Mul(c.partial(0, 0))).Sub(c.partialCubed(0, 0).Double())
	c.s.Constrain(name+"margin_full_to_partial1",
		c.partial(0, 1).Sub(second.Add(air.LitElement(secondPartialKey(first+1)))), instances)
	c.s.Constrain(name+"margin_full_to_partial2",
		c.partial(0, 2).Sub(c.next(c.fullCubed(2, 3), 0, 0).Add(air.LitElement(partialKey(first+2)))), instances)

	key0 := column(0, poseidonRows0, poseidonRows0, first, step0)
	c.s.Constrain(name+"partial_round0", c.partial(0, 3).Sub(c.next(c.partialCubed(0, 0), 0, 1).Add(key0)),
		air.On(air.Every(step0)).Excluding(tail(step0, poseidonRows0, poseidonRows0-3)...))
	key1 := column(1, poseidonUsed1, poseidonRows1, first+poseidonRows0-3, step1)
	c.s.Constrain(name+"partial_round1", c.partial(1, 3).Sub(c.next(c.partialCubed(1, 0), 1, 1).Add(key1)),
		air.On(air.Every(step1)).Excluding(tail(step1, poseidonRows1, poseidonUsed1-3)...))

	x, last := c.partial(1, lastRow-1), c.partial(1, lastRow)
	before, cubed, lastCubed := c.partialCubed(1, lastRow-2), c.partialCubed(1, lastRow-1), c.partialCubed(1, lastRow)
	k0, k1 := fullKeys(after)
	into0 := air.Lit(16).Mul(before).Add(air.Lit(8).Mul(x)).Add(air.Lit(16).Mul(cubed)).Add(air.Lit(6).Mul(last)).Add(lastCubed)
	into1 := air.Lit(4).Mul(cubed).Add(last.Double()).Add(lastCubed)
	into2 := c.next(before, 1, lastRow-1)
	c.s.Constrain(name+"margin_partial_to_full0", c.full(0, 4).Sub(into0.Add(air.LitElement(k0))), instances)
	c.s.Constrain(name+"margin_partial_to_full1", c.full(1, 4).Sub(into1.Add(air.LitElement(k1))), instances)
	c.s.Constrain(name+"margin_partial_to_full2", c.full(2, 4).Sub(into2.Add(air.LitElement(partialKey(after)))), instances)
}

// poseidonRun are the cells of one instance.
type poseidonRun struct {
	full, fullSquared       [poseidonFullRows][3]fp.Element
	partial, partialSquared [poseidonPartial]fp.Element
	output                  [3]fp.Element
}

// permute computes an instance.
func (r *poseidonRun) permute(s [3]fp.Element) {
	keys := poseidonKeys()
	round := 0
	fullRounds := func(first int) {
		for i := first; i < first+poseidonFull/2; i++ {
			for k := range s {
				s[k].Add(&s[k], &keys[round][k])
				r.full[i][k] = s[k]
				r.fullSquared[i][k].Square(&s[k])
				s[k].Mul(&s[k], &r.fullSquared[i][k])
			}
			mixed(&s)
			round++
		}
	}
	fullRounds(0)
	for i := range r.partial {
		for k := range s {
			s[k].Add(&s[k], &keys[round][k])
		}
		r.partial[i] = s[2]
		r.partialSquared[i].Square(&s[2])
		s[2].Mul(&s[2], &r.partialSquared[i])
		mixed(&s)
		round++
	}
	fullRounds(poseidonFull / 2)
	r.output = s
}

// WriteTrace implements air.Component. Instances that the run lacks permute
// (0, 0, 0).
func (b *Poseidon) WriteTrace(ctx context.Context, w *air.Witness) error {
	inputs := private(w).Poseidon
	plan, err := b.plan(w, len(inputs), func(i int) uint64 { return inputs[i].Index })
	if err != nil {
		return err
	}
	t := newPoseidonTrace(b, w)
	err = w.Each(ctx, len(plan.jobs), 64, func(lo, hi int) error {
		var run poseidonRun
		for _, j := range plan.jobs[lo:hi] {
			in := &inputs[j.input]
			state := [3]fp.Element{in.S0, in.S1, in.S2}
			run.permute(state)
			t.write(j.instance, &state, &run)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var dummy poseidonRun
	var zero [3]fp.Element
	dummy.permute(zero)
	return w.Each(ctx, len(plan.dummies), 256, func(lo, hi int) error {
		for _, instance := range plan.dummies[lo:hi] {
			t.write(instance, &zero, &dummy)
		}
		return nil
	})
}

// poseidonTrace are the builtin's cells in a trace.
type poseidonTrace struct {
	begin                   uint64
	memory                  [3]air.MemoryView
	full, fullSquared       [3]air.Column
	partial, partialSquared [2]air.Column
}

func newPoseidonTrace(b *Poseidon, w *air.Witness) *poseidonTrace {
	t := &poseidonTrace{begin: w.Segment(b.segment).Begin}
	for k := range t.full {
		t.memory[k] = w.MemoryView(poseidonParamName(k))
		t.full[k] = w.Column(poseidonFullName(k))
		t.fullSquared[k] = w.Column(poseidonFullName(k) + "_squared")
	}
	for k := range t.partial {
		t.partial[k] = w.Column(poseidonPartialName(k))
		t.partialSquared[k] = w.Column(poseidonPartialName(k) + "_squared")
	}
	return t
}

// write writes one instance. The rows of the second column of partial rounds
// beyond the last round stay zero.
func (t *poseidonTrace) write(instance int, input *[3]fp.Element, run *poseidonRun) {
	addr := t.begin + uint64(6*instance)
	for k := range input {
		t.memory[k].Set(2*instance, addr+uint64(k), &input[k])
		t.memory[k].Set(2*instance+1, addr+3+uint64(k), &run.output[k])
		for i := range run.full {
			t.full[k].Set(instance*poseidonFullRows+i, &run.full[i][k])
			t.fullSquared[k].Set(instance*poseidonFullRows+i, &run.fullSquared[i][k])
		}
	}
	for i := range poseidonRows0 {
		t.partial[0].Set(instance*poseidonRows0+i, &run.partial[i])
		t.partialSquared[0].Set(instance*poseidonRows0+i, &run.partialSquared[i])
	}
	for i := range poseidonUsed1 {
		t.partial[1].Set(instance*poseidonRows1+i, &run.partial[poseidonRows0-3+i])
		t.partialSquared[1].Set(instance*poseidonRows1+i, &run.partialSquared[poseidonRows0-3+i])
	}
}
