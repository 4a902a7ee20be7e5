package components

import (
	"context"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/air"
	"quarry/prover/air/components/ec"
	"quarry/prover/execution"
)

// ECOp is the builtin that computes r = p + m·q on the Stark curve, for a felt m
// taken as an integer below p. (Stone: air/cpu/builtin/ec.)
type ECOp struct{ builtin }

// NewECOp makes the builtin with one instance per ratio steps.
func NewECOp(ratio uint64) *ECOp {
	return &ECOp{builtin{"ec_op", "ec_op", ratio, 7}}
}

var (
	ecOpDoubling = doubling{"ec_op/doubling_q", "ec_op/doubled_points", "ec_op/doubling_slope"}
	ecOpSum      = subsetSum{name: "ec_op/ec_subset_sum", bits: 252, inverse: true, unpack: true}
	ecOpCells    = [...]string{"p_x", "p_y", "q_x", "q_y", "m", "r_x", "r_y"}
)

// Constraints implements air.Component.
func (b *ECOp) Constraints(s *air.Scope) {
	step := s.Virtual("ec_op/p_x/addr").Step
	instances := air.On(air.Every(uint64(step)))
	addr := func(name string, i int) air.Expr { return s.Cell("ec_op/"+name+"/addr", i) }
	value := func(name string) air.Expr { return s.Cell("ec_op/"+name+"/value", 0) }
	s.Constrain("ec_op/init_addr", addr("p_x", 0).Sub(s.SegmentBegin(b.segment)), air.On(air.SingleRow(0)))
	s.Constrain("ec_op/p_x_addr", addr("p_x", 1).Sub(addr("p_x", 0).Add(air.Lit(uint64(len(ecOpCells))))),
		instances.Excluding(air.SingleRow(-int64(step))))
	for i, name := range ecOpCells[1:] {
		s.Constrain("ec_op/"+name+"_addr", addr(name, 0).Sub(addr(ecOpCells[i], 0).Add(air.Lit(1))), instances)
	}

	ecOpDoubling.constraints(s)
	qx, qy := ecOpDoubling.point(s, 0)
	s.Constrain("ec_op/get_q_x", value("q_x").Sub(qx), instances)
	s.Constrain("ec_op/get_q_y", value("q_y").Sub(qy), instances)
	ecOpSum.constraints(s, qx, qy)
	sum := func(name string, i int) air.Expr { return s.Cell(ecOpSum.name+"/"+name, i) }
	s.Constrain("ec_op/get_m", sum("selector", 0).Sub(value("m")), instances)
	s.Constrain("ec_op/get_p_x", value("p_x").Sub(sum("partial_sum/x", 0)), instances)
	s.Constrain("ec_op/get_p_y", value("p_y").Sub(sum("partial_sum/y", 0)), instances)
	s.Constrain("ec_op/set_r_x", value("r_x").Sub(sum("partial_sum/x", sumHeight-1)), instances)
	s.Constrain("ec_op/set_r_y", value("r_y").Sub(sum("partial_sum/y", sumHeight-1)), instances)
}

// WriteTrace implements air.Component. Instances that the run lacks multiply the
// generator by zero and add the shift point.
func (b *ECOp) WriteTrace(ctx context.Context, w *air.Witness) error {
	inputs := private(w).ECOp
	plan, err := b.plan(w, len(inputs), func(i int) uint64 { return inputs[i].Index })
	if err != nil {
		return err
	}
	t := newECOpTrace(b, w)
	err = w.Each(ctx, len(plan.jobs), lanesPerCall(len(plan.jobs)), func(lo, hi int) error {
		instances, lanes := make([]int, hi-lo), make([]execution.ECOpInput, hi-lo)
		for k, j := range plan.jobs[lo:hi] {
			instances[k], lanes[k] = j.instance, inputs[j.input]
		}
		return t.write(instances, lanes)
	})
	if err != nil || len(plan.dummies) == 0 {
		return err
	}
	dummy := execution.ECOpInput{PX: ec.Shift.X, PY: ec.Shift.Y, QX: ec.Generator.X, QY: ec.Generator.Y}
	first, others := plan.dummies[0], plan.dummies[1:]
	if err := t.write(plan.dummies[:1], []execution.ECOpInput{dummy}); err != nil {
		return err
	}
	for _, d := range others {
		t.access(d, &dummy, &ec.Shift)
	}
	return replicate(ctx, w, append(t.doubling.blocks(1), t.sum.blocks(1)...), first, others)
}

// ecOpTrace are the builtin's cells in a trace.
type ecOpTrace struct {
	*ECOp
	begin    uint64
	doubling *doublingColumns
	sum      *sumColumns
	memory   [len(ecOpCells)]air.MemoryView
}

func newECOpTrace(b *ECOp, w *air.Witness) *ecOpTrace {
	t := &ecOpTrace{
		ECOp: b, begin: w.Segment(b.segment).Begin,
		doubling: ecOpDoubling.columns(w), sum: ecOpSum.columns(w),
	}
	for i, name := range ecOpCells {
		t.memory[i] = w.MemoryView("ec_op/" + name)
	}
	return t
}

// write writes instances, one per lane.
func (t *ecOpTrace) write(instances []int, inputs []execution.ECOpInput) error {
	n := len(instances)
	p, q, m := ec.NewLanes(n), ec.NewLanes(n), make([]fp.Element, n)
	for k, in := range inputs {
		points := [2]ec.Point{{X: in.PX, Y: in.PY}, {X: in.QX, Y: in.QY}}
		for i := range points {
			if !points[i].OnCurve() {
				return t.fail(CodePoint, instances[k], "%c = (0x%s, 0x%s) is not a point of the curve",
					"pq"[i], points[i].X.Text(16), points[i].Y.Text(16))
			}
		}
		p.Set(k, &points[0])
		q.Set(k, &points[1])
		m[k] = in.M
	}
	multiples := t.doubling.write(q, instances)
	t.sum.write(p, multiples, m, instances)
	for k, i := range instances {
		if p.Failed[k] {
			return t.fail(CodeNoSum, i, "the sum p + m·q meets two points with equal x coordinates on its way").
				WithHint("the builtin can't show such a sum; choose another p")
		}
		r := p.Point(k)
		t.access(i, &inputs[k], &r)
	}
	return nil
}

// access writes the memory accesses of an instance.
func (t *ecOpTrace) access(instance int, in *execution.ECOpInput, r *ec.Point) {
	addr := t.begin + t.cells*uint64(instance)
	for i, v := range [...]*fp.Element{&in.PX, &in.PY, &in.QX, &in.QY, &in.M, &r.X, &r.Y} {
		t.memory[i].Set(instance, addr+uint64(i), v)
	}
}
