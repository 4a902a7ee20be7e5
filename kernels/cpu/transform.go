package cpu

import (
	"context"

	"quarry/kernels"
	"quarry/kernels/cpu/ntt"
)

// Interpolate implements kernels.Transform.
func (b *backend) Interpolate(ctx context.Context, cols kernels.Columns, offset *kernels.Element) error {
	c := table(cols)
	return c.inGroups(c.shape.width, func(from, to int) error {
		return ntt.InterpolateMany(ctx, b.ops, c.data[from:to], offset, b.threads)
	})
}

// longColumn is the length from which one column keeps all cores busy, so that
// EvaluateAt, whose own memory grows with queries and length, need not take
// several at once.
const longColumn = 1 << 16

// inGroups calls work on consecutive columns: on most at once, or, in a scratch
// folder, on as many of them as stay in memory, but at least one.
func (c *columns) inGroups(most int, work func(from, to int) error) error {
	width, group := c.shape.width, max(1, most)
	if s := c.arena.scratch; s != nil {
		group = int(max(1, min(int64(group), s.Window()/(int64(c.shape.length)*elementSize))))
	}
	for from := 0; from < width; from += group {
		to := min(from+group, width)
		c.touch((to - from) * c.shape.length * elementSize)
		for _, column := range c.data[from:to] {
			c.arena.scratch.Prefetch(column)
		}
		if err := work(from, to); err != nil {
			return err
		}
	}
	return nil
}

// copyBlock is how many elements are copied at a time.
const copyBlock = 1 << 14

// copyColumn copies a column to another of as many rows.
func (b *backend) copyColumn(ctx context.Context, t *columns, dst, src []kernels.Element) error {
	count, size := blocks(len(dst), copyBlock)
	return b.each(ctx, count, func(_, i int) {
		t.touch(2 * size * elementSize)
		t.arena.scratch.Prefetch(src[i*size:][:size])
		copy(dst[i*size:][:size], src[i*size:])
	})
}

// Evaluate implements kernels.Transform.
func (b *backend) Evaluate(ctx context.Context, dst, coeffs kernels.Columns, offset *kernels.Element) error {
	d, c := table(dst), table(coeffs)
	require(d.shape == c.shape, "evaluation of %v into %v", c.shape, d.shape)
	if d.arena.scratch == nil || d == c {
		return d.inGroups(d.shape.width, func(from, to int) error {
			return ntt.EvaluateMany(ctx, b.ops, d.data[from:to], c.data[from:to], offset, b.threads)
		})
	}
	// In place after a copy: else both tables would have to be in memory.
	for i := range c.data {
		if err := b.copyColumn(ctx, d, d.data[i], c.data[i]); err != nil {
			return err
		}
	}
	return b.Evaluate(ctx, dst, dst, offset)
}

// EvaluateAt implements kernels.Transform.
func (b *backend) EvaluateAt(ctx context.Context, coeffs kernels.Columns, base *kernels.Element, queries []kernels.ShiftQuery) ([]kernels.Element, error) {
	t := table(coeffs)
	shifts := make([][]int, len(t.data))
	order := make([]int, len(queries)) // of a query among those of its column
	for i, q := range queries {
		require(0 <= q.Column && q.Column < len(t.data), "query for column %d of %d", q.Column, len(t.data))
		order[i] = len(shifts[q.Column])
		shifts[q.Column] = append(shifts[q.Column], q.Shift)
	}
	values := make([][]kernels.Element, 0, len(t.data))
	most := t.shape.width
	if t.shape.length >= longColumn {
		most = 1
	}
	err := t.inGroups(most, func(from, to int) error {
		group, err := ntt.EvaluateAtMany(ctx, b.ops, t.data[from:to], base, shifts[from:to], b.threads)
		values = append(values, group...)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]kernels.Element, len(queries))
	for i, q := range queries {
		out[i] = values[q.Column][order[i]]
	}
	return out, nil
}

// Coefficients implements kernels.Transform.
func (b *backend) Coefficients(_ context.Context, coeffs kernels.Columns, column, n int) ([]kernels.Element, error) {
	t := table(coeffs)
	require(0 <= column && column < len(t.data) && 0 <= n && n <= t.shape.length,
		"%d coefficients of column %d of %v", n, column, t.shape)
	out := make([]kernels.Element, n)
	logN := log2(t.shape.length)
	t.touch(min(n*kernels.ScratchReadAround, t.shape.length*elementSize))
	for i := range out {
		out[i] = t.data[column][reverse(i, logN)]
	}
	return out, nil
}

// breakBlock is how many coefficients Break combines at a time.
const breakBlock = 1 << 10

// Break implements kernels.Transform.
//
// With e and o the coefficients of the interpolants of degree below N on the
// two halves of the coset, e_k = h_k + offset^N·h_{k+N} and
// o_k = h_k − offset^N·h_{k+N}, since w^N = −1. In bit-reversed order, even k
// fill the first half of e and o, and the coefficients 2j < N and 2j+N that
// become neighbours j, j + N/2 of h0 land side by side.
func (b *backend) Break(ctx context.Context, dst, even, odd kernels.Columns, offset *kernels.Element) error {
	d, e, o := table(dst), single(even), single(odd)
	n := len(e)
	require(d.shape == shape{2, n} && len(o) == n, "break of %d and %d values into %v", n, len(o), d.shape)
	w := ntt.Generator(2 * n)
	oddOffset := *offset
	oddOffset.Mul(&oddOffset, &w)
	if err := b.Interpolate(ctx, even, offset); err != nil {
		return err
	}
	if err := b.Interpolate(ctx, odd, &oddOffset); err != nil {
		return err
	}
	var half, highFactor kernels.Element // 1/2 and 1/(2·offset^N)
	half.SetUint64(2)
	half.Inverse(&half)
	highFactor = power(offset, n)
	highFactor.Inverse(&highFactor)
	highFactor.Mul(&highFactor, &half)
	if n == 1 {
		low, high := &d.data[0][0], &d.data[1][0]
		low.Add(&e[0], &o[0])
		low.Mul(low, &half)
		high.Sub(&e[0], &o[0])
		high.Mul(high, &highFactor)
		return nil
	}
	count, size := blocks(n/2, breakBlock)
	scratch := newLocal(b.workers(2*count), func() []kernels.Element { return make([]kernels.Element, 2*size) })
	return b.each(ctx, 2*count, func(worker, i int) {
		d.touch(4 * size * elementSize)
		low, high := scratch.of(worker)[:size], scratch.of(worker)[size:]
		column, from := i/count, i%count*size
		x, y := e[column*n/2+from:][:size], o[column*n/2+from:][:size]
		b.ops.Add(low, x, y)
		b.ops.MulScalar(low, low, &half)
		b.ops.Sub(high, x, y)
		b.ops.MulScalar(high, high, &highFactor)
		out := d.data[column][2*from:][:2*size]
		for k := range low {
			out[2*k], out[2*k+1] = low[k], high[k]
		}
	})
}

// ReadRows implements kernels.Transform.
func (b *backend) ReadRows(_ context.Context, cols kernels.Columns, rows []int) ([]kernels.Element, error) {
	t := table(cols)
	out := make([]kernels.Element, 0, len(rows)*len(t.data))
	for _, r := range rows {
		require(0 <= r && r < t.shape.length, "row %d of %d", r, t.shape.length)
		t.touch(t.shape.width * kernels.ScratchReadAround)
		for _, col := range t.data {
			out = append(out, col[r])
		}
	}
	return out, nil
}
