package ec

import (
	"sync"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/cpu/felt"
)

var vector = sync.OnceValue(felt.Best)

// Lanes are the current points of several instances of one computation, which
// advance in step: one field inversion serves a step of all lanes, and all
// arithmetic is on vectors.
type Lanes struct {
	// X and Y are the coordinates by lane.
	X, Y []fp.Element
	// Failed marks lanes that met a sum without affine result; what their
	// further steps yield is meaningless.
	Failed []bool

	ops *felt.Ops
	// active lists the lanes that a step moves. The vectors below hold one
	// element for each of them: their points before and after the step, the
	// denominators and the slopes.
	active           []int32
	x, y, den, s, x2 []fp.Element
	pointX, pointY   []fp.Element
	scratch          []fp.Element
}

// NewLanes makes n lanes; the points are to be Set.
func NewLanes(n int) *Lanes {
	l := &Lanes{Failed: make([]bool, n), ops: vector(), active: make([]int32, 0, n)}
	buffer := make([]fp.Element, 12*n)
	for _, v := range []*[]fp.Element{&l.X, &l.Y, &l.x, &l.y, &l.den, &l.s, &l.x2, &l.pointX, &l.pointY} {
		*v, buffer = buffer[:n:n], buffer[n:]
	}
	l.scratch = buffer
	return l
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
	l.active = l.active[:0]
	for i := range on {
		if on[i] {
			l.active = append(l.active, int32(i))
		}
	}
	n := len(l.active)
	x, y, den := l.x[:n], l.y[:n], l.den[:n]
	gather(x, l.X, l.active)
	gather(y, l.Y, l.active)
	constant := len(px) == 1
	if !constant {
		gather(l.pointX, px, l.active)
		gather(l.pointY, py, l.active)
	}
	if inv != nil {
		l.difference(inv, l.X, px, constant)
		l.nonZero(inv, nil)
		l.invert(inv)
		gather(den, inv, l.active)
	} else {
		l.difference(den, x, pick(px, l.pointX, constant), constant)
		l.nonZero(den, l.active)
		l.invert(den)
	}
	// slope = (y − py)/(x − px), x' = slope² − x − px
	s, x2 := l.s[:n], l.x2[:n]
	l.difference(s, y, pick(py, l.pointY, constant), constant)
	l.ops.Mul(s, s, den)
	l.ops.Mul(x2, s, s)
	l.ops.Sub(x2, x2, x)
	l.difference(x2, x2, pick(px, l.pointX, constant), constant)
	l.finish(slope)
}

// Double doubles every lane's point and writes the tangent's slope.
func (l *Lanes) Double(slope []fp.Element) {
	l.active = l.active[:0]
	for i := range l.X {
		l.active = append(l.active, int32(i))
	}
	copy(l.x, l.X)
	copy(l.y, l.Y)
	l.ops.Add(l.den, l.Y, l.Y)
	l.nonZero(l.den, nil)
	l.invert(l.den)
	// slope = (3x² + Alpha)/2y, x' = slope² − 2x
	l.ops.Mul(l.s, l.x, l.x)
	l.ops.Add(l.x2, l.s, l.s)
	l.ops.Add(l.s, l.s, l.x2)
	l.ops.AddScalar(l.s, l.s, &Alpha)
	l.ops.Mul(l.s, l.s, l.den)
	l.ops.Mul(l.x2, l.s, l.s)
	l.ops.Sub(l.x2, l.x2, l.x)
	l.ops.Sub(l.x2, l.x2, l.x)
	l.finish(slope)
}

// finish moves the active lanes to x2 along their slopes, mirrored:
// y' = slope·(x − x') − y.
func (l *Lanes) finish(slope []fp.Element) {
	n := len(l.active)
	x, y, s, x2 := l.x[:n], l.y[:n], l.s[:n], l.x2[:n]
	l.ops.Sub(x, x, x2)
	l.ops.Mul(x, x, s)
	l.ops.Sub(y, x, y)
	clear(slope)
	for k, i := range l.active {
		l.X[i], l.Y[i], slope[i] = x2[k], y[k], s[k]
	}
}

// difference sets dst = a − b, where b may be one element for all.
func (l *Lanes) difference(dst, a, b []fp.Element, constant bool) {
	if constant {
		l.ops.SubScalar(dst, a, &b[0])
	} else {
		l.ops.Sub(dst, a, b)
	}
}

func pick(one, each []fp.Element, constant bool) []fp.Element {
	if constant {
		return one
	}
	return each
}

func gather(dst, src []fp.Element, lanes []int32) {
	for k, i := range lanes {
		dst[k] = src[i]
	}
}

// nonZero replaces zero denominators by one and marks their lanes: lanes[k], or
// k if lanes is nil.
func (l *Lanes) nonZero(den []fp.Element, lanes []int32) {
	for k := range den {
		if !den[k].IsZero() {
			continue
		}
		den[k].SetOne()
		if lanes != nil {
			l.Failed[lanes[k]] = true
		} else {
			l.Failed[k] = true
		}
	}
}

func (l *Lanes) invert(v []fp.Element) { invert(l.ops, v, l.scratch) }

// Invert replaces every element, none of which is zero, by its inverse.
func Invert(v []fp.Element) { invert(vector(), v, make([]fp.Element, 2*len(v))) }

// invert replaces every element by its inverse, by inverting the products of
// the elements of both halves. scratch has at least 2·len(v) elements.
func invert(ops *felt.Ops, v, scratch []fp.Element) {
	n := len(v)
	if n < 8 {
		invertSerial(v)
		return
	}
	h := n / 2
	lo, hi, rest := v[:h], v[h:2*h], v[2*h:]
	products, scratch := scratch[:h+len(rest)], scratch[h+len(rest):]
	ops.Mul(products[:h], lo, hi)
	copy(products[h:], rest)
	invert(ops, products, scratch)
	// 1/lo = hi/(lo·hi)
	ops.Mul(hi, hi, products[:h])
	ops.Mul(lo, lo, products[:h])
	for i := range lo {
		lo[i], hi[i] = hi[i], lo[i]
	}
	copy(rest, products[h:])
}

// invertSerial is Montgomery's trick for fewer than 8 elements.
func invertSerial(v []fp.Element) {
	if len(v) == 0 {
		return
	}
	var prefix [8]fp.Element
	product := v[0]
	for i := 1; i < len(v); i++ {
		prefix[i] = product
		product.Mul(&product, &v[i])
	}
	product.Inverse(&product)
	for i := len(v) - 1; i > 0; i-- {
		prefix[i].Mul(&prefix[i], &product)
		product.Mul(&product, &v[i])
		v[i] = prefix[i]
	}
	v[0] = product
}
