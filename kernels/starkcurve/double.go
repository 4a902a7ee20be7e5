package starkcurve

import "github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

// Doublings returns p, 2p, 4p, …: n points, p not being infinity. They are
// Jacobian at first: the Z of each is twice Y·Z of the one before, so the
// inverse of the last leads to all others'.
func Doublings(p *point, n int) []point {
	points := make([]point, n)
	x, y, w := p.X, p.Y, fp.One() // w is α·Z⁴, α = 1
	z := fp.One()
	for i := range points {
		points[i] = point{X: x, Y: y}
		if i == n-1 {
			break
		}
		// With s = 4·X·Y², m = 3·X² + w and u = 8·Y⁴: X' = m² − 2·s,
		// Y' = m·(s − X') − u, Z' = 2·Y·Z, w' = 2·u·w.
		var yy, s, m, u fp.Element
		m.Square(&x)
		u.Double(&m)
		m.Add(&m, &u).Add(&m, &w)
		yy.Square(&y)
		s.Mul(&x, &yy).Double(&s).Double(&s)
		u.Square(&yy).Double(&u).Double(&u).Double(&u)
		z.Mul(&z, &y).Double(&z)
		x.Square(&m).Sub(&x, &s).Sub(&x, &s)
		y.Sub(&s, &x).Mul(&y, &m).Sub(&y, &u)
		w.Mul(&w, &u).Double(&w)
	}
	var inverse, square fp.Element
	inverse.Inverse(&z)
	for i := len(points) - 1; i > 0; i-- {
		p := &points[i]
		square.Square(&inverse)
		p.X.Mul(&p.X, &square)
		p.Y.Mul(&p.Y, &square).Mul(&p.Y, &inverse)
		inverse.Mul(&inverse, &points[i-1].Y).Double(&inverse)
	}
	return points
}
