package cuda

import (
	"context"
	"encoding/binary"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

var (
	deepInverses  = declare("deep", "deep_inverses", 0)
	deepQuotients = declare("deep", "deep_quotient", 0)
)

const (
	// deepChunk is how many rows are done at a time: bases without a column of
	// inverses of their own take that much temporary memory.
	deepChunk = 1 << 20
	// inverseShare is how many inverses share one inversion, if there are rows
	// enough to keep a GPU busy.
	inverseShare = 64
)

// busyThreads is how many threads keep a GPU busy. Tests that count the
// instructions of large columns on short ones make it less.
var busyThreads = 1 << 16

// DeepQuotient implements kernels.Quotients.
//
// For one base, 1/(offset·g^i − base·g^s) = g^−s·u[i−s] where
// u[i] = 1/(offset·g^i − base): one column of inverses serves all shifts of a
// base. With weights w = γ·g^−s the sum is Σ u[i−s]·(Σ w·f(x_i) − Σ w·v). A base
// with a single shift gets its inverses chunk by chunk.
func (b *Backend) DeepQuotient(ctx context.Context, dst kernels.Columns, in kernels.DeepInput) error {
	d := single(dst)
	q := newDeep(in, d.length)
	t := d.arena.begin(ctx)
	if len(q.groups) == 0 {
		if t.check() {
			t.fail(t.stream.Fill(d.ptr, 0, d.bytes()))
		}
		return t.end()
	}
	shared, err := d.arena.alloc(len(q.shared), q.n)
	if err != nil {
		t.fail(err)
		return t.end()
	}
	points := t.powersOf(&q.g, &in.Offset, log2(q.n))
	inverses := make([]driver.Ptr, len(in.Bases)) // of bases with several shifts
	for k, base := range q.shared {
		inverses[base] = shared.column(k)
		t.inverses(inverses[base], points, &in.Bases[base], 0, q.n)
	}
	chunk := min(q.n, deepChunk)
	local := t.memory(max(1, q.local) * chunk * elementSize)
	terms := put(t, q.packTerms())
	for first := 0; first < q.n && t.err == nil; first += chunk {
		for _, g := range q.groups {
			if g.local >= 0 {
				t.inverses(local+driver.Ptr(g.local*chunk*elementSize), points, &g.point, first, chunk)
			}
		}
		groups := put(t, q.packGroups(inverses, local, chunk, first))
		t.each(deepQuotients, chunk, new(driver.Args).Ptr(d.ptr).Ptr(groups).Int(len(q.groups)).Ptr(terms).
			Uint64(uint64(first)).Uint64(uint64(chunk)))
	}
	err = t.end()
	shared.Free()
	return err
}

// inverses computes 1/(x_i − base) for n rows from first on.
func (t *task) inverses(out driver.Ptr, points powerPair, base *Element, first, n int) {
	each := max(1, min(inverseShare, n/busyThreads))
	t.each(deepInverses, n/each, new(driver.Args).Ptr(out).Ptr(points.ptr).Int(points.split).Felt(base).
		Uint64(uint64(first)).Uint64(uint64(n)).Int(each))
}

// deep is one call of DeepQuotient.
type deep struct {
	n      int
	g      Element
	data   []driver.Ptr // columns
	groups []*deepGroup
	shared []int // bases with several shifts
	local  int   // groups with inverses of their own
}

// deepGroup is the terms of one base and shift.
type deepGroup struct {
	base, shift int
	point       Element // bases[base]·g^shift
	local       int     // number among the groups with inverses of their own, or −1
	terms       []deepTerm
	value       Element // Σ w·v
}

type deepTerm struct {
	column int
	weight Element
}

func newDeep(in kernels.DeepInput, n int) *deep {
	d := &deep{n: n, g: generator(n)}
	for _, c := range in.Columns {
		t := table(c)
		require(t.width == 0 || t.length == n, "tables of %d and %d rows", n, t.length)
		for i := range t.width {
			d.data = append(d.data, t.column(i))
		}
	}
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
		var v Element
		v.Mul(&t.Coefficient, &t.Value)
		g.value.Add(&g.value, &v)
	}
	for base, count := range shifts {
		if count > 1 {
			d.shared = append(d.shared, base)
		}
	}
	for _, g := range d.groups {
		if shifts[g.base] == 1 {
			g.local = d.local
			d.local++
		} else {
			g.scale(&d.g)
		}
	}
	return d
}

// scale multiplies the group's weights by generator^−shift.
func (g *deepGroup) scale(generator *Element) {
	f := power(generator, g.shift)
	f.Inverse(&f)
	for i := range g.terms {
		g.terms[i].weight.Mul(&g.terms[i].weight, &f)
	}
	g.value.Mul(&g.value, &f)
}

// packTerms lays all terms out as the kernel's DeepTerm, group after group.
func (d *deep) packTerms() []byte {
	var buf []byte
	for _, g := range d.groups {
		for _, t := range g.terms {
			buf = binary.LittleEndian.AppendUint64(buf, uint64(d.data[t.column]))
			buf = appendFelt(buf, &t.weight)
		}
	}
	return buf
}

// packGroups lays the groups out as the kernel's DeepGroup, for the chunk that
// begins with row first.
func (d *deep) packGroups(inverses []driver.Ptr, local driver.Ptr, chunk, first int) []byte {
	var buf []byte
	term := 0
	for _, g := range d.groups {
		ptr, shift, mask := inverses[g.base], uint64(g.shift), uint64(d.n-1)
		if g.local >= 0 {
			ptr, shift, mask = local+driver.Ptr(g.local*chunk*elementSize), uint64(first), ^uint64(0)
		}
		buf = binary.LittleEndian.AppendUint64(buf, uint64(ptr))
		buf = binary.LittleEndian.AppendUint64(buf, shift)
		buf = binary.LittleEndian.AppendUint64(buf, mask)
		buf = binary.LittleEndian.AppendUint32(buf, uint32(term))
		term += len(g.terms)
		buf = binary.LittleEndian.AppendUint32(buf, uint32(term))
		buf = appendFelt(buf, &g.value)
	}
	return buf
}

// appendFelt appends the bytes of a felt as the kernels read them.
func appendFelt(buf []byte, e *Element) []byte {
	for _, limb := range e {
		buf = binary.LittleEndian.AppendUint64(buf, limb)
	}
	return buf
}
