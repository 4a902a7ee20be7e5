package cuda

import (
	"context"
	"encoding/binary"
	"slices"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

var hornerPart = declare("points", "horner_part", 0)

const (
	// pointBatch bounds how many points are evaluated at a time.
	pointBatch = 64
	// partsLog bounds the logarithm of the number of partial sums of one point.
	partsLog = 14
	// leastLog is the logarithm of the least number of terms of a partial sum.
	leastLog = 7
)

// EvaluateAt implements kernels.Transform.
//
// A partial sum of terms that lie far apart is a coefficient of a smaller
// polynomial in a power of the point: so a few rounds reduce a column to its
// value.
func (b *Backend) EvaluateAt(ctx context.Context, coeffs kernels.Columns, base *Element, queries []kernels.ShiftQuery) ([]Element, error) {
	c := table(coeffs)
	t := c.arena.begin(ctx)
	order := make([]int, len(queries)) // by column: neighbours share what they read
	for i, q := range queries {
		require(0 <= q.Column && q.Column < c.width, "query for column %d of %d", q.Column, c.width)
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return queries[i].Column - queries[j].Column })
	g := generator(c.length)
	out := make([]Element, len(queries))
	for batch := range slices.Chunk(order, pointBatch) {
		list := make([]polynomial, len(batch))
		for k, i := range batch {
			list[k] = polynomial{c.column(queries[i].Column), power(&g, queries[i].Shift&(c.length-1))}
			list[k].point.Mul(&list[k].point, base)
		}
		for k, v := range t.values(list, log2(c.length)) {
			out[batch[k]] = v
		}
	}
	return out, t.end()
}

// polynomial is 2^log bit-reversed coefficients on the device, and a point.
type polynomial struct {
	ptr   driver.Ptr
	point Element
}

// values evaluates polynomials.
func (t *task) values(list []polynomial, log int) []Element {
	for {
		each := min(log, max(leastLog, log-partsLog))
		log -= each
		parts := t.memory(len(list) << log * elementSize)
		t.launch(hornerPart, driver.Dim{uint32(len(list)), uint32(max(1, 1<<log/threads)), 1}, driver.Line(min(threads, 1<<log)), 0,
			new(driver.Args).Ptr(parts).Ptr(put(t, packPolynomials(list))).Int(log).Int(each))
		if log == 0 {
			return get[Element](t, parts, len(list))
		}
		next := make([]polynomial, len(list))
		for k := range next {
			next[k] = polynomial{parts + driver.Ptr(k<<log*elementSize), list[k].point}
			for range each {
				next[k].point.Square(&next[k].point)
			}
		}
		list = next
	}
}

// packPolynomials lays polynomials out as the kernel's Query.
func packPolynomials(list []polynomial) []byte {
	var buf []byte
	for _, p := range list {
		buf = binary.LittleEndian.AppendUint64(buf, uint64(p.ptr))
		buf = appendFelt(buf, &p.point)
	}
	return buf
}

// power returns x^n.
func power(x *Element, n int) (r Element) {
	r.SetOne()
	for bit := 63; bit >= 0; bit-- {
		r.Square(&r)
		if n>>bit&1 == 1 {
			r.Mul(&r, x)
		}
	}
	return r
}
