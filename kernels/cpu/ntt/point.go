package ntt

import (
	"context"
	"math/bits"

	"quarry/kernels/cpu/felt"
)

// chunkLog is the size of the pieces in which EvaluateAtMany works.
const chunkLog = 12

// EvaluateAtMany returns for each column i the values at base·g^s for s in
// shifts[i], as EvaluateAt does, on up to threads goroutines. It fails only with
// the context's cause.
//
// With S residues of shifts, the lowest log S layers of an evaluation over
// base·<g> leave in each block of S coefficients the values, for the residues,
// of the part of the polynomial whose powers these are; for each shift, N/S of
// them remain to be summed with the powers of its own point.
func EvaluateAtMany(ctx context.Context, ops *felt.Ops, coeffs [][]Element, base *Element, shifts [][]int, threads int) ([][]Element, error) {
	if len(coeffs) == 0 {
		return nil, context.Cause(ctx)
	}
	log := lengths(coeffs)
	values := make([][]Element, len(coeffs))
	points := make([]*points, len(coeffs))
	for i := range coeffs {
		points[i] = newPoints(ops, log, base, shifts[i])
	}
	chunks := 1 << (log - min(log, chunkLog))
	err := parallel(ctx, threads, chunks*len(coeffs), pointScratches, func(i int, w *pointScratch) {
		points[i/chunks].chunk(ops, w, coeffs[i/chunks], i%chunks)
	})
	if err != nil {
		return nil, err
	}
	for i, p := range points {
		values[i] = p.join(ops)
	}
	return values, nil
}

// pointScratch is what one goroutine works in.
type pointScratch struct {
	values, part [1 << chunkLog]Element
	wide         wideScratch
}

var pointScratches = newPool[pointScratch]()

// points are the points at which one column is evaluated.
type points struct {
	log, chunkLog int
	// residueLog is log S.
	residueLog int
	// twiddles, or wide where that is available.
	twiddles []Element
	wide     *wideLeaf
	shifts   []int // from 0 to N−1
	// powers[i][k] is the point of shift i to the power 2^k.
	powers [][]Element
	// parts[i][bitreverse(c)] is the value of chunk c at point i.
	parts [][]Element
}

func newPoints(ops *felt.Ops, log int, base *Element, shifts []int) *points {
	p := &points{log: log, chunkLog: min(log, chunkLog)}
	p.residueLog = min(bits.Len(uint(len(shifts))), p.chunkLog)
	if ops.Wide != nil && p.chunkLog >= minWideLog {
		p.wide = newWideLeaf(ops, base, log, p.residueLog)
	} else {
		p.twiddles = leafTwiddles(ops, base, log, p.residueLog)
	}
	g := roots()[0][log]
	for _, s := range shifts {
		s &= 1<<log - 1 // negative ones too
		x := power(&g, s)
		powers := make([]Element, log+1)
		powers[0].Mul(&x, base)
		for k := range log {
			powers[k+1].Square(&powers[k])
		}
		p.shifts = append(p.shifts, s)
		p.powers = append(p.powers, powers)
		p.parts = append(p.parts, make([]Element, 1<<(log-p.chunkLog)))
	}
	return p
}

// chunk computes one part of all points.
func (p *points) chunk(ops *felt.Ops, w *pointScratch, coeffs []Element, c int) {
	a := w.values[:1<<p.chunkLog]
	from := coeffs[c<<p.chunkLog : (c+1)<<p.chunkLog]
	if p.wide != nil {
		p.wide.evaluate(ops.Wide, &w.wide, a, from)
	} else {
		copy(a, from)
		layersByIndex(ops, a, 0, p.residueLog, p.twiddles)
		ops.Normalize(a)
	}
	log := p.chunkLog - p.residueLog
	v := w.part[:1<<log]
	for i, s := range p.shifts {
		residue := s & (1<<p.residueLog - 1)
		for m := range v {
			v[bitReverse(m, log)] = a[m<<p.residueLog+residue]
		}
		p.parts[i][bitReverse(c, p.log-p.chunkLog)] = sum(ops, v, p.powers[i][p.log-p.chunkLog:])
	}
}

// join sums the parts.
func (p *points) join(ops *felt.Ops) []Element {
	values := make([]Element, len(p.shifts))
	for i, parts := range p.parts {
		values[i] = sum(ops, parts, p.powers[i])
	}
	return values
}

// sum returns Σ v[j]·x^j where powers[k] = x^(2^k), and destroys v.
func sum(ops *felt.Ops, v []Element, powers []Element) Element {
	for n := len(v) / 2; n > 0; n /= 2 {
		ops.MulAddScalar(v[:n], v[n:], &powers[bits.TrailingZeros(uint(n))])
	}
	return v[0]
}
