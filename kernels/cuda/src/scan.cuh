// Inclusive scans of long sequences under an associative operation, in three
// launches: the totals of tiles, the totals before each tile, the results.
//
// An operation Op has a type Value, identity(), then(first, second), and
// load/store of a Value to global memory.
#pragma once

#include "fp.cuh"

#define SCAN_THREADS 256
#define SCAN_EACH 8 // elements of a thread: one after the other, as each is a whole sector of memory
#define SCAN_TILE (SCAN_THREADS * SCAN_EACH)

// Product multiplies felts.
struct Product {
	typedef Fp Value;
	static const int SIZE = 1; // elements of a Value
	static METHOD Value identity() { return fp_one(); }
	static METHOD Value then(const Value &first, const Value &second) { return fp_mul(first, second); }
	static METHOD Value load(const uint4 *from, uint64_t i) { return fp_load(from, i); }
	static METHOD void store(uint4 *to, uint64_t i, const Value &v) { fp_store(to, i, v); }
};

// Affine composes maps y → m·y + c.
struct Affine {
	struct Value {
		Fp m, c;
	};
	static const int SIZE = 2;
	static METHOD Value identity() { return Value{fp_one(), fp_zero()}; }
	static METHOD Value then(const Value &first, const Value &second) {
		return Value{fp_mul(first.m, second.m), fp_canonical(fp_add(fp_mul(first.c, second.m), second.c))};
	}
	static METHOD Value load(const uint4 *from, uint64_t i) { return Value{fp_load(from, 2 * i), fp_load(from, 2 * i + 1)}; }
	static METHOD void store(uint4 *to, uint64_t i, const Value &v) {
		fp_store(to, 2 * i, v.m);
		fp_store(to, 2 * i + 1, v.c);
	}
};

// scan_before returns what comes before a thread's value in its block, and the
// block's total in *total. All threads of the block take part; shared has room for
// one Value for each of them.
template <class Op>
INLINE typename Op::Value scan_before(uint4 *shared, const typename Op::Value &mine, typename Op::Value *total) {
	uint32_t t = threadIdx.x, n = blockDim.x;
	typename Op::Value sum = mine;
	Op::store(shared, t, sum);
	__syncthreads();
#pragma unroll 1
	for (uint32_t distance = 1; distance < n; distance *= 2) {
		if (t >= distance) sum = Op::then(Op::load(shared, t - distance), sum);
		__syncthreads();
		Op::store(shared, t, sum);
		__syncthreads();
	}
	*total = Op::load(shared, n - 1);
	return t > 0 ? Op::load(shared, t - 1) : Op::identity();
}

// scan_tile_total writes the total of a block's tile. element(i) is element i of the
// sequence, for i below n.
template <class Op, class Element>
INLINE void scan_tile_total(uint4 *shared, uint4 *totals, uint64_t n, const Element &element) {
	uint64_t first = (uint64_t)blockIdx.x * SCAN_TILE + threadIdx.x * SCAN_EACH;
	typename Op::Value sum = Op::identity(), total;
#pragma unroll 1
	for (uint64_t i = first; i < first + SCAN_EACH && i < n; i++) sum = Op::then(sum, element(i));
	scan_before<Op>(shared, sum, &total);
	if (threadIdx.x == 0) Op::store(totals, blockIdx.x, total);
}

// scan_totals replaces each of n totals by carry and all totals before it, and
// carry by carry and all of them. It is one block.
template <class Op>
INLINE void scan_totals(uint4 *shared, uint4 *totals, uint4 *carry, uint32_t n) {
	uint32_t each = (n + blockDim.x - 1) / blockDim.x;
	uint32_t first = threadIdx.x * each;
	typename Op::Value sum = Op::identity(), total;
#pragma unroll 1
	for (uint32_t i = first; i < first + each && i < n; i++) sum = Op::then(sum, Op::load(totals, i));
	typename Op::Value carried = Op::load(carry, 0);
	typename Op::Value before = Op::then(carried, scan_before<Op>(shared, sum, &total));
#pragma unroll 1
	for (uint32_t i = first; i < first + each && i < n; i++) {
		typename Op::Value mine = Op::load(totals, i);
		Op::store(totals, i, before);
		before = Op::then(before, mine);
	}
	__syncthreads(); // all have read the carry
	if (threadIdx.x == 0) Op::store(carry, 0, Op::then(carried, total));
}

// scan_apply calls result(i, scan up to and including element i) for a block's tile.
template <class Op, class Element, class Result>
INLINE void scan_apply(uint4 *shared, const uint4 *totals, uint64_t n, const Element &element, const Result &result) {
	uint64_t first = (uint64_t)blockIdx.x * SCAN_TILE + threadIdx.x * SCAN_EACH;
	typename Op::Value sum = Op::identity(), total;
#pragma unroll 1
	for (uint64_t i = first; i < first + SCAN_EACH && i < n; i++) sum = Op::then(sum, element(i));
	sum = Op::then(Op::load(totals, blockIdx.x), scan_before<Op>(shared, sum, &total));
#pragma unroll 1
	for (uint64_t i = first; i < first + SCAN_EACH && i < n; i++) {
		sum = Op::then(sum, element(i));
		result(i, sum);
	}
}
