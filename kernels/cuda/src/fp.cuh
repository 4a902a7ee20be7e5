// The field of the Stark curve: p = 2^251 + 17·2^192 + 1, in Montgomery form with
// R = 2^256, eight limbs of 32 bits, lowest first: the bytes of Go's fp.Element.
//
// R/p is almost 32. A value is called canonical below p and lazy anywhere below
// R; a multiplication takes a lazy operand if the other one is canonical, and
// returns a canonical value, so that sums need no reduction until they reach 31·p.
// Values that rest in columns are canonical.
#pragma once

#include "carry.cuh"

struct Fp {
	uint32_t v[8];
};

// Wide is a sum of products: 512 bits.
struct Wide {
	uint32_t v[16];
};

// The limbs of p that are neither 0 nor 1 (which limb 0 is).
#define P6 17u
#define P7 0x08000000u

INLINE Fp fp_zero() { return Fp{{0, 0, 0, 0, 0, 0, 0, 0}}; }

// fp_one is R mod p = 2^256 − 31·p.
INLINE Fp fp_one() { return Fp{{0xffffffe1u, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xfffffdf0u, 0x07ffffffu}}; }

INLINE bool fp_is_zero(const Fp &a) { // a canonical
	return (a.v[0] | a.v[1] | a.v[2] | a.v[3] | a.v[4] | a.v[5] | a.v[6] | a.v[7]) == 0;
}

// Elements in global memory: two accesses of 16 bytes each.

INLINE Fp fp_load(const uint4 *column, uint64_t index) {
	uint4 a = column[2 * index], b = column[2 * index + 1];
	return Fp{{a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}};
}

INLINE void fp_store(uint4 *column, uint64_t index, const Fp &f) {
	column[2 * index] = make_uint4(f.v[0], f.v[1], f.v[2], f.v[3]);
	column[2 * index + 1] = make_uint4(f.v[4], f.v[5], f.v[6], f.v[7]);
}

// Elements in shared memory: planes of `size` lower and upper halves, so that
// neighbours use different banks.

INLINE Fp fp_load_shared(const uint4 *planes, uint32_t size, uint32_t index) {
	uint4 a = planes[index], b = planes[size + index];
	return Fp{{a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}};
}

INLINE void fp_store_shared(uint4 *planes, uint32_t size, uint32_t index, const Fp &f) {
	planes[index] = make_uint4(f.v[0], f.v[1], f.v[2], f.v[3]);
	planes[size + index] = make_uint4(f.v[4], f.v[5], f.v[6], f.v[7]);
}

// fp_add does not reduce: the caller makes sure that the sum is below 2^256.
INLINE Fp fp_add(const Fp &a, const Fp &b) {
	using namespace carry;
	Fp r;
	r.v[0] = add_cc(a.v[0], b.v[0]);
#pragma unroll
	for (int i = 1; i < 7; i++) r.v[i] = addc_cc(a.v[i], b.v[i]);
	r.v[7] = addc(a.v[7], b.v[7]);
	return r;
}

// fp_sub is a − b + K·p, for b up to K·p, K up to 16; it does not reduce.
template <int K = 1>
INLINE Fp fp_sub(const Fp &a, const Fp &b) {
	using namespace carry;
	Fp c; // K·p − b
	c.v[0] = sub_cc((uint32_t)K, b.v[0]);
#pragma unroll
	for (int i = 1; i < 6; i++) c.v[i] = subc_cc(0u, b.v[i]);
	c.v[6] = subc_cc(K * P6, b.v[6]);
	c.v[7] = subc(K * P7, b.v[7]);
	return fp_add(a, c);
}

// fp_add_p adds p to a negative value of 256 bits in two's complement.
INLINE Fp fp_add_p(const Fp &a) {
	using namespace carry;
	uint32_t negative = (uint32_t)((int32_t)a.v[7] >> 31);
	Fp r;
	r.v[0] = add_cc(a.v[0], negative & 1u);
#pragma unroll
	for (int i = 1; i < 6; i++) r.v[i] = addc_cc(a.v[i], 0);
	r.v[6] = addc_cc(a.v[6], negative & P6);
	r.v[7] = addc(a.v[7], negative & P7);
	return r;
}

// fp_canonical reduces a lazy value. Subtracting floor(a / 2^251) times p leaves
// a value below 2^251 and not below −31·2^197.
INLINE Fp fp_canonical(const Fp &a) {
	using namespace carry;
	uint32_t q = a.v[7] >> 27;
	Fp r;
	r.v[0] = sub_cc(a.v[0], q);
#pragma unroll
	for (int i = 1; i < 6; i++) r.v[i] = subc_cc(a.v[i], 0);
	r.v[6] = subc_cc(a.v[6], q * P6);
	r.v[7] = subc(a.v[7], q << 27);
	return fp_add_p(r);
}

// fp_product is the whole product. Rows of the schoolbook method go alternately to
// an even and an odd accumulator, so that the low and high half of each 32-bit
// product meet in one 64-bit multiply-add of the machine.
INLINE Wide fp_product(const Fp &fa, const Fp &fb) {
	using namespace carry;
	const uint32_t *a = fa.v, *b = fb.v;
	uint32_t e[16], o[16]; // the sum is e + 2^32·o
#pragma unroll
	for (int j = 0; j < 8; j += 2) {
		e[j] = mul_lo(a[j], b[0]);
		e[j + 1] = mul_hi(a[j], b[0]);
		o[j] = mul_lo(a[j + 1], b[0]);
		o[j + 1] = mul_hi(a[j + 1], b[0]);
	}
#pragma unroll
	for (int i = 8; i < 16; i++) e[i] = o[i] = 0;
#pragma unroll
	for (int i = 1; i < 8; i += 2) {
		// Odd row: even limbs of a go to o from word i − 1 on, odd ones to e from i + 1 on.
		o[i - 1] = mad_lo_cc(a[0], b[i], o[i - 1]);
		o[i] = madc_hi_cc(a[0], b[i], o[i]);
#pragma unroll
		for (int j = 2; j < 8; j += 2) {
			o[i + j - 1] = madc_lo_cc(a[j], b[i], o[i + j - 1]);
			o[i + j] = madc_hi_cc(a[j], b[i], o[i + j]);
		}
		o[i + 7] = addc(o[i + 7], 0);
		e[i + 1] = mad_lo_cc(a[1], b[i], e[i + 1]);
		e[i + 2] = madc_hi_cc(a[1], b[i], e[i + 2]);
#pragma unroll
		for (int j = 3; j < 8; j += 2) {
			e[i + j] = madc_lo_cc(a[j], b[i], e[i + j]);
			if (i + j == 14) e[15] = madc_hi(a[j], b[i], e[15]); // the last: no carry is left
			else e[i + j + 1] = madc_hi_cc(a[j], b[i], e[i + j + 1]);
		}
		if (i == 7) break;
		e[i + 9] = addc(e[i + 9], 0);
		// Even row.
		int k = i + 1;
		e[k] = mad_lo_cc(a[0], b[k], e[k]);
		e[k + 1] = madc_hi_cc(a[0], b[k], e[k + 1]);
#pragma unroll
		for (int j = 2; j < 8; j += 2) {
			e[k + j] = madc_lo_cc(a[j], b[k], e[k + j]);
			e[k + j + 1] = madc_hi_cc(a[j], b[k], e[k + j + 1]);
		}
		e[k + 8] = addc(e[k + 8], 0);
		o[k] = mad_lo_cc(a[1], b[k], o[k]);
		o[k + 1] = madc_hi_cc(a[1], b[k], o[k + 1]);
#pragma unroll
		for (int j = 3; j < 8; j += 2) {
			o[k + j - 1] = madc_lo_cc(a[j], b[k], o[k + j - 1]);
			o[k + j] = madc_hi_cc(a[j], b[k], o[k + j]);
		}
		o[k + 8] = addc(o[k + 8], 0);
	}
	Wide t;
	t.v[0] = e[0];
	t.v[1] = add_cc(e[1], o[0]);
#pragma unroll
	for (int i = 2; i < 15; i++) t.v[i] = addc_cc(e[i], o[i - 1]);
	t.v[15] = addc(e[15], o[14]);
	return t;
}

// fp_add_wide adds sums of products; the caller makes sure that at most 31
// products of canonical values are added up.
INLINE Wide fp_add_wide(const Wide &a, const Wide &b) {
	using namespace carry;
	Wide r;
	r.v[0] = add_cc(a.v[0], b.v[0]);
#pragma unroll
	for (int i = 1; i < 15; i++) r.v[i] = addc_cc(a.v[i], b.v[i]);
	r.v[15] = addc(a.v[15], b.v[15]);
	return r;
}

// fp_reduce is t / 2^256 mod p, canonical, for t below p·2^256. As p is 1 modulo
// 2^192, a multiple of p that takes 192 bits off needs no multiplication:
//   t·2^−192 = high(t) − low(t)·(17 + 2^59) mod p,
// and likewise for the other 64 bits. The result lies above −p and below p.
INLINE Fp fp_reduce(const Wide &wide) {
	using namespace carry;
	const uint32_t *t = wide.v;
	uint32_t h[7], q[7]; // low·2^59 = h·2^32, low·16
	h[0] = t[0] << 27;
	q[0] = t[0] << 4;
#pragma unroll
	for (int i = 1; i < 6; i++) {
		h[i] = __funnelshift_l(t[i - 1], t[i], 27);
		q[i] = __funnelshift_l(t[i - 1], t[i], 4);
	}
	h[6] = t[5] >> 5;
	q[6] = t[5] >> 28;
	uint32_t s[8]; // low·(17 + 2^59)
	s[0] = add_cc(t[0], q[0]);
#pragma unroll
	for (int i = 1; i < 6; i++) s[i] = addc_cc(t[i], q[i]);
	s[6] = addc(q[6], 0);
	s[1] = add_cc(s[1], h[0]);
#pragma unroll
	for (int i = 2; i < 7; i++) s[i] = addc_cc(s[i], h[i - 1]);
	s[7] = addc(h[6], 0);
	uint32_t x[10]; // high − s, in two's complement
	x[0] = sub_cc(t[6], s[0]);
#pragma unroll
	for (int i = 1; i < 8; i++) x[i] = subc_cc(t[6 + i], s[i]);
	x[8] = subc_cc(t[14], 0);
	x[9] = subc(t[15], 0);
	uint32_t r0, r1, r2, r3; // the low 64 bits of x, times 17 + 2^59
	r0 = add_cc(x[0], x[0] << 4);
	r1 = addc_cc(x[1], __funnelshift_l(x[0], x[1], 4));
	r2 = addc(x[1] >> 28, 0);
	r1 = add_cc(r1, x[0] << 27);
	r2 = addc_cc(r2, __funnelshift_l(x[0], x[1], 27));
	r3 = addc(x[1] >> 5, 0);
	Fp y;
	y.v[0] = x[2];
	y.v[1] = x[3];
	y.v[2] = x[4];
	y.v[3] = x[5];
	y.v[4] = sub_cc(x[6], r0);
	y.v[5] = subc_cc(x[7], r1);
	y.v[6] = subc_cc(x[8], r2);
	y.v[7] = subc(x[9], r3);
	return fp_add_p(y);
}

// fp_mul_chains is a·b/R, canonical, for one operand canonical and the other lazy.
INLINE Fp fp_mul_chains(const Fp &a, const Fp &b) { return fp_reduce(fp_product(a, b)); }

#if !defined(__CUDACC__)
// fp_mul_host keeps fp_mul_chains' promise in the host's own arithmetic, in which
// emulation runs four times as fast.
INLINE Fp fp_mul_host(const Fp &fa, const Fp &fb) {
	typedef unsigned __int128 u128;
	const uint64_t top = 0x0800000000000011;
	uint64_t a[4], b[4], t[6] = {0};
	memcpy(a, fa.v, 32);
	memcpy(b, fb.v, 32);
	for (int i = 0; i < 4; i++) {
		u128 x = 0;
		for (int j = 0; j < 4; j++) {
			x = (u128)a[j] * b[i] + t[j] + (uint64_t)(x >> 64);
			t[j] = (uint64_t)x;
		}
		x = (u128)t[4] + (uint64_t)(x >> 64);
		t[4] = (uint64_t)x;
		t[5] = (uint64_t)(x >> 64);
		uint64_t m = -t[0]; // −1/p mod 2^64 is −1
		x = (u128)t[0] + m;
		x = (u128)t[1] + (uint64_t)(x >> 64);
		t[0] = (uint64_t)x;
		x = (u128)t[2] + (uint64_t)(x >> 64);
		t[1] = (uint64_t)x;
		x = (u128)m * top + t[3] + (uint64_t)(x >> 64);
		t[2] = (uint64_t)x;
		x = (u128)t[4] + (uint64_t)(x >> 64);
		t[3] = (uint64_t)x;
		t[4] = t[5] + (uint64_t)(x >> 64);
	}
	const uint64_t p[4] = {1, 0, 0, top};
	uint64_t s[4], borrow = 0;
	for (int i = 0; i < 4; i++) {
		u128 d = (u128)t[i] - p[i] - borrow;
		s[i] = (uint64_t)d;
		borrow = (uint64_t)(d >> 64) & 1;
	}
	Fp r;
	memcpy(r.v, borrow ? t : s, 32);
	return r;
}
INLINE Fp fp_mul(const Fp &a, const Fp &b) { return fp_mul_host(a, b); }
#else
INLINE Fp fp_mul(const Fp &a, const Fp &b) { return fp_mul_chains(a, b); }
#endif

// fp_square_times squares a canonical value n times.
INLINE Fp fp_square_times(Fp a, int n) {
#pragma unroll 1
	for (int i = 0; i < n; i++) a = fp_mul(a, a);
	return a;
}

// fp_inverse is a^(p−2), so that the inverse of zero is zero; a is canonical.
// p − 2 = 2^251 + 2^196 + (2^192 − 1).
INLINE Fp fp_inverse(const Fp &a) {
	Fp r = fp_mul(fp_square_times(a, 1), a); // a^(2^2 − 1)
	r = fp_mul(fp_square_times(r, 1), a);    // a^(2^3 − 1)
#pragma unroll 1
	for (int n = 3; n < 192; n *= 2) r = fp_mul(fp_square_times(r, n), r);
	Fp u = fp_square_times(fp_mul(r, a), 4); // a^(2^196)
	return fp_mul(fp_mul(r, u), fp_square_times(u, 55));
}
