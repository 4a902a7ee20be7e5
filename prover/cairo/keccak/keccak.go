// Package keccak is the permutation Keccak-f[1600], which the keccak builtin and
// the hints of Cairo programs share.
package keccak

import (
	"encoding/binary"
	"math/bits"
)

// F1600 applies the permutation Keccak-f[1600] (FIPS 202) to a state of 25
// little-endian words.
func F1600(state *[200]byte) {
	var a [25]uint64
	for i := range a {
		a[i] = binary.LittleEndian.Uint64(state[8*i:])
	}
	lfsr := uint(1)
	for range 24 {
		var c [5]uint64
		for x := range c {
			c[x] = a[x] ^ a[x+5] ^ a[x+10] ^ a[x+15] ^ a[x+20]
		}
		for i := range a {
			a[i] ^= c[(i+4)%5] ^ bits.RotateLeft64(c[(i+1)%5], 1)
		}
		a = rhoPi(&a)
		for y := 0; y < 25; y += 5 {
			row := [5]uint64(a[y : y+5])
			for x := range row {
				a[y+x] = row[x] ^ ^row[(x+1)%5]&row[(x+2)%5]
			}
		}
		for j := range 7 { // the round constant, from the standard's shift register
			a[0] ^= uint64(lfsr&1) << (1<<j - 1)
			lfsr <<= 1
			lfsr ^= lfsr >> 8 * 0x171
		}
	}
	for i := range a {
		binary.LittleEndian.PutUint64(state[8*i:], a[i])
	}
}

// rhoPi rotates the lanes and moves them.
func rhoPi(a *[25]uint64) (b [25]uint64) {
	b[0] = a[0]
	x, y, rot := 1, 0, 0
	for t := 1; t < 25; t++ {
		rot += t
		to := y + 5*((2*x+3*y)%5)
		b[to] = bits.RotateLeft64(a[x+5*y], rot)
		x, y = y, (2*x+3*y)%5
	}
	return b
}
