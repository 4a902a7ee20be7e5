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

// values returns except/on, periodic parts, on one period of rows of
// offset·<g>; a zero denominator gives zero there.
func (z *zerofier) values(offset *kernels.Element, n int) []kernels.Element {
	period := z.period()
	num, den := ones(period), ones(period)
	for _, r := range z.except {
		multiplyVanishing(num, r, offset, n)
	}
	for _, r := range z.on {
		multiplyVanishing(den, r, offset, n)
	}
	inverses := fp.BatchInvert(den)
	for i := range num {
		num[i].Mul(&num[i], &inverses[i])
	}
	return num
}

// at returns except/on, periodic parts, at a point, and whether it exists.
func (z *zerofier) at(point *kernels.Element, n int) (kernels.Element, bool) {
	num, den := ones(1), ones(1)
	for _, r := range z.except {
		num[0].Mul(&num[0], vanishingAt(r, point, n))
	}
	for _, r := range z.on {
		den[0].Mul(&den[0], vanishingAt(r, point, n))
	}
	if den[0].IsZero() {
		return den[0], false
	}
	den[0].Inverse(&den[0])
	num[0].Mul(&num[0], &den[0])
	return num[0], true
}

func ones(n int) []kernels.Element {
	all := make([]kernels.Element, n)
	for i := range all {
		all[i].SetOne()
	}
	return all
}

// multiplyVanishing multiplies dst[i] by the vanishing polynomial of r at
// offset·g^i; its period, r.Step, divides len(dst).
func multiplyVanishing(dst []kernels.Element, r Rows, offset *kernels.Element, n int) {
	exponent := uint64(n) / r.Step
	x := power(offset, exponent)
	h := rootOfUnity(int(r.Step))
	c := power(&h, uint64(r.Offset))
	factors := make([]kernels.Element, r.Step)
	for i := range factors {
		factors[i].Sub(&x, &c)
		x.Mul(&x, &h)
	}
	for i := range dst {
		dst[i].Mul(&dst[i], &factors[i%len(factors)])
	}
}

func vanishingAt(r Rows, point *kernels.Element, n int) *kernels.Element {
	x := power(point, uint64(n)/r.Step)
	h := rootOfUnity(int(r.Step))
	c := power(&h, uint64(r.Offset))
	return x.Sub(&x, &c)
}
