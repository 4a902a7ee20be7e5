package starkcurve

import (
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"
)

// BenchmarkVerify verifies signatures of keys that have tables.
func BenchmarkVerify(b *testing.B) {
	items := signedItems(b, 100, 1000)
	v := NewVerifier(VerifierOptions{})
	v.VerifyMany(b.Context(), items, 1)
	for i := 0; b.Loop(); i++ {
		it := &items[i%len(items)]
		if err := v.Verify(&it.Key, &it.Message, &it.Signature); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerifyKnown verifies signatures of known keys without tables.
func BenchmarkVerifyKnown(b *testing.B) {
	items := signedItems(b, 100, 100)
	points := make([]point, len(items))
	for i := range items {
		points[i], _ = FromX(&items[i].Key)
	}
	for i := 0; b.Loop(); i++ {
		it := &items[i%len(items)]
		u, err := scalars(&it.Message, &it.Signature)
		if err == nil {
			err = u.check(times(&points[i%len(items)], u.key), &it.Signature.R)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerifyOnce verifies with nothing remembered of the key.
func BenchmarkVerifyOnce(b *testing.B) {
	items := signedItems(b, 100, 100)
	for i := 0; b.Loop(); i++ {
		it := &items[i%len(items)]
		if err := Verify(&it.Key, &it.Message, &it.Signature); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTable makes a key's table.
func BenchmarkTable(b *testing.B) {
	p, _ := FromX(new(fp.Element).SetUint64(1))
	for b.Loop() {
		newTable(&p, keyWidth)
	}
}

func BenchmarkSign(b *testing.B) {
	d, m := fr.NewElement(12345), fp.NewElement(6789)
	for b.Loop() {
		if _, err := Sign(&d, &m); err != nil {
			b.Fatal(err)
		}
	}
}
