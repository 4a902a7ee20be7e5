package stark

import (
	"encoding/binary"
	"strconv"

	"quarry/kernels"
	"quarry/kernels/hash"
)

// hashChain is the transcript of the byte channel. Its state is a digest; a
// message m replaces it by hash(digest+1 ‖ m), and randomness is
// hash(digest ‖ counter), cut into pieces as large as asked for. (Stone:
// randomness/hash_chain.cc, prng.cc.)
type hashChain struct {
	hash    kernels.Hash
	digest  kernels.Digest
	counter uint64
	spare   []byte // unused tail of the randomness drawn so far
}

func (h *hashChain) felts() bool     { return false }
func (h *hashChain) state() [32]byte { return h.digest }

func (h *hashChain) absorb(msg []byte) {
	mixed := make([]byte, 0, len(h.digest)+len(msg))
	mixed = append(mixed, h.digest[:]...)
	for i := len(mixed) - 1; i >= 0; i-- { // plus one, modulo 2^256
		mixed[i]++
		if mixed[i] != 0 {
			break
		}
	}
	h.digest = hash.Sum(h.hash, append(mixed, msg...))
	h.counter = 0
	h.spare = h.spare[:0]
}

// block is the next digest's worth of randomness.
func (h *hashChain) block() kernels.Digest {
	var data [64]byte
	copy(data[:], h.digest[:])
	binary.BigEndian.PutUint64(data[56:], h.counter)
	h.counter++
	return hash.Sum(h.hash, data[:])
}

// element takes whole blocks as the limbs of an element in Montgomery form,
// passing over those that would make the choice uneven.
func (h *hashChain) element() kernels.Element {
	for {
		b := h.block()
		if e, _ := fromMontgomery(b[:]); belowMaxDivisible(&e) {
			var v kernels.Element
			return v.SetBytes(b[:]).Bits()
		}
	}
}

// number takes 8 bytes; what is left of a block serves the next numbers.
func (h *hashChain) number(bound uint64) uint64 {
	const size = 8
	var raw [size]byte
	if len(h.spare) >= size {
		copy(raw[:], h.spare)
		h.spare = h.spare[:copy(h.spare, h.spare[size:])]
	} else {
		b := h.block()
		copy(raw[:], b[:size])
		h.spare = append(h.spare, b[size:]...)
	}
	return binary.BigEndian.Uint64(raw[:]) % bound
}

func numberText(n uint64) string { return "Number(" + strconv.FormatUint(n, 10) + ")" }
