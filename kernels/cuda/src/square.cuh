// Squares and differences in lazy arithmetic, for the hashes over felts.
#pragma once

#include "fp.cuh"

// fp_square_wide is a², by 36 products of words instead of 64. As in fp_product,
// even and odd words have accumulators of their own. The products of different
// words are added up, doubled, and the squares added.
INLINE Wide fp_square_wide(const Fp &f) {
	using namespace carry;
	const uint32_t *a = f.v;
	uint32_t e[16], o[16]; // the sum of a[i]·a[j], i < j, is e + 2^32·o
#pragma unroll
	for (int k = 0; k < 16; k++) e[k] = o[k] = 0;
#pragma unroll
	for (int j = 1; j < 8; j += 2) {
		o[j - 1] = mul_lo(a[0], a[j]);
		o[j] = mul_hi(a[0], a[j]);
		if (j == 7) break;
		e[j + 1] = mul_lo(a[0], a[j + 1]);
		e[j + 2] = mul_hi(a[0], a[j + 1]);
	}
	// Where a row's carry goes depends on whether it ends with a[7] or a[6]; the
	// last rows have none.
#pragma unroll
	for (int i = 1; i < 7; i++) {
#pragma unroll
		for (int j = i + 1; j < 8; j += 2) {
			o[i + j - 1] = j == i + 1 ? mad_lo_cc(a[i], a[j], o[i + j - 1]) : madc_lo_cc(a[i], a[j], o[i + j - 1]);
			o[i + j] = i == 6 ? madc_hi(a[i], a[j], o[i + j]) : madc_hi_cc(a[i], a[j], o[i + j]);
		}
		if (i < 6) o[i + 8 - i % 2] = addc(o[i + 8 - i % 2], 0);
#pragma unroll
		for (int j = i + 2; j < 8; j += 2) {
			e[i + j] = j == i + 2 ? mad_lo_cc(a[i], a[j], e[i + j]) : madc_lo_cc(a[i], a[j], e[i + j]);
			e[i + j + 1] = i == 5 ? madc_hi(a[i], a[j], e[i + j + 1]) : madc_hi_cc(a[i], a[j], e[i + j + 1]);
		}
		if (i < 5) e[i + 8 + i % 2] = addc(e[i + 8 + i % 2], 0);
	}
	uint32_t s[16];
	s[0] = s[15] = 0;
	s[1] = o[0];
	s[2] = add_cc(e[2], o[1]);
#pragma unroll
	for (int k = 3; k < 14; k++) s[k] = addc_cc(e[k], o[k - 1]);
	s[14] = addc(o[13], 0);
	Wide t;
	t.v[0] = mad_lo_cc(a[0], a[0], 0);
#pragma unroll
	for (int k = 1; k < 16; k++) {
		uint32_t twice = __funnelshift_l(s[k - 1], s[k], 1), x = a[k / 2];
		t.v[k] = k == 15 ? madc_hi(x, x, twice) : k % 2 ? madc_hi_cc(x, x, twice) : madc_lo_cc(x, x, twice);
	}
	return t;
}

// fp_square_chains is a²/R for a up to 9·p: canonical up to 5·p, else below the
// integer a²/R and congruent.
INLINE Fp fp_square_chains(const Fp &a) { return fp_reduce(fp_square_wide(a)); }

#if defined(__CUDACC__)
INLINE Fp fp_square(const Fp &a) { return fp_square_chains(a); }
#else
INLINE Fp fp_square(const Fp &a) { return fp_mul_host(a, a); }
#endif

// fp_sub_raw is a − b modulo 2^256.
INLINE Fp fp_sub_raw(const Fp &a, const Fp &b) {
	using namespace carry;
	Fp r;
	r.v[0] = sub_cc(a.v[0], b.v[0]);
#pragma unroll
	for (int i = 1; i < 7; i++) r.v[i] = subc_cc(a.v[i], b.v[i]);
	r.v[7] = subc(a.v[7], b.v[7]);
	return r;
}

// fp_double is 2·a modulo 2^256.
INLINE Fp fp_double(const Fp &a) {
	Fp r;
	r.v[0] = a.v[0] << 1;
#pragma unroll
	for (int i = 1; i < 8; i++) r.v[i] = __funnelshift_l(a.v[i - 1], a.v[i], 1);
	return r;
}
