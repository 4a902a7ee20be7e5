package main

import (
	. "github.com/mmcloughlin/avo/operand"
)

// blake2sSigma is the order of message words in each round.
var blake2sSigma = [10][16]int{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	{14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
	{11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
	{7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
	{9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
	{2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
	{12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
	{13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
	{6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
	{10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
}

// blake2sIV are the initial values; blake2sParam is what the parameter block
// (32 bytes of digest, no key) adds to the first.
var blake2sIV = [8]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

const blake2sParam = 0x01010020

// blake2sMixes are the places that the eight mixings of a round work on: the
// columns, then the diagonals.
var blake2sMixes = [2][4][4]int{
	{{0, 4, 8, 12}, {1, 5, 9, 13}, {2, 6, 10, 14}, {3, 7, 11, 15}},
	{{0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13}, {3, 4, 9, 14}},
}

// blake2sCore is what a vector unit does to the working vector v.
type blake2sCore interface {
	addWord(a, word int) // v[a] += message word, which may be known to be 0
	add(a, b int)        // v[a] += v[b]
	xor(a, b int)        // v[a] ^= v[b]
	rotate(a, n int)     // v[a] >>>= n
}

// blake2sRounds emits the ten rounds. Four independent mixings are interleaved
// step by step.
func blake2sRounds(c blake2sCore) {
	for r := range blake2sSigma {
		for half, mixes := range blake2sMixes {
			for part := range 2 {
				rd, rb := 16-8*part, 12-5*part
				for i, m := range mixes {
					c.addWord(m[0], blake2sSigma[r][8*half+2*i+part])
				}
				for _, m := range mixes {
					c.add(m[0], m[1])
				}
				for _, m := range mixes {
					c.xor(m[3], m[0])
				}
				for _, m := range mixes {
					c.rotate(m[3], rd)
				}
				for _, m := range mixes {
					c.add(m[2], m[3])
					c.xor(m[1], m[2])
				}
				for _, m := range mixes {
					c.rotate(m[1], rb)
				}
			}
		}
	}
}

// pairs packs 32-bit words into 64-bit ones.
func pairs(words ...uint32) []uint64 {
	var all []uint64
	for i := 0; i < len(words); i += 2 {
		all = append(all, uint64(words[i])|uint64(words[i+1])<<32)
	}
	return all
}

// initialValues is a table of the eight initial values and, at the end, the
// first with the parameters.
func initialValues() Mem {
	return shared("initialValues", pairs(append(blake2sIV[:], blake2sIV[0]^blake2sParam, 0)...)...)
}

// initialValue addresses the initial value of h[i] if chained, else plain.
func initialValue(i int, chained bool) Mem {
	if i == 0 && chained {
		i = 8
	}
	return initialValues().Offset(4 * i)
}

// swap32 is the byte shuffle that reverses 32-bit elements.
func swap32() Mem {
	return shared("swap32", repeat(4, 0x0405060700010203, 0x0c0d0e0f08090a0b)...)
}

// counting32 is 0, 1, 2 … 15 as 32-bit elements.
func counting32() Mem {
	var w []uint32
	for i := range uint32(16) {
		w = append(w, i)
	}
	return shared("counting32", pairs(w...)...)
}

// window32 is 16 elements of ones and 16 of zeros.
func window32() Mem {
	return shared("window32", append(repeat(8, ^uint64(0)), repeat(8, 0)...)...)
}
