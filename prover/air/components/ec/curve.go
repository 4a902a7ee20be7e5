package ec

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/starkcurve"
)

// Point is an affine point, coordinates in Montgomery form.
type Point struct{ X, Y fp.Element }

// The curve y² = x³ + Alpha·x + Beta. Its group has prime order, the modulus of
// gnark-crypto's stark-curve/fr.
var (
	Alpha = fp.NewElement(1)
	Beta  = decimal("3141592653589793238462643383279502884197169399375105820974944592307816406665")
)

var (
	// Generator generates the group (Stone: k_points[1]).
	Generator = Point{
		decimal("874739451078007766457464989774322083649278607533249481151382481072868806602"),
		decimal("152666792071518830868575557812948353041420400780739481342941381225525861407"),
	}
	// Shift is the point that sums start from, so that they never meet
	// infinity; nobody knows its logarithm (Stone: k_points[0]).
	Shift = Point{
		decimal("2089986280348253421170679821480865132823066470938446095505822317253594081284"),
		decimal("1713931329540660377023406109199410414810705867260802078187082345529207694986"),
	}
)

func decimal(s string) fp.Element {
	var e fp.Element
	if _, err := e.SetString(s); err != nil {
		panic(err)
	}
	return e
}

// OnCurve reports whether p satisfies the curve's equation.
func (p *Point) OnCurve() bool {
	var left fp.Element
	left.Square(&p.Y)
	right := cubic(&p.X)
	return left.Equal(&right)
}

// Neg returns −p.
func (p *Point) Neg() Point {
	q := *p
	q.Y.Neg(&q.Y)
	return q
}

// Add returns p + q; ok is false if their x coordinates are equal.
func (p *Point) Add(q *Point) (sum Point, ok bool) {
	var d, slope fp.Element
	d.Sub(&p.X, &q.X)
	if d.IsZero() {
		return Point{}, false
	}
	d.Inverse(&d)
	slope.Sub(&p.Y, &q.Y).Mul(&slope, &d)
	return p.along(&slope, &q.X), true
}

// Double returns 2·p. The order is odd, so that on the curve there always is
// an affine result.
func (p *Point) Double() Point {
	var slope, d fp.Element
	slope.Square(&p.X)
	d.Double(&slope)
	slope.Add(&slope, &d).Add(&slope, &Alpha)
	d.Double(&p.Y)
	d.Inverse(&d)
	slope.Mul(&slope, &d)
	return p.along(&slope, &p.X)
}

// along is the third point of the line through p with the given slope, whose
// second point has the x coordinate qx, mirrored: the sum of the two.
func (p *Point) along(slope, qx *fp.Element) Point {
	var r Point
	r.X.Square(slope).Sub(&r.X, &p.X).Sub(&r.X, qx)
	r.Y.Sub(&p.X, &r.X).Mul(&r.Y, slope).Sub(&r.Y, &p.Y)
	return r
}

// Powers returns p, 2p, 4p, …: n points.
func (p *Point) Powers(n int) []Point {
	l := NewLanes(1)
	l.Set(0, p)
	points := make([]Point, n)
	slope := make([]fp.Element, 1)
	for i := range points {
		points[i] = l.Point(0)
		l.Double(slope)
	}
	return points
}

// FromX returns a point with the given x coordinate; its y is either of the
// two roots. ok is false if there is none.
func FromX(x *fp.Element) (p Point, ok bool) {
	q, ok := starkcurve.FromX(x)
	return Point{q.X, q.Y}, ok
}

// cubic is x³ + Alpha·x + Beta, with Alpha = 1.
func cubic(x *fp.Element) fp.Element {
	var v fp.Element
	v.Square(x).Add(&v, &Alpha).Mul(&v, x).Add(&v, &Beta)
	return v
}
