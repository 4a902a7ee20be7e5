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
	// Terms at the same point share a denominator.
	type place struct{ base, shift int }
	index := map[place]int{}
	var places []kernels.Element
	placeOf := make([]int, len(terms))
	for i := range terms {
		t := &terms[i]
		p := place{t.Base, t.Shift}
		k, ok := index[p]
		if !ok {
			k = len(places)
			index[p] = k
			x := o.zz
			if t.Base == baseZ {
				x = power(&d.g, uint64(t.Shift)&uint64(d.length()-1))
				x.Mul(&x, &o.z)
			}
			places = append(places, x)
		}
		placeOf[i] = k
	}
	denominators := make([]kernels.Element, 0, len(rows)*len(places))
	for _, row := range rows {
		x := d.point(row)
		for k := range places {
			var e kernels.Element
			denominators = append(denominators, *e.Sub(&x, &places[k]))
		}
	}
	denominators = fp.BatchInvert(denominators)

	values := make([]kernels.Element, len(rows))
	sums := make([]kernels.Element, len(places))
	columns := make([]kernels.Element, 0, 64)
	for r := range rows {
		columns = columns[:0]
		for t, w := range widths {
			columns = append(columns, traces[t][r*w:(r+1)*w]...)
		}
		clear(sums)
		for i := range terms {
			t := &terms[i]
			var e kernels.Element
			e.Sub(&columns[t.Column], &t.Value)
			e.Mul(&e, &t.Coefficient)
			sum := &sums[placeOf[i]]
			sum.Add(sum, &e)
		}
		inverses := denominators[r*len(places) : (r+1)*len(places)]
		for k := range sums {
			sums[k].Mul(&sums[k], &inverses[k])
			values[r].Add(&values[r], &sums[k])
		}
	}
	return values
}
