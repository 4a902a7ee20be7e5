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
//   - "go": Portable.
//   - "adx": scalar assembly with two carry chains (ADX, BMI2).
//   - "fma256": AVX2 with its floating-point multiplier, four felts at a time, for
//     wide vectors; everything else is that of "adx".
//   - "fma512": AVX-512 with its floating-point multiplier, eight felts at a time.
//   - "ifma": AVX-512 with 52-bit multiplication (IFMA, VBMI2), eight felts at a
//     time.
//
// Ops load and store ordinary felts; transforms, which do many operations between
// a load and a store, use wide vectors, see Wide. The arithmetic of the last three
// is that of package limbs52, which emits it for package lanes, too.
//
// The assembly is written by the generators in internal/asm; run go generate
// after changing them.
//
// # The prime
//
// p = 2^251 + 17·2^192 + 1 has the 64-bit limbs (1, 0, 0, 2^59+17), so
// −p⁻¹ mod 2^64 = −1, two of the four products of a Montgomery step vanish and
// a third is trivial. The reduction of a 512-bit product costs 4 multiplications
// rather than 20.
//
// # Laziness
//
// 2^256 is a little less than 32p. A product by a canonical felt is between −p
// and p before its final correction, whatever the other factor, so sums may grow
// for many layers of a transform before anything needs to be reduced.
package felt
