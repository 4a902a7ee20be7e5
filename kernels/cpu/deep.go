package cpu

import (
	"context"

	"quarry/kernels"
	"quarry/kernels/cpu/ntt"
)

// deepBlock is how many points DeepQuotient handles at a time.
const deepBlock = 1 << 7

// DeepQuotient implements kernels.Quotients.
//
// For one base, 1/(offset·g^i − base·g^s) = g^−s·u[i−s] where
// u[i] = 1/(offset·g^i − base): one inversion a base serves all shifts. Terms
// of equal base and shift share their multiplication by u:
// u[i−s]·(Σ γ'·f(x) − Σ γ'·v) with γ' = γ·g^−s.
func (b *backend) DeepQuotient(ctx context.Context, dst kernels.Columns, in kernels.DeepInput) error {
	out := single(dst)
	n := len(out)
	data := concat(in.Columns, n)
	groups := deepGroups(in, n)
	inverses, err := table(dst).arena.alloc(len(in.Bases), n)
	if err != nil {
		return err
	}
	defer inverses.Free()
	if err := b.pointInverses(ctx, inverses.data, in); err != nil {
		return err
	}
	count, size := blocks(n, deepBlock)
	scratch := newLocal(b.workers(count), func() []kernels.Element { return make([]kernels.Element, 2*size) })
	return b.each(ctx, count, func(worker, i int) {
		s := scratch.of(worker)
		acc, wrap := s[:size], s[size:]
		dst := out[i*size:][:size]
		clear(dst)
		for _, g := range groups {
			for k, t := range g.terms {
				col := data[t.column][i*size:][:size]
				if k == 0 {
					b.ops.MulScalar(acc, col, &t.coefficient)
				} else {
					b.ops.MulAddScalar(acc, col, &t.coefficient)
				}
			}
			b.ops.SubScalar(acc, acc, &g.value)
			b.ops.MulAdd(dst, acc, cyclic(inverses.data[g.base], i*size-g.shift, size, wrap))
		}
	})
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

// deepGroup is the terms of one base and shift.
type deepGroup struct {
	base, shift int
	terms       []deepTerm
	value       kernels.Element // Σ γ'·v
}

type deepTerm struct {
	column      int
	coefficient kernels.Element // γ'
}

// deepGroups groups the terms of a trace of n rows.
func deepGroups(in kernels.DeepInput, n int) []*deepGroup {
	type key struct{ base, shift int }
	byKey := map[key]*deepGroup{}
	var groups []*deepGroup
	ginv := ntt.Generator(n)
	ginv.Inverse(&ginv)
	for _, t := range in.Terms {
		require(0 <= t.Base && t.Base < len(in.Bases), "base %d of %d", t.Base, len(in.Bases))
		k := key{t.Base, t.Shift & (n - 1)}
		g := byKey[k]
		if g == nil {
			g = &deepGroup{base: k.base, shift: k.shift}
			byKey[k] = g
			groups = append(groups, g)
		}
		coefficient := power(&ginv, k.shift)
		coefficient.Mul(&coefficient, &t.Coefficient)
		g.terms = append(g.terms, deepTerm{t.Column, coefficient})
		coefficient.Mul(&coefficient, &t.Value)
		g.value.Add(&g.value, &coefficient)
	}
	return groups
}

// inverseBlock is how many elements are inverted at a time.
const inverseBlock = 1 << 12

// pointInverses sets dst[k][i] = 1/(offset·g^i − bases[k]).
func (b *backend) pointInverses(ctx context.Context, dst [][]kernels.Element, in kernels.DeepInput) error {
	if len(dst) == 0 {
		return nil
	}
	n := len(dst[0])
	g := ntt.Generator(n)
	count, size := blocks(n, inverseBlock)
	return b.each(ctx, count, func(_, i int) {
		start := power(&g, i*size)
		start.Mul(&start, &in.Offset)
		first := dst[0][i*size:][:size]
		b.ops.Powers(first, &start, &g)
		for k := len(dst) - 1; k >= 0; k-- { // the first last: the others read it
			block := dst[k][i*size:][:size]
			b.ops.SubScalar(block, first, &in.Bases[k])
			b.ops.Inverse(block, block)
		}
	})
}
