package hash

import (
	"fmt"

	"golang.org/x/crypto/blake2s"

	"quarry/kernels"
)

// Sum hashes a string of bytes (Stone: HashBytesWithLength). For pedersen and
// poseidon3 the length of data must be a multiple of 32, else Sum panics; for
// poseidon3 the words should be below p (CanonicalWords), and are taken modulo
// p where they are not.
func Sum(h kernels.Hash, data []byte) kernels.Digest {
	var d kernels.Digest
	switch h {
	case kernels.Keccak256, kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB:
		d = keccakSum(data)
	case kernels.Blake256, kernels.Blake256Masked160MSB, kernels.Blake256Masked248LSB:
		d = blake2s.Sum256(data)
	case kernels.Pedersen:
		requireWords(h, len(data))
		return pedersenSum(data)
	case kernels.Poseidon3:
		requireWords(h, len(data))
		return poseidonSum(data)
	default:
		panic(fmt.Sprintf("hash: %v", h))
	}
	mask(h, &d)
	return d
}

// Node hashes two digests into their parent's (Stone: Hash). For pedersen and
// poseidon3, digests that are not below p are taken modulo p, where Stone's
// poseidon3 aborts: see Canonical.
func Node(h kernels.Hash, left, right *kernels.Digest) kernels.Digest {
	switch h {
	case kernels.Pedersen:
		return pedersenNode(left, right)
	case kernels.Poseidon3:
		return poseidonNode(left, right)
	}
	var both [64]byte
	copy(both[:32], left[:])
	copy(both[32:], right[:])
	return Sum(h, both[:])
}

// mask zeroes the bytes of a digest that a masked hash drops.
func mask(h kernels.Hash, d *kernels.Digest) {
	switch h {
	case kernels.Keccak256Masked160MSB, kernels.Blake256Masked160MSB:
		clear(d[20:])
	case kernels.Keccak256Masked160LSB:
		clear(d[:12])
	case kernels.Blake256Masked248LSB:
		d[0] = 0
	}
}

func requireWords(h kernels.Hash, n int) {
	if n%32 != 0 {
		panic(fmt.Sprintf("hash: %v of %d bytes, not a multiple of 32", h, n))
	}
}
