package cairo1

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"sort"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/vm"
)

var (
	thirdHigh, _ = new(big.Int).SetString("2aaaaaaaaaaaab05555555555555556", 16) // ceil(p/3 / 2^128)
	halfHigh, _  = new(big.Int).SetString("4000000000000088000000000000001", 16) // ceil(p/2 / 2^128)
)

// findSmallArcs cuts the circle of field elements at 0, a and b, leaves out
// the longest arc, and writes the lengths of the others in two parts each, so
// that range checks can bound them by p/3 and p/2.
func findSmallArcs(x *exec) {
	p, a, b := x.address(0), x.felt(1), x.felt(2)
	if x.err != nil {
		return
	}
	type arc struct {
		length fp.Element
		index  int
	}
	arcs := []arc{{a, 0}, {fp.Element{}, 1}, {fp.Element{}, 2}}
	one := fp.One()
	arcs[1].length.Sub(&b, &a)
	arcs[2].length.Add(&b, &one)
	arcs[2].length.Neg(&arcs[2].length)
	sort.SliceStable(arcs, func(i, j int) bool { return less(arcs[i].length.Bits(), arcs[j].length.Bits()) })
	x.r.arc = arcs[2].index
	for i, by := range []*big.Int{thirdHigh, halfHigh} {
		q, r := new(big.Int), new(big.Int)
		q.QuoRem(arcs[i].length.BigInt(new(big.Int)), by, r)
		x.store(p.Add(int64(2*i)), vm.BigValue(r))
		x.store(p.Add(int64(2*i+1)), vm.BigValue(q))
	}
}

func firstArcExcluded(x *exec)  { x.putBool(0, x.r.arc != 0) }
func secondArcExcluded(x *exec) { x.putBool(0, x.r.arc != 1) }

// fieldSqrt writes the smaller square root of the value, or, if it has none,
// of three times the value.
func fieldSqrt(x *exec) {
	v := x.felt(0)
	if x.err != nil {
		return
	}
	var root fp.Element
	if root.Sqrt(&v) == nil {
		var triple fp.Element
		triple.Double(&v).Add(&triple, &v)
		if root.Sqrt(&triple) == nil {
			x.fail("neither %v nor three times it is a square", v.String())
			return
		}
	}
	root = smaller(root)
	x.putFelt(1, &root)
}

// smaller returns the smaller one of e and -e as integers.
func smaller(e fp.Element) fp.Element {
	var n fp.Element
	n.Neg(&e)
	if less(n.Bits(), e.Bits()) {
		return n
	}
	return e
}

// randomPoint writes a point of the Stark curve that the program can't know
// beforehand: x is the first hash of a counter that lies on the curve.
func randomPoint(x *exec) {
	one, beta := starkcurve.CurveCoefficients()
	for x.spend(64); x.err == nil; x.spend(64) {
		var text [8]byte
		binary.BigEndian.PutUint64(text[:], x.r.points)
		x.r.points++
		h := sha256.Sum256(append([]byte("quarry/ec-point"), text[:]...))
		var px, y fp.Element
		px.SetBytes(h[:31])
		y.Square(&px).Add(&y, &one).Mul(&y, &px).Add(&y, &beta)
		if y.Sqrt(&y) == nil {
			continue
		}
		y = smaller(y)
		x.putFelt(0, &px)
		x.putFelt(1, &y)
		return
	}
}
