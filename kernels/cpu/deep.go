package cpu

import (
	"context"

	"quarry/kernels"
	"quarry/kernels/cpu/ntt"
)

// deepBlock is how many points DeepQuotient handles at a time.
const deepBlock = 1 << 6

// DeepQuotient implements kernels.Quotients.
//
// For one base, 1/(offset·g^i − base·g^s) = g^−s·u[i−s] where
// u[i] = 1/(offset·g^i − base): one inversion a base serves all shifts. With
// weights w = γ·g^−s the sum is Σ w·u[i−s]·(f(x_i) − v), where terms of equal
// base and shift share their u. A base with a single shift needs no u beyond
// the points at hand.
func (b *backend) DeepQuotient(ctx context.Context, dst kernels.Columns, in kernels.DeepInput) error {
	out := single(dst)
	d := newDeep(b, in, len(out))
	d.scratch = table(dst).arena.scratch
	if len(d.groups) == 0 {
		clear(out)
		return nil
	}
	if d.shared > 0 {
		inverses, err := table(dst).arena.alloc(d.shared, d.n)
		if err != nil {
			return err
		}
		defer inverses.Free()
		if err := d.shareInverses(ctx, inverses.data); err != nil {
			return err
		}
	}
	size := max(deepBlock, min(streamBlock, d.n/(8*b.threads)))
	count, size := blocks(d.n, 1<<log2(size))
	workers := b.workers(count)
	run := d.laneRunner(min(size, deepBlock), workers)
	if run == nil {
		run = d.runner(min(size, deepBlock), workers)
	}
	local := newLocal(workers, func() [][]kernels.Element { return d.newLocalInverses(size) })
	return b.each(ctx, count, func(worker, i int) {
		d.scratch.Touch((1 + len(d.data) + len(d.groups)) * size * elementSize)
		prefetchRows(d.scratch, d.data, i*size, size)
		l := local.of(worker)
		d.localInverses(l, i*size)
		run(worker, out[i*size:][:size], i*size, l)
	})
}

// deep is one call of DeepQuotient.
type deep struct {
	*backend
	scratch *kernels.Scratch
	n       int
	offset  kernels.Element
	g       kernels.Element
	data    [][]kernels.Element
	groups  []*deepGroup
	bases   []kernels.Element
	// inverses[k] are those of base k for all points, if it has several
	// shifts, as shared bases do.
	inverses [][]kernels.Element
	shared   int
	locals   []*deepGroup // the groups with inverses of their own
}

// deepGroup is the terms of one base and shift.
type deepGroup struct {
	base, shift int
	point       kernels.Element // bases[base]·g^shift
	local       int             // index of its own inverses, or −1
	terms       []deepTerm
	value       kernels.Element // Σ w·v
}

type deepTerm struct {
	column int
	weight kernels.Element
}

// runFunc computes the quotients of the points from first on, whose own
// inverses are given.
type runFunc func(worker int, dst []kernels.Element, first int, local [][]kernels.Element)

func newDeep(b *backend, in kernels.DeepInput, n int) *deep {
	d := &deep{backend: b, n: n, offset: in.Offset, g: ntt.Generator(n), bases: in.Bases,
		data: concat(in.Columns, n), inverses: make([][]kernels.Element, len(in.Bases))}
	type key struct{ base, shift int }
	byKey := map[key]*deepGroup{}
	shifts := make([]int, len(in.Bases))
	for _, t := range in.Terms {
		require(0 <= t.Base && t.Base < len(in.Bases), "base %d of %d", t.Base, len(in.Bases))
		require(0 <= t.Column && t.Column < len(d.data), "column %d of %d", t.Column, len(d.data))
		k := key{t.Base, t.Shift & (n - 1)}
		g := byKey[k]
		if g == nil {
			g = &deepGroup{base: k.base, shift: k.shift, local: -1, point: power(&d.g, k.shift)}
			g.point.Mul(&g.point, &in.Bases[k.base])
			byKey[k] = g
			d.groups = append(d.groups, g)
			shifts[k.base]++
		}
		g.terms = append(g.terms, deepTerm{t.Column, t.Coefficient})
		var v kernels.Element
		v.Mul(&t.Coefficient, &t.Value)
		g.value.Add(&g.value, &v)
	}
	for _, g := range d.groups {
		if shifts[g.base] == 1 {
			g.local = len(d.locals)
			d.locals = append(d.locals, g)
		} else {
			g.scale(&d.g)
		}
	}
	for _, s := range shifts {
		if s > 1 {
			d.shared++
		}
	}
	return d
}

// scale multiplies the group's weights by generator^−shift.
func (g *deepGroup) scale(generator *kernels.Element) {
	f := power(generator, g.shift)
	f.Inverse(&f)
	for i := range g.terms {
		g.terms[i].weight.Mul(&g.terms[i].weight, &f)
	}
	g.value.Mul(&g.value, &f)
}

// inverseBlock is how many elements are inverted at a time.
const inverseBlock = 1 << 12

// shareInverses computes u of each base with several shifts in one column.
func (d *deep) shareInverses(ctx context.Context, columns [][]kernels.Element) error {
	var bases []int
	for _, g := range d.groups {
		if g.local < 0 && d.inverses[g.base] == nil {
			d.inverses[g.base] = columns[len(bases)]
			bases = append(bases, g.base)
		}
	}
	count, size := blocks(d.n, inverseBlock)
	return d.each(ctx, count, func(_, i int) {
		d.scratch.Touch(len(bases) * size * elementSize)
		first := d.inverses[bases[0]][i*size:][:size]
		d.points(first, i*size)
		for k := len(bases) - 1; k >= 0; k-- { // the first last: the others read it
			block := d.inverses[bases[k]][i*size:][:size]
			d.ops.SubScalar(block, first, &d.bases[bases[k]])
			d.ops.Inverse(block, block)
		}
	})
}

// points sets dst to the points from index first on.
func (d *deep) points(dst []kernels.Element, first int) {
	x := power(&d.g, first)
	x.Mul(&x, &d.offset)
	d.ops.Powers(dst, &x, &d.g)
}

// newLocalInverses makes room for n inverses of each local group, and n points.
func (d *deep) newLocalInverses(n int) [][]kernels.Element {
	v := make([][]kernels.Element, len(d.locals)+1)
	for k := range v {
		v[k] = make([]kernels.Element, n)
	}
	return v
}

// localInverses fills what newLocalInverses made, from index first on.
func (d *deep) localInverses(dst [][]kernels.Element, first int) {
	if len(d.locals) == 0 {
		return
	}
	points := dst[len(d.locals)]
	d.points(points, first)
	for k, g := range d.locals {
		d.ops.SubScalar(dst[k], points, &g.point)
		d.ops.Inverse(dst[k], dst[k])
	}
}

// runner computes with felt.Ops, group by group: Σ u·(Σ w·f − Σ w·v).
func (d *deep) runner(block, workers int) runFunc {
	scratch := newLocal(workers, func() []kernels.Element { return make([]kernels.Element, 2*block) })
	return func(worker int, dst []kernels.Element, first int, local [][]kernels.Element) {
		s := scratch.of(worker)
		sum, wrap := s[:block], s[block:]
		clear(dst)
		for at := 0; at < len(dst); at += block {
			dst := dst[at:][:block]
			for _, g := range d.groups {
				for k, t := range g.terms {
					col := d.data[t.column][first+at:][:block]
					if k == 0 {
						d.ops.MulScalar(sum, col, &t.weight)
					} else {
						d.ops.MulAddScalar(sum, col, &t.weight)
					}
				}
				d.ops.SubScalar(sum, sum, &g.value)
				if g.local >= 0 {
					d.ops.MulAdd(dst, sum, local[g.local][at:])
				} else {
					d.ops.MulAdd(dst, sum, cyclic(d.inverses[g.base], first+at-g.shift, block, wrap))
				}
			}
		}
	}
}

// cyclic returns n elements of v from index at on, modulo len(v): in place if
// they don't wrap around, else copied to wrap.
func cyclic(v []kernels.Element, at, n int, wrap []kernels.Element) []kernels.Element {
	at &= len(v) - 1
	if at+n <= len(v) {
		return v[at:][:n]
	}
	done := copy(wrap[:n], v[at:])
	copy(wrap[done:n], v)
	return wrap[:n]
}
