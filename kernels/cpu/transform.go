package cpu

import (
	"context"

	"quarry/kernels"
	"quarry/kernels/cpu/ntt"
)

// Interpolate implements kernels.Transform.
func (b *backend) Interpolate(ctx context.Context, cols kernels.Columns, offset *kernels.Element) error {
	return ntt.InterpolateMany(ctx, b.ops, table(cols).data, offset, b.threads)
}

// Evaluate implements kernels.Transform.
func (b *backend) Evaluate(ctx context.Context, dst, coeffs kernels.Columns, offset *kernels.Element) error {
	d, c := table(dst), table(coeffs)
	require(d.shape == c.shape, "evaluation of %v into %v", c.shape, d.shape)
	return ntt.EvaluateMany(ctx, b.ops, d.data, c.data, offset, b.threads)
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
	values, err := ntt.EvaluateAtMany(ctx, b.ops, t.data, base, shifts, b.threads)
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
	if err := ntt.InterpolateMany(ctx, b.ops, [][]kernels.Element{e}, offset, b.threads); err != nil {
		return err
	}
	if err := ntt.InterpolateMany(ctx, b.ops, [][]kernels.Element{o}, &oddOffset, b.threads); err != nil {
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
		for _, col := range t.data {
			out = append(out, col[r])
		}
	}
	return out, nil
}
