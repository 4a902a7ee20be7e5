// Starknet's Hades permutation of three felts, in lazy arithmetic.
//
// Bounds, in multiples of p: the square of x is below max(1, x²/32), and the cube
// canonical if x³ is below 32². Nothing that is cubed reaches 9. Differences are
// kept positive by multiples of p in the table of constants.
#pragma once

#include "square.cuh"

// Where the constants are in the table that the host uploads (poseidonTable).
// Those of full rounds are the schedule's of package hash plus 0, p and 2p for the
// three elements.
enum {
	POSEIDON_FULL = 4, // full rounds before and after the partial ones
	POSEIDON_PARTIAL = 83,
	POSEIDON_BEFORE = 0,                                  // three, added to the state at first, canonical
	POSEIDON_FIRST = 3,                                   // three after each of the first full rounds
	POSEIDON_MIDDLE = POSEIDON_FIRST + 3 * POSEIDON_FULL, // one after each partial round, plus 2p
	POSEIDON_AFTER = POSEIDON_MIDDLE + POSEIDON_PARTIAL,  // two more after the last of these, the second plus 3p
	POSEIDON_SECOND = POSEIDON_AFTER + 2,                 // three after each of the other full rounds
};

INLINE Fp poseidon_cube(const Fp &x) { return fp_mul(x, fp_square(x)); }

// poseidon_full_rounds does four full rounds with the constants from rc on: cubes
// a, b, c, and the matrix (3 1 1; 1 −1 1; 1 1 −2). half is 2a + c of the last one.
INLINE void poseidon_full_rounds(Fp s[3], const uint4 *table, int rc, Fp &half) {
#pragma unroll 1
	for (int end = rc + 3 * POSEIDON_FULL; rc < end; rc += 3) {
		Fp a = poseidon_cube(s[0]), b = poseidon_cube(s[1]), c = poseidon_cube(s[2]);
		half = fp_add(fp_double(a), c);                                                 // < 3
		s[0] = fp_add(fp_add(half, fp_add(a, b)), fp_load(table, rc));                  // < 6
		s[1] = fp_sub_raw(fp_add(fp_add(a, c), fp_load(table, rc + 1)), b);             // < 4
		s[2] = fp_add(fp_sub_raw(fp_add(a, b), fp_double(c)), fp_load(table, rc + 2)); // < 5
	}
}

// poseidon_permute permutes a state of elements below 6; so are the results.
//
// The partial rounds have the form that package hash explains: with the first two
// elements a and b, half = (a + b)/2 and the cube u of the third element c,
//
//	c' = 2·(half − u) + constant,  half' = 2a + u,  a' = half' + 2·half.
INLINE void poseidon_permute(Fp s[3], const uint4 *table) {
#pragma unroll
	for (int i = 0; i < 3; i++) s[i] = fp_add(s[i], fp_load(table, POSEIDON_BEFORE + i)); // < 7
	Fp half;
	poseidon_full_rounds(s, table, POSEIDON_FIRST, half);
	Fp a = s[0], c = s[2];
#pragma unroll 1
	for (int rc = POSEIDON_MIDDLE; rc < POSEIDON_AFTER; rc++) {
		c = poseidon_cube(c);
		Fp w = fp_canonical(fp_add(fp_double(a), c));                        // of at most 2·7 + 1
		c = fp_add(fp_double(fp_sub_raw(half, c)), fp_load(table, rc));      // < 2·3 + 3, later < 2 + 3
		a = fp_add(fp_double(half), w);                                      // < 2·3 + 1, later < 2 + 1
		half = w;
	}
	s[0] = fp_add(a, fp_load(table, POSEIDON_AFTER));                                        // < 4
	s[1] = fp_add(fp_sub_raw(fp_double(half), a), fp_load(table, POSEIDON_AFTER + 1));       // < 2 + 4
	s[2] = c;
	poseidon_full_rounds(s, table, POSEIDON_SECOND, half);
}
