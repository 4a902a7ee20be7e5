package components

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/air"
	"quarry/prover/air/components/ec"
)

// doubling is a part of several builtins: a point times 1, 2, 4, …, sumHeight
// points, with the slopes of the tangents. (Stone: air/components/ecdsa,
// air/cpu/builtin/ec.)
type doubling struct {
	// name is the prefix of its constraints, points that of its coordinates
	// and slope the name of its slopes.
	name, points, slope string
}

// point is the i-th point.
func (d *doubling) point(s *air.Scope, i int) (x, y air.Expr) {
	return s.Cell(d.points+"/x", i), s.Cell(d.points+"/y", i)
}

func (d *doubling) constraints(s *air.Scope) {
	step := uint64(s.Virtual(d.points + "/x").Step)
	rows := air.On(air.Every(step)).Excluding(air.EveryAt(step*sumHeight, step*(sumHeight-1)))
	x, y := d.point(s, 0)
	nextX, nextY := d.point(s, 1)
	slope := s.Cell(d.slope, 0)
	squared := x.Square()
	s.Constrain(d.name+"/slope",
		squared.Double().Add(squared).Add(air.LitElement(ec.Alpha)).Sub(y.Double().Mul(slope)), rows)
	s.Constrain(d.name+"/x", slope.Square().Sub(x.Double().Add(nextX)), rows)
	s.Constrain(d.name+"/y", y.Add(nextY).Sub(slope.Mul(x.Sub(nextX))), rows)
}

// doublingColumns are the cells of doublings in a trace.
type doublingColumns struct{ x, y, slope air.Column }

func (d *doubling) columns(w *air.Witness) *doublingColumns {
	return &doublingColumns{
		x: w.Column(d.points + "/x"), y: w.Column(d.points + "/y"), slope: w.Column(d.slope),
	}
}

// blocks lists the cells of an owner with the given number of doublings.
func (t *doublingColumns) blocks(doublings int) []block {
	return []block{
		{t.x, doublings, sumHeight, sumHeight},
		{t.y, doublings, sumHeight, sumHeight},
		{t.slope, doublings, sumHeight, sumHeight - 1},
	}
}

// write computes and writes the doublings of the lanes' points, those of lane
// k to instances[k], and returns the points by row. The lanes are consumed.
func (t *doublingColumns) write(l *ec.Lanes, instances []int) points {
	n := l.Len()
	cells := make([]fp.Element, 3*sumHeight*n)
	part := func(i, row int) []fp.Element { return cells[(i*sumHeight+row)*n:][:n] }
	for row := range sumHeight {
		copy(part(0, row), l.X)
		copy(part(1, row), l.Y)
		if row < sumHeight-1 {
			l.Double(part(2, row))
		}
	}
	for lane, instance := range instances {
		for row := range sumHeight {
			t.x.Set(instance*sumHeight+row, &part(0, row)[lane])
			t.y.Set(instance*sumHeight+row, &part(1, row)[lane])
			if row < sumHeight-1 {
				t.slope.Set(instance*sumHeight+row, &part(2, row)[lane])
			}
		}
	}
	return func(row int) (px, py []fp.Element) { return part(0, row), part(1, row) }
}
