// Keccak-256 of rows, of nodes and of proofs of work.
#include "grind.cuh"
#include "keccak.cuh"
#include "nodes.cuh"
#include "rows.cuh"

// keccak_row takes in 17 limbs, of up to 5 elements, a permutation. An element's
// bytes are those of its limbs from the highest on.
INLINE Digest keccak_row(const Rows &rows, const Row &row) {
	Walk w = walk_row(rows, row);
	uint64_t s[25] = {0};
	uint32_t left = 4 * (rows.columns << rows.arity); // limbs to come
	uint32_t taken = 0;                               // limbs of the current element that went before
	bool last;
#pragma unroll 1
	do {
		const uint2 *element[6];
#pragma unroll
		for (int k = 0; k < 5; k++) {
			element[k] = (const uint2 *)w.at;
			if (k < 4) walk_on(rows, w);
		}
		element[5] = element[4]; // never needed: limb 16 is of element 4 at the latest
		uint64_t block[17];
#pragma unroll
		for (uint32_t i = 0; i < 17; i++) {
			const uint2 *e = taken + i % 4 >= 4 ? element[i / 4 + 1] : element[i / 4];
			uint2 v = e[~(taken + i) & 3];
			block[i] = (uint64_t)swap_bytes(v.x) << 32 | swap_bytes(v.y);
		}
		last = left < 17;
		if (last) {
#pragma unroll
			for (uint32_t i = 0; i < 17; i++)
				if (i >= left) block[i] = i == left;
			block[16] ^= 1ull << 63;
		}
#pragma unroll
		for (int i = 0; i < 17; i++) s[i] ^= block[i];
		if (taken == 3) walk_on(rows, w);
		taken = (taken + 1) & 3;
		left -= 17;
		keccak_f(s);
	} while (!last);
	return keccak_digest(s);
}

KERNEL(128)
void keccak_rows(uint4 *digests, Rows rows, uint32_t keep) {
	if (rows_end(rows, thread_index())) return;
	Row row = row_of(rows, thread_index());
	digest_store(digests, row.digest, digest_mask(keccak_row(rows, row), keep));
}
EMULATE(keccak_rows)

KERNEL(128)
void keccak_nodes(Level level, uint32_t keep) {
	hash_levels(level, [=](const uint4 *children) {
		uint64_t s[25] = {0};
#pragma unroll
		for (int i = 0; i < 4; i++) {
			uint4 v = children[i];
			s[2 * i] = (uint64_t)v.y << 32 | v.x;
			s[2 * i + 1] = (uint64_t)v.w << 32 | v.z;
		}
		s[8] = 1;
		s[16] = 1ull << 63;
		keccak_f(s);
		return digest_mask(keccak_digest(s), keep);
	});
}
EMULATE(keccak_nodes)

KERNEL(128)
void keccak_grind(Search search) {
	grind(search, [=](uint64_t nonce) {
		uint64_t s[25] = {0};
#pragma unroll
		for (int i = 0; i < 4; i++) s[i] = search.prefix[i];
		s[4] = (uint64_t)swap_bytes((uint32_t)nonce) << 32 | swap_bytes((uint32_t)(nonce >> 32));
		s[5] = 1;
		s[16] = 1ull << 63;
		keccak_f(s);
		return s[0];
	});
}
EMULATE(keccak_grind)
