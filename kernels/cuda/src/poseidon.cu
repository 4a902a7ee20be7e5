// Poseidon of rows and of nodes.
#include "nodes.cuh"
#include "poseidon.cuh"
#include "rows.cuh"

INLINE Fp poseidon_two() { return fp_canonical(fp_double(fp_one())); }

// poseidon_row hashes the elements of a row, whose serialised Montgomery forms it
// reads as integers: the sponge of rate 2 with padding 1, 0 …; for a pair of
// single felts, the hash of a node.
INLINE Digest poseidon_row(const Rows &rows, const Row &row, bool pair, const uint4 *table) {
	Walk w = walk_row(rows, row);
	uint32_t left = rows.columns << rows.arity;
	Fp s[3] = {fp_zero(), fp_zero(), pair ? poseidon_two() : fp_zero()};
	bool last;
#pragma unroll 1
	do {
		last = pair || left < 2;
		Fp x = fp_one(), y = fp_zero();
		if (left > 0) {
			x = fp_montgomery(fp_load(w.at, 0));
			walk_on(rows, w);
			y = fp_one();
		}
		if (left > 1) {
			y = fp_montgomery(fp_load(w.at, 0));
			walk_on(rows, w);
		}
		left -= 2;
		s[0] = fp_add(s[0], x);
		s[1] = fp_add(s[1], y);
		poseidon_permute(s, table);
	} while (!last);
	return digest_of(fp_integer(s[0]));
}

KERNEL(128)
void poseidon_rows(uint4 *digests, Rows rows, uint32_t pair, const uint4 *table) {
	if (rows_end(rows, thread_index())) return;
	Row row = row_of(rows, thread_index());
	digest_store(digests, row.digest, poseidon_row(rows, row, pair, table));
}
EMULATE(poseidon_rows)

KERNEL(128)
void poseidon_nodes(Level level, const uint4 *table) {
	hash_levels(level, [=](const uint4 *children) {
		Fp s[3] = {fp_montgomery(digest_integer(digest_load(children, 0))),
			fp_montgomery(digest_integer(digest_load(children, 1))), poseidon_two()};
		poseidon_permute(s, table);
		return digest_of(fp_integer(s[0]));
	});
}
EMULATE(poseidon_nodes)

// felt_square shows fp_square_chains to tests, like the kernels of felt_check.cu.
KERNEL(256)
void felt_square(uint4 *out, const uint4 *a, const uint4 *b, uint64_t n) {
	uint64_t i = thread_index();
	if (i < n) fp_store(out, i, fp_square_chains(fp_load(a, i)));
}
EMULATE(felt_square)
