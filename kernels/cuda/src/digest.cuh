// Digests: 32 bytes in memory, seen as eight little-endian words.
#pragma once

#include "fp.cuh"

struct Digest {
	uint32_t w[8];
};

// Digest number i of an array: two accesses of 16 bytes.

INLINE Digest digest_load(const uint4 *digests, uint64_t i) {
	uint4 a = digests[2 * i], b = digests[2 * i + 1];
	return Digest{{a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}};
}

INLINE void digest_store(uint4 *digests, uint64_t i, const Digest &d) {
	digests[2 * i] = make_uint4(d.w[0], d.w[1], d.w[2], d.w[3]);
	digests[2 * i + 1] = make_uint4(d.w[4], d.w[5], d.w[6], d.w[7]);
}

// Which bytes a masked hash keeps; the host passes these numbers.
enum { KEEP_ALL, KEEP_160_MSB, KEEP_160_LSB, KEEP_248_LSB };

// digest_mask zeroes the bytes that a masked hash drops.
INLINE Digest digest_mask(Digest d, uint32_t keep) {
	if (keep == KEEP_160_MSB) d.w[5] = d.w[6] = d.w[7] = 0;
	if (keep == KEEP_160_LSB) d.w[0] = d.w[1] = d.w[2] = 0;
	if (keep == KEEP_248_LSB) d.w[0] &= ~0xffu;
	return d;
}

INLINE uint32_t swap_bytes(uint32_t v) { return __byte_perm(v, 0, 0x0123); }

// digest_integer reads a digest as a big-endian integer of any size.
INLINE Fp digest_integer(const Digest &d) {
	Fp r;
#pragma unroll
	for (int i = 0; i < 8; i++) r.v[i] = swap_bytes(d.w[7 - i]);
	return r;
}

// digest_of writes an integer as 32 big-endian bytes.
INLINE Digest digest_of(const Fp &v) {
	Digest d;
#pragma unroll
	for (int i = 0; i < 8; i++) d.w[i] = swap_bytes(v.v[7 - i]);
	return d;
}

// fp_montgomery brings any integer below 2^256 into Montgomery form: a product
// with 2^512 mod p.
INLINE Fp fp_montgomery(const Fp &v) {
	return fp_mul(v, Fp{{0x7e000401u, 0xfffffd73u, 0x330fffffu, 0x00000001u, 0xff6f8000u, 0xffffffffu, 0x5e008810u, 0x07ffd4abu}});
}

// fp_integer brings a lazy value out of Montgomery form, to an integer below p.
INLINE Fp fp_integer(const Fp &v) { return fp_mul(v, Fp{{1, 0, 0, 0, 0, 0, 0, 0}}); }
