package stark

import (
	"strconv"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
)

// friVerifier holds what the commitment phase of FRI left. (Stone:
// fri_verifier.cc.)
type friVerifier struct {
	c      *verifierChannel
	params *Params
	layers []friLayer
	// zetas[i] folds layer i; zetas[0] is unused if the first step is 0.
	zetas  []kernels.Element
	tables []table // of the committed layers
	roots  []kernels.Digest
	last   []kernels.Element // coefficients of the last layer
}

// readCommitments receives the roots of the layers and the last layer.
func (f *friVerifier) readCommitments() (err error) {
	defer f.c.enter("Commitment")()
	n := len(f.layers) - 1
	f.zetas = make([]kernels.Element, n)
	for i := range n {
		if err := f.readLayer(i); err != nil {
			return err
		}
	}
	defer f.c.enter("Last Layer")()
	f.last, err = f.c.receiveElements(f.params.FRI.LastLayerDegreeBound, named("Coefficients"))
	return err
}

// readLayer draws the challenge that folds layer i and receives the root of
// the layer that follows, unless that is the last.
func (f *friVerifier) readLayer(i int) error {
	defer f.c.enter("Layer " + strconv.Itoa(i+1))()
	if f.layers[i].step != 0 {
		f.zetas[i] = f.c.drawElement(named("Evaluation point"))
	}
	if i+1 == len(f.layers)-1 {
		return nil
	}
	t := f.layers[i+1].table(f.params, i+1)
	root, err := t.readRoot(f.c)
	f.tables = append(f.tables, t)
	f.roots = append(f.roots, root)
	return err
}

// verifyLayers checks the layers from layer 1 down. values are the values of
// layer 0 at the rows of the traces, 2^step for each distinct query.
func (f *friVerifier) verifyLayers(queries []uint64, values []kernels.Element) error {
	distinct := shifted(queries, 0)
	values = f.fold(0, distinct, values)
	for i := 1; i < len(f.layers)-1; i++ {
		var err error
		if values, err = f.verifyLayer(i, shifted(queries, f.layers[i].shift), values); err != nil {
			return err
		}
	}
	return f.verifyLast(shifted(queries, f.layers[len(f.layers)-1].shift), values)
}

// verifyLayer checks that values are those of layer i at the given indices,
// and returns the values of the next layer.
func (f *friVerifier) verifyLayer(i int, indices []uint64, values []kernels.Element) ([]kernels.Element, error) {
	defer f.c.enter("Layer " + strconv.Itoa(i))()
	l, t := &f.layers[i], &f.tables[i-1]
	rows := shifted(indices, l.step)
	width := uint64(1) << l.step
	if err := f.c.demand(uint64(len(rows))*width - uint64(len(indices))); err != nil {
		return nil, err
	}
	data := make([]kernels.Element, 0, len(rows)<<l.step)
	known := 0
	for _, row := range rows {
		for col := range width {
			if known < len(indices) && indices[known] == row*width+col {
				data = append(data, values[known])
				known++
				continue
			}
			e, err := f.c.receiveElement(cellLabel(row, col))
			if err != nil {
				return nil, err
			}
			data = append(data, e)
		}
	}
	f.noteFolded(l, indices, values, func(i uint64) label { return cellLabel(i>>l.step, i&(width-1)) })
	if err := t.verifyRows(f.c, &f.roots[i-1], rows, data, CodeFRILayer); err != nil {
		return nil, err
	}
	return f.fold(i, rows, data), nil
}

// fold folds the rows of layer i, overwriting values.
func (f *friVerifier) fold(i int, rows []uint64, values []kernels.Element) []kernels.Element {
	l := &f.layers[i]
	if l.step == 0 {
		return values
	}
	roots := rowRoots(l.step)
	points := make([]kernels.Element, len(rows))
	for j, row := range rows {
		points[j] = l.domain.point(row << l.step)
	}
	points = fp.BatchInvert(points)
	next := make([]kernels.Element, len(rows))
	for j := range rows {
		next[j] = foldRow(values[j<<l.step:(j+1)<<l.step], points[j], f.zetas[i], roots)
	}
	return next
}

// verifyLast checks that values are those of the last layer's polynomial.
func (f *friVerifier) verifyLast(indices []uint64, values []kernels.Element) error {
	defer f.c.enter("Last Layer")()
	l := &f.layers[len(f.layers)-1]
	for j, index := range indices {
		x := l.domain.point(index)
		if v := horner(f.last, &x); v != values[j] {
			return fault.New(CodeLastLayer, "the queries fold to %s at index %d, the last layer's polynomial gives %s", hexValue(&values[j]), index, hexValue(&v)).At("%s", f.c.section())
		}
	}
	f.noteFolded(l, indices, values, func(i uint64) label { return cellLabel(i, 0) })
	return nil
}

// noteFolded makes the extra annotations that proof splitters read: each folded
// value and the inverse of its point.
func (f *friVerifier) noteFolded(l *friLayer, indices []uint64, values []kernels.Element, cell func(uint64) label) {
	if !f.c.extra {
		return
	}
	for j, index := range indices {
		x := l.domain.point(index)
		x.Inverse(&x)
		f.c.computed(cell(index), elementText(&values[j]))
		f.c.computed(named("xInv for index "+strconv.FormatUint(index, 10)), elementText(&x))
	}
}

// horner is the value at x of the polynomial with the given coefficients,
// constant term first.
func horner(coefficients []kernels.Element, x *kernels.Element) kernels.Element {
	var v kernels.Element
	for i := len(coefficients) - 1; i >= 0; i-- {
		v.Mul(&v, x)
		v.Add(&v, &coefficients[i])
	}
	return v
}
