package starkcurve

import (
	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/hash"
)

// point is an affine point, (0, 0) being infinity.
type point = starkcurve.G1Affine

// sum is the list of the points that a scalar selects of a table, with room for
// those that are negated.
type sum struct {
	points  [maxWindows]*point
	negated [maxWindows]point
	n       int
}

// maxWindows is the most windows that a table has: those of width 4.
const maxWindows = 64

// add takes a multiple of the i-th window's base to the sum: row holds its
// multiples by 1, 2, …
func (s *sum) add(row []point, digit int) {
	switch {
	case digit > 0:
		s.points[s.n] = &row[digit-1]
	case digit < 0:
		p := &s.negated[s.n]
		p.X = row[-digit-1].X
		p.Y.Neg(&row[-digit-1].Y)
		s.points[s.n] = p
	default:
		return
	}
	s.n++
}

// total adds the points up; none at all is infinity.
func (s *sum) total() hash.PointSum {
	if s.n == 0 {
		return hash.PointSum{X: fp.One(), Y: fp.One()}
	}
	return hash.SumPoints(s.points[:s.n])
}

// digits calls f with the signed digits of a scalar's windows of width bits,
// lowest first: digit is in −2^(width−1) … 2^(width−1).
func digits(scalar [4]uint64, width, windows int, f func(window, digit int)) {
	half, carry := 1<<(width-1), 0
	for w := range windows {
		limb, shift := w*width/64, w*width%64
		var d uint64
		if limb < 4 {
			d = scalar[limb] >> shift
			if shift+width > 64 && limb < 3 {
				d |= scalar[limb+1] << (64 - shift)
			}
		}
		digit := int(d&(1<<width-1)) + carry
		carry = 0
		if digit > half {
			digit -= 1 << width
			carry = 1
		}
		f(w, digit)
	}
}
