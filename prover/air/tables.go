package air

import (
	"sync"

	"quarry/kernels"
)

// rows returns the table on the coset offset·<g>: the values of one period.
func (t *tableSource) rows(offset *kernels.Element, n int) []kernels.Element {
	if t.zerofier != nil {
		return t.zerofier.values(offset, n)
	}
	return t.periodic.rows(offset, n)
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

// rows returns one period of the column on offset·<g>. Rows that are j modulo
// Step form a coset of the subgroup on which the values are given.
func (p *Periodic) rows(offset *kernels.Element, n int) []kernels.Element {
	coefficients := p.coefficients()
	period := p.period()
	all := make([]kernels.Element, period)
	y := power(offset, uint64(n/period))
	h := rootOfUnity(period)
	for j := range p.Step {
		for i, v := range evaluateSmall(coefficients, &y) {
			all[j+i*p.Step] = v
		}
		y.Mul(&y, &h)
	}
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

// rows computes all tables on a coset, on all cores.
func (c *compiled) rows(offset *kernels.Element) [][]kernels.Element {
	all := make([][]kernels.Element, len(c.tables))
	var wg sync.WaitGroup
	for i := range c.tables {
		wg.Go(func() { all[i] = c.tables[i].rows(offset, c.n) })
	}
	wg.Wait()
	return all
}
