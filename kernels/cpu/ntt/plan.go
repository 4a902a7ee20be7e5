package ntt

import "quarry/kernels/cpu/felt"

// A transform of 2^log points is done in sweeps, each of which streams the column
// through memory once: one over leaves, contiguous blocks in which the layers
// that join near elements are done, and some over tiles, a few adjacent columns
// of the matrix whose rows are far apart, in which several layers that join far
// elements are done at once. Leaves, tiles and their twiddles fit in the
// second-level cache. Tiles are copied out and in, as elements at large powers
// of two apart would throw each other out of the cache.
const (
	// smallLog: columns up to this size are one leaf.
	smallLog = 12
	// leafLog is the size of the leaves of larger columns.
	leafLog = 10
	// blockLog is the size of blocks in a leaf that the first-level cache holds.
	blockLog = 9
	// tileLog bounds the number of layers in a sweep over tiles.
	tileLog = 10
	// tileSize is the number of elements of a tile, and of the largest leaf.
	tileSize = 1 << 12
	// minColumns is the least number of columns in a tile: whole cache lines.
	minColumns = 4
)

// sweep is one sweep over tiles: the layers low … low+layers−1, counted from the
// one that joins neighbours.
type sweep struct {
	low, layers int
	// normalize says that lazy values must be made canonical before.
	normalize bool
}

// plan is how a transform of 2^log points proceeds.
type plan struct {
	log, leaf int
	// sweeps are in the order of Evaluate, after the leaves; Interpolate goes
	// through them backwards, before the leaves.
	sweeps []sweep
}

func newPlan(log int) *plan {
	p := &plan{log: log, leaf: log}
	if log <= smallLog {
		return p
	}
	p.leaf = leafLog
	rest := log - leafLog
	count := (rest + tileLog - 1) / tileLog
	low := leafLog
	for i := range count {
		layers := (rest + i) / count
		p.sweeps = append(p.sweeps, sweep{low: low, layers: layers})
		low += layers
	}
	return p
}

// forEvaluate marks where values must be normalised when the leaves come first.
func (p *plan) forEvaluate(limit int) *plan {
	lazy := p.leaf
	for i := range p.sweeps {
		lazy = p.sweeps[i].mark(lazy, limit)
	}
	return p
}

// forInterpolate marks where values must be normalised when the leaves come
// last; leafNormalize says whether before them too.
func (p *plan) forInterpolate(limit int) (leafNormalize bool) {
	lazy := 0
	for i := len(p.sweeps) - 1; i >= 0; i-- {
		lazy = p.sweeps[i].mark(lazy, limit)
	}
	return lazy+p.leaf > limit
}

func (s *sweep) mark(lazy, limit int) int {
	if s.normalize = lazy+s.layers > limit; s.normalize {
		lazy = 0
	}
	return lazy + s.layers
}

// stride is the distance of the rows of a tile.
func (s *sweep) stride() int { return 1 << s.low }

// rows is the number of rows of a tile.
func (s *sweep) rows() int { return 1 << s.layers }

// columns is the number of columns of a tile: few enough that each of threads
// goroutines gets several tiles, but a power of two and not less than minColumns.
func (s *sweep) columns(threads, tileSize, minColumns int) int {
	c := min(tileSize>>s.layers, s.stride())
	for c > minColumns && s.stride()/c < 4*threads {
		c /= 2
	}
	return c
}

// gather copies the tile of columns c … c+width−1 of a matrix out.
func (s *sweep) gather(tile, matrix []Element, c, width int) {
	for r := range s.rows() {
		copy(tile[r*width:(r+1)*width], matrix[r<<s.low+c:])
	}
}

// scatter copies the tile back.
func (s *sweep) scatter(matrix, tile []Element, c, width int) {
	for r := range s.rows() {
		copy(matrix[r<<s.low+c:], tile[r*width:(r+1)*width])
	}
}

// lengths checks that columns have one power-of-two length and returns its
// logarithm.
func lengths(tables ...[][]Element) int {
	log := -1
	for _, t := range tables {
		if len(t) != len(tables[0]) {
			panic("ntt: numbers of columns differ")
		}
		for _, col := range t {
			if log < 0 {
				log = logOf(len(col))
			}
			if len(col) != 1<<log {
				panic("ntt: columns of different lengths")
			}
		}
	}
	return log
}

// layersByIndex runs the layers from … below to of Evaluate on a block, with t as
// made by leafTwiddles.
func layersByIndex(ops *felt.Ops, a []Element, from, to int, t []Element) {
	for l := from; l < to; l++ {
		ops.LayerByIndex(a, 1<<l, t[1<<l:])
	}
}
