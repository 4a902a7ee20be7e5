//go:build amd64 && !purego

package lanes

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

var (
	modulus = fp.Modulus()
	radix   = new(big.Int).Lsh(big.NewInt(1), 260)
)

// forUnits runs a test on each implementation that this machine has.
func forUnits(t *testing.T, test func(t *testing.T, u *Unit)) {
	for _, u := range Units() {
		t.Run(u.Name, func(t *testing.T) { test(t, u) })
	}
}

// fill gives a vector random elements bounded by bound, the extremes among them.
func fill(rng *rand.Rand, v Vector, bound int) {
	limit := new(big.Int).Mul(modulus, big.NewInt(int64(bound)))
	for k := range v.Len() {
		x := new(big.Int)
		switch rng.IntN(6) {
		case 0:
			x.Sub(limit, big.NewInt(1+int64(rng.IntN(2))))
		case 1:
			x.SetInt64(int64(rng.IntN(2)))
		case 2:
			x.Mul(modulus, big.NewInt(int64(rng.IntN(bound))))
		default:
			for range 5 {
				x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(rng.Uint64()))
			}
			x.Mod(x, limit)
		}
		setAt(v, k, x)
	}
}

func setAt(v Vector, k int, x *big.Int) {
	rest := new(big.Int).Set(x)
	for i := range 5 {
		v.planes[i*v.stride+k] = rest.Uint64() & (1<<52 - 1)
		rest.Rsh(rest, 52)
	}
}

// at returns element k and checks that its limbs have 52 bits.
func at(t *testing.T, v Vector, k int) *big.Int {
	t.Helper()
	x := new(big.Int)
	for i := 4; i >= 0; i-- {
		l := v.planes[i*v.stride+k]
		if l>>52 != 0 {
			t.Fatalf("limb %d of element %d is %#x", i, k, l)
		}
		x.Lsh(x, 52).Or(x, new(big.Int).SetUint64(l))
	}
	return x
}

func scalarValue(s *Scalar) *big.Int {
	x := new(big.Int)
	for i := 4; i >= 0; i-- {
		x.Lsh(x, 52).Or(x, new(big.Int).SetUint64(s[i]))
	}
	return x
}

func randomElement(rng *rand.Rand) (e Element) {
	x := new(big.Int)
	for range 5 {
		x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(rng.Uint64()))
	}
	e.SetBigInt(x)
	return e
}

// check compares elements modulo p and their bound.
func check(t *testing.T, name string, got Vector, bound int, want func(k int) *big.Int) {
	t.Helper()
	limit := new(big.Int).Mul(modulus, big.NewInt(int64(bound)))
	for k := range got.Len() {
		g, w := at(t, got, k), want(k)
		if g.Cmp(limit) >= 0 {
			t.Fatalf("%s: element %d is not below %d·p", name, k, bound)
		}
		if new(big.Int).Mod(g, modulus).Cmp(new(big.Int).Mod(w, modulus)) != 0 {
			t.Fatalf("%s: element %d is %x, want %x", name, k, g, w)
		}
	}
}

func TestOps(t *testing.T) { forUnits(t, testOps) }

func testOps(t *testing.T, u *Unit) {
	rng := rand.New(rand.NewPCG(1, 2))
	inverse := new(big.Int).ModInverse(radix, modulus)
	mul := func(a, b *big.Int) *big.Int { return new(big.Int).Mul(new(big.Int).Mul(a, b), inverse) }
	for _, n := range []int{0, 8, 24, 64} {
		for _, bounds := range [][2]int{{1, 1}, {16, 16}, {MaxBound, 1}, {1, MaxBound - 1}, {MaxBound, MaxBound}, {250, 250}} {
			a, b, dst := New(n+40).Slice(13, n), New(n+8).Slice(3, n), New(n)
			fill(rng, a, bounds[0])
			fill(rng, b, bounds[1])
			e := randomElement(rng)
			s := NewScalar(&e)
			product := ProductBound(bounds[0], bounds[1])
			u.Mul(dst, a, b)
			check(t, "Mul", dst, min(product, MaxBound), func(k int) *big.Int { return mul(at(t, a, k), at(t, b, k)) })
			u.MulScalar(dst, a, &s)
			check(t, "MulScalar", dst, ProductBound(bounds[0], 1), func(k int) *big.Int { return mul(at(t, a, k), scalarValue(&s)) })
			sum := bounds[0] + bounds[1]
			if sum > MaxBound {
				continue
			}
			u.Add(dst, a, b)
			check(t, "Add", dst, sum, func(k int) *big.Int { return new(big.Int).Add(at(t, a, k), at(t, b, k)) })
			u.Sub(dst, a, b, bounds[1])
			check(t, "Sub", dst, sum, func(k int) *big.Int { return new(big.Int).Sub(at(t, a, k), at(t, b, k)) })
			if bounds[0] < MaxBound {
				u.AddScalar(dst, a, &s)
				check(t, "AddScalar", dst, bounds[0]+1, func(k int) *big.Int { return new(big.Int).Add(at(t, a, k), scalarValue(&s)) })
				u.ScalarSub(dst, a, &s, bounds[0])
				check(t, "ScalarSub", dst, bounds[0]+1, func(k int) *big.Int { return new(big.Int).Sub(scalarValue(&s), at(t, a, k)) })
			}
			old := New(n)
			fill(rng, old, 100)
			Copy(dst, old)
			u.MulAdd(dst, a, b)
			check(t, "MulAdd", dst, 100+product, func(k int) *big.Int {
				return new(big.Int).Add(at(t, old, k), mul(at(t, a, k), at(t, b, k)))
			})
			Copy(dst, old)
			u.MulAddScalar(dst, a, &s)
			check(t, "MulAddScalar", dst, 100+ProductBound(bounds[0], 1), func(k int) *big.Int {
				return new(big.Int).Add(at(t, old, k), mul(at(t, a, k), scalarValue(&s)))
			})
			u.Mul(b, b, b) // in place
		}
	}
}

func TestDot(t *testing.T) { forUnits(t, testDot) }

func testDot(t *testing.T, u *Unit) {
	rng := rand.New(rand.NewPCG(3, 4))
	inverse := new(big.Int).ModInverse(radix, modulus)
	for _, count := range []int{0, 1, 2, 17, MaxTerms} {
		const n = 24
		dst := New(n)
		var terms []Term
		var vectors []Vector
		for range count {
			v := New(40 + rng.IntN(60))
			fill(rng, v, 16)
			v = v.Slice(rng.IntN(v.Len()-n), n)
			e := randomElement(rng)
			term := Term{S: NewScalar(&e)}
			term.Set(v)
			terms, vectors = append(terms, term), append(vectors, v)
		}
		sum := func(k int) *big.Int {
			sum := new(big.Int)
			for i, v := range vectors {
				sum.Add(sum, new(big.Int).Mul(at(t, v, k), scalarValue(&terms[i].S)))
			}
			return sum.Mul(sum, inverse)
		}
		u.Dot(dst, terms)
		check(t, "Dot", dst, DotBound(16*count), sum)
		old := New(n)
		fill(rng, old, 100)
		Copy(dst, old)
		u.DotAdd(dst, terms)
		check(t, "DotAdd", dst, 100+DotBound(16*count), func(k int) *big.Int {
			return new(big.Int).Add(at(t, old, k), sum(k))
		})
	}
}

func TestLoadStore(t *testing.T) { forUnits(t, testLoadStore) }

func testLoadStore(t *testing.T, u *Unit) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 8, 16, 64} {
		src := make([]Element, n)
		for k := range src {
			switch k % 4 {
			case 0:
				src[k] = randomElement(rng)
			case 1:
				src[k] = Element{0, 0, 0, 1<<59 + 17} // p − 1
			case 2:
				src[k] = Element{}
			case 3:
				src[k] = Element{^uint64(0), ^uint64(0), ^uint64(0), 1<<59 + 16}
			}
		}
		v, tmp, dst := New(n), New(n), make([]Element, n)
		u.Load(v, src)
		check(t, "Load", v, LoadBound, func(k int) *big.Int {
			x := new(big.Int)
			return x.Lsh(src[k].BigInt(x), 260)
		})
		var one Element
		one.SetOne()
		s := Split(&one)
		u.Store(dst, v, &s, tmp)
		for k := range src {
			if dst[k] != src[k] {
				t.Fatalf("element %d of %d: %v, want %v", k, n, dst[k].String(), src[k].String())
			}
		}
		factor := randomElement(rng)
		s = Split(&factor)
		fill(rng, v, MaxBound)
		u.Store(dst, v, &s, tmp)
		for k := range dst {
			var want, x Element
			x.SetBigInt(new(big.Int).Mul(at(t, v, k), new(big.Int).ModInverse(radix, modulus)))
			want.Mul(&x, &factor)
			if dst[k] != want {
				t.Fatalf("element %d of %d, bound %d", k, n, MaxBound)
			}
		}
	}
}

func BenchmarkOps(b *testing.B) {
	for _, u := range Units() {
		b.Run(u.Name, func(b *testing.B) { benchmarkOps(b, u) })
	}
}

func benchmarkOps(b *testing.B, u *Unit) {
	const n = 64
	rng := rand.New(rand.NewPCG(7, 8))
	x, y, dst := New(n), New(n), New(n)
	fill(rng, x, 16)
	fill(rng, y, 16)
	e := randomElement(rng)
	s := NewScalar(&e)
	src := make([]Element, n)
	terms := make([]Term, 32)
	for k := range terms {
		terms[k].S = s
		terms[k].Set(x)
	}
	for _, bench := range []struct {
		name  string
		count int
		run   func()
	}{
		{"Mul", 1, func() { u.Mul(dst, x, y) }},
		{"MulAddScalar", 1, func() { u.MulAddScalar(dst, x, &s) }},
		{"Add", 1, func() { u.Add(dst, x, y) }},
		{"Sub", 1, func() { u.Sub(dst, x, y, 16) }},
		{"Load", 1, func() { u.Load(dst, src) }},
		{"Store", 1, func() { u.Store(src, x, &s, dst) }},
		{"Dot", len(terms), func() { u.Dot(dst, terms) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				bench.run()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*bench.count), "ns/element")
		})
	}
}
