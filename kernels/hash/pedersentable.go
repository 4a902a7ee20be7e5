package hash

import (
	"crypto/sha256"
	"math/big"
	"math/bits"
	"strconv"
	"sync"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/cpu/felt"
)

// pedersenPoints are the shift point and the constant points of Starknet's
// Pedersen hash, which multiply the low 248 bits of x, its other bits, and
// those of y. (Starknet documentation, "Pedersen hash".)
var pedersenPoints = [5][2]string{
	{"0x49ee3eba8c1600700ee1b87eb599f16716b0b1022947733551fde4050ca6804",
		"0x3ca0cfe4b3bc6ddf346d49d06ea0ed34e621062c0e056c1d0405d266e10268a"},
	{"0x234287dcbaffe7f969c748655fca9e58fa8120b6d56eb0c1080d17957ebe47b",
		"0x3b056f100f96fb21e889527d41f4e39940135dd7a6c94cc6ed0268ee89e5615"},
	{"0x4fa56f376c83db33f9dab2656558f3399099ec1de5e3018b7a6932dba8aa378",
		"0x3fa0984c931c9e38113e0c0e47e4401562761f92a7a23b45168f4e80ff5b54d"},
	{"0x4ba4cc166be8dec764910f75b45f74b40c690c74709e90f3aa372f0bd2d6997",
		"0x40301cf5c1751f4b971e46c4ede85fcac5c59a5ce5ae7c48151f27b24b219c"},
	{"0x54302dcb0e6cc1c6e44cca8f61a63bb2ca65048d53fb325d36ff12c49a58202",
		"0x1b77b3e37d13504b348046268d8ae25ce98ad783c25561a879dcc77e99c2426"},
}

// PedersenPoints returns the shift point and the four constant points of
// Starknet's Pedersen hash: for the low 248 bits of x, its other bits, and those
// of y. It is for checks against other arithmetic; PedersenHash hashes.
func PedersenPoints() (points [5]starkcurve.G1Affine) {
	for i := range points {
		p := jacobian(pedersenPoints[i])
		points[i].FromJacobian(&p)
	}
	return points
}

// pedersenWindow is a window of bits of the inputs that selects a point: length
// bits of one input from start on; the last one is the bits from 248 on of
// both, four each.
type pedersenWindow struct {
	input         int
	start, length int
	first         int // where its points begin in the table
}

// A pedersenTable has for each window j and each value d of it the point
// d·B + O, where B is what the window's lowest bit stands for. The offsets O
// are unrelated and sum up to the shift point: so the hash is a plain sum of one
// point a window, in which in practice no two equal or opposite points meet.
type pedersenTable struct {
	windows []pedersenWindow
	points  []starkcurve.G1Affine
	// tails are for each window the sum of its point for 0 and those of the
	// later windows of its input: small inputs need one addition for all of these.
	tails [2 * inputWindows]starkcurve.G1Affine
}

// pedersenBits is the width of a window: 24 windows of 10 bits and one of 8
// for the low 248 bits of each input, and one of 8 for what is left. The table
// has 50,000 points, 3.2 MB.
const (
	pedersenBits    = 10
	inputWindows    = (248 + pedersenBits - 1) / pedersenBits
	pedersenWindows = 2*inputWindows + 1
)

// windowsOf is the number of windows up to the last in which the low 248 bits of
// v, an integer below p, are not 0.
func windowsOf(v *fp.Element) int {
	n := bits.Len64(v[3] << 8 >> 8)
	if n > 0 {
		n += 192
	} else if v[2] != 0 {
		n = 128 + bits.Len64(v[2])
	} else if v[1] != 0 {
		n = 64 + bits.Len64(v[1])
	} else {
		n = bits.Len64(v[0])
	}
	return (n + pedersenBits - 1) / pedersenBits
}

// point returns the point that the inputs, integers below p, select in window w.
func (t *pedersenTable) point(w int, x, y *fp.Element) *starkcurve.G1Affine {
	win := &t.windows[w]
	var d uint64
	switch {
	case w == len(t.windows)-1:
		d = x[3]>>56&15 | y[3]>>56&15<<4
	case win.input == 0:
		d = bitsOf(x, win.start, win.length)
	default:
		d = bitsOf(y, win.start, win.length)
	}
	return &t.points[win.first+int(d)]
}

// bitsOf returns length bits of v from start on.
func bitsOf(v *fp.Element, start, length int) uint64 {
	limb, shift := start/64, start%64
	d := v[limb] >> shift
	if shift+length > 64 {
		d |= v[limb+1] << (64 - shift)
	}
	return d & (1<<length - 1)
}

// pedersenTables makes the table at its first use, in some milliseconds.
var pedersenTables = sync.OnceValue(func() *pedersenTable {
	return newPedersenTable(func(j int) starkcurve.G1Jac {
		// Multiples of the generator by hashes, of a length that is made quickly.
		k := sha256.Sum256([]byte("pedersen window " + strconv.Itoa(j)))
		g, _ := starkcurve.Generators()
		var o starkcurve.G1Jac
		o.ScalarMultiplication(&g, new(big.Int).SetBytes(k[:8]))
		return o
	})
})

// newPedersenTable makes a table with the given offsets for all windows but the
// last, whose offset follows.
func newPedersenTable(offset func(j int) starkcurve.G1Jac) *pedersenTable {
	t := &pedersenTable{}
	size := 0
	for input := range 2 {
		for start := 0; start < 248; start += pedersenBits {
			n := min(pedersenBits, 248-start)
			t.windows = append(t.windows, pedersenWindow{input, start, n, size})
			size += 1 << n
		}
	}
	last := len(t.windows)
	t.windows = append(t.windows, pedersenWindow{length: 8, first: size})
	t.points = make([]starkcurve.G1Affine, size+1<<8)

	multiples := pedersenMultiples()
	rest := jacobian(pedersenPoints[0])
	offsets := make([]starkcurve.G1Jac, last+1)
	for j := range last {
		offsets[j] = offset(j)
		rest.SubAssign(&offsets[j])
	}
	offsets[last] = rest
	for j, o := range starkcurve.BatchJacobianToAffineG1(offsets) {
		w := t.windows[j]
		t.points[w.first] = o
		for k := range w.length {
			base := multiples[2*w.input][min(w.start+k, 247)]
			if j == last {
				base = multiples[1+2*(k/4)][k%4]
			}
			addToAll(t.points[w.first:w.first+2<<k], &base)
		}
	}
	t.sumTails()
	return t
}

// sumTails makes the tails, once the points are there.
func (t *pedersenTable) sumTails() {
	sums := make([]starkcurve.G1Jac, len(t.tails))
	for w := len(sums) - 1; w >= 0; w-- {
		sums[w].FromAffine(&t.points[t.windows[w].first])
		if w%inputWindows != inputWindows-1 {
			sums[w].AddAssign(&sums[w+1])
		}
	}
	copy(t.tails[:], starkcurve.BatchJacobianToAffineG1(sums))
}

// pedersenMultiples returns 2^i times each of the four constant points.
func pedersenMultiples() (all [4][]starkcurve.G1Affine) {
	for i := range all {
		p := jacobian(pedersenPoints[1+i])
		chain := make([]starkcurve.G1Jac, 248)
		for k := range chain {
			chain[k] = p
			p.DoubleAssign()
		}
		all[i] = starkcurve.BatchJacobianToAffineG1(chain)
	}
	return all
}

// addToAll sets the second half of points to the first plus base. None of these
// sums is of equal or opposite points.
func addToAll(points []starkcurve.G1Affine, base *starkcurve.G1Affine) {
	from, to := points[:len(points)/2], points[len(points)/2:]
	n := len(from)
	room := make([]fp.Element, 5*n)
	x, y, slope, inverse, tmp := room[:n], room[n:2*n], room[2*n:3*n], room[3*n:4*n], room[4*n:]
	ops := felt.Best()
	for i := range from {
		x[i], y[i] = from[i].X, from[i].Y
		inverse[i], slope[i] = base.X, base.Y
	}
	ops.Sub(inverse, inverse, x)
	ops.Inverse(inverse, inverse)
	ops.Sub(slope, slope, y)
	ops.Mul(slope, slope, inverse)
	// x3 = slope² − base.X − x, y3 = slope·(x − x3) − y.
	ops.Mul(tmp, slope, slope)
	ops.Sub(tmp, tmp, x)
	for i := range tmp {
		tmp[i].Sub(&tmp[i], &base.X)
	}
	ops.Sub(x, x, tmp)
	ops.Mul(slope, slope, x)
	ops.Sub(y, slope, y)
	for i := range to {
		to[i].X, to[i].Y = tmp[i], y[i]
	}
}

func jacobian(xy [2]string) (p starkcurve.G1Jac) {
	for i, c := range []*fp.Element{&p.X, &p.Y} {
		if _, err := c.SetString(xy[i]); err != nil {
			panic("hash: constant point: " + err.Error())
		}
	}
	p.Z.SetOne()
	return p
}
