package hash

import (
	"crypto/sha256"
	"math/big"
	"strconv"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// The shape of Starknet's Hades permutation: state of three felts, cube
// S-boxes, full rounds half before and half after the partial ones.
const (
	poseidonFullRounds    = 8
	poseidonPartialRounds = 83
	poseidonRounds        = poseidonFullRounds + poseidonPartialRounds
)

// poseidonConstants returns the round constants: the SHA-256 digests of
// "Hades0", "Hades1", … as big-endian integers modulo p, three a round.
func poseidonConstants() (rc [poseidonRounds][3]fp.Element) {
	var v big.Int
	for r := range rc {
		for i := range rc[r] {
			d := sha256.Sum256([]byte("Hades" + strconv.Itoa(3*r+i)))
			rc[r][i].SetBigInt(v.SetBytes(d[:]))
		}
	}
	return rc
}

// poseidonSchedule returns the constants in the order in which a permutation
// adds them: three before it, three after each of the first three full rounds,
// one after the fourth, one after each partial round, two more after the last
// of these, and three after each full round but the last.
//
// In a partial round only the third element is cubed, and so constants of the
// first two can be added after the round instead, multiplied by the matrix, and
// so on until the first full round: one constant a partial round is left.
//
// With the first two elements a and b, the cube u of the third, and half =
// (a+b)/2, a partial round is
//
//	c' = a + b − 2u = 2(half − u),  half' = 2a + u,  a' = 3a + b + u = half' + 2·half,
//
// which takes fewer additions than the matrix and leaves one value a round to
// reduce. It is begun with half = 2u0 + u2 from the cubes of the full round
// before, and afterwards b = 2·half − a.
var poseidonSchedule = sync.OnceValue(func() []fp.Element {
	const firstPartial, lastFull = poseidonFullRounds / 2, poseidonRounds - poseidonFullRounds/2
	rc := compressConstants()
	var list []fp.Element
	for r := range firstPartial {
		list = append(list, rc[r][:]...)
	}
	for r := firstPartial; r < lastFull; r++ {
		list = append(list, rc[r][2])
	}
	list = append(list, rc[lastFull][2], rc[lastFull][0], rc[lastFull][1])
	for r := lastFull + 1; r < poseidonRounds; r++ {
		list = append(list, rc[r][:]...)
	}
	return list
})

// poseidonRest is the number of constants from the fourth full round on.
const poseidonRest = 1 + poseidonPartialRounds + 2 + 3*(poseidonFullRounds/2-1)

// compressConstants moves the constants of the first two elements out of the
// partial rounds.
func compressConstants() [poseidonRounds][3]fp.Element {
	rc := poseidonConstants()
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
