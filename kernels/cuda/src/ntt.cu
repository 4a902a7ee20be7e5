// Number-theoretic transforms: evaluations in natural order, coefficients in
// bit-reversed order.
//
// A transform of 2^log_n points has log_n layers; layer q joins elements at
// distance 2^q. A pass does `layers` of them, from layer `low` on, on tiles in
// shared memory. An index is (hi, mid, lo) with `low` bits in lo and `layers` bits
// in mid: for fixed hi and lo, a pass is a transform of 2^layers points over mid,
// and a twiddle w^(lo · frequency) on its coefficients' side. A tile holds 2^wide
// transforms with neighbouring lo, so that memory is read in runs.
//
// Butterflies multiply before they add, in both directions, so that lazy values
// grow by p a layer; two layers at a time are done in registers. Each block does
// one tile of several columns, which share their twiddles.
#include "powers.cuh"

// TILE_LOG bounds the elements of a tile; a block has a quarter as many threads.
#define TILE_LOG 10
#define TILE_THREADS (1 << (TILE_LOG - 2))

// Pass says which part of a transform a launch does.
struct Pass {
	uint32_t log_n, low, layers, wide;
	uint32_t columns; // in all
	uint32_t batch;   // a block does
};

// Tile is a block's part of it.
struct Tile {
	uint32_t size;    // elements
	uint32_t threads; // that share the work
	uint64_t base;    // index of element (mid 0, lo 0)
	uint64_t lo;      // its lo
};

INLINE Tile tile_of_block(const Pass &p) {
	Tile t;
	t.size = 1u << (p.layers + p.wide);
	t.threads = blockDim.x;
	uint64_t groups = 1ull << (p.low - p.wide), block = blockIdx.x;
	t.lo = (block & (groups - 1)) << p.wide;
	t.base = block >> (p.low - p.wide) << (p.low + p.layers) | t.lo;
	return t;
}

// index_of is where element e = mid·2^wide + lo of a tile lies in the column.
INLINE uint64_t index_of(const Pass &p, const Tile &t, uint32_t e) {
	return t.base + ((uint64_t)(e >> p.wide) << p.low) + (e & ((1u << p.wide) - 1));
}

// place is where element e of a tile lies in its planes: eight threads that go
// through memory together with any of the strides below meet different banks.
INLINE uint32_t place(uint32_t e) { return e ^ (e >> 2 & 2) ^ (e >> 4 & 1) * 5; }

INLINE Fp tile_load(const uint4 *tile, uint32_t size, uint32_t e) { return fp_load_shared(tile, size, place(e)); }
INLINE void tile_store(uint4 *tile, uint32_t size, uint32_t e, const Fp &f) { fp_store_shared(tile, size, place(e), f); }

// insert_zeros opens a gap of n bits at bit q of u.
INLINE uint32_t insert_zeros(uint32_t u, uint32_t q, uint32_t n) { return (u >> q) << (q + n) | (u & ((1u << q) - 1)); }

// first_of_four is the first of the elements at distance 2^q that a thread joins in
// the layers q and q + 1.
INLINE uint32_t first_of_four(const Pass &p, uint32_t q) {
	return insert_zeros(threadIdx.x >> p.wide, q, 2) << p.wide | (threadIdx.x & ((1u << p.wide) - 1));
}

// butterfly leaves a + w·b and a − w·b.
INLINE void butterfly(Fp &a, Fp &b, const Fp &w) {
	Fp t = fp_mul(b, w);
	b = fp_sub(a, t);
	a = fp_add(a, t);
}

// pass_twiddle is w^(lo · frequency) for the element e of a tile, frequency being
// the bit-reversed mid; w^-1 if inverse.
INLINE Fp pass_twiddle(const Pass &p, const Tile &t, const Powers &roots, uint32_t e, bool inverse) {
	uint64_t lo = t.lo + (e & ((1u << p.wide) - 1));
	uint64_t exponent = lo * reverse(e >> p.wide, p.layers) << (p.log_n - p.low - p.layers);
	if (inverse) exponent = (0 - exponent) & ((1ull << p.log_n) - 1);
	return power(roots, exponent);
}

// ntt_evaluate does a pass of the way from coefficients to evaluations; layers go
// up. `small` holds w^j of 2^TILE_LOG points for j < 2^(TILE_LOG−1). Element e is
// first multiplied: in the pass with low 0 by factors^(its coefficient's degree),
// in later ones by the twiddle, factors then being powers of the root of 2^log_n
// points.
KERNEL_RESIDENT(TILE_THREADS, 3)
void ntt_evaluate(uint4 *out, const uint4 *in, const uint4 *small, const uint4 *factor_table, uint32_t factor_split,
	uint32_t log_n, uint32_t low, uint32_t layers, uint32_t wide, uint32_t columns, uint32_t batch) {
	DYNAMIC_SHARED(uint4, shared);
	const Pass p = {log_n, low, layers, wide, columns, batch};
	const Powers factors = {factor_table, factor_split};
	const Tile t = tile_of_block(p);
	uint4 *tile = shared, *twiddles = shared + 2 * t.size;
#pragma unroll 1
	for (uint32_t e = threadIdx.x; e < t.size; e += t.threads) {
		Fp f = p.low == 0 ? power(factors, reverse(index_of(p, t, e), p.log_n)) : pass_twiddle(p, t, factors, e, false);
		fp_store_shared(twiddles, t.size, e, f);
	}
	const uint32_t from = blockIdx.y * p.batch, to = min(from + p.batch, p.columns);
#pragma unroll 1
	for (uint32_t c = from; c < to; c++) {
		const uint64_t before = (uint64_t)c << p.log_n; // elements of the columns before
#pragma unroll 1
		for (uint32_t e = threadIdx.x; e < t.size; e += t.threads) {
			Fp f = fp_mul(fp_load(in, before + index_of(p, t, e)), fp_load_shared(twiddles, t.size, e));
			tile_store(tile, t.size, e, f);
		}
		__syncthreads();
#pragma unroll 1
		for (uint32_t q = 0; q + 2 <= p.layers; q += 2) {
			uint32_t e0 = first_of_four(p, q), step = 1u << (q + p.wide);
			const uint32_t j = threadIdx.x >> p.wide & ((1u << q) - 1);
			Fp a0 = tile_load(tile, t.size, e0), a1 = tile_load(tile, t.size, e0 + step), a2, a3;
			if (q == 0) { // twiddles 1, 1 and w_4; all values are canonical
				a2 = tile_load(tile, t.size, e0 + 2 * step);
				a3 = tile_load(tile, t.size, e0 + 3 * step);
				Fp v = fp_mul(fp_sub(a2, a3), fp_load(small, 1u << (TILE_LOG - 2)));
				Fp s = fp_add(a0, a1), d = fp_sub(a0, a1), u = fp_add(a2, a3);
				a0 = fp_add(s, u);
				a2 = fp_sub<2>(s, u);
				a1 = fp_add(d, v);
				a3 = fp_sub(d, v);
			} else {
				Fp w = fp_load(small, j << (TILE_LOG - 1 - q));
				butterfly(a0, a1, w);
				a2 = tile_load(tile, t.size, e0 + 2 * step);
				a3 = tile_load(tile, t.size, e0 + 3 * step);
				butterfly(a2, a3, w);
				butterfly(a0, a2, fp_load(small, j << (TILE_LOG - 2 - q)));
				butterfly(a1, a3, fp_load(small, (j | 1u << q) << (TILE_LOG - 2 - q)));
			}
			hide(q);
			e0 = first_of_four(p, q);
			step = 1u << (q + p.wide);
			tile_store(tile, t.size, e0, a0);
			tile_store(tile, t.size, e0 + step, a1);
			tile_store(tile, t.size, e0 + 2 * step, a2);
			tile_store(tile, t.size, e0 + 3 * step, a3);
			__syncthreads();
		}
		if (p.layers & 1) { // the last layer alone
			const uint32_t half = t.size / 2;
			for (uint32_t pair = threadIdx.x; pair < half; pair += t.threads) {
				Fp a = tile_load(tile, t.size, pair), b = tile_load(tile, t.size, pair + half);
				butterfly(a, b, fp_load(small, pair >> p.wide << (TILE_LOG - p.layers)));
				tile_store(tile, t.size, pair, a);
				tile_store(tile, t.size, pair + half, b);
			}
			__syncthreads();
		}
		for (uint32_t e = threadIdx.x; e < t.size; e += t.threads)
			fp_store(out, before + index_of(p, t, e), fp_canonical(tile_load(tile, t.size, e)));
		__syncthreads();
	}
}
EMULATE(ntt_evaluate)

// ntt_interpolate does a pass of the way from evaluations to coefficients; layers
// go down. `small` holds w^−reverse(b) of 2^TILE_LOG points, for blocks
// b < 2^(TILE_LOG−1). Element e is multiplied last: in the pass with low 0 by
// factors^(its coefficient's degree), in the others, which come before, by the
// twiddle.
KERNEL_RESIDENT(TILE_THREADS, 3)
void ntt_interpolate(uint4 *out, const uint4 *in, const uint4 *small, const uint4 *factor_table, uint32_t factor_split,
	uint32_t log_n, uint32_t low, uint32_t layers, uint32_t wide, uint32_t columns, uint32_t batch) {
	DYNAMIC_SHARED(uint4, shared);
	const Pass p = {log_n, low, layers, wide, columns, batch};
	const Powers factors = {factor_table, factor_split};
	const Tile t = tile_of_block(p);
	uint4 *tile = shared, *twiddles = shared + 2 * t.size;
	for (uint32_t e = threadIdx.x; e < t.size; e += t.threads) {
		Fp f = p.low == 0 ? power(factors, reverse(index_of(p, t, e), p.log_n)) : pass_twiddle(p, t, factors, e, true);
		fp_store_shared(twiddles, t.size, e, f);
	}
	const uint32_t from = blockIdx.y * p.batch, to = min(from + p.batch, p.columns);
#pragma unroll 1
	for (uint32_t c = from; c < to; c++) {
		const uint64_t before = (uint64_t)c << p.log_n; // elements of the columns before
		if (p.layers <= 1)
			for (uint32_t e = threadIdx.x; e < t.size; e += t.threads)
				tile_store(tile, t.size, e, fp_load(in, before + index_of(p, t, e)));
#pragma unroll 1
		for (uint32_t q = p.layers - 2; (int)q >= 0; q -= 2) { // layers q + 1 and q
			uint32_t e0 = first_of_four(p, q), step = 1u << (q + p.wide);
			const uint32_t block = threadIdx.x >> (p.wide + q);
			Fp a0, a1, a2, a3;
			if (q + 2 == p.layers) { // twiddles 1, 1 and w_4^-1; all values are canonical
				a0 = fp_load(in, before + index_of(p, t, e0));
				a1 = fp_load(in, before + index_of(p, t, e0 + step));
				a2 = fp_load(in, before + index_of(p, t, e0 + 2 * step));
				a3 = fp_load(in, before + index_of(p, t, e0 + 3 * step));
				Fp s = fp_add(a0, a2), d = fp_sub(a0, a2), u = fp_add(a1, a3);
				Fp v = fp_mul(fp_sub(a1, a3), fp_load(small, 1));
				a0 = fp_add(s, u);
				a1 = fp_sub<2>(s, u);
				a2 = fp_add(d, v);
				a3 = fp_sub(d, v);
			} else {
				a0 = tile_load(tile, t.size, e0);
				a1 = tile_load(tile, t.size, e0 + step);
				a2 = tile_load(tile, t.size, e0 + 2 * step);
				a3 = tile_load(tile, t.size, e0 + 3 * step);
				Fp w = fp_load(small, block);
				butterfly(a0, a2, w);
				butterfly(a1, a3, w);
				butterfly(a0, a1, fp_load(small, 2 * block));
				butterfly(a2, a3, fp_load(small, 2 * block + 1));
			}
			hide(q);
			e0 = first_of_four(p, q);
			step = 1u << (q + p.wide);
			tile_store(tile, t.size, e0, a0);
			tile_store(tile, t.size, e0 + step, a1);
			tile_store(tile, t.size, e0 + 2 * step, a2);
			tile_store(tile, t.size, e0 + 3 * step, a3);
			__syncthreads();
		}
		if (p.layers <= 1) __syncthreads();
		if (p.layers & 1) { // layer 0 alone
			for (uint32_t pair = threadIdx.x; pair < t.size / 2; pair += t.threads) {
				uint32_t block = pair >> p.wide;
				uint32_t e0 = block << (p.wide + 1) | (pair & ((1u << p.wide) - 1)), e1 = e0 + (1u << p.wide);
				Fp a = tile_load(tile, t.size, e0), b = tile_load(tile, t.size, e1);
				butterfly(a, b, fp_load(small, block));
				tile_store(tile, t.size, e0, a);
				tile_store(tile, t.size, e1, b);
			}
			__syncthreads();
		}
		for (uint32_t e = threadIdx.x; e < t.size; e += t.threads)
			fp_store(out, before + index_of(p, t, e), fp_mul(tile_load(tile, t.size, e), fp_load_shared(twiddles, t.size, e)));
		__syncthreads();
	}
}
EMULATE(ntt_interpolate)

// power_table sets out[i] = start · x^i for i < count; squares[k] = x^(2^k) for as
// many k as count − 1 has bits.
KERNEL(256)
void power_table(uint4 *out, const uint4 *squares, Fp start, uint64_t count) {
	uint64_t i = thread_index();
	if (i >= count) return;
	Fp r = start;
	for (int k = 0; i >> k; k++)
		if (i >> k & 1) r = fp_mul(r, fp_load(squares, k));
	fp_store(out, i, r);
}
EMULATE(power_table)
