package air

import (
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// vanisher is the product of the vanishing polynomials of sets of rows that
// share their step: in y = x^(N/step) it has the roots h^offset, h being of order
// step.
type vanisher struct {
	step    int
	offsets []int64
}

// vanishersOf sorts sets of rows, which are in the order of their steps and
// offsets, by step.
func vanishersOf(all []Rows) (products []vanisher) {
	for _, r := range all {
		if last := len(products) - 1; last >= 0 && products[last].step == int(r.Step) {
			products[last].offsets = append(products[last].offsets, r.Offset)
		} else {
			products = append(products, vanisher{int(r.Step), []int64{r.Offset}})
		}
	}
	return products
}

// roots are h^offset. Many offsets lie equally far apart.
func (v *vanisher) roots() []kernels.Element {
	h := rootOfUnity(v.step)
	powers := map[int64]kernels.Element{}
	roots := make([]kernels.Element, len(v.offsets))
	root, at := fp.One(), int64(0)
	for i, offset := range v.offsets {
		factor, ok := powers[offset-at]
		if !ok {
			factor = power(&h, uint64(offset-at))
			powers[offset-at] = factor
		}
		root.Mul(&root, &factor)
		roots[i], at = root, offset
	}
	return roots
}

// at is the value at a point.
func (v *vanisher) at(point *kernels.Element, n int) kernels.Element {
	y := power(point, uint64(n/v.step))
	value := fp.One()
	for _, root := range v.roots() {
		root.Sub(&y, &root)
		value.Mul(&value, &root)
	}
	return value
}

// write writes the values on one period of rows of offset·<g>.
func (v *vanisher) write(dst []kernels.Element, offset *kernels.Element, n int) {
	roots := v.roots()
	const few = 4 // are cheaper one by one
	if len(roots) > few && len(roots) < v.step {
		writePolynomial(dst, v.coefficients(roots), offset, n)
		return
	}
	first := power(offset, uint64(n/v.step))
	h := rootOfUnity(v.step)
	inBlocks(len(dst), tableGrain, func(lo, hi int) {
		y := power(&h, uint64(lo))
		y.Mul(&y, &first)
		for i := lo; i < hi; i++ {
			dst[i].Sub(&y, &roots[0])
			for _, root := range roots[1:] {
				root.Sub(&y, &root)
				dst[i].Mul(&dst[i], &root)
			}
			y.Mul(&y, &h)
		}
	})
}

// invertAll replaces all values but zeros by their inverses.
func invertAll(values []kernels.Element) {
	const block = 1 << 10 // share an inversion
	inBlocks(len(values), block, func(lo, hi int) {
		var products [block]kernels.Element // of the values before
		product := fp.One()
		for i := lo; i < hi; i++ {
			products[i-lo] = product
			if !values[i].IsZero() {
				product.Mul(&product, &values[i])
			}
		}
		product.Inverse(&product)
		for i := hi - 1; i >= lo; i-- {
			if !values[i].IsZero() {
				products[i-lo].Mul(&products[i-lo], &product)
				product.Mul(&product, &values[i])
				values[i] = products[i-lo]
			}
		}
	})
}

// coefficients are those of the polynomial with the given roots, constant term
// first, zeros behind.
func (v *vanisher) coefficients(roots []kernels.Element) []kernels.Element {
	c := make([]kernels.Element, 1<<bits.Len(uint(len(roots))))
	c[0].SetOne()
	for degree, root := range roots {
		for i := degree; i >= 0; i-- {
			c[i+1].Add(&c[i+1], &c[i])
			c[i].Mul(&c[i], &root)
			c[i].Neg(&c[i])
		}
	}
	return c
}
