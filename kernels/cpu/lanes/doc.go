// Package lanes is arithmetic on blocks of felts in limbs of 52 bits, eight felts
// at a time with AVX-512, by the 52-bit multiplier IFMA or by the floating-point
// one, four with AVX2 and its floating-point multiplier.
//
// A Vector holds its elements as five planes, one for each limb, so that eight
// neighbours are five registers and a vector can be read from any row on. The
// element x is held as x·2^260 modulo p (Load gets there from x·2^256 by a
// shift), so that a Montgomery reduction by 2^260 keeps the form. Values are not
// canonical: a vector's limbs have 52 bits, and its elements are below
// bound·p for a bound that the caller keeps track of and that may not exceed
// MaxBound. Sums and differences are never reduced; a product of elements
// bounded by α and β is bounded by ProductBound(α, β), so one multiplication
// reduces what hundreds of additions made.
//
// Compared with ADX, a multiplication takes a quarter of the time with IFMA, half
// with the floating-point multiplier of AVX-512, five sixths with that of AVX2; an
// addition a third, and half with AVX2. Dot, a sum of products, takes half to two
// thirds of a multiplication for each product, since it reduces once.
//
// Lengths are multiples of Group. Operations are methods of a Unit, of which a
// machine may have several or none.
package lanes
