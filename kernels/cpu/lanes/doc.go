// Package lanes is arithmetic on blocks of felts with AVX-512 IFMA: eight felts
// at a time, in limbs of 52 bits.
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
// A multiplication takes about a quarter of the time of package felt's, an
// addition less than half; Dot, a sum of products, takes half of that again for
// each product, since it reduces once.
//
// All functions need Available, and lengths that are multiples of Group.
package lanes
