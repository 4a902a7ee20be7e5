package hash

import (
	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// PointSum is a point (X/ZZ, Y/ZZZ) of the Stark curve, with ZZ³ = ZZZ²; ZZ = 0
// is infinity.
type PointSum struct{ X, Y, ZZ, ZZZ fp.Element }

// SumPoints adds up at least one affine point of the Stark curve, none of them
// infinity: the sum that the Pedersen hash is made of, for others to use.
func SumPoints(points []*starkcurve.G1Affine) PointSum {
	if sum, ok := sumAssembly(points); ok {
		return sum
	}
	var j starkcurve.G1Jac
	j.FromAffine(points[0])
	for _, p := range points[1:] {
		j.AddMixed(p)
	}
	sum := PointSum{X: j.X, Y: j.Y}
	sum.ZZ.Square(&j.Z)
	sum.ZZZ.Mul(&sum.ZZ, &j.Z)
	return sum
}
