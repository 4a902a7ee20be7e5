// Powers of one felt by two tables: x^e = low[e mod 2^split] · high[e >> split],
// with low and high one after the other in memory, and high possibly scaled.
#pragma once

#include "fp.cuh"

struct Powers {
	const uint4 *table;
	uint32_t split;
};

INLINE Fp power(const Powers &x, uint64_t e) {
	uint64_t size = 1ull << x.split;
	return fp_mul(fp_load(x.table, e & (size - 1)), fp_load(x.table, size + (e >> x.split)));
}

// reverse reverses the lowest n bits of v, which has no others; n may be 0.
INLINE uint64_t reverse(uint64_t v, uint32_t n) { return n == 0 ? 0 : __brevll(v) >> (64 - n); }
