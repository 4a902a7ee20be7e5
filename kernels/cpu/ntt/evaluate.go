package ntt

import (
	"context"

	"quarry/kernels/cpu/felt"
)

// EvaluateMany evaluates polynomials of equal length, as Evaluate does, on up to
// threads goroutines that share twiddles and work also when there are fewer
// columns than threads. dsts[i] and srcs[i] are the same slice or do not
// overlap. It fails only with the context's cause; dsts are then undefined.
func EvaluateMany(ctx context.Context, ops *felt.Ops, dsts, srcs [][]Element, offset *Element, threads int) error {
	log := lengths(dsts, srcs)
	if log < 0 {
		return context.Cause(ctx)
	}
	if ops.Wide != nil && log >= minWideLog {
		return evaluateWide(ctx, ops, newPlan(log), dsts, srcs, offset, threads)
	}
	p := newPlan(log).forEvaluate(ops.LazyLayers)
	if err := evaluateLeaves(ctx, ops, p, dsts, srcs, offset, threads); err != nil {
		return err
	}
	for i := range p.sweeps {
		if err := evaluateTiles(ctx, ops, p, i, dsts, offset, threads); err != nil {
			return err
		}
	}
	return nil
}

// leafTwiddles returns the twiddles of the lowest layers of an evaluation of
// 2^log points over offset·<g>: for layer l and j < 2^l, t[2^l + j] = o·w^j where
// w generates the subgroup of 2^(l+1) points and o = offset^(2^(log−1−l)); for
// the block of layer l that ends up with the values of a polynomial over o·<w>.
func leafTwiddles(ops *felt.Ops, offset *Element, log, layers int) []Element {
	t := make([]Element, 1<<layers)
	if layers == 0 {
		return t
	}
	top := 1 << (layers - 1)
	start := pow2(offset, log-layers)
	ops.Powers(t[top:], &start, &roots()[0][layers])
	for half := top / 2; half > 0; half /= 2 {
		// offset and generator of the next lower layer are the squares
		ops.Mul(t[half:2*half], t[2*half:], t[2*half:])
	}
	return t
}

// evaluateLeaves does the lowest layers, from srcs to dsts.
func evaluateLeaves(ctx context.Context, ops *felt.Ops, p *plan, dsts, srcs [][]Element, offset *Element, threads int) error {
	t := leafTwiddles(ops, offset, p.log, p.leaf)
	size, block := 1<<p.leaf, 1<<min(p.leaf, blockLog)
	blocks := 1 << (p.log - p.leaf)
	return parallel(ctx, threads, blocks*len(dsts), scratches, func(i int, _ *scratch) {
		k := i % blocks * size
		a, src := dsts[i/blocks][k:k+size], srcs[i/blocks][k:k+size]
		for j := 0; j < size; j += block {
			copy(a[j:j+block], src[j:])
			layersByIndex(ops, a[j:j+block], 0, min(p.leaf, blockLog), t)
		}
		layersByIndex(ops, a, blockLog, p.leaf, t)
		if len(p.sweeps) == 0 {
			ops.Normalize(a)
		}
	})
}

// evaluateTiles does one sweep. The twiddles of a tile are made on the spot, as
// one multiplication each serves all columns, and all blocks of the lower sweeps.
func evaluateTiles(ctx context.Context, ops *felt.Ops, p *plan, index int, cols [][]Element, offset *Element, threads int) error {
	s := &p.sweeps[index]
	width := s.columns(threads, tileSize, minColumns)
	last := index == len(p.sweeps)-1
	size := s.rows() << s.low
	t := newTileTwiddles(ops, p, s, offset)
	return parallel(ctx, threads, s.stride()/width, scratches, func(i int, w *scratch) {
		c := i * width
		tile := w.tile[:s.rows()*width]
		t.make(ops, w.twiddles[:len(tile)], c, width)
		for _, col := range cols {
			for k := 0; k < len(col); k += size {
				matrix := col[k : k+size]
				s.gather(tile, matrix, c, width)
				if s.normalize {
					ops.Normalize(tile)
				}
				for half := width; half < len(tile); half *= 2 {
					ops.LayerByIndex(tile, half, w.twiddles[half:])
				}
				if last {
					ops.Normalize(tile)
				}
				s.scatter(matrix, tile, c, width)
			}
		}
	})
}

// tileTwiddles makes the twiddles of the tiles of a sweep.
type tileTwiddles struct {
	layers int
	// offset and ratio are such that row 0 of the highest layer has the
	// twiddle offset·ratio^c in column c.
	offset, ratio Element
	// rows[r] = ratio^(r·stride), the twiddle of row r in relation to row 0.
	rows []Element
}

func newTileTwiddles(ops *felt.Ops, p *plan, s *sweep, offset *Element) *tileTwiddles {
	high := s.low + s.layers
	t := &tileTwiddles{layers: s.layers, offset: pow2(offset, p.log-high), ratio: roots()[0][high]}
	t.rows = make([]Element, s.rows()/2)
	ops.Powers(t.rows, &roots()[0][0], &roots()[0][s.layers])
	return t
}

// make sets dst[(2^l + r)·width + j] to the twiddle of layer l, row r < 2^l and
// column c+j.
func (t *tileTwiddles) make(ops *felt.Ops, dst []Element, c, width int) {
	top := len(dst) / 2
	start := power(&t.ratio, c)
	start.Mul(&start, &t.offset)
	ops.Powers(dst[top:top+width], &start, &t.ratio)
	for r := 1; r < len(t.rows); r++ {
		ops.MulScalar(dst[top+r*width:top+(r+1)*width], dst[top:], &t.rows[r])
	}
	for half := top / 2; half >= width; half /= 2 {
		ops.Mul(dst[half:2*half], dst[2*half:], dst[2*half:])
	}
}
