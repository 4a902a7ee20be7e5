// Package felt is arithmetic on vectors of felts: the inner loops of everything
// that the CPU backend does.
//
// An Element is gnark-crypto's fp.Element of the Stark curve: four 64-bit limbs,
// little-endian, Montgomery form with R = 2^256. Vectors hold canonical elements
// (below p) before and after each operation, except where a kernel's comment
// says "lazy".
//
// Ops is one implementation of all operations. Portable is the specification,
// in plain Go on gnark-crypto's scalar arithmetic; the others are checked
// against it. Which ones a machine has is found at run time: Available lists
// them, Best picks the fastest.
//
// # The prime
//
// p = 2^251 + 17·2^192 + 1 has the 64-bit limbs (1, 0, 0, 2^59+17), so
// −p⁻¹ mod 2^64 = −1, two of the four products of a Montgomery step vanish and
// a third is trivial. The reduction of a 512-bit product costs 4 multiplications
// rather than 20.
package felt
