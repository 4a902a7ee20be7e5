package starknet

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"

	"quarry/fault"
	"quarry/kernels/starkcurve"
)

// PrivateKey is a private key of the Stark curve, in 1 … n−1. It prints as
// nothing that would tell it.
type PrivateKey struct{ scalar fr.Element }

// NewPrivateKey draws a private key.
func NewPrivateKey() PrivateKey {
	for {
		var b [fr.Bytes]byte
		rand.Read(b[:]) // never fails
		b[0] &= 0x0f
		if k, err := PrivateKeyFromBytes(b[:]); err == nil {
			return k
		}
	}
}

// PrivateKeyFromBytes reads 32 big-endian bytes.
func PrivateKeyFromBytes(b []byte) (k PrivateKey, err error) {
	if len(b) != fr.Bytes || k.scalar.SetBytesCanonical(b) != nil || k.scalar.IsZero() {
		return PrivateKey{}, errPrivateKey
	}
	return k, nil
}

// ParsePrivateKey reads a private key in hexadecimal digits.
func ParsePrivateKey(s string) (PrivateKey, error) {
	b, err := parseHex(s, CodePrivateKey)
	if err != nil {
		return PrivateKey{}, errPrivateKey // without the digits
	}
	return PrivateKeyFromBytes(b[:])
}

var errPrivateKey = fault.New(CodePrivateKey, "this is no private key").
	WithHint("0x and the hexadecimal digits of a number in 1 … n−1, n being the order of the Stark curve")

// Bytes is the key as 32 big-endian bytes, for a keystore.
func (k *PrivateKey) Bytes() [fr.Bytes]byte { return k.scalar.Bytes() }

// String implements fmt.Stringer.
func (k PrivateKey) String() string { return "private key" }

// GoString implements fmt.GoStringer.
func (k PrivateKey) GoString() string { return "private key" }

// PublicKey is the key's public half: the x coordinate of its point.
func (k *PrivateKey) PublicKey() Felt {
	x, err := starkcurve.PublicKey(&k.scalar)
	if err != nil {
		panic("starknet: the zero PrivateKey is used")
	}
	return x
}

// Sign signs a hash: the list (r, s), as the standard account takes it. It fails
// if the hash is not in 1 … 2^251−1, which does not happen by chance.
func (k *PrivateKey) Sign(hash *Felt) ([]Felt, error) {
	s, err := starkcurve.Sign(&k.scalar, hash)
	if err != nil {
		return nil, fault.Wrap(err, CodeSignature, "%s can't be signed", FormatFelt(hash))
	}
	return []Felt{s.R, s.S}, nil
}

// SignTransaction signs a transaction for a chain, and puts the signature into
// it.
func (k *PrivateKey) SignTransaction(tx AccountTransaction, chainID *Felt) error {
	hash := tx.Hash(chainID)
	signature, err := k.Sign(&hash)
	if err != nil {
		return err
	}
	tx.Common().Signature = signature
	return nil
}

// Verifier checks signatures, by tables for keys that come again. It is safe for
// concurrent use.
type Verifier struct{ curve *starkcurve.Verifier }

// NewVerifier makes a Verifier whose tables take at most this much memory, in
// bytes (0: 64 MiB).
func NewVerifier(tableBytes int64) *Verifier {
	return &Verifier{starkcurve.NewVerifier(starkcurve.VerifierOptions{TableBytes: tableBytes})}
}

// Verify checks a signature (r, s) of a hash under a public key. What it accepts
// is what the ECDSA builtin can prove: the hash, r and 1/s are in 1 … 2^251−1, s
// is in 1 … n−1, and the key is the x coordinate of a point of the curve.
func (v *Verifier) Verify(publicKey, hash *Felt, signature []Felt) error {
	s, err := curveSignature(signature)
	if err != nil {
		return err
	}
	return signatureFault(v.curve.Verify(publicKey, hash, &s))
}

// Signed is a signature to be verified.
type Signed struct {
	PublicKey, Hash Felt
	Signature       []Felt
}

// VerifyMany verifies signatures on up to threads cores (0: all), and returns of
// each what Verify would. Those that ctx ended before have its error.
func (v *Verifier) VerifyMany(ctx context.Context, signed []Signed, threads int) []error {
	items := make([]starkcurve.Item, len(signed))
	for i := range signed {
		s, _ := curveSignature(signed[i].Signature) // one of another length has s = 0
		items[i] = starkcurve.Item{Key: signed[i].PublicKey, Message: signed[i].Hash, Signature: s}
	}
	errs := v.curve.VerifyMany(ctx, items, threads)
	for i := range errs {
		if _, err := curveSignature(signed[i].Signature); err != nil {
			errs[i] = err
		} else {
			errs[i] = signatureFault(errs[i])
		}
	}
	return errs
}

func curveSignature(signature []Felt) (s starkcurve.Signature, err error) {
	if len(signature) != 2 {
		return s, fault.New(CodeSignature, "the signature has %d words, not 2", len(signature)).
			WithHint("(r, s) on the Stark curve, as OpenZeppelin's account takes it")
	}
	return starkcurve.Signature{R: signature[0], S: signature[1]}, nil
}

// signatureFault makes an error of the curve's one for clients.
func signatureFault(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fault.New(CodeSignature, "%v", err)
}
