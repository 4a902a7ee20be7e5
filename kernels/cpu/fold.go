package cpu

import (
	"context"

	"quarry/kernels"
	"quarry/kernels/cpu/ntt"
)

// foldBlock is how many results Fold computes at a time.
const foldBlock = 1 << 8

// Fold implements kernels.Folder.
//
// With n = Len>>steps, result i depends on the inputs i + k·n for k < 2^steps.
// A block of results takes 2^steps runs of inputs and folds them pairwise in
// scratch: the pair (k, k + half) lies at ±x with
// 1/x = offset⁻¹·g^−i·g^−kn, and g^−n is a root of unity of order 2^steps.
func (b *backend) Fold(ctx context.Context, dst, src kernels.Columns, steps int, zeta, offset *kernels.Element) error {
	d, s := single(dst), single(src)
	require(0 <= steps && len(d) == len(s)>>steps, "fold of %d values by %d steps into %d", len(s), steps, len(d))
	if steps == 0 {
		return b.copyColumn(ctx, table(dst), d, s)
	}
	f := b.newFolding(len(s), steps, zeta, offset)
	count, size := blocks(len(d), foldBlock)
	scratch := make([]*foldScratch, b.workers(count))
	return b.each(ctx, count, func(worker, i int) {
		if scratch[worker] == nil {
			scratch[worker] = newFoldScratch(size, steps)
		}
		table(dst).touch((size + size<<steps) * elementSize)
		f.block(scratch[worker], d[i*size:(i+1)*size], s, i*size)
	})
}

// folding is what all blocks of one Fold share.
type folding struct {
	b     *backend
	steps int
	n     int               // results
	start kernels.Element   // zeta/offset
	ginv  kernels.Element   // 1/g of the source's domain
	omega []kernels.Element // omega[k] = g^(−k·n), k < 2^(steps−1)
	inner []kernels.Element // ginv^i within a block
}

func (b *backend) newFolding(size, steps int, zeta, offset *kernels.Element) *folding {
	f := &folding{b: b, steps: steps, n: size >> steps}
	f.ginv = ntt.Generator(size)
	f.ginv.Inverse(&f.ginv)
	f.start.Inverse(offset)
	f.start.Mul(&f.start, zeta)
	one := kernels.Element{}
	one.SetOne()
	w := power(&f.ginv, f.n)
	f.omega = make([]kernels.Element, 1<<(steps-1))
	b.ops.Powers(f.omega, &one, &w)
	f.inner = make([]kernels.Element, min(f.n, foldBlock))
	b.ops.Powers(f.inner, &one, &f.ginv)
	return f
}

type foldScratch struct {
	t, tw []kernels.Element   // zeta/x for the pair 0, and for the pair at hand
	work  [][]kernels.Element // results of a step
}

func newFoldScratch(size, steps int) *foldScratch {
	s := &foldScratch{t: make([]kernels.Element, size), tw: make([]kernels.Element, size),
		work: make([][]kernels.Element, 1<<(steps-1))}
	for k := range s.work {
		s.work[k] = make([]kernels.Element, size)
	}
	return s
}

// block computes dst, the results from first on.
func (f *folding) block(s *foldScratch, dst, src []kernels.Element, first int) {
	ops, size := f.b.ops, len(dst)
	start := power(&f.ginv, first)
	start.Mul(&start, &f.start)
	t := s.t[:size]
	ops.MulScalar(t, f.inner[:size], &start)
	run := func(k int) []kernels.Element { return src[first+k*f.n:][:size] }
	for step := 1; step <= f.steps; step++ {
		half := 1 << (f.steps - step)
		for k := range half {
			lo, hi, out := run(k), run(k+half), s.work[k]
			if half == 1 {
				out = dst
			}
			tw := t
			if k > 0 { // the factor 1/x of pair k; squared with t at each step
				tw = s.tw[:size]
				ops.MulScalar(tw, t, &f.omega[k<<(step-1)])
			}
			ops.Fold(out, lo, hi, tw)
		}
		if step < f.steps {
			ops.Mul(t, t, t)
			run = func(k int) []kernels.Element { return s.work[k] }
		}
	}
}
