package cpu

import (
	"context"
	"sync/atomic"

	"quarry/fault"
	"quarry/kernels"
)

// PermutationProduct implements kernels.Interaction. Blocks compute their own
// prefix products; a second pass multiplies in the product of all blocks before.
func (b *backend) PermutationProduct(ctx context.Context, dst kernels.View, original, sorted []kernels.View, z, alpha *kernels.Element) error {
	out := openView(dst)
	p := &products{backend: b, scan: newScan(out.len()), z: z, alpha: alpha,
		original: openViews(original, out.len()), sorted: openViews(sorted, out.len())}
	last := make([]kernels.Element, p.count) // product of a block, then of all before it
	var zero atomic.Bool
	scratch := newLocal(b.workers(p.count), func() *productScratch { return newProductScratch(p.scan) })
	err := b.each(ctx, p.count, func(worker, i int) {
		s := scratch.of(worker)
		if !p.block(s, i) {
			zero.Store(true)
			return
		}
		last[i] = s.num[p.size()-1]
		p.scatter(out, s.num, i)
	})
	if err != nil {
		return err
	}
	if zero.Load() {
		return fault.New(kernels.CodeZeroDenominator, "a denominator of a permutation product is zero").
			WithHint("the verifier's challenge hit a value of the trace; this happens by chance less than once in 2^200 runs")
	}
	exclusiveProducts(last)
	return b.each(ctx, p.count, func(worker, i int) {
		if i == 0 {
			return
		}
		s := scratch.of(worker)
		p.gather(s.num, out, i, 0)
		b.ops.MulScalar(s.num, s.num, &last[i])
		p.scatter(out, s.num, i)
	})
}

// products is one call of PermutationProduct.
type products struct {
	*backend
	scan
	original, sorted []view
	z, alpha         *kernels.Element
}

type productScratch struct {
	num, den, tmp []kernels.Element // blocks
	run           []kernels.Element // a row
}

func newProductScratch(s scan) *productScratch {
	block := func() []kernels.Element { return make([]kernels.Element, s.size()) }
	return &productScratch{block(), block(), block(), make([]kernels.Element, s.lanes)}
}

// block leaves the prefix products within block i in s.num, transposed; it
// returns false if a denominator is zero.
func (p *products) block(s *productScratch, i int) bool {
	p.linear(s.num, s.tmp, p.original, i)
	p.linear(s.den, s.tmp, p.sorted, i)
	run := s.run
	copy(run, p.row(s.den, 0))
	for r := 1; r < p.rows; r++ {
		p.ops.Mul(run, run, p.row(s.den, r))
		p.ops.Mul(p.row(s.num, r), p.row(s.num, r), p.row(s.num, r-1))
	}
	for l := range run {
		if run[l].IsZero() {
			return false
		}
	}
	// run becomes the inverse of a lane's denominators, times the product of
	// the lanes before; going up, it sheds one denominator after another.
	p.ops.Inverse(run, run)
	lanes := s.tmp[:p.lanes]
	p.ops.Mul(lanes, run, p.row(s.num, p.rows-1))
	exclusiveProducts(lanes)
	p.ops.Mul(run, run, lanes)
	for r := p.rows - 1; r >= 0; r-- {
		p.ops.Mul(p.row(s.num, r), p.row(s.num, r), run)
		if r > 0 {
			p.ops.Mul(run, run, p.row(s.den, r))
		}
	}
	return true
}

// linear sets dst to z − Σ alpha^k·views[k] on block i.
func (p *products) linear(dst, tmp []kernels.Element, views []view, i int) {
	if len(views) == 0 {
		clear(dst)
	} else {
		p.gather(dst, views[0], i, 0)
	}
	power := *p.alpha
	for k := 1; k < len(views); k++ {
		p.gather(tmp, views[k], i, 0)
		p.ops.MulAddScalar(dst, tmp, &power)
		power.Mul(&power, p.alpha)
	}
	p.ops.RSubScalar(dst, dst, p.z)
}

// exclusiveProducts replaces each element by the product of those before it.
func exclusiveProducts(v []kernels.Element) {
	var run kernels.Element
	run.SetOne()
	for i := range v {
		t := v[i]
		v[i] = run
		run.Mul(&run, &t)
	}
}

// DilutedAggregate implements kernels.Interaction. The first pass composes the
// affine steps y → m·y + c of each lane, then the lanes' starts are known and
// the second pass computes the values.
func (b *backend) DilutedAggregate(ctx context.Context, dst, sorted kernels.View, z, alpha *kernels.Element) error {
	out, in := openView(dst), openView(sorted)
	require(out.len() == in.len(), "views of %d and %d rows", out.len(), in.len())
	a := &aggregate{backend: b, scan: newScan(out.len()), in: in, z: z, alpha: alpha}
	// One composed step a lane, all lanes of all blocks in order.
	m := make([]kernels.Element, a.count*a.lanes)
	c := make([]kernels.Element, a.count*a.lanes)
	scratch := newLocal(b.workers(a.count), func() *aggregateScratch { return newAggregateScratch(a.scan) })
	err := b.each(ctx, a.count, func(worker, i int) {
		s := scratch.of(worker)
		a.steps(s, i)
		runM, runC := m[i*a.lanes:][:a.lanes], c[i*a.lanes:][:a.lanes]
		copy(runM, a.row(s.m, 0))
		copy(runC, a.row(s.c, 0))
		for r := 1; r < a.rows; r++ {
			b.ops.Mul(runM, runM, a.row(s.m, r))
			b.ops.Mul(runC, runC, a.row(s.m, r))
			b.ops.Add(runC, runC, a.row(s.c, r))
		}
	})
	if err != nil {
		return err
	}
	var run kernels.Element
	for i := range m { // m becomes the value before the lane
		before := run
		run.Mul(&run, &m[i])
		run.Add(&run, &c[i])
		m[i] = before
	}
	return b.each(ctx, a.count, func(worker, i int) {
		s := scratch.of(worker)
		a.steps(s, i)
		before := m[i*a.lanes:][:a.lanes]
		for r := range a.rows {
			b.ops.MulAdd(a.row(s.c, r), a.row(s.m, r), before)
			before = a.row(s.c, r)
		}
		a.scatter(out, s.c, i)
	})
}

// aggregate is one call of DilutedAggregate.
type aggregate struct {
	*backend
	scan
	in       view
	z, alpha *kernels.Element
}

type aggregateScratch struct{ m, c []kernels.Element }

func newAggregateScratch(s scan) *aggregateScratch {
	return &aggregateScratch{make([]kernels.Element, s.size()), make([]kernels.Element, s.size())}
}

// steps sets m = 1 + z·d and c = alpha·d² on block i. The very first step
// has m = 0 and c = 1, so that it leads to 1 from anywhere.
func (a *aggregate) steps(s *aggregateScratch, i int) {
	one := kernels.Element{}
	one.SetOne()
	a.gather(s.m, a.in, i, 0)
	a.gather(s.c, a.in, i, 1)
	a.ops.Sub(s.m, s.m, s.c)
	a.ops.Mul(s.c, s.m, s.m)
	a.ops.MulScalar(s.c, s.c, a.alpha)
	a.ops.MulScalar(s.m, s.m, a.z)
	a.ops.AddScalar(s.m, s.m, &one)
	if i == 0 {
		s.m[0], s.c[0] = kernels.Element{}, one
	}
}
