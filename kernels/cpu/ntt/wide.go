package ntt

import (
	"context"

	"quarry/kernels/cpu/felt"
)

// On CPUs that have a unit for them, transforms run on wide vectors of eight felts. The
// layers that join elements eight or more apart have eight adjacent elements as
// lanes. For the other three layers, lanes are eight adjacent blocks of eight
// elements each, and the position in the block is the vector: a transposition
// away, or none where the elements come from memory anyway.
const (
	// minWideLog: smaller columns have no eight blocks of eight elements.
	minWideLog = 6
	// wideTileSize is the number of elements of a tile.
	wideTileSize = 1 << 13
	// minWideColumns: lanes are columns.
	minWideColumns = 8
)

// wideScratch is what one goroutine works in.
type wideScratch struct {
	data, twiddles [wideTileSize / 8]felt.Vec
	elements       [tileSize]Element
	factors        [tileSize]felt.Factor
}

var wideScratches = newPool[wideScratch]()

// adjacent is the grid of vectors of adjacent elements.
func adjacent(elements int) felt.Grid {
	return felt.Grid{Rows: 1, Cols: elements / 8, ColStep: 8, LaneStep: 1}
}

// blocks is the grid of vectors whose lanes are eight adjacent blocks of eight
// elements.
func blocks(elements int) felt.Grid {
	return felt.Grid{Rows: elements / 64, RowStep: 64, Cols: 8, ColStep: 1, LaneStep: 8}
}

// tile is the grid of the tile of a sweep.
func (s *sweep) grid(width int) felt.Grid {
	return felt.Grid{Rows: s.rows(), RowStep: s.stride(), Cols: width / 8, ColStep: 8, LaneStep: 1}
}

// toFactors makes factors of elements that are already multiplied by 16.
func toFactors(wide *felt.Wide, dst []felt.Factor, src []Element) []felt.Factor {
	dst = dst[:len(src)]
	for i := range src {
		dst[i] = wide.Split(&src[i])
	}
	return dst
}

func evaluateWide(ctx context.Context, ops *felt.Ops, p *plan, dsts, srcs [][]Element, offset *Element, threads int) error {
	t := newWideLeaf(ops, offset, p.log, p.leaf)
	size := 1 << p.leaf
	leaves := 1 << (p.log - p.leaf)
	err := parallel(ctx, threads, leaves*len(dsts), wideScratches, func(i int, w *wideScratch) {
		k := i % leaves * size
		t.evaluate(ops.Wide, w, dsts[i/leaves][k:k+size], srcs[i/leaves][k:k+size])
	})
	for i := range p.sweeps {
		if err != nil {
			return err
		}
		err = evaluateTilesWide(ctx, ops, p, &p.sweeps[i], dsts, offset, threads)
	}
	return err
}

// wideLeaf has the twiddles of the lowest layers of an evaluation, as
// leafTwiddles: the lowest three for all lanes, the others for each.
type wideLeaf struct {
	layers int
	low    []felt.Factor
	high   []felt.Vec
}

func newWideLeaf(ops *felt.Ops, offset *Element, log, layers int) *wideLeaf {
	t := leafTwiddles(ops, offset, log, layers)
	multiply16(ops, t)
	l := &wideLeaf{layers: layers, low: make([]felt.Factor, min(8, len(t)))}
	toFactors(ops.Wide, l.low, t[:len(l.low)])
	if len(t) > 8 {
		l.high = make([]felt.Vec, len(t)/8)
		ops.Wide.UnpackFactors(l.high, t, adjacent(len(t)))
	}
	return l
}

func multiply16(ops *felt.Ops, t []Element) {
	var sixteen Element
	sixteen.SetUint64(16)
	ops.MulScalar(t, t, &sixteen)
}

// evaluate does the lowest layers of adjacent leaves, from src to dst.
func (t *wideLeaf) evaluate(wide *felt.Wide, w *wideScratch, dst, src []Element) {
	a := w.data[:len(src)/8]
	wide.Unpack(a, src, blocks(len(src)))
	for l := range min(t.layers, 3) {
		wide.LayerByIndexSame(a, 1<<l, t.low[1<<l:])
	}
	wide.Transpose(a)
	block := min(len(a), 1<<blockLog/8)
	for b := a; len(b) > 0; b = b[block:] {
		t.far(wide, b[:block], 1, block)
	}
	t.far(wide, a, block, len(a))
	wide.Pack(dst, a, adjacent(len(dst)))
}

// far does the layers that join vectors from … below to apart.
func (t *wideLeaf) far(wide *felt.Wide, a []felt.Vec, from, to int) {
	for half := from; half < to && half < len(t.high); half *= 2 {
		wide.LayerByIndex(a, half, t.high[half:])
	}
}

func evaluateTilesWide(ctx context.Context, ops *felt.Ops, p *plan, s *sweep, cols [][]Element, offset *Element, threads int) error {
	width := s.columns(threads, wideTileSize, minWideColumns)
	grid := s.grid(width)
	size := s.rows() << s.low
	t := newWideTile(ops, p, s, offset)
	return parallel(ctx, threads, s.stride()/width, wideScratches, func(i int, w *wideScratch) {
		c := i * width
		a := w.data[:s.rows()*width/8]
		t.make(ops, w, c, width)
		for _, col := range cols {
			for k := c; k < len(col); k += size {
				ops.Wide.Unpack(a, col[k:], grid)
				for half := width / 8; half < len(a); half *= 2 {
					ops.Wide.LayerByIndex(a, half, w.twiddles[half:])
				}
				ops.Wide.Pack(col[k:], a, grid)
			}
		}
	})
}

// wideTile makes the twiddles of the tiles of a sweep.
type wideTile struct {
	layers int
	// offset and ratio are such that row 0 of the highest layer has the
	// twiddle offset·ratio^c in column c.
	offset, ratio Element
	// rows[2^l + r] is the twiddle of layer l and row r < 2^l in relation to
	// row 0: for all columns alike.
	rows []felt.Factor
}

func newWideTile(ops *felt.Ops, p *plan, s *sweep, offset *Element) *wideTile {
	high := s.low + s.layers
	t := &wideTile{layers: s.layers, offset: pow2(offset, p.log-high), ratio: roots()[0][high]}
	rows := leafTwiddles(ops, &roots()[0][0], s.layers, s.layers)
	multiply16(ops, rows)
	t.rows = toFactors(ops.Wide, make([]felt.Factor, len(rows)), rows)
	return t
}

// make sets, with v = width/8, w.twiddles[(2^l + r)·v …] to the v vectors of
// twiddles of layer l and row r < 2^l for the columns from c on.
func (t *wideTile) make(ops *felt.Ops, w *wideScratch, c, width int) {
	v := width / 8
	first := w.elements[:width]
	start := power(&t.ratio, c)
	start.Mul(&start, &t.offset)
	ops.Powers(first, &start, &t.ratio)
	for l := t.layers - 1; l >= 0; l-- {
		row := w.elements[width : 2*width]
		copy(row, first)
		multiply16(ops, row)
		// The data are not there yet; their place serves for row 0.
		ops.Wide.UnpackFactors(w.data[:v], row, adjacent(width))
		ops.Wide.ScaleFactors(w.twiddles[v<<l:v<<(l+1)], w.data[:v], t.rows[1<<l:2<<l])
		// offset and ratio of the next lower layer are the squares
		ops.Mul(first, first, first)
	}
}

func interpolateWide(ctx context.Context, ops *felt.Ops, p *plan, cols [][]Element, offset *Element, threads int) error {
	t := wideTwiddles.get(ops, p.log)
	for i := len(p.sweeps) - 1; i >= 0; i-- {
		if err := interpolateTilesWide(ctx, ops, p, &p.sweeps[i], cols, t, threads); err != nil {
			return err
		}
	}
	return interpolateLeavesWide(ctx, ops, p, cols, t, offset, threads)
}

func interpolateTilesWide(ctx context.Context, ops *felt.Ops, p *plan, s *sweep, cols [][]Element, t []Element, threads int) error {
	width := s.columns(threads, wideTileSize, minWideColumns)
	grid := s.grid(width)
	tiles := s.stride() / width
	size := s.rows() << s.low
	return parallel(ctx, threads, tiles<<p.log/size, wideScratches, func(i int, w *wideScratch) {
		c, block := i%tiles*width, i/tiles
		a := w.data[:s.rows()*width/8]
		tw := nodeFactors(ops, w, t, block, s.layers)
		for _, col := range cols {
			matrix := col[block*size+c:]
			ops.Wide.Unpack(a, matrix, grid)
			for l, half := 0, len(a)/2; l < s.layers; l, half = l+1, half/2 {
				ops.Wide.LayerByBlockSame(a, half, tw[1<<l:])
			}
			ops.Wide.Pack(matrix, a, grid)
		}
	})
}

// nodeFactors returns the twiddles of layers under node k, as nodeTwiddles, that
// of layer l and block j at 2^l + j.
func nodeFactors(ops *felt.Ops, w *wideScratch, t []Element, k, layers int) []felt.Factor {
	for l, tw := range nodeTwiddles(ops, w.elements[:], t, k, layers) {
		toFactors(ops.Wide, w.factors[1<<l:], tw)
	}
	return w.factors[:]
}

func interpolateLeavesWide(ctx context.Context, ops *felt.Ops, p *plan, cols [][]Element, t []Element, offset *Element, threads int) error {
	size := 1 << p.leaf
	scale := newScale(ops, p, offset, 16)
	inverse := make([]Element, 8)
	for i := range inverse {
		inverse[i] = scale.inverse
	}
	one := make([]felt.Vec, 1)
	ops.Wide.UnpackFactors(one, inverse, adjacent(8))
	return parallel(ctx, threads, 1<<(p.log-p.leaf), wideScratches, func(k int, w *wideScratch) {
		factors := one
		if f := scale.leaf(ops, w.elements[:size], k); f != nil {
			factors = w.twiddles[size/8 : size/4]
			ops.Wide.UnpackFactors(factors, f, blocks(size))
		}
		tw := nodeTwiddles(ops, w.elements[:], t, k, p.leaf)
		near := nearTwiddles(ops.Wide, w.twiddles[:size/8], tw[p.leaf-3:])
		for l := range p.leaf - 3 {
			toFactors(ops.Wide, w.factors[1<<l:], tw[l])
		}
		a := w.data[:size/8]
		for _, col := range cols {
			leaf := col[k*size : (k+1)*size]
			ops.Wide.Unpack(a, leaf, adjacent(size))
			for l, half := 0, len(a)/2; l < p.leaf-3; l, half = l+1, half/2 {
				ops.Wide.LayerByBlockSame(a, half, w.factors[1<<l:])
			}
			ops.Wide.Transpose(a)
			for i, half := 0, 4; half > 0; i, half = i+1, half/2 {
				ops.Wide.LayerByBlock(a, half, near[i])
			}
			ops.Wide.PackScaled(leaf, a, factors, blocks(size))
		}
	})
}

// nearTwiddles makes, in dst, the twiddles of the last three layers of a leaf,
// whose lanes are eight adjacent blocks of eight elements: tw[i][j] is the
// twiddle of block j of layer i, where the blocks have 8>>i elements.
func nearTwiddles(wide *felt.Wide, dst []felt.Vec, tw [][]Element) [3][]felt.Vec {
	var near [3][]felt.Vec
	for i := range near {
		n := len(tw[i]) / 8
		near[i], dst = dst[:n], dst[n:]
		wide.UnpackFactors(near[i], tw[i], felt.Grid{
			Rows: n >> i, RowStep: 8 << i, Cols: 1 << i, ColStep: 1, LaneStep: 1 << i,
		})
	}
	return near
}
