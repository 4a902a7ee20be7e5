//go:build amd64 && !purego

package cpu

import (
	"quarry/kernels"
	"quarry/kernels/cpu/lanes"
)

// laneRunner computes in lanes, column by column: Σ f·(Σ w·u) − Σ (Σ w·v)·u.
// The inner sums are dot products, which cost little more than half of as many
// multiplications. It is nil if the machine or the block has no use for lanes.
func (d *deep) laneRunner(block, workers int) runFunc {
	if d.wide == nil || block%lanes.Group != 0 {
		return nil
	}
	r := newDeepLanes(d, block)
	frames := newLocal(workers, r.newFrame)
	return func(worker int, dst []kernels.Element, first int, local [][]kernels.Element) {
		f := frames.of(worker)
		for at := 0; at < len(dst); at += block {
			r.block(f, dst[at:][:block], first+at, local, at)
		}
	}
}

type deepLanes struct {
	*deep
	unit    *lanes.Unit
	size    int
	windows *windows // of the shared inverses, by group; local groups have none
	sources []int    // of each group, or −1
	columns []deepColumn
	values  []deepWeight
	one     lanes.Scalar
}

// deepColumn is the terms of one column.
type deepColumn struct {
	column  int
	weights []deepWeight
}

type deepWeight struct {
	group  int
	weight lanes.Scalar
}

func newDeepLanes(d *deep, size int) *deepLanes {
	r := &deepLanes{deep: d, unit: d.wide, size: size, sources: make([]int, len(d.Groups))}
	var one kernels.Element
	one.SetOne()
	r.one = lanes.Split(&one)
	var sources []source
	columns := make([][]deepWeight, len(d.data))
	for k, g := range d.Groups {
		r.sources[k] = -1
		if g.Local < 0 {
			r.sources[k] = len(sources)
			sources = append(sources, source{d.inverses[g.Base], -g.Shift})
		}
		for _, t := range g.Terms {
			columns[t.Column] = append(columns[t.Column], deepWeight{k, lanes.NewScalar(&t.Weight)})
		}
		r.values = append(r.values, deepWeight{k, lanes.NewScalar(&g.Value)})
	}
	for c, weights := range columns {
		if len(weights) > 0 {
			r.columns = append(r.columns, deepColumn{c, weights})
		}
	}
	r.windows = newWindows(r.unit, sources, d.n, size)
	return r
}

// deepFrame is the scratch of one worker.
type deepFrame struct {
	memory   lanes.Vector   // windows of shared inverses, then local inverses
	inverses []lanes.Vector // by group
	columns  [][]lanes.Term // the terms of each column
	values   []lanes.Term
	// f and w are one column and its weights; part is for sums of many terms.
	sum, f, w, part lanes.Vector
}

func (r *deepLanes) newFrame() *deepFrame {
	f := &deepFrame{memory: lanes.New(r.windows.total + len(r.Locals)*r.size),
		sum: lanes.New(r.size), f: lanes.New(r.size), w: lanes.New(r.size), part: lanes.New(r.size)}
	for k, g := range r.Groups {
		if g.Local < 0 {
			f.inverses = append(f.inverses, r.windows.source(f.memory, r.sources[k]))
		} else {
			f.inverses = append(f.inverses, f.memory.Slice(r.windows.total+g.Local*r.size, r.size))
		}
	}
	terms := func(weights []deepWeight) []lanes.Term {
		terms := make([]lanes.Term, len(weights))
		for i, w := range weights {
			terms[i].S = w.weight
			terms[i].Set(f.inverses[w.group])
		}
		return terms
	}
	for _, c := range r.columns {
		f.columns = append(f.columns, terms(c.weights))
	}
	f.values = terms(r.values)
	return f
}

// block computes the quotients of the points from first on; local inverses of
// them begin at index at.
func (r *deepLanes) block(f *deepFrame, dst []kernels.Element, first int, local [][]kernels.Element, at int) {
	r.windows.load(f.memory, first)
	for k := range r.Locals {
		r.unit.Load(f.memory.Slice(r.windows.total+k*r.size, r.size), local[k][at:])
	}
	bound := r.dot(f, f.values)
	r.unit.ScalarSub(f.sum, f.w, &zeroScalar, bound)
	for k, c := range r.columns {
		weights := r.dot(f, f.columns[k])
		r.unit.Load(f.f, r.data[c.column][first:])
		product := lanes.ProductBound(lanes.LoadBound, weights)
		if bound+product > lanes.MaxBound {
			r.unit.MulScalar(f.sum, f.sum, &unitScalar)
			bound = lanes.ProductBound(bound, 1)
		}
		r.unit.MulAdd(f.sum, f.f, f.w)
		bound += product
	}
	r.unit.Store(dst, f.sum, &r.one, f.part)
}

// zeroScalar is 0.
var zeroScalar lanes.Scalar

// unitScalar multiplies by 1: it only reduces.
var unitScalar = func() lanes.Scalar {
	var one kernels.Element
	one.SetOne()
	return lanes.NewScalar(&one)
}()

// dot sets f.w to a dot product of any number of terms and returns its bound.
func (r *deepLanes) dot(f *deepFrame, terms []lanes.Term) int {
	bound, dst := 0, f.w
	for {
		n := min(len(terms), lanes.MaxTerms)
		r.unit.Dot(dst, terms[:n])
		if bound > 0 {
			r.unit.Add(f.w, f.w, dst)
		}
		bound += lanes.DotBound(n * lanes.LoadBound)
		if terms = terms[n:]; len(terms) == 0 {
			return bound
		}
		if bound > lanes.MaxBound-lanes.DotBound(lanes.MaxTerms*lanes.LoadBound) {
			r.unit.MulScalar(f.w, f.w, &unitScalar)
			bound = lanes.ProductBound(bound, 1)
		}
		dst = f.part
	}
}
