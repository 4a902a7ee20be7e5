package ec

import "github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

// Lanes are the current points of several instances of one computation, which
// advance in step: one field inversion serves a step of all lanes.
type Lanes struct {
	// X and Y are the coordinates by lane.
	X, Y []fp.Element
	// Failed marks lanes that met a sum without affine result; what their
	// further steps yield is meaningless.
	Failed []bool

	active   []int32
	den, acc []fp.Element
}

// NewLanes makes n lanes; the points are to be Set.
func NewLanes(n int) *Lanes {
	buffer := make([]fp.Element, 4*n)
	return &Lanes{
		X: buffer[:n], Y: buffer[n : 2*n],
		Failed: make([]bool, n),
		active: make([]int32, 0, n),
		den:    buffer[2*n : 3*n], acc: buffer[3*n:],
	}
}

// Len is the number of lanes.
func (l *Lanes) Len() int { return len(l.X) }

// Set places p in lane i and clears its failure.
func (l *Lanes) Set(i int, p *Point) {
	l.X[i], l.Y[i] = p.X, p.Y
	l.Failed[i] = false
}

// Point returns the point in lane i.
func (l *Lanes) Point(i int) Point { return Point{l.X[i], l.Y[i]} }

// Add adds to each lane i with on[i] the point (px[i], py[i]), and writes the
// slope of the line through both to slope[i], zero for the other lanes. If inv
// is not nil, it receives 1/(x − px) of every lane, also of those that are not
// on. px and py may have length 1: one point for all lanes.
//
// A lane with x = px fails if it is on or inv is wanted.
func (l *Lanes) Add(px, py []fp.Element, on []bool, slope, inv []fp.Element) {
	stride := 1
	if len(px) == 1 {
		stride = 0
	}
	active := l.active[:0]
	for i := range l.X {
		if inv == nil && !on[i] {
			slope[i].SetZero()
			continue
		}
		d := &l.den[len(active)]
		if d.Sub(&l.X[i], &px[i*stride]); d.IsZero() {
			l.Failed[i] = true
			d.SetOne()
		}
		active = append(active, int32(i))
	}
	den := l.den[:len(active)]
	invert(den, l.acc)
	var s, x fp.Element
	for k, lane := range active {
		i := int(lane)
		if inv != nil {
			inv[i] = den[k]
			if !on[i] {
				slope[i].SetZero()
				continue
			}
		}
		qx, qy := &px[i*stride], &py[i*stride]
		s.Sub(&l.Y[i], qy).Mul(&s, &den[k])
		x.Square(&s).Sub(&x, &l.X[i]).Sub(&x, qx)
		l.advance(i, &s, &x)
		slope[i] = s
	}
}

// Double doubles every lane's point and writes the tangent's slope.
func (l *Lanes) Double(slope []fp.Element) {
	for i := range l.X {
		if l.den[i].Double(&l.Y[i]); l.den[i].IsZero() {
			l.Failed[i] = true
			l.den[i].SetOne()
		}
	}
	invert(l.den, l.acc)
	var s, x fp.Element
	for i := range l.X {
		x.Square(&l.X[i])
		s.Double(&x).Add(&s, &x).Add(&s, &Alpha).Mul(&s, &l.den[i])
		x.Square(&s).Sub(&x, &l.X[i]).Sub(&x, &l.X[i])
		l.advance(i, &s, &x)
		slope[i] = s
	}
}

// advance moves lane i along the line with the given slope to the point whose
// x coordinate is given, mirrored.
func (l *Lanes) advance(i int, slope, x *fp.Element) {
	var y fp.Element
	y.Sub(&l.X[i], x).Mul(&y, slope)
	l.Y[i].Sub(&y, &l.Y[i])
	l.X[i] = *x
}

// Invert replaces every element, none of which is zero, by its inverse.
func Invert(v []fp.Element) { invert(v, make([]fp.Element, len(v))) }

// invert is Montgomery's trick with acc as scratch, at least as long as v.
func invert(v, acc []fp.Element) {
	if len(v) == 0 {
		return
	}
	product := v[0]
	for i := 1; i < len(v); i++ {
		acc[i] = product
		product.Mul(&product, &v[i])
	}
	product.Inverse(&product)
	for i := len(v) - 1; i > 0; i-- {
		acc[i].Mul(&acc[i], &product)
		product.Mul(&product, &v[i])
		v[i] = acc[i]
	}
	v[0] = product
}
