package cpu

import "quarry/kernels"

// view is a kernels.View with its column at hand.
type view struct {
	table        *columns
	col          []kernels.Element
	step, offset int
}

func openView(v kernels.View) view {
	t := table(v.Columns)
	require(0 <= v.Column && v.Column < len(t.data), "view of column %d of %d", v.Column, len(t.data))
	require(isPowerOfTwo(v.Step) && v.Step <= t.shape.length && 0 <= v.Offset && v.Offset < v.Step,
		"view of rows %d + k·%d of %d", v.Offset, v.Step, t.shape.length)
	return view{t, t.data[v.Column], v.Step, v.Offset}
}

// openViews opens views that must have n rows each.
func openViews(vs []kernels.View, n int) []view {
	out := make([]view, len(vs))
	for i, v := range vs {
		out[i] = openView(v)
		require(out[i].len() == n, "views of %d and %d rows", out[i].len(), n)
	}
	return out
}

func (v view) len() int { return len(v.col) / v.step }

// touch announces that n elements are about to be read or written.
func (v view) touch(n int) {
	v.table.touch(n * min(v.step*elementSize, kernels.ScratchReadAround))
}

// scan is how running sums and products are computed: in blocks of
// lanes·rows elements, where a lane is rows elements that follow each other,
// so that one vector operation advances all lanes of a block by one element.
// Lanes, then blocks, are joined afterwards. In scratch a block is transposed:
// scratch[r·lanes+l] is element r of lane l.
type scan struct{ count, lanes, rows int }

const (
	scanLanes = 64
	scanRows  = 64
)

func newScan(n int) scan {
	count, size := blocks(n, scanLanes*scanRows)
	lanes := min(scanLanes, size)
	return scan{count, lanes, size / lanes}
}

func (s scan) size() int { return s.lanes * s.rows }

// row is element r of all lanes.
func (s scan) row(v []kernels.Element, r int) []kernels.Element {
	return v[r*s.lanes : (r+1)*s.lanes]
}

// gather copies block i of a virtual column; from its predecessor element if
// back is 1, where the first element of all counts as its own predecessor.
func (s scan) gather(dst []kernels.Element, v view, i, back int) {
	v.touch(s.size())
	for l := range s.lanes {
		first := i*s.size() + l*s.rows - back
		for r := range s.rows {
			dst[r*s.lanes+l] = v.col[v.offset+max(first+r, 0)*v.step]
		}
	}
}

// scatter copies a block into a virtual column.
func (s scan) scatter(v view, src []kernels.Element, i int) {
	v.touch(s.size())
	for l := range s.lanes {
		at := v.offset + (i*s.size()+l*s.rows)*v.step
		for r := range s.rows {
			v.col[at] = src[r*s.lanes+l]
			at += v.step
		}
	}
}
