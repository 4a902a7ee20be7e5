package felt_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"pgregory.net/rapid"

	"quarry/kernels/cpu/felt"
)

// edges are limbs of canonical elements at which carries and corrections turn.
var edges = func() []felt.Element {
	const all, p3 = ^uint64(0), uint64(1<<59 + 17)
	var half felt.Element
	half.SetUint64(2)
	half.Inverse(&half)
	return []felt.Element{
		{}, {1}, {2}, {all}, {0, all}, {0, 0, all}, {all, all, all}, {all, all, all, p3 - 1},
		{0, 0, 0, p3}, {0, 0, 0, p3 - 1}, {all, 0, all, p3 - 1}, {0, 0, 0, 1 << 59}, {all, all, all, 1<<59 - 1},
		{0, 0, 0, 1}, {0, 0, 0, 17}, {1, 0, 0, p3 - 1}, {0, all, 0, 1<<59 + 16}, fp.One(), *new(fp.Element).Neg(new(fp.Element).SetOne()), half,
	}
}()

// element draws canonical limbs, edges often.
var element = rapid.Custom(func(t *rapid.T) felt.Element {
	if rapid.Bool().Draw(t, "edge") {
		return rapid.SampledFrom(edges).Draw(t, "value")
	}
	var e felt.Element
	for i := range e {
		e[i] = rapid.OneOf(rapid.Uint64(), rapid.SampledFrom([]uint64{0, 1, 1 << 63, ^uint64(0)})).Draw(t, "limb")
	}
	e[3] %= 1<<59 + 17
	return e
})

func vectors(t *rapid.T, count int) [][]felt.Element {
	n := rapid.OneOf(rapid.IntRange(0, 40), rapid.IntRange(60, 200)).Draw(t, "length")
	// A few drawn values, spread by a cheap walk: drawing all of them is slow.
	seeds := rapid.SliceOfN(element, 24, 24).Draw(t, "seeds")
	walk := rapid.Uint64().Draw(t, "walk")
	vs := make([][]felt.Element, count)
	for v := range vs {
		vs[v] = make([]felt.Element, n)
		for i := range vs[v] {
			walk = walk*6364136223846793005 + 1442695040888963407
			vs[v][i] = seeds[walk>>33%24]
			if walk>>62 == 0 {
				vs[v][i].Mul(&vs[v][i], &seeds[walk>>40%24])
			}
		}
	}
	return vs
}

func same(t *rapid.T, what string, got, want []felt.Element) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%s: element %d of %d is %x, want %x", what, i, len(want), [4]uint64(got[i]), [4]uint64(want[i]))
		}
	}
}

func clone(v []felt.Element) []felt.Element { return append([]felt.Element{}, v...) }

// TestAgainstPortable compares each implementation with the portable one, into
// fresh and into aliased destinations.
func TestAgainstPortable(t *testing.T) {
	ref := felt.Portable()
	for _, ops := range felt.Available() {
		t.Run(ops.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				v := vectors(t, 4)
				a, b, c, n := v[0], v[1], v[2], len(v[0])
				s := element.Draw(t, "scalar")
				type binary = func(o *felt.Ops) func(dst, a, b []felt.Element)
				for name, op := range map[string]binary{
					"Add":    func(o *felt.Ops) func(dst, a, b []felt.Element) { return o.Add },
					"Sub":    func(o *felt.Ops) func(dst, a, b []felt.Element) { return o.Sub },
					"Mul":    func(o *felt.Ops) func(dst, a, b []felt.Element) { return o.Mul },
					"MulAdd": func(o *felt.Ops) func(dst, a, b []felt.Element) { return o.MulAdd },
					"Fold": func(o *felt.Ops) func(dst, a, b []felt.Element) {
						return func(dst, a, b []felt.Element) { o.Fold(dst, a, b, c) }
					},
				} {
					for alias, choose := range map[string]func() (dst, a, b []felt.Element){
						"apart":  func() (_, _, _ []felt.Element) { return clone(v[3]), a, b },
						"dst=a":  func() (_, _, _ []felt.Element) { x := clone(a); return x, x, b },
						"dst=b":  func() (_, _, _ []felt.Element) { x := clone(b); return x, a, x },
						"square": func() (_, _, _ []felt.Element) { x := clone(a); return x, x, x },
					} {
						want, x, y := choose()
						op(ref)(want, x, y)
						got, x, y := choose()
						op(ops)(got, x, y)
						same(t, name+" "+alias, got, want)
					}
				}
				type scalar = func(o *felt.Ops) func(dst, a []felt.Element, s *felt.Element)
				for name, op := range map[string]scalar{
					"AddScalar":    func(o *felt.Ops) func(dst, a []felt.Element, s *felt.Element) { return o.AddScalar },
					"SubScalar":    func(o *felt.Ops) func(dst, a []felt.Element, s *felt.Element) { return o.SubScalar },
					"RSubScalar":   func(o *felt.Ops) func(dst, a []felt.Element, s *felt.Element) { return o.RSubScalar },
					"MulScalar":    func(o *felt.Ops) func(dst, a []felt.Element, s *felt.Element) { return o.MulScalar },
					"MulAddScalar": func(o *felt.Ops) func(dst, a []felt.Element, s *felt.Element) { return o.MulAddScalar },
				} {
					want, got := clone(v[3]), clone(v[3])
					op(ref)(want, a, &s)
					op(ops)(got, a, &s)
					same(t, name, got, want)
					want, got = clone(a), clone(a)
					op(ref)(want, want, &s)
					op(ops)(got, got, &s)
					same(t, name+" in place", got, want)
				}
				got, want := make([]felt.Element, n), make([]felt.Element, n)
				ops.Powers(got, &b0(v)[0], &s)
				x := b0(v)[0]
				for i := range want {
					want[i] = x
					x.Mul(&x, &s)
				}
				same(t, "Powers", got, want)
			})
		})
	}
}

// b0 is the second vector, or one element if it is empty.
func b0(v [][]felt.Element) []felt.Element { return append(clone(v[1]), fp.One()) }

// TestPortable compares the specification with integer arithmetic.
func TestPortable(t *testing.T) {
	ops, p := felt.Portable(), fp.Modulus()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := element.Draw(t, "a"), element.Draw(t, "b"), element.Draw(t, "c")
		var x, y, z big.Int
		a.BigInt(&x)
		b.BigInt(&y)
		c.BigInt(&z)
		check := func(what string, got felt.Element, want *big.Int) {
			var g big.Int
			if got.BigInt(&g); g.Cmp(want.Mod(want, p)) != 0 {
				t.Fatalf("%s(%v, %v, %v) = %v, want %v", what, &x, &y, &z, &g, want)
			}
		}
		va, vb, vc := []felt.Element{a}, []felt.Element{b}, []felt.Element{c}
		d := clone(vc)
		ops.Add(d, va, vb)
		check("Add", d[0], new(big.Int).Add(&x, &y))
		ops.Sub(d, va, vb)
		check("Sub", d[0], new(big.Int).Sub(&x, &y))
		ops.Mul(d, va, vb)
		check("Mul", d[0], new(big.Int).Mul(&x, &y))
		d = clone(vc)
		ops.MulAdd(d, va, vb)
		product := new(big.Int).Mul(&x, &y)
		check("MulAdd", d[0], product.Add(product, &z))
		ops.RSubScalar(d, va, &b)
		check("RSubScalar", d[0], new(big.Int).Sub(&y, &x))
		ops.SubScalar(d, va, &b)
		check("SubScalar", d[0], new(big.Int).Sub(&x, &y))
		ops.Fold(d, va, vb, vc)
		fold := new(big.Int).Sub(&x, &y)
		fold.Mul(fold, &z).Add(fold, &x).Add(fold, &y)
		check("Fold", d[0], fold)
	})
}

func TestInverse(t *testing.T) {
	for _, ops := range felt.Available() {
		t.Run(ops.Name, func(t *testing.T) {
			for _, n := range []int{0, 1, 2, 3, 63, 64, 65, 127, 128, 200, 4095, 4096, 4097, 9000} {
				a := make([]felt.Element, n)
				for i := range a {
					a[i].MustSetRandom()
					if e := edges[i%len(edges)]; i%5 == 0 && !e.IsZero() {
						a[i] = e
					}
				}
				inv := make([]felt.Element, n)
				ops.Inverse(inv, a)
				for i := range a {
					var want felt.Element
					if want.Inverse(&a[i]); inv[i] != want {
						t.Fatalf("1/%v is %v, want %v (element %d of %d)", a[i], inv[i], want, i, n)
					}
				}
				ops.Inverse(a, a)
				for i := range a {
					if a[i] != inv[i] {
						t.Fatalf("in place: element %d of %d differs", i, n)
					}
				}
			}
		})
	}
}

// TestLong crosses the limits of single assembly calls.
func TestLong(t *testing.T) {
	ref := felt.Portable()
	const n = 1<<15 + 13
	a := make([]felt.Element, n)
	felt.Powers(a, &edges[7], &edges[6])
	var s felt.Element
	s.SetUint64(1234567)
	want, got := make([]felt.Element, n), make([]felt.Element, n)
	for _, ops := range felt.Available() {
		for name, run := range map[string]func(o *felt.Ops, dst []felt.Element){
			"Mul":        func(o *felt.Ops, dst []felt.Element) { o.Mul(dst, a, a) },
			"MulScalar":  func(o *felt.Ops, dst []felt.Element) { o.MulScalar(dst, a, &s) },
			"RSubScalar": func(o *felt.Ops, dst []felt.Element) { o.RSubScalar(dst, a, &s) },
			"Fold":       func(o *felt.Ops, dst []felt.Element) { o.Fold(dst, a, a, a) },
		} {
			run(ref, want)
			run(ops, got)
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%s %s: element %d differs", ops.Name, name, i)
				}
			}
		}
	}
}

// TestLayers runs as many lazy layers as are allowed from the largest values.
func TestLayers(t *testing.T) {
	ref := felt.Portable()
	for _, ops := range felt.Available() {
		t.Run(ops.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				log := rapid.IntRange(1, 9).Draw(t, "log")
				n := 1 << log
				fill := func(what string) []felt.Element {
					v := make([]felt.Element, n)
					few := rapid.SliceOfN(element, 5, 5).Draw(t, what)
					for i := range v {
						v[i] = few[i*i%5]
					}
					return v
				}
				a, tw := fill("a"), fill("twiddles")
				got, want := clone(a), clone(a)
				for i := range min(15, ops.LazyLayers) {
					half := 1 << (i * 7 % log)
					if i%2 == 0 {
						ref.LayerByIndex(want, half, tw)
						ops.LayerByIndex(got, half, tw)
					} else {
						ref.LayerByBlock(want, half, tw)
						ops.LayerByBlock(got, half, tw)
					}
				}
				// Mul by a canonical element is a normalisation, too.
				product, one := clone(got), fp.One()
				ops.MulScalar(product, product, &one)
				ops.Normalize(got)
				same(t, "Normalize", got, want)
				same(t, "MulScalar", product, want)
			})
		})
	}
}

func TestLongLayers(t *testing.T) {
	ref := felt.Portable()
	const n = 1 << 17
	a, tw := make([]felt.Element, n), make([]felt.Element, n)
	felt.Powers(a, &edges[3], &edges[4])
	felt.Powers(tw, &edges[5], &edges[6])
	for _, ops := range felt.Available() {
		for _, half := range []int{1, 1 << 10, 1 << 14, 1 << 15, 1 << 16} {
			got, want := clone(a), clone(a)
			ref.LayerByIndex(want, half, tw)
			ref.LayerByBlock(want, half, tw)
			ops.LayerByIndex(got, half, tw)
			ops.LayerByBlock(got, half, tw)
			ops.Normalize(got)
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%s: half %d: element %d differs", ops.Name, half, i)
				}
			}
		}
	}
}

func BenchmarkOps(b *testing.B) {
	const n = 256 // the evaluator's blocks: first-level cache
	x, y, z, w := make([]felt.Element, n), make([]felt.Element, n), make([]felt.Element, n), make([]felt.Element, n)
	felt.Powers(x, &edges[3], &edges[4])
	felt.Powers(y, &edges[5], &edges[6])
	felt.Powers(w, &edges[6], &edges[7])
	for _, o := range felt.Available() {
		for _, op := range []struct {
			name string
			run  func()
		}{
			{"Mul", func() { o.Mul(z, x, y) }},
			{"MulScalar", func() { o.MulScalar(z, x, &y[0]) }},
			{"MulAdd", func() { o.MulAdd(z, x, y) }},
			{"MulAddScalar", func() { o.MulAddScalar(z, x, &y[0]) }},
			{"Add", func() { o.Add(z, x, y) }},
			{"Sub", func() { o.Sub(z, x, y) }},
			{"AddScalar", func() { o.AddScalar(z, x, &y[0]) }},
			{"Inverse", func() { o.Inverse(z, x) }},
			{"Fold", func() { o.Fold(z, x, y, w) }},
			{"Powers", func() { o.Powers(z, &x[1], &x[2]) }},
			{"Normalize", func() { o.Normalize(z) }},
			{"LayerByIndex", func() { o.LayerByIndex(x, n/2, y); o.LayerByIndex(x, n/2, y) }},
			{"LayerByBlock", func() { o.LayerByBlock(x, 4, y); o.LayerByBlock(x, 4, y) }},
		} {
			b.Run(fmt.Sprintf("%s/%s", o.Name, op.name), func(b *testing.B) {
				for b.Loop() {
					op.run()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/elt")
			})
		}
	}
}
