package air

import (
	"fmt"
	"slices"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// zerofier is a constraint's domain, taken apart: its vanishing polynomial is
// Π(x^(N/Step) − g^(Offset·N/Step)) over on, divided by the same over except,
// times Π(x − g^r) over onRows, divided by the same over exceptRows. What has a
// Step is periodic along a coset; single rows are not.
type zerofier struct {
	on, except         []Rows
	onRows, exceptRows []int
}

func newZerofier(d Domain, n int) zerofier {
	var z zerofier
	z.on, z.onRows = splitRows(d.On, n)
	z.except, z.exceptRows = splitRows(d.Except, n)
	return z
}

// splitRows sorts sets of rows into periodic ones and single ones.
func splitRows(all []Rows, n int) (periodic []Rows, single []int) {
	for _, r := range all {
		step := r.Step
		if step == 0 {
			step = uint64(n)
		}
		offset := r.Offset % int64(step)
		if offset < 0 {
			offset += int64(step)
		}
		if uint64(n)%step != 0 {
			panic(fmt.Sprintf("air: a trace of %d rows has no domain of step %d", n, step))
		}
		// In a trace that has only one row of a periodic set, it stays
		// periodic: the compiled form must not depend on the length.
		if r.Step == 0 {
			single = append(single, int(offset))
		} else {
			periodic = append(periodic, Rows{Step: step, Offset: offset})
		}
	}
	slices.SortFunc(periodic, func(a, b Rows) int {
		if a.Step != b.Step {
			return int(int64(a.Step) - int64(b.Step))
		}
		return int(a.Offset - b.Offset)
	})
	slices.Sort(single)
	return periodic, single
}

// periodicKey names the periodic part.
func (z *zerofier) periodicKey() string { return fmt.Sprint(z.on, z.except) }

func (z *zerofier) key() string {
	return strings.Join([]string{z.periodicKey(), fmt.Sprint(z.onRows, z.exceptRows)}, " ")
}

// period is the number of rows after which the periodic part repeats.
func (z *zerofier) period() int {
	period := uint64(1)
	for _, r := range z.on {
		period = max(period, r.Step)
	}
	for _, r := range z.except {
		period = max(period, r.Step)
	}
	return int(period)
}

// write writes except/on, periodic parts, on one period of rows of offset·<g>; a
// zero denominator gives zero there.
func (z *zerofier) write(dst []kernels.Element, offset *kernels.Element, n int) {
	type part struct {
		vanisher
		inverse bool
	}
	var parts []part
	for _, v := range vanishersOf(z.except) {
		parts = append(parts, part{v, false})
	}
	for _, v := range vanishersOf(z.on) {
		parts = append(parts, part{v, true})
	}
	// One with the longest period goes first, for which no memory is needed.
	slices.SortStableFunc(parts, func(a, b part) int { return b.step - a.step })
	for i, p := range parts {
		values := dst
		if i > 0 {
			values = make([]kernels.Element, p.step)
		}
		p.write(values, offset, n)
		if p.inverse {
			invertAll(values)
		}
		if i > 0 {
			inBlocks(len(dst), tableGrain, func(lo, hi int) {
				for i := lo; i < hi; i++ {
					dst[i].Mul(&dst[i], &values[i%len(values)])
				}
			})
		}
	}
}

// at returns except/on, periodic parts, at a point, and whether it exists.
func (z *zerofier) at(point *kernels.Element, n int) (kernels.Element, bool) {
	num, den := fp.One(), fp.One()
	for _, v := range vanishersOf(z.except) {
		f := v.at(point, n)
		num.Mul(&num, &f)
	}
	for _, v := range vanishersOf(z.on) {
		f := v.at(point, n)
		den.Mul(&den, &f)
	}
	if den.IsZero() {
		return den, false
	}
	den.Inverse(&den)
	num.Mul(&num, &den)
	return num, true
}
