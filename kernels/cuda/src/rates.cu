// Kernels that measure what the machine can do: each thread does rounds of
// operations that the compiler can neither leave out nor shorten, with enough of
// them independent of each other.
#include "fp.cuh"
#include "keccak.cuh"
#include "square.cuh"

// rate_mad32 does 64 multiply-adds of 32 bits a round.
KERNEL(256)
void rate_mad32(uint4 *data, uint32_t rounds) {
	uint32_t v[8], factor = data[0].x | 3;
#pragma unroll
	for (int k = 0; k < 8; k++) v[k] = (uint32_t)thread_index() + k;
#pragma unroll 1
	for (uint32_t n = 0; n < rounds; n++)
#pragma unroll
		for (int i = 0; i < 64; i++) v[i % 8] = v[i % 8] * factor + n;
	uint32_t sum = 0;
#pragma unroll
	for (int k = 0; k < 8; k++) sum ^= v[k];
	data[2 * thread_index()].x = sum;
}
EMULATE(rate_mad32)

// rate_mad_wide does 64 multiply-adds of 32 by 32 bits to 64 a round.
KERNEL(256)
void rate_mad_wide(uint4 *data, uint32_t rounds) {
	uint32_t v[16], factor = data[0].x | 3;
#pragma unroll
	for (int k = 0; k < 16; k++) v[k] = (uint32_t)thread_index() + k;
#pragma unroll 1
	for (uint32_t n = 0; n < rounds; n++)
#pragma unroll
		for (int i = 0; i < 64; i++) {
			uint32_t *lo = &v[2 * (i % 8)], *hi = lo + 1, low = *lo;
			*lo = carry::mad_lo_cc(low, factor, *lo);
			*hi = carry::madc_hi(low, factor, *hi);
		}
	uint32_t sum = 0;
#pragma unroll
	for (int k = 0; k < 16; k++) sum ^= v[k];
	data[2 * thread_index()].x = sum;
}
EMULATE(rate_mad_wide)

// rate_logic does 64 logic operations of three operands and shifts of two words a
// round, in equal parts.
KERNEL(256)
void rate_logic(uint4 *data, uint32_t rounds) {
	uint32_t v[8], key = data[0].x;
#pragma unroll
	for (int k = 0; k < 8; k++) v[k] = (uint32_t)thread_index() + k;
#pragma unroll 1
	for (uint32_t n = 0; n < rounds; n++)
#pragma unroll
		for (int i = 0; i < 32; i++)
			v[i % 8] = __funnelshift_l(v[i % 8] ^ (~v[(i + 1) % 8] & key), v[(i + 2) % 8], 7);
	uint32_t sum = 0;
#pragma unroll
	for (int k = 0; k < 8; k++) sum ^= v[k];
	data[2 * thread_index()].x = sum;
}
EMULATE(rate_logic)

// rate_felt does 4 felt multiplications a round, two at a time independent.
KERNEL(256)
void rate_felt(uint4 *data, uint32_t rounds) {
	Fp b = fp_canonical(fp_load(data, thread_index())), v[2] = {b, fp_canonical(fp_add(b, fp_one()))};
#pragma unroll 1
	for (uint32_t n = 0; n < rounds; n++)
#pragma unroll
		for (int i = 0; i < 4; i++) v[i % 2] = fp_mul_chains(v[i % 2], b);
	fp_store(data, thread_index(), fp_canonical(fp_add(v[0], v[1])));
}
EMULATE(rate_felt)

// rate_product does 4 products of 256 bits a round, without the reduction.
KERNEL(256)
void rate_product(uint4 *data, uint32_t rounds) {
	Fp b = fp_load(data, thread_index()), v[2] = {b, fp_add(b, fp_one())};
#pragma unroll 1
	for (uint32_t n = 0; n < rounds; n++)
#pragma unroll
		for (int i = 0; i < 4; i++) {
			Wide t = fp_product(v[i % 2], b);
#pragma unroll
			for (int k = 0; k < 8; k++) v[i % 2].v[k] = t.v[k] ^ t.v[k + 8];
		}
	fp_store(data, thread_index(), fp_canonical(fp_add(fp_canonical(v[0]), fp_canonical(v[1]))));
}
EMULATE(rate_product)

// rate_square does 4 felt squares a round, two at a time independent.
KERNEL(256)
void rate_square(uint4 *data, uint32_t rounds) {
	Fp b = fp_canonical(fp_load(data, thread_index())), v[2] = {b, fp_canonical(fp_add(b, fp_one()))};
#pragma unroll 1
	for (uint32_t n = 0; n < rounds; n++)
#pragma unroll
		for (int i = 0; i < 4; i++) v[i % 2] = fp_square_chains(v[i % 2]);
	fp_store(data, thread_index(), fp_canonical(fp_add(v[0], v[1])));
}
EMULATE(rate_square)

template <int PRODUCTS>
INLINE void rate_keccak(uint4 *data, uint32_t rounds) {
	uint64_t s[25];
#pragma unroll
	for (int i = 0; i < 25; i++) s[i] = thread_index() + i;
#pragma unroll 1
	for (uint32_t n = 0; n < rounds; n++) keccak_f<PRODUCTS>(s);
	digest_store(data, thread_index(), keccak_digest(s));
}

// rate_keccak_shifts does one permutation of Keccak a round; so do the kernels that
// follow, of which products do a part of the rotations.
KERNEL(128)
void rate_keccak_shifts(uint4 *data, uint32_t rounds) { rate_keccak<0>(data, rounds); }
EMULATE(rate_keccak_shifts)

KERNEL(128)
void rate_keccak_mixed(uint4 *data, uint32_t rounds) { rate_keccak<12>(data, rounds); }
EMULATE(rate_keccak_mixed)

KERNEL(128)
void rate_keccak_products(uint4 *data, uint32_t rounds) { rate_keccak<20>(data, rounds); }
EMULATE(rate_keccak_products)
