// Package starkcurve signs and verifies on the Stark curve y² = x³ + x + β, as
// Starknet does, and as the ECDSA builtin can prove it: with the public key's x
// alone, and r, 1/s and the message in 1 … 2^251−1. The range of s has no half
// that is refused.
//
// A Verifier keeps tables of multiples for keys that come again, so that most
// verifications are some eighty additions of points and no doubling.
//
// Nothing here takes constant time: sign where nobody else can measure.
//
// Sources: cairo-lang, starkware/crypto/signature/signature.py; RFC 6979; Stone,
// air/components/ecdsa. Points and coordinates are gnark-crypto's, in Montgomery
// form.
package starkcurve
