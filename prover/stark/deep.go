package stark

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// The bases of DEEP terms: z for the traces, z² for the composition's halves.
const (
	baseZ = iota
	baseZZ
	numBases
)

// deepTerms are the quotients of the DEEP polynomial,
// Σ alpha^i·(f_i(x) − y_i)/(x − x_i), for each OODS value y_i = f_i(x_i).
// Columns count through the original trace, the interaction trace and the
// composition's halves. (Stone: boundary_air.h.)
func (o *oods) deepTerms(alpha *kernels.Element, traceWidth int) []kernels.DeepTerm {
	terms := make([]kernels.DeepTerm, len(o.values))
	coefficient := *one()
	for i := range terms {
		t := &terms[i]
		t.Coefficient, t.Value = coefficient, o.values[i]
		if i < len(o.mask) {
			t.Column, t.Base, t.Shift = o.mask[i].Column, baseZ, o.mask[i].Row
		} else {
			t.Column, t.Base = traceWidth+i-len(o.mask), baseZZ
		}
		coefficient.Mul(&coefficient, alpha)
	}
	return terms
}

// deepAt evaluates the DEEP polynomial at the points of rows. traces hold the
// opened rows of each committed trace, row after row; widths are their widths.
func (o *oods) deepAt(d *domain, terms []kernels.DeepTerm, rows []uint64, traces [][]kernels.Element, widths []int) []kernels.Element {
	e := newDeepEvaluator(o, d, terms)
	values := make([]kernels.Element, 0, len(rows))
	const block = 256 // rows whose denominators are inverted at once
	columns := make([]kernels.Element, 0, 64)
	for from := 0; from < len(rows); from += block {
		to := min(from+block, len(rows))
		inverses := e.inverses(rows[from:to])
		for r := from; r < to; r++ {
			columns = columns[:0]
			for t, w := range widths {
				columns = append(columns, traces[t][r*w:(r+1)*w]...)
			}
			values = append(values, e.at(columns, inverses[(r-from)*len(e.points):][:len(e.points)]))
		}
	}
	return values
}

// deepEvaluator evaluates the DEEP polynomial point by point. Terms at the same
// out-of-domain point share a denominator.
type deepEvaluator struct {
	domain  *domain
	terms   []kernels.DeepTerm
	points  []kernels.Element // the out-of-domain points
	pointOf []int             // by term
	sums    []kernels.Element // scratch, by point
}

func newDeepEvaluator(o *oods, d *domain, terms []kernels.DeepTerm) *deepEvaluator {
	e := &deepEvaluator{domain: d, terms: terms, pointOf: make([]int, len(terms))}
	type place struct{ base, shift int }
	index := map[place]int{}
	for i := range terms {
		t := &terms[i]
		p := place{t.Base, t.Shift}
		k, ok := index[p]
		if !ok {
			k = len(e.points)
			index[p] = k
			x := o.zz
			if t.Base == baseZ {
				x = power(&d.g, uint64(t.Shift)&uint64(d.length()-1))
				x.Mul(&x, &o.z)
			}
			e.points = append(e.points, x)
		}
		e.pointOf[i] = k
	}
	e.sums = make([]kernels.Element, len(e.points))
	return e
}

// inverses returns, row after row, 1/(x − p) for the row's point x and each of
// the points p.
func (e *deepEvaluator) inverses(rows []uint64) []kernels.Element {
	v := make([]kernels.Element, 0, len(rows)*len(e.points))
	for _, row := range rows {
		x := e.domain.point(row)
		for k := range e.points {
			var difference kernels.Element
			v = append(v, *difference.Sub(&x, &e.points[k]))
		}
	}
	return fp.BatchInvert(v)
}

// at is the value at one row, given the row's columns and denominators.
func (e *deepEvaluator) at(columns, inverses []kernels.Element) (value kernels.Element) {
	clear(e.sums)
	for i := range e.terms {
		t := &e.terms[i]
		var term kernels.Element
		term.Sub(&columns[t.Column], &t.Value)
		term.Mul(&term, &t.Coefficient)
		sum := &e.sums[e.pointOf[i]]
		sum.Add(sum, &term)
	}
	for k := range e.sums {
		e.sums[k].Mul(&e.sums[k], &inverses[k])
		value.Add(&value, &e.sums[k])
	}
	return value
}
