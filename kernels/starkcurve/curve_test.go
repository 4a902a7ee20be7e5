package starkcurve

import (
	"crypto/sha256"
	"errors"
	"math/big"
	"strconv"
	"testing"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"
	"pgregory.net/rapid"

	"quarry/kernels/hash"
)

func drawScalar(t *rapid.T, label string) (k fr.Element) {
	b := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, label)
	if rapid.Bool().Draw(t, label+" is small") {
		clear(b[:31])
	}
	k.SetBytes(b)
	return k
}

// scalar is a number that nobody chose.
func scalar(label string, i int) (k fr.Element) {
	h := sha256.Sum256([]byte(label + strconv.Itoa(i)))
	k.SetBytes(h[:])
	return k
}

func multiple(k *fr.Element) (p point) {
	_, g := starkcurve.Generators()
	p.ScalarMultiplication(&g, k.BigInt(new(big.Int)))
	return p
}

// Both ways to multiply, against gnark-crypto's.
func TestTimes(t *testing.T) {
	q := multiple(new(fr.Element).SetUint64(123456789))
	tables := []*table{newTable(&q, keyWidth), newTable(&q, 4), newTable(&q, 8)}
	edge := []fr.Element{fr.NewElement(0), fr.NewElement(1), fr.NewElement(16), fr.NewElement(17)}
	for i := range edge[:4] {
		edge = append(edge, *new(fr.Element).Neg(&edge[i]))
	}
	check := func(fatal func(string, ...any), k *fr.Element) {
		var want point
		want.ScalarMultiplication(&q, k.BigInt(new(big.Int)))
		sums := []point{affine(times(&q, k.Bits()))}
		for _, table := range tables {
			var s sum
			table.times(&s, k.Bits())
			sums = append(sums, affine(s.total()))
		}
		for i, got := range sums {
			if got != want {
				fatal("way %d: %v·Q is %v, want %v", i, k, got, want)
			}
		}
	}
	for i := range edge {
		check(t.Fatalf, &edge[i])
	}
	rapid.Check(t, func(t *rapid.T) {
		k := drawScalar(t, "k")
		check(t.Fatalf, &k)
	})
}

func affine(s hash.PointSum) (p point) {
	j := jacobian(&s)
	p.FromJacobian(&j)
	return p
}

func TestDoublings(t *testing.T) {
	q := multiple(new(fr.Element).SetUint64(7))
	var want starkcurve.G1Jac
	want.FromAffine(&q)
	for i, got := range Doublings(&q, 256) {
		var w point
		if w.FromJacobian(&want); got != w {
			t.Fatalf("2^%d·Q", i)
		}
		want.DoubleAssign()
	}
}

func TestSqrt(t *testing.T) {
	var zero fp.Element
	if r, ok := Sqrt(&zero); !ok || !r.IsZero() {
		t.Fatal("root of zero")
	}
	for i := uint64(1); i < 40; i++ {
		v := fp.NewElement(i * i)
		r, ok := Sqrt(&v)
		if r.Square(&r); !ok || r != v {
			t.Fatalf("root of %d²", i)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		k := drawScalar(t, "k")
		b := k.Bytes()
		var v fp.Element
		v.SetBytes(b[:])
		r, ok := Sqrt(&v)
		if ok != (v.Legendre() >= 0) {
			t.Fatalf("%v: %v", v, ok)
		}
		if ok && !r.Square(&r).Equal(&v) {
			t.Fatalf("%v is no root", r)
		}
	})
}

// signed is a valid signature.
type signed struct {
	private fr.Element
	Item
}

func drawSigned(t *rapid.T) (s signed) {
	one := fr.One()
	s.private = drawScalar(t, "private")
	if s.private.IsZero() {
		s.private = one
	}
	z := drawScalar(t, "message")
	m := z.Bits()
	m[3] &= 1<<59 - 1
	if m == [4]uint64{} {
		m[0] = 1
	}
	s.Message.SetBigInt(fpInteger(m))
	var err error
	if s.Key, err = PublicKey(&s.private); err != nil {
		t.Fatal(err)
	}
	if s.Signature, err = Sign(&s.private, &s.Message); err != nil {
		t.Fatal(err)
	}
	return s
}

func fpInteger(limbs [4]uint64) *big.Int {
	v := new(big.Int)
	for i := 3; i >= 0; i-- {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(limbs[i]))
	}
	return v
}

// reference is cairo-lang's verify, without the steps of the builtin's sums: by
// big integers and gnark-crypto's points alone.
func reference(it *Item) bool {
	n, bound := fr.Modulus(), new(big.Int).Lsh(big.NewInt(1), 251)
	integer := func(e *fp.Element) *big.Int { return e.BigInt(new(big.Int)) }
	in := func(v, bound *big.Int) bool { return v.Sign() > 0 && v.Cmp(bound) < 0 }
	z, r, s := integer(&it.Message), integer(&it.Signature.R), integer(&it.Signature.S)
	if !in(z, bound) || !in(r, bound) || !in(s, n) {
		return false
	}
	w := new(big.Int).ModInverse(s, n)
	if !in(w, bound) {
		return false
	}
	q := point{X: it.Key}
	y := integer(&it.Key)
	y.Exp(y, big.NewInt(3), fp.Modulus()).Add(y, integer(&it.Key)).Add(y, integer(&beta)).Mod(y, fp.Modulus())
	if q.Y.SetBigInt(y); q.Y.Sqrt(&q.Y) == nil {
		return false
	}
	_, g := starkcurve.Generators()
	for range 2 {
		var zg, rq, sum point
		zg.ScalarMultiplication(&g, z)
		rq.ScalarMultiplication(&q, r)
		sum.Add(&zg, &rq)
		sum.ScalarMultiplication(&sum, w)
		if !sum.IsInfinity() && integer(&sum.X).Cmp(r) == 0 {
			return true
		}
		q.Neg(&q)
	}
	return false
}

// TestVerify changes valid signatures in all ways and compares with the
// reference, with and without tables.
func TestVerify(t *testing.T) {
	known := NewVerifier(VerifierOptions{Keys: 40, TableBytes: 5 * keyTableBytes})
	rapid.Check(t, func(t *rapid.T) {
		s := drawSigned(t)
		it := s.Item
		var delta fp.Element
		delta.SetInt64(rapid.Int64Range(-3, 3).Draw(t, "delta"))
		field := rapid.SampledFrom([]*fp.Element{&it.Key, &it.Message, &it.Signature.R, &it.Signature.S}).Draw(t, "field")
		field.Add(field, &delta)
		if rapid.Bool().Draw(t, "other half") {
			b := it.Signature.S.Bytes()
			var v fr.Element
			if v.SetBytesCanonical(b[:]) == nil {
				b = v.Neg(&v).Bytes()
				it.Signature.S.SetBytes(b[:])
			}
		}
		want := reference(&it)
		if delta.IsZero() && !want {
			t.Fatal("a valid signature isn't valid")
		}
		for range 4 { // the later times with a table
			if err := known.Verify(&s.Key, &s.Message, &s.Signature); err != nil {
				t.Fatal(err)
			}
			for i, err := range []error{Verify(&it.Key, &it.Message, &it.Signature), known.Verify(&it.Key, &it.Message, &it.Signature)} {
				if (err == nil) != want {
					t.Fatalf("way %d: %v, want valid %v", i, err, want)
				}
			}
		}
	})
	if known.keys.Len() > 40 || known.tables.Len() > 5 {
		t.Fatalf("%d keys, %d tables", known.keys.Len(), known.tables.Len())
	}
}

func TestRanges(t *testing.T) {
	d, m := fr.NewElement(99), fp.NewElement(77)
	key, _ := PublicKey(&d)
	s, err := Sign(&d, &m)
	if err != nil {
		t.Fatal(err)
	}
	power := new(fp.Element).SetBigInt(new(big.Int).Lsh(big.NewInt(1), 251))
	order := new(fp.Element).SetBigInt(fr.Modulus())
	// 1/s = 2^251 and n−1 are not below 2^251.
	var wide fr.Element
	wide.SetBigInt(new(big.Int).Lsh(big.NewInt(1), 251))
	b := wide.Inverse(&wide).Bytes()
	inverse := new(fp.Element).SetBytes(b[:])
	minus := new(fp.Element).SetBigInt(new(big.Int).Sub(fr.Modulus(), big.NewInt(1)))
	var zero fp.Element
	for _, c := range []struct {
		message, r, s *fp.Element
		want          error
	}{
		{&m, &s.R, &s.S, nil},
		{&zero, &s.R, &s.S, ErrMessage},
		{power, &s.R, &s.S, ErrMessage},
		{&m, &zero, &s.S, ErrR},
		{&m, power, &s.S, ErrR},
		{&m, &s.R, &zero, ErrS},
		{&m, &s.R, order, ErrS},
		{&m, &s.R, inverse, ErrS},
		{&m, &s.R, minus, ErrS},
		{&m, &s.S, &s.R, ErrSignature},
	} {
		if err := Verify(&key, c.message, &Signature{*c.r, *c.s}); !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
	}
	off := fp.NewElement(0)
	for {
		if _, ok := FromX(&off); !ok {
			break
		}
		off.Add(&off, &one)
	}
	if err := Verify(&off, &m, &s); err != ErrKey {
		t.Errorf("a key off the curve: %v", err)
	}
	if _, err := Sign(&fr.Element{}, &m); err != ErrPrivateKey {
		t.Error(err)
	}
	if _, err := Sign(&d, power); err != ErrMessage {
		t.Error(err)
	}
	if _, err := PublicKey(&fr.Element{}); err != ErrPrivateKey {
		t.Error(err)
	}
}

// Points that meet: u₁·G = ±u₂·Q, which only a made-up signature has.
func TestMatchesMeeting(t *testing.T) {
	k := scalar("meeting", 0)
	p := multiple(&k)
	var a hash.PointSum
	a.X, a.Y, a.ZZ, a.ZZZ = p.X, p.Y, one, one
	double := multiple(new(fr.Element).Double(&k))
	if !matches(&a, &a, &double.X) {
		t.Error("the double is not found")
	}
	if matches(&a, &a, &p.X) {
		t.Error("another point is")
	}
	infinity := hash.PointSum{X: one, Y: one}
	if !matches(&a, &infinity, &p.X) || matches(&infinity, &infinity, &p.X) {
		t.Error("infinity")
	}
}

func TestVerifyMany(t *testing.T) {
	v := NewVerifier(VerifierOptions{})
	items := signedItems(t, 7, 60)
	items[11].Signature.R.Double(&items[11].Signature.R)
	for i, err := range v.VerifyMany(t.Context(), items, 3) {
		if (err != nil) != (i == 11) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if v.tables.Len() != 7 {
		t.Errorf("%d keys have tables", v.tables.Len())
	}
}

// TestTables: keys get tables with the second signature, and when there is no room
// for more, with the sixteenth, in place of the key that was least used of late.
func TestTables(t *testing.T) {
	v := NewVerifier(VerifierOptions{TableBytes: 2 * keyTableBytes})
	items := signedItems(t, 3, 3)
	verify := func(key, times int) {
		t.Helper()
		for range times {
			if err := v.Verify(&items[key].Key, &items[key].Message, &items[key].Signature); err != nil {
				t.Fatal(err)
			}
		}
	}
	expect := func(want ...bool) {
		t.Helper()
		for i, w := range want {
			k, ok := v.keys.Peek(items[i].Key)
			if got := ok && k.table.Load() != nil; got != w {
				t.Errorf("key %d has a table: %v", i, got)
			}
		}
	}
	verify(0, 1)
	expect(false, false, false)
	verify(0, 1)
	verify(1, 2)
	verify(2, tableAfterFull-1)
	expect(true, true, false)
	verify(0, 1)
	verify(2, 1)
	expect(true, false, true)
	verify(1, tableAfter)
	expect(true, false, true)
}

func signedItems(t testing.TB, keys, n int) []Item {
	items := make([]Item, n)
	for i := range items {
		d, z := scalar("key", i%keys), scalar("message", i)
		m := z.Bits()
		m[3] &= 1<<59 - 1
		it := &items[i]
		it.Message.SetBigInt(fpInteger(m))
		var err error
		if it.Key, err = PublicKey(&d); err != nil {
			t.Fatal(err)
		}
		if it.Signature, err = Sign(&d, &it.Message); err != nil {
			t.Fatal(err)
		}
	}
	return items
}
