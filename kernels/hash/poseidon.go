package hash

import (
	"crypto/sha256"
	"math/big"
	"strconv"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// The shape of Starknet's Hades permutation: state of three felts, cube
// S-boxes, full rounds half before and half after the partial ones.
const (
	poseidonFullRounds    = 8
	poseidonPartialRounds = 83
	poseidonRounds        = poseidonFullRounds + poseidonPartialRounds
)

// poseidonConstants are the round constants: the SHA-256 digests of "Hades0",
// "Hades1", … as big-endian integers modulo p, three a round.
var poseidonConstants = makePoseidonConstants()

func makePoseidonConstants() (rc [poseidonRounds][3]fp.Element) {
	var v big.Int
	for r := range rc {
		for i := range rc[r] {
			d := sha256.Sum256([]byte("Hades" + strconv.Itoa(3*r+i)))
			rc[r][i].SetBigInt(v.SetBytes(d[:]))
		}
	}
	return rc
}

// PoseidonPermute applies Starknet's Hades permutation to a state of three
// elements (Montgomery form, canonical) in place.
func PoseidonPermute(state *[3]fp.Element) {
	s := *state
	for r := range poseidonConstants {
		rc := &poseidonConstants[r]
		for i := range s {
			s[i].Add(&s[i], &rc[i])
		}
		if r < poseidonFullRounds/2 || r >= poseidonRounds-poseidonFullRounds/2 {
			cube(&s[0])
			cube(&s[1])
		}
		cube(&s[2])
		poseidonMix(&s)
	}
	*state = s
}

func cube(x *fp.Element) {
	var t fp.Element
	t.Square(x)
	x.Mul(x, &t)
}

// poseidonMix multiplies by the matrix (3 1 1; 1 −1 1; 1 1 −2): with the sum t
// of all, its rows are t + 2a, t − 2b and t − 3c.
func poseidonMix(s *[3]fp.Element) {
	var t, u fp.Element
	t.Add(&s[0], &s[1]).Add(&t, &s[2])
	u.Double(&s[0])
	s[0].Add(&t, &u)
	u.Double(&s[1])
	s[1].Sub(&t, &u)
	u.Double(&s[2]).Add(&u, &s[2])
	s[2].Sub(&t, &u)
}

// PoseidonHash is Stone's Hash of two felts: the first element of the
// permutation of (x, y, 2).
func PoseidonHash(x, y *fp.Element) fp.Element {
	s := [3]fp.Element{*x, *y}
	s[2].SetUint64(2)
	PoseidonPermute(&s)
	return s[0]
}

// PoseidonHashMany is Stone's HashFeltsWithLength, Starknet's
// poseidon_hash_many: the sponge of rate 2 over elems with padding 1, 0….
func PoseidonHashMany(elems []fp.Element) fp.Element {
	var s [3]fp.Element
	for len(elems) >= 2 {
		s[0].Add(&s[0], &elems[0])
		s[1].Add(&s[1], &elems[1])
		PoseidonPermute(&s)
		elems = elems[2:]
	}
	one := fp.One()
	s[len(elems)].Add(&s[len(elems)], &one)
	if len(elems) == 1 {
		s[0].Add(&s[0], &elems[0])
	}
	PoseidonPermute(&s)
	return s[0]
}

func poseidonSum(data []byte) kernels.Digest {
	elems := make([]fp.Element, len(data)/32)
	for i := range elems {
		elems[i], _ = felt(data[32*i:])
	}
	d := PoseidonHashMany(elems)
	return digestOf(&d)
}

func poseidonNode(left, right *kernels.Digest) kernels.Digest {
	x, _ := felt(left[:])
	y, _ := felt(right[:])
	d := PoseidonHash(&x, &y)
	return digestOf(&d)
}
