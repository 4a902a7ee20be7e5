package components

import (
	"context"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/air"
	"quarry/prover/air/components/ec"
)

// Pedersen is the builtin that hashes two felts: output is the x coordinate of
// the shift point plus those of 2·252 constant points that the inputs' bits
// select. Several hashes may lie side by side (repetitions), taking instances
// in turn. (Stone: air/cpu/builtin/hash, air/components/pedersen_hash.)
type Pedersen struct {
	builtin
	repetitions int
}

// NewPedersen makes the builtin with one instance per ratio steps.
func NewPedersen(ratio uint64, repetitions int) *Pedersen {
	return &Pedersen{builtin{"pedersen", "pedersen", ratio, 3}, repetitions}
}

// sum is the subset sum of one of the hashes: its even instances are first
// inputs, its odd ones second inputs.
func (p *Pedersen) sum(hash int) *subsetSum {
	return &subsetSum{name: fmt.Sprintf("pedersen/hash%d/ec_subset_sum", hash), bits: ec.PedersenBits, unpack: true}
}

// pedersenColumns are the constant points, by coordinate: those of the
// first input, padded to the sum's height with the last one, then those of the
// second.
func pedersenColumns() (x, y []fp.Element) {
	for _, list := range ec.PedersenPoints() {
		for i := range sumHeight {
			q := &list[min(i, len(list)-1)]
			x, y = append(x, q.X), append(y, q.Y)
		}
	}
	return x, y
}

// Constraints implements air.Component.
func (p *Pedersen) Constraints(s *air.Scope) {
	step := s.Virtual("pedersen/hash0/ec_subset_sum/partial_sum/x").Step
	xs, ys := pedersenColumns()
	px := s.Periodic(air.Periodic{Name: "pedersen/points/x", Values: xs, Step: step})
	py := s.Periodic(air.Periodic{Name: "pedersen/points/y", Values: ys, Step: step})
	half := uint64(step * sumHeight)
	hashes := air.On(air.Every(2 * half))
	for i := range p.repetitions {
		name := fmt.Sprintf("pedersen/hash%d", i)
		p.sum(i).constraints(s, px, py)
		x, y := name+"/ec_subset_sum/partial_sum/x", name+"/ec_subset_sum/partial_sum/y"
		middle := air.On(air.Every(half)).Excluding(air.EveryAt(2*half, half))
		s.Constrain(name+"/copy_point/x", s.Cell(x, sumHeight).Sub(s.Cell(x, sumHeight-1)), middle)
		s.Constrain(name+"/copy_point/y", s.Cell(y, sumHeight).Sub(s.Cell(y, sumHeight-1)), middle)
		s.Constrain(name+"/init/x", s.Cell(x, 0).Sub(air.LitElement(ec.Shift.X)), hashes)
		s.Constrain(name+"/init/y", s.Cell(y, 0).Sub(air.LitElement(ec.Shift.Y)), hashes)
	}
	p.memoryConstraints(s, hashes)
}

// memoryConstraints ties the hashes to their cells of memory.
func (p *Pedersen) memoryConstraints(s *air.Scope, hashes air.Domain) {
	// value ties the i-th access of every hash period to a cell of hash i.
	value := func(name, of string, row int) {
		for i := range p.repetitions {
			s.Constrain(fmt.Sprintf("pedersen/%s_value%d", name, i),
				s.Cell("pedersen/"+name+"/value", i).
					Sub(s.Cell(fmt.Sprintf("pedersen/hash%d/ec_subset_sum/%s", i, of), row)), hashes)
		}
	}
	addr := func(name string, i int) air.Expr { return s.Cell("pedersen/"+name+"/addr", i) }
	one := air.Lit(1)
	step := s.Virtual("pedersen/input0/addr").Step
	instances := air.On(air.Every(uint64(step)))

	value("input0", "selector", 0)
	s.Constrain("pedersen/input0_addr", addr("input0", 1).Sub(addr("output", 0).Add(one)),
		instances.Excluding(air.SingleRow(-int64(step))))
	s.Constrain("pedersen/init_addr", addr("input0", 0).Sub(s.SegmentBegin(p.segment)), air.On(air.SingleRow(0)))
	value("input1", "selector", sumHeight)
	s.Constrain("pedersen/input1_addr", addr("input1", 0).Sub(addr("input0", 0).Add(one)), instances)
	value("output", "partial_sum/x", 2*sumHeight-1)
	s.Constrain("pedersen/output_addr", addr("output", 0).Sub(addr("input1", 0).Add(one)), instances)
}

// WriteTrace implements air.Component. Instances that the run lacks hash (0, 0).
func (p *Pedersen) WriteTrace(ctx context.Context, w *air.Witness) error {
	inputs := private(w).Pedersen
	plan, err := p.plan(w, len(inputs), func(i int) uint64 { return inputs[i].Index })
	if err != nil {
		return err
	}
	t := newPedersenTrace(p, w)
	// By hash: calls of one lane set share the virtual columns.
	jobs := make([][]job, p.repetitions)
	for _, j := range plan.jobs {
		hash := j.instance % p.repetitions
		jobs[hash] = append(jobs[hash], j)
	}
	for hash, list := range jobs {
		err := w.Each(ctx, len(list), lanesPerCall(len(list)), func(lo, hi int) error {
			x, y := make([]fp.Element, hi-lo), make([]fp.Element, hi-lo)
			instances := make([]int, hi-lo)
			for k, j := range list[lo:hi] {
				x[k], y[k], instances[k] = inputs[j.input].X, inputs[j.input].Y, j.instance
			}
			return t.write(hash, instances, x, y)
		})
		if err != nil {
			return err
		}
	}
	return t.writeDummies(ctx, w, plan.dummies)
}

// pedersenTrace are the builtin's cells in a trace.
type pedersenTrace struct {
	*Pedersen
	begin                  uint64
	sums                   []*sumColumns
	points                 [2]points
	input0, input1, output air.MemoryView
}

func newPedersenTrace(p *Pedersen, w *air.Witness) *pedersenTrace {
	t := &pedersenTrace{
		Pedersen: p,
		begin:    w.Segment(p.segment).Begin,
		input0:   w.MemoryView("pedersen/input0"),
		input1:   w.MemoryView("pedersen/input1"),
		output:   w.MemoryView("pedersen/output"),
	}
	for i := range p.repetitions {
		t.sums = append(t.sums, p.sum(i).columns(w))
	}
	for k, list := range ec.PedersenPoints() {
		t.points[k] = constantPoints(list)
	}
	return t
}

// write writes instances of one hash: instance i of the builtin is instance
// i / repetitions of the hash.
func (t *pedersenTrace) write(hash int, instances []int, x, y []fp.Element) error {
	l := ec.NewLanes(len(instances))
	at := make([]int, len(instances))
	for k := range instances {
		l.Set(k, &ec.Shift)
		at[k] = instances[k] / t.repetitions * 2
	}
	t.sums[hash].write(l, t.points[0], x, at)
	for k := range at {
		at[k]++
	}
	t.sums[hash].write(l, t.points[1], y, at)
	for k, i := range instances {
		if l.Failed[k] {
			return t.fail(CodeNoSum, i, "the hash of %s and %s has no witness", x[k].Text(16), y[k].Text(16))
		}
		t.access(i, &x[k], &y[k], &l.X[k])
	}
	return nil
}

// access writes the memory accesses of an instance.
func (t *pedersenTrace) access(instance int, x, y, output *fp.Element) {
	addr := t.begin + t.cells*uint64(instance)
	t.input0.Set(instance, addr, x)
	t.input1.Set(instance, addr+1, y)
	t.output.Set(instance, addr+2, output)
}

// writeDummies computes the first dummy of each hash and copies it to the others.
func (t *pedersenTrace) writeDummies(ctx context.Context, w *air.Witness, dummies []int) error {
	byHash := make([][]int, t.repetitions)
	for _, d := range dummies {
		byHash[d%t.repetitions] = append(byHash[d%t.repetitions], d)
	}
	var zero fp.Element
	for hash, list := range byHash {
		if len(list) == 0 {
			continue
		}
		if err := t.write(hash, list[:1], []fp.Element{zero}, []fp.Element{zero}); err != nil {
			return err
		}
		others := make([]int, len(list)-1)
		for k, d := range list[1:] {
			others[k] = d / t.repetitions
			t.access(d, &zero, &zero, &ec.Shift.X)
		}
		if err := replicate(ctx, w, t.sums[hash].blocks(2), list[0]/t.repetitions, others); err != nil {
			return err
		}
	}
	return nil
}
