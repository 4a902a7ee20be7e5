// BLAKE2s with 32 bytes of digest, one thread a message.
#pragma once

#include "digest.cuh"

INLINE uint32_t rotate_right(uint32_t v, uint32_t n) {
#if defined(__CUDACC__)
	return n == 16 ? __byte_perm(v, v, 0x1032) : n == 8 ? __byte_perm(v, v, 0x0321) : __funnelshift_r(v, v, n);
#else
	return v >> n | v << (32 - n);
#endif
}

INLINE void blake2s_mix(uint32_t v[16], int a, int b, int c, int d, uint32_t x, uint32_t y) {
	v[a] += v[b] + x;
	v[d] = rotate_right(v[d] ^ v[a], 16);
	v[c] += v[d];
	v[b] = rotate_right(v[b] ^ v[c], 12);
	v[a] += v[b] + y;
	v[d] = rotate_right(v[d] ^ v[a], 8);
	v[c] += v[d];
	v[b] = rotate_right(v[b] ^ v[c], 7);
}

INLINE uint32_t blake2s_iv(int i) {
	const uint32_t iv[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	return iv[i];
}

// blake2s_init is the state before the first block: no key, 32 bytes of digest.
INLINE void blake2s_init(uint32_t h[8]) {
#pragma unroll
	for (int i = 0; i < 8; i++) h[i] = blake2s_iv(i);
	h[0] ^= 0x01010020;
}

// blake2s_compress takes in the block m, up to whose end the message has bytes
// bytes.
INLINE void blake2s_compress(uint32_t h[8], const uint32_t m[16], uint32_t bytes, bool last) {
	// The order of the message words in each round, a hexadecimal digit each, the
	// first one lowest.
	const uint64_t order[10] = {
			0xfedcba9876543210, 0x357b20c16df984ae, 0x491763eadf250c8b, 0x8f04a562ebcd1397, 0xd386cb1efa427509,
			0x91ef57d438b0a6c2, 0xb8293670a4def15c, 0xa2684f05931ce7bd, 0x5a417d2c803b9ef6, 0x0dc3e9bf5167482a,
	};
	uint32_t v[16];
#pragma unroll
	for (int i = 0; i < 8; i++) {
		v[i] = h[i];
		v[i + 8] = blake2s_iv(i);
	}
	v[12] ^= bytes;
	if (last) v[14] = ~v[14];
#pragma unroll
	for (int r = 0; r < 10; r++) {
#pragma unroll
		for (int k = 0; k < 4; k++)
			blake2s_mix(v, k, k + 4, k + 8, k + 12, m[order[r] >> 8 * k & 15], m[order[r] >> (8 * k + 4) & 15]);
#pragma unroll
		for (int k = 0; k < 4; k++)
			blake2s_mix(v, k, (k + 1) % 4 + 4, (k + 2) % 4 + 8, (k + 3) % 4 + 12, m[order[r] >> (32 + 8 * k) & 15],
									m[order[r] >> (36 + 8 * k) & 15]);
	}
#pragma unroll
	for (int i = 0; i < 8; i++) h[i] ^= v[i] ^ v[i + 8];
}
