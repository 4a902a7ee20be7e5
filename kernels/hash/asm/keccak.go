package main

import (
	. "github.com/mmcloughlin/avo/operand"
)

// keccakRate is the number of bytes a block of Keccak-256 holds.
const keccakRate = 136

// keccakRho is the rotation of lane x+5y.
var keccakRho = [25]int{
	0, 1, 62, 28, 27,
	36, 44, 6, 55, 20,
	3, 10, 43, 25, 39,
	41, 45, 15, 21, 8,
	18, 2, 61, 56, 14,
}

// keccakSource tells which lane comes to place x+5y in step pi.
func keccakSource(x, y int) int {
	// (x', y') goes to (y', 2x'+3y').
	for xs := range 5 {
		for ys := range 5 {
			if ys == x && (2*xs+3*ys)%5 == y {
				return xs + 5*ys
			}
		}
	}
	panic("pi is a permutation")
}

// roundConstants refers to the Go table of iota constants.
func roundConstants() Mem { return NewDataAddr(Symbol{Name: "·keccakRoundConstants"}, 0) }
