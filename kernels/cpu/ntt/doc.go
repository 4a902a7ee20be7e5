// Package ntt changes columns of felts between evaluations and coefficients.
//
// # Orders
//
// Evaluations are in natural order: index i holds the value at offset·g^i, g the
// generator of the subgroup of as many points as the column has rows.
// Coefficients are in bit-reversed order: index k holds the coefficient of
// x^bitreverse(k). So no transform ever permutes: Interpolate goes from natural
// to bit-reversed by butterflies on far elements first, Evaluate from
// bit-reversed to natural by butterflies on near elements first.
//
// Both directions multiply before they add (u + t·v, u − t·v), because then lazy
// values grow by a constant a layer instead of doubling, and the five spare bits
// of a felt last for 15 layers. For Evaluate the twiddle depends on the position
// in the block, and the coset's offset is merged into it at no cost; for
// Interpolate it depends on the block only, and one table serves all sizes; the
// offset and 1/N are merged into the final reduction.
//
// # Cost
//
// A transform of N points costs N/2·log N multiplications and additions, two
// sweeps through memory up to 2^20 points and three above, and one more
// multiplication for each point: for the twiddles of an Evaluate, once for all
// columns that are passed together, so pass many; for the offset of an
// Interpolate, unless it is 1, once for each column.
//
// All functions panic on lengths that are no power of two and on shapes that do
// not match: bugs of the caller.
package ntt
