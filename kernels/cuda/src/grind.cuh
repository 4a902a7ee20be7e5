// The search for proofs of work.
#pragma once

#include "cuda.cuh"

// Search is a batch of nonces: start … start + count − 1.
struct Search {
	unsigned long long *best; // a nonce that works, or the greatest integer
	uint64_t prefix[4];
	uint64_t start, count;
	uint64_t must; // bits that must be zero in the digest's first 8 bytes, little-endian
};

// grind leaves in best the smallest nonce for which trial returns a value without
// bits of must, if it is smaller than best. Threads go through their nonces in
// ascending order and leave when these can't become the smallest.
template <class Trial>
INLINE void grind(const Search &s, const Trial &trial) {
#pragma unroll 1
	for (uint64_t i = thread_index(); i < s.count; i += thread_count()) {
		unsigned long long nonce = s.start + i;
		if (*(volatile unsigned long long *)s.best <= nonce) return;
		if ((trial(nonce) & s.must) == 0) {
			atomicMin(s.best, nonce);
			return;
		}
	}
}
