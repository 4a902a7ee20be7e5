// Keccak-256 with the padding of Ethereum, one thread a message. The state
// stays in registers: nothing indexes it but unrolled loops.
#pragma once

#include "digest.cuh"

__constant__ uint64_t keccak_round_constants[24] = {
		0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
		0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
		0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
		0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
		0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

// UNROLL unrolls a loop on the host, too: emulation spends most of its time here.
#if defined(__CUDACC__)
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

INLINE uint64_t rotate_left64(uint64_t v, uint32_t n) {
#if defined(__CUDACC__)
	uint32_t lo = (uint32_t)v, hi = (uint32_t)(v >> 32);
	if (n >= 32) {
		uint32_t t = lo;
		lo = hi;
		hi = t;
	}
	return (uint64_t)__funnelshift_l(lo, hi, n & 31) << 32 | __funnelshift_l(hi, lo, n & 31);
#else
	return v << n | v >> (64 - n);
#endif
}

// rotate_left64_products is the same by products with a power of two, which the
// multiplier does beside the logic. n is not a multiple of 32.
INLINE uint64_t rotate_left64_products(uint64_t v, uint32_t n) {
#if defined(__CUDACC__)
	uint32_t lo = (uint32_t)v, hi = (uint32_t)(v >> 32), power = 1u << (n & 31), a, b;
	if (n >= 32) {
		uint32_t t = lo;
		lo = hi;
		hi = t;
	}
	asm("mul.hi.u32 %0, %1, %2;" : "=r"(a) : "r"(hi), "r"(power));
	asm("mul.hi.u32 %0, %1, %2;" : "=r"(b) : "r"(lo), "r"(power));
	asm("mad.lo.u32 %0, %1, %2, %0;" : "+r"(a) : "r"(lo), "r"(power));
	asm("mad.lo.u32 %0, %1, %2, %0;" : "+r"(b) : "r"(hi), "r"(power));
	return (uint64_t)b << 32 | a;
#else
	return rotate_left64(v, n);
#endif
}

// keccak_f is the permutation Keccak-f[1600]; lane (x, y) is s[x+5y]. PRODUCTS of the
// 24 rotations of a round's lanes are done by products.
template <int PRODUCTS = 0>
INLINE void keccak_f(uint64_t s[25]) {
	const int to[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
	const int by[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
#pragma unroll 1
	for (int round = 0; round < 24; round++) {
		uint64_t c[5], turned[5];
		UNROLL
		for (int x = 0; x < 5; x++) c[x] = s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20];
		UNROLL
		for (int x = 0; x < 5; x++) turned[x] = rotate_left64(c[x], 1);
		UNROLL
		for (int i = 0; i < 25; i++) s[i] ^= c[(i + 4) % 5] ^ turned[(i + 1) % 5];
		uint64_t t = s[1]; // rho and pi, along the one cycle of the lanes
		UNROLL
		for (int i = 0; i < 24; i++) {
			uint64_t u = s[to[i]];
			s[to[i]] = i < PRODUCTS ? rotate_left64_products(t, by[i]) : rotate_left64(t, by[i]);
			t = u;
		}
		UNROLL
		for (int y = 0; y < 25; y += 5) {
			uint64_t a = s[y], b = s[y + 1];
			s[y] = a ^ (~b & s[y + 2]);
			s[y + 1] = b ^ (~s[y + 2] & s[y + 3]);
			s[y + 2] ^= ~s[y + 3] & s[y + 4];
			s[y + 3] ^= ~s[y + 4] & a;
			s[y + 4] ^= ~a & b;
		}
		s[0] ^= keccak_round_constants[round];
	}
}

INLINE Digest keccak_digest(const uint64_t s[25]) {
	Digest d;
#pragma unroll
	for (int i = 0; i < 4; i++) {
		d.w[2 * i] = (uint32_t)s[i];
		d.w[2 * i + 1] = (uint32_t)(s[i] >> 32);
	}
	return d;
}
