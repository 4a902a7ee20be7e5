package felt_test

import (
	"testing"

	"pgregory.net/rapid"

	"quarry/kernels/cpu/felt"
)

// wides are all implementations of Wide on this machine.
func wides() map[string]*felt.Wide {
	m := map[string]*felt.Wide{"go": felt.PortableWide()}
	for _, ops := range felt.Available() {
		if ops.Wide != nil {
			m[ops.Name] = ops.Wide
		}
	}
	return m
}

// few is n elements out of a handful of drawn ones.
func few(t *rapid.T, n int, what string) []felt.Element {
	v := make([]felt.Element, n)
	some := rapid.SliceOfN(element, 7, 7).Draw(t, what)
	step := rapid.IntRange(1, 6).Draw(t, "step")
	for i := range v {
		v[i] = some[(i*step+i/7)%7]
		if i%3 == 2 {
			v[i].Mul(&v[i], &v[i-1])
		}
	}
	return v
}

func factorsOf(w *felt.Wide, v []felt.Element) []felt.Factor {
	f := make([]felt.Factor, len(v))
	for i, e := range times16(v) {
		f[i] = w.Split(&e)
	}
	return f
}

func times16(v []felt.Element) []felt.Element {
	w := clone(v)
	for i := range w {
		for range 4 {
			w[i].Double(&w[i])
		}
	}
	return w
}

// vecFactors makes wide factors of elements in a row.
func vecFactors(w *felt.Wide, v []felt.Element) []felt.Vec {
	f := make([]felt.Vec, len(v)/8)
	w.UnpackFactors(f, times16(v), row(len(f)))
	return f
}

// row is the grid of vectors of adjacent elements.
func row(vecs int) felt.Grid { return felt.Grid{Rows: 1, Cols: vecs, ColStep: 8, LaneStep: 1} }

// TestWide runs data through as many layers as are allowed, of all kinds, and
// compares with the scalar specification, lane by lane.
func TestWide(t *testing.T) {
	ref := felt.Portable()
	for name, w := range wides() {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				vecs := 8 << rapid.IntRange(0, 2).Draw(t, "log")
				n := 8 * vecs
				a, tw := few(t, n, "data"), few(t, n, "twiddles")
				one, vec := factorsOf(w, tw), vecFactors(w, tw)
				got := make([]felt.Vec, vecs)
				w.Unpack(got, a, row(vecs))
				// Lane k of the wide vectors is column k of this.
				want := make([][]felt.Element, 8)
				for k := range want {
					for v := range vecs {
						want[k] = append(want[k], a[8*v+k])
					}
				}
				lane := func(k int) []felt.Element {
					var l []felt.Element
					for v := range vecs {
						l = append(l, tw[8*v+k])
					}
					return l
				}
				for i := range felt.WideLayers {
					half := 1 << (i * 3 % 4)
					if half >= vecs {
						half = vecs / 2
					}
					switch rapid.IntRange(0, 3).Draw(t, "kind") {
					case 0:
						w.LayerByIndex(got, half, vec)
						for k := range want {
							ref.LayerByIndex(want[k], half, lane(k))
						}
					case 1:
						w.LayerByBlock(got, half, vec)
						for k := range want {
							ref.LayerByBlock(want[k], half, lane(k))
						}
					case 2:
						w.LayerByIndexSame(got, half, one)
						for k := range want {
							ref.LayerByIndex(want[k], half, tw)
						}
					case 3:
						w.LayerByBlockSame(got, half, one)
						for k := range want {
							ref.LayerByBlock(want[k], half, tw)
						}
					}
				}
				flat := make([]felt.Element, n)
				for k := range want {
					for v := range vecs {
						flat[8*v+k] = want[k][v]
					}
				}
				out := make([]felt.Element, n)
				w.Pack(out, got, row(vecs))
				same(t, "layers", out, flat)

				// Every value is what the lane above held, times a factor.
				w.PackScaled(out, got, vec, row(vecs))
				scaled := make([]felt.Element, n)
				ref.Mul(scaled, flat, tw)
				same(t, "PackScaled", out, scaled)
				w.PackScaled(out, got, vec[:1], row(vecs))
				for i := range scaled {
					scaled[i].Mul(&flat[i], &tw[i%8])
				}
				same(t, "PackScaled by one vector", out, scaled)

				w.Transpose(got)
				w.Pack(out, got, row(vecs))
				for i := range flat {
					group, vector, k := i/64*64, i/8%8, i%8
					if out[i] != flat[group+8*k+vector] {
						t.Fatalf("Transpose: element %d is %v, want %v", i, out[i], flat[group+8*k+vector])
					}
				}
			})
		})
	}
}

// TestLazyLimbs takes data at the limits of what layers may leave: values of any
// multiple of p more, with limbs of any sign.
func TestLazyLimbs(t *testing.T) {
	ref := felt.Portable()
	for name, w := range wides() {
		if name == "go" {
			continue // its data are canonical
		}
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a, tw := few(t, 16, "data"), few(t, 16, "twiddles")
				lazy := func(limit uint64) []felt.Vec {
					v := make([]felt.Vec, 2)
					w.Unpack(v, a, row(2))
					walk := rapid.Uint64().Draw(t, "walk")
					next := func() uint64 {
						walk = walk*6364136223846793005 + 1442695040888963407
						return walk >> 3
					}
					for i := range a {
						var f felt.Factor
						lane := i % 8
						multiple := []uint64{0, limit - 1, next() % limit}[next()%3]
						f[0] += multiple
						f[3] += multiple * 17 << 36 & (1<<52 - 1)
						f[4] += multiple<<43 + multiple*17>>16
						for l := range 4 { // borrow and lend what 29 layers may
							c := []uint64{0, 460, ^uint64(459), next() % 460}[next()%4]
							f[l] += c << 52
							f[l+1] -= c
						}
						for l := range f {
							v[i/8][8*l+lane] += f[l]
						}
					}
					return v
				}
				got, want := make([]felt.Element, 16), make([]felt.Element, 16)
				w.Pack(got, lazy(470), row(2))
				same(t, "Pack", got, a)
				w.PackScaled(got, lazy(470), vecFactors(w, tw), row(2))
				ref.Mul(want, a, tw)
				same(t, "PackScaled", got, want)
				layers := map[string]func(v []felt.Vec){
					"LayerByIndex":     func(v []felt.Vec) { w.LayerByIndex(v, 1, vecFactors(w, tw)) },
					"LayerByIndexSame": func(v []felt.Vec) { w.LayerByIndexSame(v, 1, factorsOf(w, tw)) },
					"LayerByBlock":     func(v []felt.Vec) { w.LayerByBlock(v, 1, vecFactors(w, tw)) },
					"LayerByBlockSame": func(v []felt.Vec) { w.LayerByBlockSame(v, 1, factorsOf(w, tw)) },
				}
				for name, layer := range layers {
					v := lazy(84)
					layer(v)
					w.Pack(got, v, row(2))
					for lane := range 8 {
						factor := tw[lane]
						if name == "LayerByIndexSame" || name == "LayerByBlockSame" {
							factor = tw[0]
						}
						factor.Mul(&factor, &a[8+lane])
						want[lane].Add(&a[lane], &factor)
						want[8+lane].Sub(&a[lane], &factor)
					}
					same(t, name, got, want)
				}
			})
		})
	}
}

func TestScaleFactors(t *testing.T) {
	for name, w := range wides() {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a, s := few(t, 16, "vectors"), few(t, 5, "scalars")
				factors := make([]felt.Vec, 10)
				w.ScaleFactors(factors, vecFactors(w, a), factorsOf(w, s))
				// Read the products off as multiples of data.
				data := few(t, 80, "data")
				wideData := make([]felt.Vec, 10)
				w.Unpack(wideData, data, row(10))
				got, want := make([]felt.Element, 80), make([]felt.Element, 80)
				w.PackScaled(got, wideData, factors, row(10))
				for i := range want {
					want[i].Mul(&data[i], &a[i%16]).Mul(&want[i], &s[i/16])
				}
				same(t, "ScaleFactors", got, want)
			})
		})
	}
}

// TestGrid moves elements through wide vectors from one grid to another.
func TestGrid(t *testing.T) {
	for name, w := range wides() {
		t.Run(name, func(t *testing.T) {
			for _, g := range []felt.Grid{
				{Rows: 3, RowStep: 8, Cols: 1, LaneStep: 1},
				{Rows: 3, RowStep: 100, Cols: 2, ColStep: 50, LaneStep: 3},
				{Rows: 2, RowStep: 64, Cols: 8, ColStep: 1, LaneStep: 8},
				{Rows: 4, RowStep: 16, Cols: 2, ColStep: 8, LaneStep: 1},
			} {
				src := make([]felt.Element, 400)
				felt.Powers(src, &edges[7], &edges[6])
				for i, e := range edges {
					src[3*i] = e
				}
				n := g.Rows * g.Cols
				wideData := make([]felt.Vec, n)
				w.Unpack(wideData, src, g)
				out, back := make([]felt.Element, 8*n), make([]felt.Element, len(src))
				w.Pack(out, wideData, row(n))
				w.Pack(back, wideData, g)
				scaled, factors := make([]felt.Element, len(src)), vecFactors(w, src[:8*n])
				w.PackScaled(scaled, wideData, factors, g)
				covered := map[int]bool{}
				for r := range g.Rows {
					for c := range g.Cols {
						for k := range 8 {
							i := r*g.RowStep + c*g.ColStep + k*g.LaneStep
							covered[i] = true
							if got := out[8*(r*g.Cols+c)+k]; got != src[i] {
								t.Fatalf("%+v: row %d, column %d, lane %d is %v, want %v", g, r, c, k, got, src[i])
							}
							var want felt.Element
							if want.Mul(&src[i], &src[8*(r*g.Cols+c)+k]); scaled[i] != want {
								t.Fatalf("%+v: row %d, column %d, lane %d is scaled to %v, want %v", g, r, c, k, scaled[i], want)
							}
						}
					}
				}
				for i := range back {
					if covered[i] && back[i] != src[i] || !covered[i] && !back[i].IsZero() {
						t.Fatalf("%+v: element %d is %v, was %v", g, i, back[i], src[i])
					}
				}
			}
		})
	}
}

func BenchmarkWide(b *testing.B) {
	const vecs = 64
	ref := make([]felt.Element, 8*vecs)
	felt.Powers(ref, &edges[3], &edges[4])
	for name, w := range wides() {
		if name == "go" {
			continue
		}
		a, t := make([]felt.Vec, vecs), vecFactors(w, ref)
		w.Unpack(a, ref, row(vecs))
		f := factorsOf(w, ref[:vecs])
		for kernel, run := range map[string]func(){
			"Unpack":           func() { w.Unpack(a, ref, row(vecs)) },
			"Pack":             func() { w.Pack(ref, a, row(vecs)) },
			"PackScaled":       func() { w.PackScaled(ref, a, t, row(vecs)) },
			"Transpose":        func() { w.Transpose(a) },
			"LayerByIndex":     func() { w.LayerByIndex(a, vecs/2, t) },
			"LayerByIndexSame": func() { w.LayerByIndexSame(a, vecs/2, f) },
			"LayerByBlock":     func() { w.LayerByBlock(a, 4, t) },
			"LayerByBlockSame": func() { w.LayerByBlockSame(a, 4, f) },
			"ScaleFactors":     func() { w.ScaleFactors(a, t[:2], f[:vecs/2]) },
		} {
			b.Run(name+"/"+kernel, func(b *testing.B) {
				for b.Loop() {
					run()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*8*vecs), "ns/elt")
			})
		}
	}
}
