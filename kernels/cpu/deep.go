package cpu

import (
	"context"

	"quarry/kernels"
	"quarry/kernels/cpu/ntt"
	"quarry/kernels/quotient"
)

// deepBlock is how many points DeepQuotient handles at a time.
const deepBlock = 1 << 6

// DeepQuotient implements kernels.Quotients; package quotient says how.
func (b *backend) DeepQuotient(ctx context.Context, dst kernels.Columns, in kernels.DeepInput) error {
	out := single(dst)
	d := newDeep(b, in, len(out))
	d.scratch = table(dst).arena.scratch
	if len(d.Groups) == 0 {
		clear(out)
		return nil
	}
	if len(d.Shared) > 0 {
		inverses, err := table(dst).arena.alloc(len(d.Shared), d.n)
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
		d.scratch.Touch((1 + len(d.data) + len(d.Groups)) * size * elementSize)
		prefetchRows(d.scratch, d.data, i*size, size)
		l := local.of(worker)
		d.localInverses(l, i*size)
		run(worker, out[i*size:][:size], i*size, l)
	})
}

// deep is one call of DeepQuotient.
type deep struct {
	*backend
	*quotient.Plan
	scratch *kernels.Scratch
	n       int
	offset  kernels.Element
	g       kernels.Element
	data    [][]kernels.Element
	bases   []kernels.Element
	// inverses[k] are those of base k for all points, if it has several
	// shifts, as shared bases do.
	inverses [][]kernels.Element
}

// runFunc computes the quotients of the points from first on, whose own
// inverses are given.
type runFunc func(worker int, dst []kernels.Element, first int, local [][]kernels.Element)

func newDeep(b *backend, in kernels.DeepInput, n int) *deep {
	d := &deep{backend: b, n: n, offset: in.Offset, g: ntt.Generator(n), bases: in.Bases,
		data: concat(in.Columns, n), inverses: make([][]kernels.Element, len(in.Bases))}
	d.Plan = quotient.New(&in, &d.g, n, len(d.data))
	return d
}

// inverseBlock is how many elements are inverted at a time.
const inverseBlock = 1 << 12

// shareInverses computes u of each base with several shifts in one column.
func (d *deep) shareInverses(ctx context.Context, columns [][]kernels.Element) error {
	bases := d.Shared
	for k, base := range bases {
		d.inverses[base] = columns[k]
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
	v := make([][]kernels.Element, len(d.Locals)+1)
	for k := range v {
		v[k] = make([]kernels.Element, n)
	}
	return v
}

// localInverses fills what newLocalInverses made, from index first on.
func (d *deep) localInverses(dst [][]kernels.Element, first int) {
	if len(d.Locals) == 0 {
		return
	}
	points := dst[len(d.Locals)]
	d.points(points, first)
	for k, g := range d.Locals {
		d.ops.SubScalar(dst[k], points, &g.Point)
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
			for _, g := range d.Groups {
				for k, t := range g.Terms {
					col := d.data[t.Column][first+at:][:block]
					if k == 0 {
						d.ops.MulScalar(sum, col, &t.Weight)
					} else {
						d.ops.MulAddScalar(sum, col, &t.Weight)
					}
				}
				d.ops.SubScalar(sum, sum, &g.Value)
				if g.Local >= 0 {
					d.ops.MulAdd(dst, sum, local[g.Local][at:])
				} else {
					d.ops.MulAdd(dst, sum, cyclic(d.inverses[g.Base], first+at-g.Shift, block, wrap))
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
