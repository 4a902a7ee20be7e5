// Pedersen hashes of rows and of nodes.
//
// A hash takes two launches: the first adds up points, the second divides. Between
// them hash i of n has three elements in a work area of 3n: X at i, ZZ at n + i and
// room for a product at 2n + i.
#include "nodes.cuh"
#include "pedersen.cuh"
#include "rows.cuh"

INLINE void pedersen_leave(uint4 *work, uint64_t n, uint64_t i, const PedersenSum &s) {
	fp_store(work, i, s.x);
	fp_store(work, n + i, s.zz);
}

// pedersen_nodes begins the nodes of a level.
KERNEL_RESIDENT(128, 4)
void pedersen_nodes(Level level, uint4 *work, const uint4 *table) {
	uint64_t i = thread_index();
	if (i >= level.n) return;
	const uint4 *children = level.nodes + 4 * (level.first + i);
	Fp x = fp_canonical(digest_integer(digest_load(children, 0)));
	auto second = [=] { return fp_canonical(digest_integer(digest_load(children, 1))); };
	pedersen_leave(work, level.n, i, pedersen_sum(x, table, second));
}
EMULATE(pedersen_nodes)

// pedersen_rows begins the hash of each row's state, which is the digest of what
// came before and zero at first, with the row's element number e, or after the last
// of them with their count. Serialised Montgomery forms are read as integers. For
// pairs of single felts, the hash of the pair is that of a node: the state is the
// first felt, and e is 1.
KERNEL_RESIDENT(128, 4)
void pedersen_rows(const uint4 *digests, Rows rows, uint32_t e, uint32_t pair, uint4 *work, const uint4 *table) {
	if (rows_end(rows, thread_index())) return;
	Row row = row_of(rows, thread_index());
	const uint4 *first = rows.table + 2 * (uint64_t)row.lo;
	Fp x = fp_zero();
	if (pair) x = fp_load(first, 0);
	else if (e > 0) x = digest_integer(digest_load(digests, row.digest));
	auto second = [=] {
		uint32_t width = rows.columns << rows.arity;
		if (e == width) return Fp{{width, 0, 0, 0, 0, 0, 0, 0}};
		uint64_t j = reverse_bits(e / rows.columns, rows.arity);
		return fp_load(first, e % rows.columns * rows.stride + (j << rows.log_rows));
	};
	pedersen_leave(work, 1ull << (rows.log_strides + rows.log_run), row.digest, pedersen_sum(x, table, second));
}
EMULATE(pedersen_rows)

// pedersen_finish makes the digests X/ZZ of n hashes. Each thread takes the hashes
// whose numbers are equal modulo the number of threads; they share an inversion. If
// some sum met a point of the same x, which has a probability of 2^−240, failed
// becomes 1 and that digest is wrong.
KERNEL(128)
void pedersen_finish(uint4 *digests, uint32_t n, uint4 *work, uint32_t *failed) {
	uint32_t threads = thread_count(), thread = thread_index();
	if (thread >= n) return;
	uint4 *zz = work + 2 * (uint64_t)n, *products = zz + 2 * (uint64_t)n;
	Fp product = fp_one();
	uint32_t i = thread;
#pragma unroll 1
	for (;; i += threads) {
		fp_store(products, i, product);
		Fp z = fp_load(zz, i);
		if (fp_is_zero(z)) {
			*failed = 1;
			fp_store(zz, i, fp_one());
		} else {
			product = fp_mul(product, z);
		}
		if (n - i <= threads) break;
	}
	Fp inverse = fp_inverse(product);
#pragma unroll 1
	for (;; i -= threads) {
		Fp x = fp_mul(fp_mul(fp_load(work, i), inverse), fp_load(products, i));
		digest_store(digests, i, digest_of(fp_integer(x)));
		if (i == thread) break;
		inverse = fp_mul(inverse, fp_load(zz, i));
	}
}
EMULATE(pedersen_finish)
