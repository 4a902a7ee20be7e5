package hash

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// PoseidonPermute applies Starknet's Hades permutation to a state of three
// elements (Montgomery form, canonical) in place.
func PoseidonPermute(state *[3]fp.Element) {
	if !permuteAssembly(state) {
		permuteGo(state)
	}
}

// permuteGo is PoseidonPermute in plain Go. See poseidonSchedule for the form of
// the partial rounds.
func permuteGo(state *[3]fp.Element) {
	rc := poseidonSchedule()
	s := *state
	addConstants(&s, rc)
	for rc = rc[3:]; len(rc) > poseidonRest; rc = rc[3:] {
		poseidonFullRound(&s)
		addConstants(&s, rc)
	}

	// One more full round, but with half the sum of the first two elements.
	cube(&s[0])
	cube(&s[1])
	cube(&s[2])
	var half fp.Element
	half.Double(&s[0]).Add(&half, &s[2])
	poseidonMix(&s)
	a, c := &s[0], &s[2]
	c.Add(c, &rc[0])
	for r := 1; r <= poseidonPartialRounds; r++ {
		cube(c)
		var w fp.Element
		w.Double(a).Add(&w, c)
		c.Sub(&half, c).Double(c).Add(c, &rc[r])
		half.Double(&half)
		a.Add(&half, &w)
		half = w
	}
	s[1].Double(&half).Sub(&s[1], a)
	rc = rc[poseidonPartialRounds+1:]
	s[0].Add(&s[0], &rc[0])
	s[1].Add(&s[1], &rc[1])

	for rc = rc[2:]; len(rc) > 0; rc = rc[3:] {
		poseidonFullRound(&s)
		addConstants(&s, rc)
	}
	poseidonFullRound(&s)
	*state = s
}

func addConstants(s *[3]fp.Element, rc []fp.Element) {
	s[0].Add(&s[0], &rc[0])
	s[1].Add(&s[1], &rc[1])
	s[2].Add(&s[2], &rc[2])
}

func poseidonFullRound(s *[3]fp.Element) {
	cube(&s[0])
	cube(&s[1])
	cube(&s[2])
	poseidonMix(s)
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
	s := [3]fp.Element{*x, *y, two}
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
	s[len(elems)].Add(&s[len(elems)], &one)
	if len(elems) == 1 {
		s[0].Add(&s[0], &elems[0])
	}
	PoseidonPermute(&s)
	return s[0]
}

var (
	one = fp.One()
	two = *new(fp.Element).SetUint64(2)
)

func poseidonSum(data []byte) kernels.Digest {
	elems := make([]fp.Element, len(data)/32)
	for i := range elems {
		elems[i], _ = wordElement(data[32*i:])
	}
	d := PoseidonHashMany(elems)
	return digestOf(&d)
}

func poseidonNode(left, right *kernels.Digest) kernels.Digest {
	x, _ := wordElement(left[:])
	y, _ := wordElement(right[:])
	d := PoseidonHash(&x, &y)
	return digestOf(&d)
}
