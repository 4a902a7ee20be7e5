package cairo

import (
	"math/big"
	"testing"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"
	"pgregory.net/rapid"

	"quarry/prover/air/components/ec"
)

func genScalar(t *rapid.T, label string) *big.Int {
	b := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, label)
	n := new(big.Int).SetBytes(b)
	return n.Mod(n, fr.Modulus())
}

func times(p ec.Point, n *big.Int) ec.Point {
	var j starkcurve.G1Jac
	j.FromAffine(&starkcurve.G1Affine{X: p.X, Y: p.Y})
	j.ScalarMultiplication(&j, n)
	var a starkcurve.G1Affine
	a.FromJacobian(&j)
	return ec.Point{X: a.X, Y: a.Y}
}

// TestECOp compares the chain of the AIR with scalar multiplication.
func TestECOp(t *testing.T) {
	kept := doubledPoints{}
	rapid.Check(t, func(t *rapid.T) {
		m := genScalar(t, "m")
		p, q := times(ec.Shift, big.NewInt(3)), times(ec.Generator, big.NewInt(rapid.Int64Range(5, 5+maxDoubled).Draw(t, "q")))
		var e fp.Element
		e.SetBigInt(m)
		got, ok := ecOp(p, kept.of(q), &e)
		want := p
		if m.Sign() != 0 {
			mq := times(q, m)
			var defined bool
			if want, defined = p.Add(&mq); !defined {
				return
			}
		}
		if !ok || got != want {
			t.Fatalf("m = %v: %v %v, want %v", m, got, ok, want)
		}
	})
	g := ec.Generator
	one := fp.One()
	if _, ok := ecOp(g, doublings(g), &one); ok {
		t.Error("P + 1·P has no witness")
	}
	if _, ok := ecOp(times(g, big.NewInt(7)), doublings(g), &one); ok {
		t.Error("7·Q + 1·Q has no witness: a doubling meets the sum")
	}
}

// TestVerifyStark signs and verifies: s in both halves of its range is valid,
// anything else is not.
func TestVerifyStark(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := fr.Modulus()
		key, k := genScalar(t, "key"), genScalar(t, "k")
		key.Add(key, big.NewInt(1)).Mod(key, n)
		z := genScalar(t, "msg")
		z.Rsh(z, 2).Add(z, big.NewInt(1))
		if key.Sign() == 0 || k.Sign() == 0 {
			return
		}
		public := times(ec.Generator, key)
		commitment := times(ec.Generator, k)
		r := commitment.X.BigInt(new(big.Int))
		s := new(big.Int).Mul(r, key)
		s.Add(s, z).Mul(s, new(big.Int).ModInverse(k, n)).Mod(s, n)
		if r.Sign() == 0 || r.BitLen() > 251 || s.Sign() == 0 {
			return
		}
		var msg fp.Element
		msg.SetBigInt(z)
		for _, s := range []*big.Int{s, new(big.Int).Sub(n, s)} {
			if new(big.Int).ModInverse(s, n).BitLen() > 251 {
				continue
			}
			if ok, err := VerifyStark(&public.X, &msg, Signature{r, s}); !ok || err != nil {
				t.Fatalf("a valid signature: %v, %v", ok, err)
			}
			if ok, _ := VerifyStark(&public.X, &msg, Signature{r, new(big.Int).Xor(s, big.NewInt(2))}); ok {
				t.Fatal("a changed s is valid")
			}
			other := msg
			other.Double(&other)
			if ok, _ := VerifyStark(&public.X, &other, Signature{r, s}); ok {
				t.Fatal("another message is valid")
			}
		}
	})
	g := ec.Generator
	one := fp.One()
	for _, s := range []Signature{{big.NewInt(0), big.NewInt(1)}, {big.NewInt(1), big.NewInt(0)}, {big.NewInt(1), fr.Modulus()},
		{new(big.Int).Lsh(big.NewInt(1), 251), big.NewInt(1)}} {
		if _, err := VerifyStark(&g.X, &one, s); err == nil {
			t.Errorf("(%v, %v): no error", s.R, s.S)
		}
	}
}

// TestDoublings compares doublings with those of the curve's own arithmetic.
func TestDoublings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := genScalar(t, "k")
		if k.Sign() == 0 {
			k = big.NewInt(1)
		}
		q := times(ec.Generator, k)
		var at starkcurve.G1Jac
		at.FromAffine(&starkcurve.G1Affine{X: q.X, Y: q.Y})
		for i, got := range doublings(q) {
			var want starkcurve.G1Affine
			if want.FromJacobian(&at); got != want {
				t.Fatalf("2^%d times %v: %v, want %v", i, q, got, want)
			}
			at.DoubleAssign()
		}
	})
}

func BenchmarkECOp(b *testing.B) {
	p, q := times(ec.Shift, big.NewInt(3)), ec.Generator
	var m fp.Element
	m.SetInt64(-12345)
	b.Run("new point", func(b *testing.B) {
		for b.Loop() {
			ecOp(p, doublings(q), &m)
		}
	})
	doubled := doublings(q)
	b.Run("same point", func(b *testing.B) {
		for b.Loop() {
			ecOp(p, doubled, &m)
		}
	})
}
