// Package limbs52 emits assembly for felts in limbs of 52 bits, several side by
// side: limb i of all of them is in one register. The generators of the packages
// felt and lanes are made of it.
//
// The arithmetic is described once, for three Machines, which differ in width and
// in how they multiply:
//
//   - IFMA: AVX-512, eight lanes, with an instruction for 52-bit products.
//   - FMA512: AVX-512 F, DQ, BW and VL, eight lanes, with the floating-point
//     multiplier.
//   - FMA256: AVX2 and FMA, four lanes, with the floating-point multiplier.
//
// # The floating-point multiplier
//
// Factors are doubles, which hold integers of 52 bits exactly. Rounded towards
// zero, high = a·b + 2^104 has ⌊a·b/2^52⌋ in its mantissa, and
// a·b + (2^104 + 2^52 − high) has a·b mod 2^52 in its own (Emmart, Zheng, Weems,
// 2018). The doubles are added up as integers; Start takes off in advance what
// their exponents add.
//
// # Reduction
//
// Felts are in Montgomery form with 2^260 while they are multiplied. Products are
// reduced to numbers that are not negative, and so are most limbs: AVX2 can shift
// them only without regard to signs. What is subtracted from is Lent for that.
package limbs52
