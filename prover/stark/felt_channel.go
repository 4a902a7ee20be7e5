package stark

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
	"quarry/kernels/hash"
)

// feltChain is the transcript of the felt channel, for verifiers written in
// Cairo. Its state is an element s; a message of words m replaces it by
// poseidon_hash_many(s+1, m…), and randomness is poseidon_hash(s, counter).
// (Stone: noninteractive_prover_felt_channel.cc.)
type feltChain struct {
	s       kernels.Element
	counter uint64
}

// newFeltChain starts from a digest, taken modulo p.
func newFeltChain(start kernels.Digest) *feltChain {
	c := &feltChain{}
	c.s.SetBytes(start[:])
	return c
}

func (c *feltChain) felts() bool     { return true }
func (c *feltChain) state() [32]byte { return c.s.Bytes() }

// absorb takes the message's 32-byte words as values; callers have checked
// that they are below p.
func (c *feltChain) absorb(msg []byte) {
	words := make([]kernels.Element, 1+len(msg)/elementSize)
	one := fp.One()
	words[0].Add(&c.s, &one)
	for i := range words[1:] {
		words[1+i].SetBytes(msg[i*elementSize : (i+1)*elementSize])
	}
	c.s = hash.PoseidonHashMany(words)
	c.counter = 0
}

func (c *feltChain) element() kernels.Element {
	var n kernels.Element
	n.SetUint64(c.counter)
	c.counter++
	return hash.PoseidonHash(&c.s, &n)
}

// number is the low word of an element's value, modulo bound.
func (c *feltChain) number(bound uint64) uint64 {
	e := c.element()
	return e.Bits()[0] % bound
}
