package components

import (
	"encoding/binary"
	"math/big"
	"testing"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"
	"golang.org/x/crypto/sha3"
)

// keccakStream is Stone's generator seeded with no bytes: block i is the hash
// of the seed's hash and i in 32 big-endian bytes.
func keccakStream(counter uint64) *big.Int {
	keccak := func(b []byte) []byte {
		h := sha3.NewLegacyKeccak256()
		h.Write(b)
		return h.Sum(nil)
	}
	block := make([]byte, 64)
	copy(block, keccak(nil))
	binary.BigEndian.PutUint64(block[56:], counter)
	return new(big.Int).SetBytes(keccak(block))
}

// TestDummySignature signs the message 1 with the key 1 the way Stone does for
// unused instances: with the first nonce that the generator yields.
func TestDummySignature(t *testing.T) {
	order, one := fr.Modulus(), big.NewInt(1)
	mask := new(big.Int).Sub(new(big.Int).Lsh(one, 252), one)
	limit := new(big.Int).Sub(order, big.NewInt(2))
	for counter := uint64(0); ; counter++ {
		k := keccakStream(counter)
		if k.And(k, mask); k.Cmp(limit) > 0 {
			continue
		}
		k.Add(k, one)
		var p starkcurve.G1Affine
		p.ScalarMultiplicationBase(k)
		r := p.X.BigInt(new(big.Int))
		if r.Cmp(order) >= 0 {
			continue
		}
		s := new(big.Int).Add(r, one)
		s.Mul(s, new(big.Int).ModInverse(k, order)).Mod(s, order)
		w := new(big.Int).ModInverse(s, order)
		if w.Cmp(fp.Modulus()) >= 0 {
			continue
		}
		var wantW fp.Element
		wantW.SetBigInt(w)
		if dummySignature.r != p.X || dummySignature.w != wantW {
			t.Fatalf("r = 0x%s, w = 0x%s after %d blocks", p.X.Text(16), wantW.Text(16), counter+1)
		}
		return
	}
}
