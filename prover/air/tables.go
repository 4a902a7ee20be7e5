package air

import (
	"context"

	"quarry/kernels"
)

// length is the number of rows after which the table repeats.
func (t *tableSource) length() int {
	if t.zerofier != nil {
		return t.zerofier.period()
	}
	return t.periodic.period()
}

// write writes the table on the coset offset·<g>: the values of one period.
func (t *tableSource) write(dst []kernels.Element, offset *kernels.Element, n int) {
	if t.zerofier != nil {
		t.zerofier.write(dst, offset, n)
	} else {
		writePolynomial(dst, t.periodic.coefficients(), offset, n)
	}
}

// at returns the table's value at a point, and whether it exists.
func (t *tableSource) at(point *kernels.Element, n int) (kernels.Element, bool) {
	if t.zerofier != nil {
		return t.zerofier.at(point, n)
	}
	return t.periodic.At(point, n), true
}

// period is the number of rows after which the column repeats.
func (p *Periodic) period() int { return p.Step * len(p.Values) }

// coefficients are those of the column's polynomial in x^(n/period).
func (p *Periodic) coefficients() []kernels.Element {
	c := append([]kernels.Element(nil), p.Values...)
	interpolateSmall(c)
	return c
}

// writePolynomial writes the values of a polynomial in x^(n/len(dst)) on rows of
// offset·<g>, on all cores. There are at most len(dst) coefficients, a power of
// two. Rows that are j modulo len(dst)/len(coefficients) form a coset of a
// subgroup of that order.
func writePolynomial(dst, coefficients []kernels.Element, offset *kernels.Element, n int) {
	size := len(coefficients)
	cosets := len(dst) / size
	first := power(offset, uint64(n/len(dst)))
	h := rootOfUnity(len(dst))
	scales := powers(&h, size) // from the coefficients of one coset to the next
	root := power(&h, uint64(cosets))
	roots := powers(&root, size/2)
	inBlocks(cosets, max(tableGrain/size, 1), func(lo, hi int) {
		y := power(&h, uint64(lo))
		y.Mul(&y, &first)
		scaled := powers(&y, size)
		for i := range scaled {
			scaled[i].Mul(&scaled[i], &coefficients[i])
		}
		values := make([]kernels.Element, size)
		for j := lo; j < hi; j++ {
			copy(values, scaled)
			transformSmall(values, roots)
			for i, v := range values {
				dst[j+i*cosets] = v
				scaled[i].Mul(&scaled[i], &scales[i])
			}
		}
	})
}

// rows returns one period of the column on offset·<g>.
func (p *Periodic) rows(offset *kernels.Element, n int) []kernels.Element {
	all := make([]kernels.Element, p.period())
	writePolynomial(all, p.coefficients(), offset, n)
	return all
}

// At is the column's polynomial at a point, in a trace of n rows.
func (p *Periodic) At(point *kernels.Element, n int) kernels.Element {
	y := power(point, uint64(n/p.period()))
	var value kernels.Element
	coefficients := p.coefficients()
	for i := len(coefficients) - 1; i >= 0; i-- {
		value.Mul(&value, &y).Add(&value, &coefficients[i])
	}
	return value
}

// tableGrain is how many rows of a table a core computes at a time.
const tableGrain = 1 << 13

// inBlocks is inParallel for what can't fail.
func inBlocks(n, grain int, work func(lo, hi int)) {
	_ = inParallel(context.Background(), n, grain, func(lo, hi int) error {
		work(lo, hi)
		return nil
	})
}

// lengths are those of all tables.
func (c *compiled) lengths() []int {
	all := make([]int, len(c.tables))
	for i := range c.tables {
		all[i] = c.tables[i].length()
	}
	return all
}

// writeTables computes all tables on a coset. Each is computed on all cores, but for
// short ones, which are computed beside each other.
func (c *compiled) writeTables(offset *kernels.Element, tables [][]kernels.Element) {
	inBlocks(len(tables), 1, func(i, _ int) {
		if len(tables[i]) <= tableGrain {
			c.tables[i].write(tables[i], offset, c.n)
		}
	})
	for i, t := range tables {
		if len(t) > tableGrain {
			c.tables[i].write(t, offset, c.n)
		}
	}
}

// rows computes all tables on a coset.
func (c *compiled) rows(offset *kernels.Element) [][]kernels.Element {
	all := make([][]kernels.Element, len(c.tables))
	for i, n := range c.lengths() {
		all[i] = make([]kernels.Element, n)
	}
	c.writeTables(offset, all)
	return all
}
