package hash

import (
	"encoding/binary"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// The nonzero limbs of p = 2^251 + 17·2^192 + 1, least and most significant.
const (
	modulus0 = 1
	modulus3 = 1<<59 + 17
)

// rSquared is 2^512 mod p as plain limbs: a Montgomery multiplication by it
// brings an integer into Montgomery form.
var rSquared = fp.Element{0xfffffd737e000401, 0x00000001330fffff, 0xffffffffff6f8000, 0x07ffd4ab5e008810}

// word reads 32 big-endian bytes as an integer v and returns v mod p, not in
// Montgomery form, and ⌊v/p⌋ ≤ 31.
func word(b []byte) (r fp.Element, q uint64) {
	r[3] = binary.BigEndian.Uint64(b[0:8])
	r[2] = binary.BigEndian.Uint64(b[8:16])
	r[1] = binary.BigEndian.Uint64(b[16:24])
	r[0] = binary.BigEndian.Uint64(b[24:32])
	q = reduce(&r)
	return r, q
}

// reduce brings an integer below p and returns the quotient.
func reduce(v *fp.Element) (q uint64) {
	if below(v) {
		return 0
	}
	// ⌊v/2^251⌋ is the quotient or one too many.
	q = v[3] >> 59
	if over := subMultiple(v, q); over {
		q--
		addModulus(v)
	}
	return q
}

// below reports whether v < p as integers.
func below(v *fp.Element) bool {
	if v[3] != modulus3 {
		return v[3] < modulus3
	}
	return v[2] == 0 && v[1] == 0 && v[0] < modulus0
}

// subMultiple subtracts q·p from v and reports a borrow.
func subMultiple(v *fp.Element, q uint64) bool {
	var b uint64
	v[0], b = bits.Sub64(v[0], q*modulus0, 0)
	v[1], b = bits.Sub64(v[1], 0, b)
	v[2], b = bits.Sub64(v[2], 0, b)
	v[3], b = bits.Sub64(v[3], q*modulus3, b)
	return b != 0
}

func addModulus(v *fp.Element) {
	var c uint64
	v[0], c = bits.Add64(v[0], modulus0, 0)
	v[1], c = bits.Add64(v[1], 0, c)
	v[2], c = bits.Add64(v[2], 0, c)
	v[3], _ = bits.Add64(v[3], modulus3, c)
}

// wordElement reads 32 big-endian bytes as an integer and returns it modulo p as an
// element, and the quotient by p.
func wordElement(b []byte) (fp.Element, uint64) {
	r, q := word(b)
	r.Mul(&r, &rSquared)
	return r, q
}

// digestOf serialises an element: 32 big-endian bytes of its standard form.
func digestOf(e *fp.Element) kernels.Digest { return kernels.Digest(e.Bytes()) }

// Canonical reports whether digest is one that h can produce or take: for
// poseidon3 a word below p, for pedersen too, for masked hashes one whose
// masked bits are zero, for the others any. Stone aborts on others where
// poseidon3 meets them; a verifier must refuse them before hashing on.
func Canonical(h kernels.Hash, digest *kernels.Digest) bool {
	switch h {
	case kernels.Pedersen, kernels.Poseidon3:
		_, q := word(digest[:])
		return q == 0
	}
	masked := *digest
	mask(h, &masked)
	return masked == *digest
}

// CanonicalWords reports whether data consists of 32-byte big-endian words
// below p, which is what Sum of poseidon3 accepts.
func CanonicalWords(data []byte) bool {
	if len(data)%32 != 0 {
		return false
	}
	for ; len(data) > 0; data = data[32:] {
		if _, q := word(data); q != 0 {
			return false
		}
	}
	return true
}
