package ec

import (
	"math/big"
	"testing"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"pgregory.net/rapid"
)

func drawFelt(t *rapid.T, label string) fp.Element {
	var b [32]byte
	copy(b[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, label))
	var e fp.Element
	e.SetBytes(b[:])
	return e
}

func drawPoint(t *rapid.T, label string) Point {
	k := drawFelt(t, label)
	var n big.Int
	if k.BigInt(&n); n.Sign() == 0 {
		n.SetInt64(1)
	}
	var p starkcurve.G1Affine
	p.ScalarMultiplicationBase(&n)
	return Point{p.X, p.Y}
}

func affine(p *Point) starkcurve.G1Affine { return starkcurve.G1Affine{X: p.X, Y: p.Y} }

func TestConstants(t *testing.T) {
	_, g := starkcurve.Generators()
	if g.X != Generator.X || g.Y != Generator.Y {
		t.Fatal("the generator differs from gnark-crypto's")
	}
	points := append([]Point{Generator, Shift}, pedersenBase[:]...)
	for i := range points {
		if !points[i].OnCurve() {
			t.Fatalf("constant point %d is not on the curve", i)
		}
	}
	off := Generator
	off.Y.Add(&off.Y, &Alpha)
	if off.OnCurve() {
		t.Fatal("a point off the curve passes")
	}
}

func TestPedersenPoints(t *testing.T) {
	for k, points := range PedersenPoints() {
		if len(points) != PedersenBits {
			t.Fatalf("input %d has %d points", k, len(points))
		}
		for j := 1; j < len(points); j++ {
			if j == pedersenLow {
				continue
			}
			if points[j] != points[j-1].Double() {
				t.Fatalf("input %d: point %d is not the double of the one before", k, j)
			}
		}
		if points[0] != pedersenBase[2*k] || points[pedersenLow] != pedersenBase[2*k+1] {
			t.Fatalf("input %d starts from other points", k)
		}
	}
}

func TestAffine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := drawPoint(t, "p"), drawPoint(t, "q")
		a, b := affine(&p), affine(&q)
		var want starkcurve.G1Affine
		if sum, ok := p.Add(&q); ok {
			want.Add(&a, &b)
			if sum.X != want.X || sum.Y != want.Y {
				t.Fatal("sum differs")
			}
		} else if p.X != q.X {
			t.Fatal("no sum of points with different x")
		}
		want.Add(&a, &a)
		if d := p.Double(); d.X != want.X || d.Y != want.Y {
			t.Fatal("double differs")
		}
		n := p.Neg()
		if _, ok := p.Add(&n); ok {
			t.Fatal("p − p has an affine sum")
		}
	})
}

func TestFromX(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		x := drawFelt(t, "x")
		p, ok := FromX(&x)
		v := cubic(&x)
		if ok != (v.Legendre() >= 0) {
			t.Fatalf("FromX says %v", ok)
		}
		if ok {
			if found++; p.X != x || !p.OnCurve() {
				t.Fatal("not a point with this x")
			}
		}
	})
	if found == 0 {
		t.Fatal("no point at all")
	}
}

func TestLanes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "lanes")
		constant := rapid.Bool().Draw(t, "constant")
		inverse := rapid.Bool().Draw(t, "inverse")
		l := NewLanes(n)
		px, py := make([]fp.Element, n), make([]fp.Element, n)
		on := make([]bool, n)
		before, added := make([]Point, n), make([]Point, n)
		for i := range n {
			before[i], added[i] = drawPoint(t, "p"), drawPoint(t, "q")
			if constant {
				added[i] = added[0]
			}
			if rapid.IntRange(0, 4).Draw(t, "equal") == 0 {
				before[i] = added[i].Neg()
			}
			l.Set(i, &before[i])
			px[i], py[i], on[i] = added[i].X, added[i].Y, rapid.Bool().Draw(t, "on")
		}
		if constant {
			px, py = px[:1], py[:1]
		}
		slope := make([]fp.Element, n)
		var inv []fp.Element
		if inverse {
			inv = make([]fp.Element, n)
		}
		l.Add(px, py, on, slope, inv)
		for i := range n {
			want := before[i]
			sum, ok := before[i].Add(&added[i])
			if on[i] {
				want = sum
			}
			if failed := !ok && (on[i] || inverse); failed != l.Failed[i] {
				t.Fatalf("lane %d: failed is %v", i, l.Failed[i])
			} else if failed {
				continue
			}
			if l.Point(i) != want {
				t.Fatalf("lane %d: wrong sum", i)
			}
			var d fp.Element
			d.Sub(&before[i].X, &added[i].X)
			if inverse {
				if d.Mul(&d, &inv[i]); !d.IsOne() {
					t.Fatalf("lane %d: wrong inverse", i)
				}
			}
			checkSlope(t, on[i], &slope[i], &before[i], &want)
		}
	})
}

func checkSlope(t *rapid.T, on bool, slope *fp.Element, from, to *Point) {
	if !on {
		if !slope.IsZero() {
			t.Fatal("slope of a lane that is off")
		}
		return
	}
	// The mirrored sum lies on the line through the first point.
	var rise, run fp.Element
	rise.Add(&from.Y, &to.Y)
	run.Sub(&from.X, &to.X).Mul(&run, slope)
	if rise != run {
		t.Fatal("wrong slope")
	}
}

func TestLanesDouble(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "lanes")
		l, slope := NewLanes(n), make([]fp.Element, n)
		points := make([]Point, n)
		for i := range n {
			points[i] = drawPoint(t, "p")
			l.Set(i, &points[i])
		}
		l.Double(slope)
		for i := range n {
			want := points[i].Double()
			if l.Point(i) != want || l.Failed[i] {
				t.Fatalf("lane %d: wrong double", i)
			}
			checkSlope(t, true, &slope[i], &points[i], &want)
		}
	})
	l := NewLanes(2)
	l.Set(0, &Point{})
	l.Set(1, &Generator)
	l.Double(make([]fp.Element, 2))
	if !l.Failed[0] || l.Failed[1] || l.Point(1) != Generator.Double() {
		t.Fatal("a point with y = 0 must fail, and alone")
	}
}

func BenchmarkLanesAdd(b *testing.B) {
	const n = 64
	l, slope := NewLanes(n), make([]fp.Element, n)
	on := make([]bool, n)
	for i, p := range Generator.Powers(n) {
		l.Set(i, &p)
		on[i] = true
	}
	px, py := []fp.Element{Shift.X}, []fp.Element{Shift.Y}
	for b.Loop() {
		l.Add(px, py, on, slope, nil)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/lane")
}

func BenchmarkFromX(b *testing.B) {
	for b.Loop() {
		FromX(&Generator.X)
	}
}

func BenchmarkInverse(b *testing.B) {
	x := Generator.X
	for b.Loop() {
		x.Inverse(&x)
	}
}
