package starkcurve

import (
	"errors"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"

	"quarry/kernels/hash"
)

// elementBits bounds the message, r and 1/s: the builtin's scalars have 251
// bits.
const elementBits = 251

// The ways in which a signature is not valid. What the builtin cannot prove
// beyond them, the sums of its constraints that meet equal or opposite points
// on the way from its shift point, nobody can make happen without that point's
// logarithm.
var (
	// ErrKey: no point of the curve has the public key as x coordinate.
	ErrKey = errors.New("the public key is no x coordinate of a point of the curve")
	// ErrMessage: the message is not in 1 … 2^251−1.
	ErrMessage = errors.New("the message is not in 1 … 2^251−1")
	// ErrR: r is not in 1 … 2^251−1.
	ErrR = errors.New("r is not in 1 … 2^251−1")
	// ErrS: s is not in 1 … n−1, or 1/s is not below 2^251, n being the order of
	// the curve.
	ErrS = errors.New("s is not in 1 … n−1 with an inverse below 2^251")
	// ErrSignature: all is in range, but the signature is not valid.
	ErrSignature = errors.New("the signature is not valid for this key and message")
)

// Signature is an ECDSA signature over the Stark curve: integers below p.
type Signature struct{ R, S fp.Element }

// FromX returns a point with the given x coordinate; its y is either of the two
// roots. ok is false if there is none.
func FromX(x *fp.Element) (p starkcurve.G1Affine, ok bool) {
	var v fp.Element
	v.Square(x).Add(&v, &one).Mul(&v, x).Add(&v, &beta)
	p.X = *x
	p.Y, ok = Sqrt(&v)
	return p, ok
}

// beta is the constant of the curve's equation.
var beta = func() fp.Element {
	_, g := starkcurve.Generators()
	var v, cube fp.Element
	cube.Square(&g.X).Add(&cube, &one).Mul(&cube, &g.X)
	return *v.Square(&g.Y).Sub(&v, &cube)
}()

// Verify checks a signature of a message under the key with this x coordinate;
// both points that have it count. A Verifier is faster for keys that come
// again.
func Verify(key, message *fp.Element, s *Signature) error {
	u, err := scalars(message, s)
	if err != nil {
		return err
	}
	q, ok := FromX(key)
	if !ok {
		return ErrKey
	}
	return u.check(times(&q, u.key), &s.R)
}

// multipliers are the scalars message/s and r/s of a verification.
type multipliers struct{ generator, key [4]uint64 }

// scalars checks the ranges and computes the multipliers.
func scalars(message *fp.Element, s *Signature) (u multipliers, err error) {
	z, r := message.Bits(), s.R.Bits()
	if !inRange(z) {
		return u, ErrMessage
	}
	if !inRange(r) {
		return u, ErrR
	}
	var w fr.Element
	b := s.S.Bytes()
	if w.SetBytesCanonical(b[:]) != nil || w.IsZero() {
		return u, ErrS
	}
	w.Inverse(&w)
	if !inRange(w.Bits()) {
		return u, ErrS
	}
	// Both are below 2^251, so below the order.
	b = message.Bytes()
	var m fr.Element
	m.SetBytes(b[:])
	u.generator = m.Mul(&m, &w).Bits()
	b = s.R.Bytes()
	m.SetBytes(b[:])
	u.key = m.Mul(&m, &w).Bits()
	return u, nil
}

// inRange reports whether v is in 1 … 2^251−1.
func inRange(v [4]uint64) bool {
	return v[3]>>(elementBits-192) == 0 && v != [4]uint64{}
}

// check compares r with the x coordinates of u.generator·G + b and
// u.generator·G − b.
func (u *multipliers) check(b hash.PointSum, r *fp.Element) error {
	var s sum
	generatorTable().times(&s, u.generator)
	a := s.total()
	if matches(&a, &b, r) {
		return nil
	}
	return ErrSignature
}

// matches reports whether a + b or a − b has the x coordinate r. With
// d = a.X·b.ZZ − b.X·a.ZZ and t = a.Y·b.ZZZ ∓ b.Y·a.ZZZ, that is
// t² = (r·a.ZZ·b.ZZ + a.X·b.ZZ + b.X·a.ZZ)·d².
func matches(a, b *hash.PointSum, r *fp.Element) bool {
	var ax, bx, ay, by, d fp.Element
	ax.Mul(&a.X, &b.ZZ)
	bx.Mul(&b.X, &a.ZZ)
	if d.Sub(&ax, &bx); d.IsZero() {
		return matchesSlowly(a, b, r)
	}
	var right fp.Element
	right.Mul(&a.ZZ, &b.ZZ).Mul(&right, r).Add(&right, &ax).Add(&right, &bx)
	right.Mul(&right, d.Square(&d))
	ay.Mul(&a.Y, &b.ZZZ)
	by.Mul(&b.Y, &a.ZZZ)
	var t fp.Element
	if t.Sub(&ay, &by).Square(&t).Equal(&right) {
		return true
	}
	return t.Add(&ay, &by).Square(&t).Equal(&right)
}

// matchesSlowly is matches for points that are equal or opposite, or where one
// is infinity, which do not meet by chance.
func matchesSlowly(a, b *hash.PointSum, r *fp.Element) bool {
	for range 2 {
		p, q := jacobian(a), jacobian(b)
		p.AddAssign(&q)
		var at point
		if at.FromJacobian(&p); !at.IsInfinity() && at.X.Equal(r) {
			return true
		}
		b = &hash.PointSum{X: b.X, Y: *new(fp.Element).Neg(&b.Y), ZZ: b.ZZ, ZZZ: b.ZZZ}
	}
	return false
}

// jacobian is the point in Jacobian coordinates, whose Z is ZZ.
func jacobian(s *hash.PointSum) (j starkcurve.G1Jac) {
	j.X.Mul(&s.X, &s.ZZ)
	j.Y.Mul(&s.Y, &s.ZZZ)
	j.Z = s.ZZ
	if j.Z.IsZero() {
		j.X, j.Y = one, one
	}
	return j
}

// onceWidth is the width of the windows where there is no table: eight points.
const onceWidth = 4

// times is scalar·q without a table of q's: a doubling a bit, from the top.
func times(q *point, scalar [4]uint64) hash.PointSum {
	const windows = (scalarBits + onceWidth - 1) / onceWidth
	var multiples [1 << (onceWidth - 1)]starkcurve.G1Jac
	multiples[0].FromAffine(q)
	for i := 1; i < len(multiples); i++ {
		multiples[i] = multiples[i-1]
		multiples[i].AddMixed(q)
	}
	row := starkcurve.BatchJacobianToAffineG1(multiples[:])
	var list [windows]int
	digits(scalar, onceWidth, windows, func(w, digit int) { list[w] = digit })
	var at starkcurve.G1Jac
	at.FromAffine(&point{})
	for w := windows - 1; w >= 0; w-- {
		for range onceWidth {
			at.DoubleAssign()
		}
		switch d := list[w]; {
		case d > 0:
			at.AddMixed(&row[d-1])
		case d < 0:
			var p point
			at.AddMixed(p.Neg(&row[-d-1]))
		}
	}
	result := hash.PointSum{X: at.X, Y: at.Y}
	result.ZZ.Square(&at.Z)
	result.ZZZ.Mul(&result.ZZ, &at.Z)
	return result
}
