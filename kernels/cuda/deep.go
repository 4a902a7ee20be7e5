package cuda

import (
	"context"
	"encoding/binary"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
	"quarry/kernels/quotient"
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

// DeepQuotient implements kernels.Quotients; package quotient says how. A base with
// a single shift gets its inverses chunk by chunk.
func (b *Backend) DeepQuotient(ctx context.Context, dst kernels.Columns, in kernels.DeepInput) error {
	d := single(dst)
	q := newDeep(in, d.length)
	t := d.arena.begin(ctx)
	if len(q.Groups) == 0 {
		if t.check() {
			t.fail(t.stream.Fill(d.ptr, 0, d.bytes()))
		}
		return t.end()
	}
	shared, err := d.arena.alloc(len(q.Shared), q.n)
	if err != nil {
		t.fail(err)
		return t.end()
	}
	points := t.powersOf(&q.g, &in.Offset, log2(q.n))
	inverses := make([]driver.Ptr, len(in.Bases)) // of bases with several shifts
	for k, base := range q.Shared {
		inverses[base] = shared.column(k)
		t.inverses(inverses[base], points, &in.Bases[base], 0, q.n)
	}
	chunk := min(q.n, deepChunk)
	local := t.memory(max(1, len(q.Locals)) * chunk * elementSize)
	terms := put(t, q.packTerms())
	for first := 0; first < q.n && t.err == nil; first += chunk {
		for k, g := range q.Locals {
			t.inverses(local+driver.Ptr(k*chunk*elementSize), points, &g.Point, first, chunk)
		}
		groups := put(t, q.packGroups(inverses, local, chunk, first))
		t.each(deepQuotients, chunk, new(driver.Args).Ptr(d.ptr).Ptr(groups).Int(len(q.Groups)).Ptr(terms).
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
	*quotient.Plan
	n    int
	g    Element
	data []driver.Ptr // columns
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
	d.Plan = quotient.New(&in, &d.g, n, len(d.data))
	return d
}

// packTerms lays all terms out as the kernel's DeepTerm, group after group.
func (d *deep) packTerms() []byte {
	var buf []byte
	for _, g := range d.Groups {
		for _, t := range g.Terms {
			buf = binary.LittleEndian.AppendUint64(buf, uint64(d.data[t.Column]))
			buf = appendFelt(buf, &t.Weight)
		}
	}
	return buf
}

// packGroups lays the groups out as the kernel's DeepGroup, for the chunk that
// begins with row first.
func (d *deep) packGroups(inverses []driver.Ptr, local driver.Ptr, chunk, first int) []byte {
	var buf []byte
	term := 0
	for _, g := range d.Groups {
		ptr, shift, mask := inverses[g.Base], uint64(g.Shift), uint64(d.n-1)
		if g.Local >= 0 {
			ptr, shift, mask = local+driver.Ptr(g.Local*chunk*elementSize), uint64(first), ^uint64(0)
		}
		buf = binary.LittleEndian.AppendUint64(buf, uint64(ptr))
		buf = binary.LittleEndian.AppendUint64(buf, shift)
		buf = binary.LittleEndian.AppendUint64(buf, mask)
		buf = binary.LittleEndian.AppendUint32(buf, uint32(term))
		term += len(g.Terms)
		buf = binary.LittleEndian.AppendUint32(buf, uint32(term))
		buf = appendFelt(buf, &g.Value)
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
