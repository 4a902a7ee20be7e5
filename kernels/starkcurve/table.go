package starkcurve

import (
	"sync"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// scalarBits is the number of bits of a scalar, and one for the last carry.
const scalarBits = 252 + 1

// table holds for each window of a scalar the multiples 1 … 2^(width−1) of what
// the window's lowest bit stands for.
type table struct {
	width  int
	points []point
}

func (t *table) windows() int { return (scalarBits + t.width - 1) / t.width }

// times is scalar·P as a list of points, P being what the table was made for.
func (t *table) times(s *sum, scalar [4]uint64) {
	s.n = 0
	row := 1 << (t.width - 1)
	digits(scalar, t.width, t.windows(), func(w, digit int) {
		s.add(t.points[w*row:(w+1)*row], digit)
	})
}

// newTable makes the table of p, which is not infinity: the rows grow together,
// so that all of them share each step's inversion.
func newTable(p *point, width int) *table {
	t := &table{width: width}
	windows, row := t.windows(), 1<<(width-1)
	t.points = make([]point, windows*row)
	doubled := Doublings(p, (windows-1)*width+2)
	sums := make([]point, windows)
	slopes := make([]fp.Element, windows)
	for k := range row {
		for w := range windows {
			base, at := &doubled[w*width], &sums[w]
			switch k {
			case 0:
				*at = *base
			case 1:
				*at = doubled[w*width+1]
			default:
				slopes[w].Sub(&base.X, &at.X) // not 0: the order is a large prime
			}
		}
		if k > 1 {
			addAffine(sums, doubled, width, fp.BatchInvert(slopes))
		}
		for w := range windows {
			t.points[w*row+k] = sums[w]
		}
	}
	return t
}

// addAffine adds to each sum the base of its window, with the inverses of their
// x coordinates' differences.
func addAffine(sums, doubled []point, width int, inverses []fp.Element) {
	for w := range sums {
		base, at := &doubled[w*width], &sums[w]
		var slope, x fp.Element
		slope.Sub(&base.Y, &at.Y).Mul(&slope, &inverses[w])
		x.Square(&slope).Sub(&x, &at.X).Sub(&x, &base.X)
		at.X.Sub(&at.X, &x)
		slope.Mul(&slope, &at.X)
		at.Y.Sub(&slope, &at.Y)
		at.X = x
	}
}

// The widths of windows: the generator's table has 4,096 points, 256 KiB, and
// adds 32 of them; a key's has 816, 51 KiB, and adds 51.
const (
	generatorWidth = 8
	keyWidth       = 5
	keyTableBytes  = (scalarBits + keyWidth - 1) / keyWidth << (keyWidth - 1) * 64
)

// generatorTable is the table of the curve's generator, made at its first use.
var generatorTable = sync.OnceValue(func() *table {
	_, g := starkcurve.Generators()
	return newTable(&g, generatorWidth)
})
