package hash

import (
	"math/big"
	"testing"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	pedersenhash "github.com/consensys/gnark-crypto/ecc/stark-curve/pedersen-hash"
	"pgregory.net/rapid"
)

// With equal offsets the first points that are added are equal or opposite
// whenever the inputs' digits agree: then blocks fall back and stay right.
func TestPedersenCollisions(t *testing.T) {
	g, _ := starkcurve.Generators()
	table := newPedersenTable(func(int) starkcurve.G1Jac { return g })
	var b pedersenBatch
	for i := range 9 {
		b.x[i] = fp.Element{uint64(i), 7, 0, uint64(i) << 56}
		b.y[i] = fp.Element{1, uint64(i)}
	}
	b.x[4], b.y[4] = fp.Element{}, fp.Element{}
	for _, lvl := range Levels() {
		b.hash(feltOps(lvl), table, 9)
		for i := range 9 {
			x, y := b.x[i], b.y[i]
			x.Mul(&x, &rSquared)
			y.Mul(&y, &rSquared)
			if want := pedersenhash.Pedersen(&x, &y); b.sumX[i] != want {
				t.Errorf("%v: hash %d differs", lvl, i)
			}
		}
	}
}

// One hash alone, by the additions of the machine and by complete ones.
func TestPedersenSingle(t *testing.T) {
	g, _ := starkcurve.Generators()
	table := newPedersenTable(func(int) starkcurve.G1Jac { return g })
	rapid.Check(t, func(t *rapid.T) {
		x, y := drawFelt(t), drawFelt(t)
		for _, v := range []*fp.Element{&x, &y} {
			if rapid.Bool().Draw(t, "short") {
				b := v.Bytes()
				v.SetBytes(b[rapid.IntRange(0, 32).Draw(t, "zeros"):])
			}
		}
		want := pedersenhash.Pedersen(&x, &y)
		if got := PedersenHash(&x, &y); got != want {
			t.Fatalf("hash of %v and %v is %v, want %v", x, y, got, want)
		}
		x, y = x.Bits(), y.Bits()
		if got := table.hash(&x, &y); got != want {
			t.Fatalf("with points that are equal or opposite: %v, want %v", got, want)
		}
	})
}

// jacobian is the point in Jacobian coordinates, whose Z is ZZ.
func (q *PointSum) jacobian() *starkcurve.G1Jac {
	p := &starkcurve.G1Jac{Z: q.ZZ}
	p.X.Mul(&q.X, &q.ZZ)
	p.Y.Mul(&q.Y, &q.ZZZ)
	return p
}

// Sums of random multiples of the generator.
func TestSumAssembly(t *testing.T) {
	_, g := starkcurve.Generators()
	rapid.Check(t, func(t *rapid.T) {
		points := make([]*starkcurve.G1Affine, rapid.IntRange(4, 9).Draw(t, "points"))
		var want starkcurve.G1Jac
		want.FromAffine(new(starkcurve.G1Affine))
		for i := range points {
			k := drawFelt(t)
			if k.IsZero() { // infinity has no affine form
				k = one
			}
			points[i] = new(starkcurve.G1Affine).ScalarMultiplication(&g, k.BigInt(new(big.Int)))
			want.AddMixed(points[i])
		}
		if sum, ok := sumAssembly(points); ok && !sum.jacobian().Equal(&want) {
			t.Fatalf("the sum is %v, want %v", sum, want)
		}
	})
}

func TestPedersenTable(t *testing.T) {
	table := pedersenTables()
	for j, w := range table.windows {
		for _, d := range []int{0, 1, 1<<w.length - 1} {
			if !table.points[w.first+d].IsOnCurve() {
				t.Fatalf("window %d, point %d", j, d)
			}
		}
	}
}

func TestPedersenBatchSizes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "hashes")
		var b pedersenBatch
		want := make([]fp.Element, n)
		for i := range n {
			x, y := drawFelt(t), drawFelt(t)
			b.x[i], b.y[i] = x.Bits(), y.Bits()
			want[i] = pedersenhash.Pedersen(&x, &y)
		}
		for _, lvl := range Levels() {
			b.hash(feltOps(lvl), pedersenTables(), n)
			for i := range n {
				if b.sumX[i] != want[i] {
					t.Fatalf("%v: hash %d of %d differs", lvl, i, n)
				}
			}
		}
	})
}

func BenchmarkPedersenHash(b *testing.B) {
	var large fp.Element
	large.SetInt64(-12345)
	for name, y := range map[string]fp.Element{"large": large, "small": fp.NewElement(67890)} {
		b.Run(name, func(b *testing.B) {
			x := large
			for b.Loop() {
				x = PedersenHash(&x, &y)
			}
		})
	}
}

func BenchmarkPedersenTable(b *testing.B) {
	for b.Loop() {
		newPedersenTable(func(j int) starkcurve.G1Jac {
			g, _ := starkcurve.Generators()
			for range j {
				g.DoubleAssign()
			}
			return g
		})
	}
}
