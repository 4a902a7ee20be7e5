// Starknet's Pedersen hash: the sum of one point for each window of the inputs'
// bits, out of the table that package hash explains. The sum is kept as X/ZZ, Y/ZZZ
// with ZZ³ = ZZZ², in which adding a point of the table takes ten products and no
// inversion; pedersen_finish divides, many hashes at a time.
#pragma once

#include "square.cuh"

enum {
	PEDERSEN_WINDOW = 10,  // bits of a window
	PEDERSEN_WINDOWS = 25, // for the low 248 bits of an input
	PEDERSEN_SHORT = 248 - PEDERSEN_WINDOW * (PEDERSEN_WINDOWS - 1), // bits of the last of them, and of the one for what is left
};

// PedersenSum has X below 4p, the others canonical.
struct PedersenSum {
	Fp x, y, zz, zzz;
};

// pedersen_add adds the affine point of a table (x, y). If it has the x of the sum,
// ZZ becomes zero and stays it. Bounds are in multiples of p.
INLINE void pedersen_add(PedersenSum &s, const uint4 *point) {
	Fp p = fp_sub<4>(fp_mul(s.zz, fp_load(point, 0)), s.x);  // < 5
	Fp r = fp_sub<1>(fp_mul(s.zzz, fp_load(point, 1)), s.y); // < 2
	Fp pp = fp_square(p);                                    // 5² < 32
	s.zz = fp_mul(s.zz, pp);
	Fp ppp = fp_mul(p, pp);
	s.zzz = fp_mul(s.zzz, ppp);
	Fp q = fp_mul(s.x, pp);
	s.x = fp_sub<3>(fp_square(r), fp_add(ppp, fp_double(q))); // < 4
	Wide minus = fp_product(fp_sub<1>(fp_zero(), s.y), ppp);
	s.y = fp_reduce(fp_add_wide(minus, fp_product(fp_sub<4>(q, s.x), r))); // 1 + 5·2 < 31
}

// shift_out returns the lowest bits of v, fewer than 32, and shifts them out.
INLINE uint32_t shift_out(Fp &v, uint32_t bits) {
	uint32_t low = v.v[0] & ((1u << bits) - 1);
#pragma unroll
	for (int i = 0; i < 7; i++) v.v[i] = __funnelshift_r(v.v[i], v.v[i + 1], bits);
	v.v[7] >>= bits;
	return low;
}

// pedersen_sum adds up the points of two integers below p: x, and what second
// returns when x is used up.
template <class Second>
INLINE PedersenSum pedersen_sum(Fp x, const uint4 *table, const Second &second) {
	const uint4 *point = table + 4 * shift_out(x, PEDERSEN_WINDOW);
	PedersenSum s = {fp_load(point, 0), fp_load(point, 1), fp_one(), fp_one()};
	uint32_t top = 0; // the bits of x from 248 on
#pragma unroll 1
	for (uint32_t w = 1; w <= 2 * PEDERSEN_WINDOWS; w++) {
		bool begins = w % PEDERSEN_WINDOWS == 0; // the second input, or the rest of both
		table += 4 << (begins ? PEDERSEN_SHORT : PEDERSEN_WINDOW);
		if (w == PEDERSEN_WINDOWS) {
			top = x.v[0];
			x = second();
		}
		bool rest = w == 2 * PEDERSEN_WINDOWS;
		if (rest) x.v[0] = top | x.v[0] << 4;
		bool is_short = rest || w % PEDERSEN_WINDOWS == PEDERSEN_WINDOWS - 1;
		uint32_t digit = shift_out(x, is_short ? PEDERSEN_SHORT : PEDERSEN_WINDOW);
		pedersen_add(s, table + 4 * digit);
	}
	return s;
}
