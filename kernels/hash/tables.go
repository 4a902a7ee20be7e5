package hash

import (
	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// The tables below are for implementations on other devices, which hash exactly
// as this package does. They must not be written to.

// PoseidonSchedule returns the constants of the Hades permutation in the order in
// which a permutation adds them (Montgomery form): three before it, three after
// each of the first three full rounds, one to the third element after the fourth,
// one to it after each of the 83 partial rounds, then one each to the first and
// second, and three after each of the last full rounds but the very last.
func PoseidonSchedule() []fp.Element { return poseidonSchedule() }

// PedersenTable returns the points whose sum is a Pedersen hash, affine and in
// Montgomery form: for each window, in this order, those of all its values. The
// windows are the bits of the first input from 0 on, 24 times 10 of them and then
// 8; likewise of the second input; and last the 4 bits from 248 on of the first
// input, with those of the second above them.
func PedersenTable() []starkcurve.G1Affine { return pedersenTables().points }
