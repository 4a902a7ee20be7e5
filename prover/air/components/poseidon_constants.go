package components

import (
	"crypto/sha256"
	"fmt"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// The Hades permutation over three felts: 4 full rounds, 83 partial rounds, 4
// full rounds. A full round cubes all three, a partial round the last one.
const (
	poseidonFull    = 8
	poseidonPartial = 83
)

// poseidonKeys are the round constants: the k-th of round i is SHA-256 of
// "Hades" and the decimal number 3i + k, as a big-endian integer modulo p.
// (Source: starkware-industries/poseidon, poseidon3.txt; cairo-lang,
// starkware/cairo/common/poseidon_utils.py.)
var poseidonKeys = sync.OnceValue(func() *[poseidonFull + poseidonPartial][3]fp.Element {
	var keys [poseidonFull + poseidonPartial][3]fp.Element
	for i := range keys {
		for k := range keys[i] {
			hash := sha256.Sum256(fmt.Appendf(nil, "Hades%d", 3*i+k))
			keys[i][k].SetBytes(hash[:])
		}
	}
	return &keys
})

// mixed multiplies s by the permutation's matrix, in place:
//
//	3  1  1
//	1 −1  1
//	1  1 −2
func mixed(s *[3]fp.Element) {
	var sum, t fp.Element
	sum.Add(&s[0], &s[1]).Add(&sum, &s[2])
	t.Double(&s[0])
	s[0].Add(&sum, &t)
	t.Double(&s[1])
	s[1].Sub(&sum, &t)
	t.Double(&s[2]).Add(&t, &s[2])
	s[2].Sub(&sum, &t)
}

// In partial rounds the trace holds only the element that is cubed, with the
// round's key added: x_i in the i-th round (of all rounds). Since the other two
// change linearly, they can be eliminated:
//
//	x_{i+1} = 8·x_{i−2}³ + 4·x_{i−1} + 6·x_{i−1}³ + 2·x_i − 2·x_i³ + key_i
//
// with keys that follow from those of rounds i−1, i and i+1. The functions
// below give the keys of this form; round is i+1, the one that is entered.

// keySum adds up multiples of the round constants around a round: terms hold
// the coefficients of the constants of element 0, 1 and 2 in rounds round−2,
// round−1 and round.
func keySum(round int, terms [3][3]int) fp.Element {
	var sum, term fp.Element
	for i, row := range terms {
		for k, coefficient := range row {
			if coefficient == 0 {
				continue
			}
			term.SetInt64(int64(coefficient))
			term.Mul(&term, &poseidonKeys()[round-2+i][k])
			sum.Add(&sum, &term)
		}
	}
	return sum
}

// partialKey enters a partial round from two before it (and element 2 of a full
// round from partial ones).
func partialKey(round int) fp.Element {
	return keySum(round, [3][3]int{{2, -2, -4}, {1, 1, -2}, {0, 0, 1}})
}

// secondPartialKey enters the second partial round, whose neighbour before the
// first is a full round.
func secondPartialKey(round int) fp.Element {
	return keySum(round, [3][3]int{{}, {1, 1, -4}, {0, 0, 1}})
}

// fullKeys enter elements 0 and 1 of a full round from partial ones.
func fullKeys(round int) (key0, key1 fp.Element) {
	return keySum(round, [3][3]int{{4, -4, -8}, {3, 1, -6}, {1, 0, 0}}),
		keySum(round, [3][3]int{{}, {1, -1, -2}, {0, 1, 0}})
}
