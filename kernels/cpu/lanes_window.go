//go:build amd64 && !purego

package cpu

import (
	"slices"

	"quarry/kernels"
	"quarry/kernels/cpu/lanes"
)

// windows are the runs of rows of columns that a block of rows needs in lanes.
// Cells of one column that lie near each other share a window.
type windows struct {
	unit    *lanes.Unit
	n, size int // rows of all columns, rows of a block
	all     []window
	places  []place // of the sources
	total   int     // rows of all windows
}

// window is a run of rows of one column.
type window struct {
	column    []kernels.Element
	from, len int // rows from the block's first on, multiples of lanes.Group
	at        int // where the window begins in a frame
}

// place is where a source's rows begin.
type place struct{ window, offset int }

// newWindows plans windows for the sources, whose rows may be negative.
func newWindows(unit *lanes.Unit, sources []source, n, size int) *windows {
	w := &windows{unit: unit, n: n, size: size, places: make([]place, len(sources))}
	order := make([]int, len(sources))
	columns := map[*kernels.Element]int{} // in the order in which they appear
	for k, s := range sources {
		order[k] = k
		if _, ok := columns[&s.column[0]]; !ok {
			columns[&s.column[0]] = len(columns)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &sources[a], &sources[b]
		if c := columns[&x.column[0]] - columns[&y.column[0]]; c != 0 {
			return c
		}
		return x.row - y.row
	})
	var last *window
	for _, k := range order {
		s := &sources[k]
		from := s.row &^ (lanes.Group - 1)
		end := (s.row + size + lanes.Group - 1) &^ (lanes.Group - 1)
		if last == nil || &last.column[0] != &s.column[0] || from > last.from+last.len {
			w.all = append(w.all, window{column: s.column, from: from})
			last = &w.all[len(w.all)-1]
		}
		last.len = end - last.from
		w.places[k] = place{len(w.all) - 1, s.row - last.from}
	}
	for k := range w.all {
		w.all[k].at = w.total
		w.total += w.all[k].len
	}
	return w
}

// source is where the rows of source k lie in memory, a vector of w.total rows.
func (w *windows) source(memory lanes.Vector, k int) lanes.Vector {
	p := w.places[k]
	return memory.Slice(w.all[p.window].at+p.offset, w.size)
}

// load fills memory for the rows from first on.
func (w *windows) load(memory lanes.Vector, first int) {
	for k := range w.all {
		x := &w.all[k]
		for done := 0; done < x.len; {
			from := (first + x.from + done) & (w.n - 1)
			run := min(x.len-done, w.n-from)
			w.unit.Load(memory.Slice(x.at+done, run), x.column[from:])
			done += run
		}
	}
}
