// BLAKE2s-256 of rows, of nodes and of proofs of work.
#include "blake2s.cuh"
#include "grind.cuh"
#include "nodes.cuh"
#include "rows.cuh"

// blake2s_row takes in two elements a block.
INLINE Digest blake2s_row(const Rows &rows, const Row &row) {
	Walk w = walk_row(rows, row);
	uint32_t width = rows.columns << rows.arity;
	Digest d;
	blake2s_init(d.w);
#pragma unroll 1
	for (uint32_t done = 0; done < width;) {
		uint32_t m[16];
#pragma unroll
		for (int i = 0; i < 2; i++) {
			Digest e = digest_of(fp_load(w.at, 0));
			bool there = done < width;
			if (there) done++;
			walk_on(rows, w);
#pragma unroll
			for (int k = 0; k < 8; k++) m[8 * i + k] = there ? e.w[k] : 0;
		}
		blake2s_compress(d.w, m, 32 * done, done == width);
	}
	return d;
}

KERNEL(128)
void blake2s_rows(uint4 *digests, Rows rows, uint32_t keep) {
	if (rows_end(rows, thread_index())) return;
	Row row = row_of(rows, thread_index());
	digest_store(digests, row.digest, digest_mask(blake2s_row(rows, row), keep));
}
EMULATE(blake2s_rows)

KERNEL(128)
void blake2s_nodes(Level level, uint32_t keep) {
	hash_levels(level, [=](const uint4 *children) {
		uint32_t m[16];
#pragma unroll
		for (int i = 0; i < 4; i++) {
			uint4 v = children[i];
			m[4 * i] = v.x;
			m[4 * i + 1] = v.y;
			m[4 * i + 2] = v.z;
			m[4 * i + 3] = v.w;
		}
		Digest d;
		blake2s_init(d.w);
		blake2s_compress(d.w, m, 64, true);
		return digest_mask(d, keep);
	});
}
EMULATE(blake2s_nodes)

KERNEL(128)
void blake2s_grind(Search search) {
	grind(search, [=](uint64_t nonce) {
		uint32_t m[16] = {0}, h[8];
#pragma unroll
		for (int i = 0; i < 4; i++) {
			m[2 * i] = (uint32_t)search.prefix[i];
			m[2 * i + 1] = (uint32_t)(search.prefix[i] >> 32);
		}
		m[8] = swap_bytes((uint32_t)(nonce >> 32));
		m[9] = swap_bytes((uint32_t)nonce);
		blake2s_init(h);
		blake2s_compress(h, m, 40, true);
		return (uint64_t)h[1] << 32 | h[0];
	});
}
EMULATE(blake2s_grind)
