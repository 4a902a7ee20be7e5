package ntt

import (
	"context"
	"math/bits"
	"sync"

	"quarry/kernels/cpu/felt"
)

// InterpolateMany interpolates columns of equal length in place, as Interpolate
// does, on up to threads goroutines that share twiddles and work also when there
// are fewer columns than threads. It fails only with the context's cause; the
// columns are then undefined.
func InterpolateMany(ctx context.Context, ops *felt.Ops, cols [][]Element, offset *Element, threads int) error {
	log := lengths(cols)
	if log < 0 {
		return context.Cause(ctx)
	}
	p := newPlan(log)
	if ops.Wide != nil && log >= minWideLog {
		return interpolateWide(ctx, ops, p, cols, offset, threads)
	}
	normalize := p.forInterpolate(ops.LazyLayers)
	t := plainTwiddles.get(ops, log)
	for i := len(p.sweeps) - 1; i >= 0; i-- {
		if err := interpolateTiles(ctx, ops, p, i, cols, t, threads); err != nil {
			return err
		}
	}
	return interpolateLeaves(ctx, ops, p, normalize, cols, t, offset, threads)
}

// interpolateTiles does one sweep.
func interpolateTiles(ctx context.Context, ops *felt.Ops, p *plan, index int, cols [][]Element, t []Element, threads int) error {
	s := &p.sweeps[index]
	width := s.columns(threads, tileSize, minColumns)
	tiles := s.stride() / width
	size := s.rows() << s.low
	blocks := 1 << p.log / size
	return parallel(ctx, threads, tiles*blocks, scratches, func(i int, w *scratch) {
		c, block := i%tiles*width, i/tiles
		tile := w.tile[:s.rows()*width]
		tw := nodeTwiddles(ops, w.twiddles[:], t, block, s.layers)
		for _, col := range cols {
			matrix := col[block*size : (block+1)*size]
			s.gather(tile, matrix, c, width)
			if s.normalize {
				ops.Normalize(tile)
			}
			for l, half := 0, len(tile)/2; half >= width; l, half = l+1, half/2 {
				ops.LayerByBlock(tile, half, tw[l])
			}
			s.scatter(matrix, tile, c, width)
		}
	})
}

// interpolateLeaves does the lowest layers and scales by 1/N and the offset.
func interpolateLeaves(ctx context.Context, ops *felt.Ops, p *plan, normalize bool, cols [][]Element, t []Element, offset *Element, threads int) error {
	size := 1 << p.leaf
	scale := newScale(ops, p, offset, 1)
	return parallel(ctx, threads, 1<<(p.log-p.leaf), scratches, func(k int, w *scratch) {
		tw := nodeTwiddles(ops, w.twiddles[:], t, k, p.leaf)
		factors := scale.leaf(ops, w.tile[:size], k)
		for _, col := range cols {
			a := col[k*size : (k+1)*size]
			if normalize {
				ops.Normalize(a)
			}
			for l, half := 0, size/2; half > 0; l, half = l+1, half/2 {
				ops.LayerByBlock(a, half, tw[l])
			}
			if factors == nil {
				ops.MulScalar(a, a, &scale.inverse)
			} else {
				ops.Mul(a, a, factors)
			}
		}
	})
}

// scale divides coefficients by N·offset^j, and multiplies them by a small number.
type scale struct {
	p       *plan
	inverse Element // multiple/N
	// root is 1/offset and low[k] = root^(N/2^leaf·bitreverse(k))·multiple/N for k
	// inside a leaf; nil for offset 1.
	root Element
	low  []Element
}

func newScale(ops *felt.Ops, p *plan, offset *Element, multiple uint64) *scale {
	s := &scale{p: p}
	s.inverse.SetUint64(1 << p.log)
	s.inverse.Inverse(&s.inverse)
	var m Element
	s.inverse.Mul(&s.inverse, m.SetUint64(multiple))
	if offset.IsOne() {
		return s
	}
	s.root.Inverse(offset)
	s.low = make([]Element, 1<<p.leaf)
	s.low[0] = s.inverse
	// Bit l of k stands for N/2^(l+1) in the power.
	for l := range p.leaf {
		step := pow2(&s.root, p.log-1-l)
		ops.MulScalar(s.low[1<<l:2<<l], s.low, &step)
	}
	return s
}

// leaf returns the factors of leaf k, in dst or shared; nil if all are
// multiple/N.
func (s *scale) leaf(ops *felt.Ops, dst []Element, k int) []Element {
	if s.low == nil || k == 0 {
		return s.low // the factor of leaf 0 is one
	}
	f := power(&s.root, bitReverse(k, s.p.log-s.p.leaf))
	ops.MulScalar(dst, s.low, &f)
	return dst
}

// blockTwiddles is a table of the twiddles of interpolations, times a small
// number: t[k] = w^(−bitreverse(k)), which for a layer of 2^l blocks, k < 2^l, w
// generating the subgroup of 2^(l+1) points and l bits reversed, does not depend
// on l. It grows by need up to 2^tableLog entries, 32 MiB; larger transforms make
// the rest on the spot.
type blockTwiddles struct {
	multiple uint64
	sync.Mutex
	t []Element
}

const tableLog = 20

var (
	plainTwiddles = &blockTwiddles{multiple: 1}
	// wideTwiddles are ready to become factors.
	wideTwiddles = &blockTwiddles{multiple: 16}
)

// get returns as much of the table as an interpolation of 2^log points reads, or
// all of it.
func (b *blockTwiddles) get(ops *felt.Ops, log int) []Element {
	n := 1 << min(max(log-1, 0), tableLog)
	b.Lock()
	defer b.Unlock()
	if len(b.t) < n {
		t := make([]Element, n)
		t[0].SetUint64(b.multiple)
		for done := max(1, copy(t, b.t)); done < n; done *= 2 {
			ops.MulScalar(t[done:2*done], t, &roots()[1][bits.Len(uint(done))+1])
		}
		b.t = t
	}
	return b.t[:n]
}

// nodeTwiddles returns the twiddles of the layers under node k of the tree of
// blocks: [l][j] is entry k·2^l + j of the table, j < 2^l. What the table t
// lacks is made in dst, which has 2^layers elements.
func nodeTwiddles(ops *felt.Ops, dst, t []Element, k, layers int) [][]Element {
	tw := make([][]Element, layers)
	for l := range tw {
		from, n := k<<l, 1<<l
		if from+n <= len(t) {
			tw[l] = t[from : from+n]
			continue
		}
		// Entries multiply when bits are joined.
		var f Element
		f.SetOne()
		for rest := k; rest > 0; rest &= rest - 1 {
			f.Mul(&f, &roots()[1][bits.TrailingZeros(uint(rest))+l+2])
		}
		tw[l] = dst[n : 2*n]
		ops.MulScalar(tw[l], t, &f)
	}
	return tw
}
