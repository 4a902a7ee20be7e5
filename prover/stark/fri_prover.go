package stark

import (
	"strconv"

	"quarry/fault"
	"quarry/kernels"
)

// lowDegree is FRI over the DEEP polynomial, given on coset 0, which it
// consumes. (Stone: fri_prover.cc.)
//
// A polynomial's values on one coset determine it, so layers are folded on
// coset 0 only; the other cosets of a layer are evaluated from its
// coefficients, which costs no more than folding them and needs no more memory
// than one coset.
func (pr *prover) lowDegree(deep kernels.Columns) error {
	defer pr.ch.enter("FRI")()
	defer pr.in.Events.Begin("FRI")()
	p := &pr.in.Params
	f := &friProver{prover: pr, layers: friLayers(p, pr.domain), values: deep}
	if err := f.commitLayers(); err != nil {
		return err
	}
	if err := pr.proveWork(); err != nil {
		return err
	}
	queries := drawQueries(&pr.ch.channel, p, &f.layers[1])
	pr.ch.queries = true
	defer pr.ch.enter("Decommitment")()
	defer pr.in.Events.Begin("FRI response generation")()
	if err := pr.openTraces(queries); err != nil {
		return err
	}
	return f.openLayers(queries)
}

// friProver folds and commits to the layers.
type friProver struct {
	*prover
	layers []friLayer
	values kernels.Columns // of the current layer on its coset 0
	tables []*committedTable
}

// commitLayers sends the roots of the committed layers and the coefficients of
// the last.
func (f *friProver) commitLayers() error {
	defer f.ch.enter("Commitment")()
	defer f.in.Events.Begin("FRI commit phase")()
	for i := range f.layers[1:] {
		if err := f.nextLayer(i); err != nil {
			return err
		}
	}
	return f.sendLast()
}

// nextLayer folds layer i and commits to the layer that follows, unless that
// is the last.
func (f *friProver) nextLayer(i int) error {
	defer f.ch.enter("Layer " + strconv.Itoa(i+1))()
	if err := f.foldLayer(i); err != nil {
		return err
	}
	if i+1 == len(f.layers)-1 {
		return nil
	}
	return f.commitLayer(i + 1)
}

// foldLayer draws the challenge and folds coset 0 of layer i.
func (f *friProver) foldLayer(i int) error {
	l := &f.layers[i]
	if l.step == 0 {
		return nil
	}
	zeta := f.ch.drawElement(named("Evaluation point"))
	next, err := f.fold(f.values, l, 0, &zeta)
	if err != nil {
		return err
	}
	if i == 0 { // not committed to
		f.values.Free()
	} else {
		last := i+1 == len(f.layers)-1
		if last {
			if err := f.checkDegree(i, next, &zeta); err != nil {
				return err
			}
		}
		f.tables[i-1].dropCoset(&f.in.Plan)
	}
	f.values = next
	return nil
}

// fold folds a layer's values on one coset.
func (f *friProver) fold(values kernels.Columns, l *friLayer, coset int, zeta *kernels.Element) (kernels.Columns, error) {
	next, err := f.arena.Alloc(1, l.domain.length()>>l.step)
	if err != nil {
		return nil, err
	}
	offset := l.domain.offset(coset)
	return next, f.in.Backend.Fold(f.ctx, next, values, l.step, zeta, &offset)
}

// commitLayer commits to layer i, whose values on coset 0 are f.values.
func (f *friProver) commitLayer(i int) error {
	l := &f.layers[i]
	coeffs, err := f.arena.Alloc(1, l.domain.length())
	if err != nil {
		return err
	}
	var ignored kernels.Element
	if err := f.in.Backend.Fold(f.ctx, coeffs, f.values, 0, &ignored, one()); err != nil { // copies
		return err
	}
	if err := f.in.Backend.Interpolate(f.ctx, coeffs, one()); err != nil {
		return err
	}
	t := &committedTable{table: l.table(&f.in.Params, i), domain: l.domain, arity: l.step, coeffs: coeffs}
	f.tables = append(f.tables, t)
	return f.commit(t, f.values, t.domain.cosets()-1, "FRI commit phase")
}

// checkDegree checks that the last layer on coset 1, folded from layer i, is
// the polynomial that it is on coset 0: it fails only if an operation of the
// backend is wrong.
func (f *friProver) checkDegree(i int, last kernels.Columns, zeta *kernels.Element) error {
	t, l := f.tables[i-1], &f.layers[i]
	values, err := f.evaluateCoset(t, 1)
	if err != nil {
		return err
	}
	folded, err := f.fold(values, l, 1, zeta)
	t.freeScratch()
	if err != nil {
		return err
	}
	defer folded.Free()
	next := &f.layers[i+1].domain
	check, err := f.arena.Alloc(1, next.length())
	if err != nil {
		return err
	}
	defer check.Free()
	var ignored kernels.Element
	if err := f.in.Backend.Fold(f.ctx, check, last, 0, &ignored, one()); err != nil { // copies
		return err
	}
	onFirst, err := f.coefficients(check, one())
	if err != nil {
		return err
	}
	offset := next.offset(1)
	onSecond, err := f.coefficients(folded, &offset)
	if err != nil {
		return err
	}
	for k := range onFirst {
		if onFirst[k] != onSecond[k] {
			return fault.New(CodeLastLayerDegree, "the last FRI layer is not a polynomial of degree below %d", len(onFirst)).
				WithHint("this is a fault of the backend %q: report it, and try another backend", f.in.Backend.Name())
		}
	}
	return nil
}

// coefficients interpolates a column in place and returns its coefficients.
func (f *friProver) coefficients(column kernels.Columns, offset *kernels.Element) ([]kernels.Element, error) {
	if err := f.in.Backend.Interpolate(f.ctx, column, offset); err != nil {
		return nil, err
	}
	return f.in.Backend.Coefficients(f.ctx, column, 0, column.Len())
}

// sendLast sends the last layer's coefficients.
func (f *friProver) sendLast() error {
	defer f.ch.enter("Last Layer")()
	coefficients, err := f.coefficients(f.values, one())
	if err != nil {
		return err
	}
	f.values.Free()
	f.ch.sendElements(coefficients, named("Coefficients"))
	return nil
}

// openLayers sends the rows of the committed layers that the queries need, but
// for the values that the verifier folds himself.
func (f *friProver) openLayers(queries []uint64) error {
	for i, t := range f.tables {
		l := &f.layers[i+1]
		leave := f.ch.enter("Layer " + strconv.Itoa(i+1))
		known := shifted(queries, l.shift)
		err := decommit(f.ctx, f.ch, t, shifted(known, l.step), known)
		leave()
		if err != nil {
			return err
		}
	}
	return nil
}
