package cuda

import (
	"context"
	"math/bits"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

const (
	// tileLog bounds the layers of a transform that are done in shared memory at
	// a time; TILE_LOG in ntt.cu.
	tileLog = 10
	// stridedLog bounds them in passes whose tiles are not contiguous: at least
	// two neighbours, 64 bytes, are read together.
	stridedLog = 9
	// tileShared is the shared memory of a block: a tile and its twiddles.
	tileShared = 2 * elementSize << tileLog
)

var (
	nttEvaluate    = declare("ntt", "ntt_evaluate", tileShared)
	nttInterpolate = declare("ntt", "ntt_interpolate", tileShared)
	gatherRows     = declare("rows", "gather_rows", 0)
	breakHalves    = declare("rows", "break_halves", 0)
)

// pass is the layers low … low+layers−1 of a transform, counted from the one that
// joins neighbours; a tile holds 2^wide transforms.
type pass struct{ low, layers, wide int }

// passes cuts the layers of a transform of 2^log points into passes, lowest first.
func passes(log int) []pass {
	first := min(log, tileLog)
	all := []pass{{0, first, 0}}
	rest := log - first
	count := (rest + stridedLog - 1) / stridedLog
	low := first
	for i := range count {
		layers := (rest + i) / count
		all = append(all, pass{low, layers, min(tileLog-layers, low)})
		low += layers
	}
	return all
}

// launch runs a pass on all columns of a table.
func (p pass) launch(t *task, k kernel, dst, src *columns, small driver.Ptr, factors powerPair) {
	log := log2(src.length)
	size := 1 << (p.layers + p.wide)
	tiles := src.length / size
	// Columns that go through one block share the twiddles; but all
	// multiprocessors should have work.
	batch := max(1, min(src.width, 8, src.width*tiles/(8*max(1, t.b.device.Info().Processors))))
	grid := driver.Dim{uint32(tiles), uint32((src.width + batch - 1) / batch), 1}
	t.launch(k, grid, driver.Line(max(1, size/4)), 2*elementSize*size, new(driver.Args).
		Ptr(dst.ptr).Ptr(src.ptr).Ptr(small).Ptr(factors.ptr).Int(factors.split).
		Int(log).Int(p.low).Int(p.layers).Int(p.wide).Int(src.width).Int(batch))
}

// Evaluate implements kernels.Transform.
func (b *Backend) Evaluate(ctx context.Context, dst, coeffs kernels.Columns, offset *Element) error {
	d, c := table(dst), table(coeffs)
	require(d.width == c.width && d.length == c.length, "evaluation of %d columns of %d into %d of %d", c.width, c.length, d.width, d.length)
	t := d.arena.begin(ctx)
	t.evaluate(d, c, offset)
	return t.end()
}

func (t *task) evaluate(d, c *columns, offset *Element) {
	if c.width == 0 {
		return
	}
	log := log2(c.length)
	small, _ := t.tileRoots()
	var one Element
	one.SetOne()
	for i, p := range passes(log) {
		if i == 0 { // with the powers of the offset
			p.launch(t, nttEvaluate, d, c, small, t.powersOf(offset, &one, log))
		} else {
			p.launch(t, nttEvaluate, d, d, small, t.roots(log))
		}
	}
}

// Interpolate implements kernels.Transform.
func (b *Backend) Interpolate(ctx context.Context, cols kernels.Columns, offset *Element) error {
	c := table(cols)
	t := c.arena.begin(ctx)
	t.interpolate(c, offset)
	return t.end()
}

func (t *task) interpolate(c *columns, offset *Element) {
	if c.width == 0 {
		return
	}
	log := log2(c.length)
	_, small := t.tileRoots()
	all := passes(log)
	for i := len(all) - 1; i > 0; i-- {
		all[i].launch(t, nttInterpolate, c, c, small, t.roots(log))
	}
	var back, scale Element // 1/offset, 1/N
	back.Inverse(offset)
	scale.SetUint64(uint64(c.length))
	scale.Inverse(&scale)
	all[0].launch(t, nttInterpolate, c, c, small, t.powersOf(&back, &scale, log))
}

// Coefficients implements kernels.Transform.
func (b *Backend) Coefficients(ctx context.Context, coeffs kernels.Columns, column, n int) ([]Element, error) {
	c := table(coeffs)
	require(0 <= column && column < c.width && 0 <= n && n <= c.length,
		"%d coefficients of column %d of %d columns of %d", n, column, c.width, c.length)
	places := make([]uint64, n)
	for i := range places {
		places[i] = uint64(reverse(i, log2(c.length)))
	}
	t := c.arena.begin(ctx)
	out := t.gather(c.column(column), 1, c.length, places)
	return out, t.end()
}

// ReadRows implements kernels.Transform.
func (b *Backend) ReadRows(ctx context.Context, cols kernels.Columns, rows []int) ([]Element, error) {
	c := table(cols)
	places := make([]uint64, len(rows))
	for i, r := range rows {
		require(0 <= r && r < c.length, "row %d of %d", r, c.length)
		places[i] = uint64(r)
	}
	t := c.arena.begin(ctx)
	out := t.gather(c.ptr, c.width, c.length, places)
	return out, t.end()
}

// gather reads rows of columns, row after row.
func (t *task) gather(ptr driver.Ptr, width, length int, rows []uint64) []Element {
	n := width * len(rows)
	if n == 0 || t.err != nil {
		return nil
	}
	out := t.memory(n * elementSize)
	t.each(gatherRows, n, new(driver.Args).Ptr(out).Ptr(ptr).Ptr(put(t, rows)).
		Uint64(uint64(n)).Uint64(uint64(length)).Int(width))
	return get[Element](t, out, n)
}

// Break implements kernels.Transform.
//
// With e and o the coefficients of the interpolants of degree below N on the two
// halves of the coset, e_k = h_k + offset^N·h_{k+N} and
// o_k = h_k − offset^N·h_{k+N}, since w^N = −1. In bit-reversed order, even k fill
// the first half of e and o, and the coefficients 2j < N and 2j+N that become
// neighbours j, j + N/2 of h0 land side by side.
func (b *Backend) Break(ctx context.Context, dst, even, odd kernels.Columns, offset *Element) error {
	d, e, o := table(dst), single(even), single(odd)
	n := e.length
	require(d.width == 2 && d.length == n && o.length == n, "break of %d and %d values into %d columns of %d", n, o.length, d.width, d.length)
	w := generator(2 * n)
	var oddOffset, half, highFactor Element // …, 1/2, 1/(2·offset^N)
	oddOffset.Mul(offset, &w)
	half.SetUint64(2)
	half.Inverse(&half)
	highFactor = *offset
	for range log2(n) {
		highFactor.Square(&highFactor)
	}
	highFactor.Inverse(&highFactor)
	highFactor.Mul(&highFactor, &half)
	t := d.arena.begin(ctx)
	t.interpolate(e, offset)
	t.interpolate(o, &oddOffset)
	t.each(breakHalves, n, new(driver.Args).Ptr(d.ptr).Ptr(e.ptr).Ptr(o.ptr).Uint64(uint64(n)).Felt(&half).Felt(&highFactor))
	return t.end()
}

// log2 is the logarithm of a power of two.
func log2(n int) int { return bits.Len(uint(n)) - 1 }

// reverse returns the lowest n bits of i in reverse order.
func reverse(i, n int) int { return int(bits.Reverse64(uint64(i)) >> (64 - n)) }
