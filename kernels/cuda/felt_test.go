package cuda

import (
	"math/big"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

// openBackend opens the first GPU, or the emulated one. Without either the test
// is skipped, unless REQUIRE_CUDA is set.
func openBackend(t testing.TB) *Backend {
	t.Helper()
	b, err := New(Options{})
	if fault.CodeOf(err) == kernels.CodeUnsupported && os.Getenv("REQUIRE_CUDA") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

var (
	feltMul     = declare("felt_check", "felt_mul", 0)
	feltDot     = declare("felt_check", "felt_dot", 0)
	feltAdd     = declare("felt_check", "felt_add", 0)
	feltSub     = declare("felt_check", "felt_sub", 0)
	feltInverse = declare("felt_check", "felt_inverse", 0)
)

// modulus is p, radix R, below which all lazy values are.
var (
	modulus = fp.Modulus()
	radix   = new(big.Int).Lsh(big.NewInt(1), 256)
)

func limbs(v *big.Int) (e kernels.Element) {
	var b [32]byte
	v.FillBytes(b[:])
	for i := range e {
		for _, x := range b[24-8*i : 32-8*i] {
			e[i] = e[i]<<8 | uint64(x)
		}
	}
	return e
}

func integer(e kernels.Element) *big.Int {
	v := new(big.Int)
	for i := 3; i >= 0; i-- {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(e[i]))
	}
	return v
}

// operands are pairs of a value below limit and a canonical one: all pairs of
// values at the edges, then random ones.
func operands(n int, limit *big.Int) (a, b []*big.Int) {
	shift := func(v int64, by uint) *big.Int { return new(big.Int).Lsh(big.NewInt(v), by) }
	less := func(v *big.Int, by int64) *big.Int { return new(big.Int).Sub(v, big.NewInt(by)) }
	edges := []*big.Int{big.NewInt(0), big.NewInt(2), shift(1, 191), shift(17, 192), shift(1, 251), less(shift(1, 251), 1),
		less(modulus, 1), less(modulus, 2), new(big.Int).Rsh(modulus, 1)}
	// Limbs of ones and zeros, so that carries begin, end and run through
	// everywhere, and that the halves of partial products are as large as they get.
	ones, evens, odds := new(big.Int), new(big.Int), new(big.Int)
	for limb := range uint(8) {
		edges = append(edges, shift(1, 32*limb), less(shift(1, 32*limb), 1), less(shift(1, 32*limb+1), 1), new(big.Int).Mod(shift(1<<32-1, 32*limb), modulus))
		ones.Add(ones, shift(1, 32*limb))
		if limb%2 == 0 {
			evens.Add(evens, shift(1<<32-1, 32*limb))
		} else if limb < 7 {
			odds.Add(odds, shift(1<<32-1, 32*limb))
		}
	}
	edges = append(edges, ones, evens, odds)
	high := append([]*big.Int{modulus, shift(1, 252), less(limit, 1), new(big.Int).Mul(modulus, big.NewInt(16))}, edges...)
	for _, x := range high {
		for _, y := range edges {
			if x.Cmp(limit) < 0 {
				a, b = append(a, x), append(b, y)
			}
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	random := func(limit *big.Int) *big.Int {
		v := new(big.Int)
		for range 5 {
			v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(rng.Uint64()))
		}
		return v.Mod(v, limit)
	}
	for len(a) < n {
		a, b = append(a, random(limit)), append(b, random(modulus))
	}
	return a, b
}

// The arithmetic of felts agrees with big integers, at the edges of what it
// takes. Run this first on any device: if it fails, nothing else can work.
func TestFelts(t *testing.T) {
	b := openBackend(t)
	mod := func(v *big.Int) *big.Int { return v.Mod(v, modulus) }
	rInverse := new(big.Int).ModInverse(radix, modulus)
	cases := []struct {
		name  string
		k     kernel
		limit *big.Int // of a
		want  func(a, b *big.Int) *big.Int
	}{
		{"mul", feltMul, radix, func(a, b *big.Int) *big.Int { return mod(a.Mul(a, b).Mul(a, rInverse)) }},
		{"dot", feltDot, modulus, func(a, b *big.Int) *big.Int { return mod(a.Mul(a, b).Mul(a, rInverse).Mul(a, big.NewInt(31))) }},
		{"add", feltAdd, new(big.Int).Sub(radix, modulus), func(a, b *big.Int) *big.Int { return mod(a.Add(a, b)) }},
		{"sub", feltSub, new(big.Int).Sub(radix, modulus), func(a, b *big.Int) *big.Int { return mod(a.Sub(a, b)) }},
		{"inverse", feltInverse, modulus, func(a, b *big.Int) *big.Int {
			if a = mod(a.Sub(a, b)); a.Sign() == 0 {
				return a
			}
			a.ModInverse(mod(a.Mul(a, rInverse)), modulus)
			return mod(a.Mul(a, radix))
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			x, y := operands(2000, c.limit)
			a, bb := make([]kernels.Element, len(x)), make([]kernels.Element, len(x))
			for i := range x {
				a[i], bb[i] = limbs(x[i]), limbs(y[i])
			}
			arena := b.NewArena(0).(*arena)
			defer arena.Free()
			if err := arena.open(); err != nil {
				t.Fatal(err)
			}
			task := arena.begin(t.Context())
			out := task.memory(len(a) * elementSize)
			task.each(c.k, len(a), new(driver.Args).Ptr(out).Ptr(put(task, a)).Ptr(put(task, bb)).Uint64(uint64(len(a))))
			got := get[kernels.Element](task, out, len(a))
			if err := task.end(); err != nil {
				t.Fatal(err)
			}
			for i := range got {
				if want := c.want(integer(a[i]), integer(bb[i])); integer(got[i]).Cmp(want) != 0 {
					t.Fatalf("pair %d, %x and %x: %x, want %x", i, integer(a[i]), integer(bb[i]), integer(got[i]), want)
				}
			}
		})
	}
}
