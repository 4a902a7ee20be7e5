package components

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/air"
	"quarry/prover/air/components/ec"
)

// sumHeight is the number of rows of a subset sum: one per bit of the selector
// and a few in which nothing is selected.
const sumHeight = 256

// subsetSum is a part of several builtins: starting from a point, it adds those
// of a list of points that the bits of a selector choose, one per row of its
// virtual columns. Row i holds the sum so far, the selector shifted right by i,
// and the slope of the line to the i-th point. (Stone: air/components/ec_subset_sum,
// air/components/bit_unpacking.)
type subsetSum struct {
	name string
	// bits is the number of points; the selector is below 2^bits.
	bits int
	// inverse demands in every row that the sum's x coordinate differs from the
	// point's, by their difference's inverse ("x_diff_inv").
	inverse bool
	// unpack demands that the selector is the canonical one of its residues,
	// below p = 2^251 + 2^196 + 2^192 + 1, where bits is 252.
	unpack bool
}

// bit is the i-th bit of the selector.
func (c *subsetSum) bit(s *air.Scope, i int) air.Expr {
	return s.Cell(c.name+"/selector", i).Sub(s.Cell(c.name+"/selector", i+1).Double())
}

// constraints declares the sum's constraints; (px, py) is the current row's point.
func (c *subsetSum) constraints(s *air.Scope, px, py air.Expr) {
	step := uint64(s.Virtual(c.name + "/partial_sum/x").Step)
	period := step * sumHeight
	last := air.EveryAt(period, step*(sumHeight-1))
	rows := air.On(air.Every(step)).Excluding(last)
	if c.unpack {
		c.unpacking(s, air.On(air.Every(period)))
	}
	one := air.Lit(1)
	selector := s.Cell(c.name+"/selector", 0)
	bit := c.bit(s, 0)
	x, nextX := s.Cell(c.name+"/partial_sum/x", 0), s.Cell(c.name+"/partial_sum/x", 1)
	y, nextY := s.Cell(c.name+"/partial_sum/y", 0), s.Cell(c.name+"/partial_sum/y", 1)
	slope := s.Cell(c.name+"/slope", 0)

	s.Constrain(c.name+"/booleanity_test", bit.Mul(bit.Sub(one)), rows)
	s.Constrain(c.name+"/bit_extraction_end", selector, air.On(air.EveryAt(period, step*uint64(c.bits))))
	s.Constrain(c.name+"/zeros_tail", selector, air.On(last))
	s.Constrain(c.name+"/add_points/slope", bit.Mul(y.Sub(py)).Sub(slope.Mul(x.Sub(px))), rows)
	s.Constrain(c.name+"/add_points/x", slope.Square().Sub(bit.Mul(x.Add(px).Add(nextX))), rows)
	s.Constrain(c.name+"/add_points/y", bit.Mul(y.Add(nextY)).Sub(slope.Mul(x.Sub(nextX))), rows)
	if c.inverse {
		s.Constrain(c.name+"/add_points/x_diff_inv", s.Cell(c.name+"/x_diff_inv", 0).Mul(x.Sub(px)).Sub(one), rows)
	}
	s.Constrain(c.name+"/copy_point/x", one.Sub(bit).Mul(nextX.Sub(x)), rows)
	s.Constrain(c.name+"/copy_point/y", one.Sub(bit).Mul(nextY.Sub(y)), rows)
}

// unpacking declares that the selector is below p: if the leading bits of p are
// set in it, the bits between and below them are zero. prod_ones196 is the
// product of bits 251 and 196, prod_ones192 that of these and bit 192.
func (c *subsetSum) unpacking(s *air.Scope, every air.Domain) {
	name := c.name + "/bit_unpacking/"
	selector := func(i int) air.Expr { return s.Cell(c.name+"/selector", i) }
	ones251 := c.bit(s, 251)
	ones196, ones192 := s.Cell(name+"prod_ones196", 0), s.Cell(name+"prod_ones192", 0)
	// zeroes is 0 if the bits lo+1 … hi−1 are.
	zeroes := func(lo, hi int) air.Expr {
		return selector(lo + 1).Sub(powerOf2(hi - lo - 1).Mul(selector(hi)))
	}
	s.Constrain(name+"last_one_is_zero", ones192.Mul(c.bit(s, 0)), every)
	s.Constrain(name+"zeroes_between_ones0", ones192.Mul(zeroes(0, 192)), every)
	s.Constrain(name+"cumulative_bit192", ones192.Sub(ones196.Mul(c.bit(s, 192))), every)
	s.Constrain(name+"zeroes_between_ones192", ones196.Mul(zeroes(192, 196)), every)
	s.Constrain(name+"cumulative_bit196", ones196.Sub(ones251.Mul(c.bit(s, 196))), every)
	s.Constrain(name+"zeroes_between_ones196", ones251.Mul(zeroes(196, 251)), every)
}

// powerOf2 is the constant 2^n.
func powerOf2(n int) air.Expr {
	e := fp.One()
	for range n {
		e.Double(&e)
	}
	return air.LitElement(e)
}

// fits reports whether the selector has at most c.bits bits, of which there
// are more than 192.
func (c *subsetSum) fits(selector *fp.Element) bool {
	v := selector.Bits()
	return v[3]>>(c.bits-192) == 0
}

// sumColumns are the cells of a subset sum in a trace.
type sumColumns struct {
	*subsetSum
	x, y, slope, selector, xDiffInv air.Column
	ones196, ones192                air.Column
}

func (c *subsetSum) columns(w *air.Witness) *sumColumns {
	t := &sumColumns{
		subsetSum: c,
		x:         w.Column(c.name + "/partial_sum/x"),
		y:         w.Column(c.name + "/partial_sum/y"),
		slope:     w.Column(c.name + "/slope"),
		selector:  w.Column(c.name + "/selector"),
	}
	if c.inverse {
		t.xDiffInv = w.Column(c.name + "/x_diff_inv")
	}
	if c.unpack {
		t.ones196 = w.Column(c.name + "/bit_unpacking/prod_ones196")
		t.ones192 = w.Column(c.name + "/bit_unpacking/prod_ones192")
	}
	return t
}

// blocks lists the cells of an owner with the given number of sums; a sum's
// last row has no slope and no inverse.
func (t *sumColumns) blocks(sums int) []block {
	list := []block{
		{t.x, sums, sumHeight, sumHeight},
		{t.y, sums, sumHeight, sumHeight},
		{t.selector, sums, sumHeight, sumHeight},
		{t.slope, sums, sumHeight, sumHeight - 1},
	}
	if t.inverse {
		list = append(list, block{t.xDiffInv, sums, sumHeight, sumHeight - 1})
	}
	if t.unpack {
		list = append(list, block{t.ones196, sums, 1, 1}, block{t.ones192, sums, 1, 1})
	}
	return list
}

// points gives the points of a subset sum by row, one for all lanes (length 1)
// or one per lane.
type points func(row int) (px, py []fp.Element)

// constantPoints are the same for all lanes; the last one stands in all rows
// after it.
func constantPoints(list []ec.Point) points {
	x, y := make([]fp.Element, len(list)), make([]fp.Element, len(list))
	for i := range list {
		x[i], y[i] = list[i].X, list[i].Y
	}
	return func(row int) (px, py []fp.Element) {
		row = min(row, len(list)-1)
		return x[row : row+1], y[row : row+1]
	}
}

// tileRows is how many rows are computed for all lanes before they move to the
// trace, where a lane's rows lie together and lanes lie far apart.
const tileRows = 16

// tile holds tileRows rows of all lanes of the five virtual columns, by row.
type tile struct {
	lanes int
	cells [5][]fp.Element
}

func newTile(lanes int) *tile {
	t := &tile{lanes: lanes}
	buffer := make([]fp.Element, len(t.cells)*tileRows*lanes)
	for i := range t.cells {
		t.cells[i], buffer = buffer[:tileRows*lanes], buffer[tileRows*lanes:]
	}
	return t
}

// row returns one row of one of the columns.
func (t *tile) row(column, row int) []fp.Element {
	return t.cells[column][row*t.lanes : (row+1)*t.lanes]
}

// flush writes rows of a tile to a virtual column: lane k belongs to the
// instance instances[k], whose cells start at height·instance.
func (t *tile) flush(c air.Column, column, height, first, rows int, instances []int) {
	cells := t.cells[column]
	for lane, instance := range instances {
		at := instance*height + first
		for r := range rows {
			c.Set(at+r, &cells[r*t.lanes+lane])
		}
	}
}

const (
	tileX = iota
	tileY
	tileSelector
	tileSlope
	tileXDiffInv
)

// write computes the subset sums that start from the lanes' points and writes
// them; lane k is the sum instances[k]. Selectors have at most bits bits. The
// results are left in the lanes.
func (t *sumColumns) write(l *ec.Lanes, at points, selectors []fp.Element, instances []int) {
	n := l.Len()
	tl := newTile(n)
	selector := append([]fp.Element(nil), selectors...)
	bits := make([][4]uint64, n)
	on := make([]bool, n)
	for k := range selectors {
		bits[k] = selectors[k].Bits()
	}
	for row := range sumHeight {
		r := row % tileRows
		copy(tl.row(tileX, r), l.X)
		copy(tl.row(tileY, r), l.Y)
		copy(tl.row(tileSelector, r), selector)
		if row < sumHeight-1 {
			shiftSelectors(selector, bits, on, row)
			var inv []fp.Element
			if t.inverse {
				inv = tl.row(tileXDiffInv, r)
			}
			px, py := at(row)
			l.Add(px, py, on, tl.row(tileSlope, r), inv)
		}
		if r == tileRows-1 {
			t.flush(tl, row+1-tileRows, instances)
		}
	}
	if t.unpack {
		for k, b := range bits {
			ones := b[3] >> 59 & (b[3] >> 4) & 1
			t.ones196.SetUint64(instances[k], ones)
			t.ones192.SetUint64(instances[k], ones&b[3])
		}
	}
}

// shiftSelectors reads the bit with the given number of every selector and
// shifts it out.
func shiftSelectors(selector []fp.Element, bits [][4]uint64, on []bool, bit int) {
	one := fp.One()
	for k := range selector {
		on[k] = bits[k][bit/64]>>(bit%64)&1 == 1
		if on[k] {
			selector[k].Sub(&selector[k], &one)
		}
		selector[k].Halve()
	}
}

// flush writes tileRows rows; the last row of a sum has no slope.
func (t *sumColumns) flush(tl *tile, first int, instances []int) {
	tl.flush(t.x, tileX, sumHeight, first, tileRows, instances)
	tl.flush(t.y, tileY, sumHeight, first, tileRows, instances)
	tl.flush(t.selector, tileSelector, sumHeight, first, tileRows, instances)
	steps := min(tileRows, sumHeight-1-first)
	tl.flush(t.slope, tileSlope, sumHeight, first, steps, instances)
	if t.inverse {
		tl.flush(t.xDiffInv, tileXDiffInv, sumHeight, first, steps, instances)
	}
}
