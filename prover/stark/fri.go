package stark

import (
	"slices"
	"strconv"

	"quarry/kernels"
)

// friLayer is one FRI layer: the polynomial after some folds, on its domain.
// Layer 0 is the DEEP polynomial; the last is sent as coefficients; those
// between are committed to. (Stone: fri_details.cc.)
type friLayer struct {
	domain domain
	step   int // the folds from this layer to the next; of the last layer 0
	shift  int // queries, drawn for layer 1, are shifted right so far
}

// friLayers lays out the layers over the evaluation domain.
func friLayers(p *Params, d domain) []friLayer {
	layers := make([]friLayer, 0, len(p.FRI.StepList)+1)
	d = d.withoutOffset()
	shift := -p.FRI.StepList[0]
	for _, step := range p.FRI.StepList {
		layers = append(layers, friLayer{domain: d, step: step, shift: shift})
		d = d.folded(step)
		shift += step
	}
	return append(layers, friLayer{domain: d, shift: shift})
}

// table is the shape of a layer's commitment: a row is what folds to one value.
func (l *friLayer) table(p *Params, number int) table {
	return newTable(p, "FRI layer "+strconv.Itoa(number), l.domain.logCosets, l.domain.logLen-l.step, 1<<l.step)
}

// drawQueries draws query indices in layer 1 and sorts them; they may repeat.
func drawQueries(c *channel, p *Params, layer1 *friLayer) []uint64 {
	defer c.enter("QueryIndices")()
	size := uint64(1) << (layer1.domain.logLen + layer1.domain.logCosets)
	queries := make([]uint64, p.FRI.NQueries)
	for i := range queries {
		queries[i] = c.drawNumber(size, numbered("", i))
	}
	slices.Sort(queries)
	return queries
}

// shifted returns the distinct values of ascending indices, shifted right.
func shifted(indices []uint64, shift int) []uint64 {
	out := make([]uint64, 0, len(indices))
	for _, i := range indices {
		if i >>= shift; len(out) == 0 || out[len(out)-1] != i {
			out = append(out, i)
		}
	}
	return out
}

// firstLayerRows are the rows of the traces that queries in layer 1 need.
func firstLayerRows(queries []uint64, step int) []uint64 {
	distinct := shifted(queries, 0)
	rows := make([]uint64, 0, len(distinct)<<step)
	for _, q := range distinct {
		for i := range uint64(1) << step {
			rows = append(rows, q<<step+i)
		}
	}
	return rows
}

// foldRow folds the values of a row, in committed order, to one. xInv is the
// inverse of the row's first point, zeta the layer's challenge. It overwrites
// values. (Stone: fri_folder.cc.)
func foldRow(values []kernels.Element, xInv, zeta kernels.Element, roots []kernels.Element) kernels.Element {
	// Committed order puts x and −x beside each other; the points of the pairs
	// are x times the roots of unity of the row's order, in bit-reversed order.
	for len(values) > 1 {
		var ratio, sum, diff kernels.Element
		ratio.Mul(&zeta, &xInv)
		half := len(values) / 2
		for j := range half {
			a, b := &values[2*j], &values[2*j+1]
			sum.Add(a, b)
			diff.Sub(a, b)
			diff.Mul(&diff, &ratio)
			if j > 0 {
				diff.Mul(&diff, &roots[j])
			}
			values[j].Add(&sum, &diff)
		}
		values = values[:half]
		zeta.Square(&zeta)
		xInv.Square(&xInv)
	}
	return values[0]
}

// rowRoots are the inverses of the points of a row of 2^step values relative
// to its first, for the even positions: roots[j] belongs to positions 2j, 2j+1.
// Its prefixes serve the folds that follow. They are those of order 2^step,
// bit-reversed.
func rowRoots(step int) []kernels.Element {
	if step == 0 {
		return nil
	}
	roots := make([]kernels.Element, 1<<(step-1))
	w := rootOfUnity(step)
	w.Inverse(&w)
	for j := range roots {
		roots[j] = power(&w, reverse(uint64(2*j), step))
	}
	return roots
}
