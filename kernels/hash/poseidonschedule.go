package hash

import (
	"math/bits"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// poseidonSchedule returns the constants of the fast permutation in the order
// in which it uses them, 110 of them.
//
// In a partial round only the third element is cubed, and so constants of the
// first two can be added after the round instead, multiplied by the matrix, and
// so on until the first full round: one constant a partial round is left.
//
// With the first two elements a and b, the cube u of the third c, and half =
// (a+b)/2, a partial round is
//
//	c' = a + b − 2u = 2(half − u),  half' = 2a + u,  a' = 3a + b + u = half' + 2·half,
//
// which takes fewer additions than the matrix, and leaves one value a round to
// reduce.
//
// Each constant that is added to what may be negative has p added to it; see
// bias.
func poseidonSchedule() [][4]uint64 { return schedule() }

var schedule = sync.OnceValue(func() [][4]uint64 {
	rc := compressPoseidonConstants()
	var list [][4]uint64
	add := func(biased bool, cs ...fp.Element) {
		for _, c := range cs {
			if biased {
				list = append(list, bias(c))
			} else {
				list = append(list, c)
			}
		}
	}
	const firstPartial, lastFull = poseidonFullRounds / 2, poseidonRounds - poseidonFullRounds/2
	add(false, rc[0][:]...)
	for r := 1; r < firstPartial; r++ {
		add(true, rc[r][:]...)
	}
	for r := firstPartial; r < lastFull; r++ {
		add(true, rc[r][2])
	}
	add(true, rc[lastFull][2], rc[lastFull][0], rc[lastFull][1])
	for r := lastFull + 1; r < poseidonRounds; r++ {
		add(true, rc[r][:]...)
	}
	add(true, fp.Element{}, fp.Element{}, fp.Element{})
	return list
})

// compressPoseidonConstants moves the constants of the first two elements out of
// the partial rounds.
func compressPoseidonConstants() [poseidonRounds][3]fp.Element {
	rc := poseidonConstants
	for r := poseidonFullRounds / 2; r < poseidonRounds-poseidonFullRounds/2; r++ {
		moved := [3]fp.Element{rc[r][0], rc[r][1], {}}
		rc[r][0], rc[r][1] = fp.Element{}, fp.Element{}
		poseidonMix(&moved)
		for i := range moved {
			rc[r+1][i].Add(&rc[r+1][i], &moved[i])
		}
	}
	return rc
}

// bias returns c + p, not reduced.
func bias(c fp.Element) [4]uint64 {
	var carry uint64
	c[0], carry = bits.Add64(c[0], modulus0, 0)
	c[1], carry = bits.Add64(c[1], 0, carry)
	c[2], carry = bits.Add64(c[2], 0, carry)
	c[3], _ = bits.Add64(c[3], modulus3, carry)
	return c
}
