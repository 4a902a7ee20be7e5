package starkcurve

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"

	"quarry/kernels/hash"
)

// ErrPrivateKey: a private key is 0.
var ErrPrivateKey = errors.New("the private key is 0")

// PublicKey is the x coordinate of private·G.
func PublicKey(private *fr.Element) (fp.Element, error) {
	if private.IsZero() {
		return fp.Element{}, ErrPrivateKey
	}
	return generatorTimes(private), nil
}

// generatorTimes is the x coordinate of k·G; k is not 0.
func generatorTimes(k *fr.Element) fp.Element {
	var list sum
	generatorTable().times(&list, k.Bits())
	p := list.total()
	return affineX(&p)
}

func affineX(p *hash.PointSum) fp.Element {
	var inverse fp.Element
	inverse.Inverse(&p.ZZ)
	return *inverse.Mul(&inverse, &p.X)
}

// Sign signs a message in 1 … 2^251−1 as Starknet's libraries do, with the nonce
// of RFC 6979 (SHA-256) and, should it not serve, with 1, 2, … as additional
// data. Such a signature is valid by Verify.
func Sign(private *fr.Element, message *fp.Element) (Signature, error) {
	if private.IsZero() {
		return Signature{}, ErrPrivateKey
	}
	if !inRange(message.Bits()) {
		return Signature{}, ErrMessage
	}
	b := message.Bytes()
	var z fr.Element
	z.SetBytes(b[:])
	for retry := byte(0); ; retry++ {
		k := nonce(private, &z, retry)
		x := generatorTimes(&k)
		if !inRange(x.Bits()) {
			continue
		}
		b = x.Bytes()
		var s, w fr.Element
		s.SetBytes(b[:])
		s.Mul(&s, private).Add(&s, &z) // message + r·private = s·k
		if s.IsZero() {
			continue
		}
		w.Inverse(&s).Mul(&w, &k)
		if !inRange(w.Bits()) {
			continue
		}
		s.Inverse(&w)
		b = s.Bytes()
		signature := Signature{R: x}
		signature.S.SetBytes(b[:]) // n < p
		return signature, nil
	}
}

// nonce is the nonce of RFC 6979 for a message below the order; retry, if not
// 0, is its additional data.
func nonce(private, message *fr.Element, retry byte) fr.Element {
	x, h := private.Bytes(), message.Bytes()
	seed := append(x[:], h[:]...)
	if retry > 0 {
		seed = append(seed, retry)
	}
	mac := func(key []byte, parts ...[]byte) []byte {
		m := hmac.New(sha256.New, key)
		for _, p := range parts {
			m.Write(p)
		}
		return m.Sum(nil)
	}
	key, v := make([]byte, 32), make([]byte, 32)
	for i := range v {
		v[i] = 1
	}
	key = mac(key, v, []byte{0}, seed)
	v = mac(key, v)
	key = mac(key, v, []byte{1}, seed)
	v = mac(key, v)
	for {
		v = mac(key, v)
		// The leftmost 252 bits, as many as the order has.
		var t [32]byte
		for i := range t {
			t[i] = v[i] >> 4
			if i > 0 {
				t[i] |= v[i-1] << 4
			}
		}
		var k fr.Element
		if k.SetBytesCanonical(t[:]) == nil && !k.IsZero() {
			return k
		}
		key = mac(key, v, []byte{0})
		v = mac(key, v)
	}
}
