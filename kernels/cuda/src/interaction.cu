// The columns of the second trace.
#include "scan.cuh"

// Strided is a virtual column: element i is element i·step from address on.
struct Strided {
	uint64_t address;
	uint64_t step;
};

INLINE Fp strided_load(const Strided &s, uint64_t i) { return fp_load((const uint4 *)s.address, i * s.step); }

// permutation_terms writes z − Σ alphas[k]·view_k for `count` rows from first on of
// the original views to numerators, and of the sorted ones to denominators. zero
// becomes 1 if a denominator is zero.
KERNEL(256)
void permutation_terms(uint4 *numerators, uint4 *denominators, uint32_t *zero, const Strided *original, uint32_t n_original,
	const Strided *sorted, uint32_t n_sorted, const uint4 *alphas, Fp z, uint64_t first, uint64_t count) {
	uint64_t i = thread_index();
	if (i >= count) return;
#pragma unroll 1
	for (int side = 0; side < 2; side++) {
		const Strided *views = side ? sorted : original;
		uint32_t n = side ? n_sorted : n_original;
		Fp sum = fp_zero();
#pragma unroll 1
		for (uint32_t k = 0; k < n; k++)
			sum = fp_canonical(fp_add(sum, fp_mul(strided_load(views[k], first + i), fp_load(alphas, k))));
		Fp term = fp_canonical(fp_sub(z, sum));
		fp_store(side ? denominators : numerators, i, term);
		if (side && fp_is_zero(term)) *zero = 1;
	}
}
EMULATE(permutation_terms)

// Ratios are the factors of a permutation product.
struct Ratios {
	const uint4 *numerators, *inverses;
	METHOD Fp operator()(uint64_t i) const { return fp_mul(fp_load(numerators, i), fp_load(inverses, i)); }
};

KERNEL(SCAN_THREADS)
void permutation_totals(uint4 *totals, const uint4 *numerators, const uint4 *inverses, uint64_t count) {
	DYNAMIC_SHARED(uint4, shared);
	scan_tile_total<Product>(shared, totals, count, Ratios{numerators, inverses});
}
EMULATE(permutation_totals)

KERNEL(SCAN_THREADS)
void permutation_carry(uint4 *totals, uint4 *carry, uint32_t n) {
	DYNAMIC_SHARED(uint4, shared);
	scan_totals<Product>(shared, totals, carry, n);
}
EMULATE(permutation_carry)

// StoreProduct writes products to a virtual column.
struct StoreProduct {
	Strided to;
	uint64_t first;
	METHOD void operator()(uint64_t i, const Fp &product) const { fp_store((uint4 *)to.address, (first + i) * to.step, product); }
};

KERNEL(SCAN_THREADS)
void permutation_apply(Strided to, const uint4 *totals, const uint4 *numerators, const uint4 *inverses, uint64_t first, uint64_t count) {
	DYNAMIC_SHARED(uint4, shared);
	scan_apply<Product>(shared, totals, count, Ratios{numerators, inverses}, StoreProduct{to, first});
}
EMULATE(permutation_apply)

// Steps are the maps y → (1 + z·d)·y + alpha·d² of an aggregate, d being the
// difference to the element before. The one before the first sets y to 1.
struct Steps {
	Strided sorted;
	Fp z, alpha;
	uint64_t first;
	METHOD Affine::Value operator()(uint64_t i) const {
		i += first;
		if (i == 0) return Affine::Value{fp_zero(), fp_one()};
		Fp d = fp_canonical(fp_sub(strided_load(sorted, i), strided_load(sorted, i - 1)));
		return Affine::Value{fp_canonical(fp_add(fp_one(), fp_mul(z, d))), fp_mul(alpha, fp_mul(d, d))};
	}
};

KERNEL(SCAN_THREADS)
void aggregate_totals(uint4 *totals, Strided sorted, Fp z, Fp alpha, uint64_t first, uint64_t count) {
	DYNAMIC_SHARED(uint4, shared);
	scan_tile_total<Affine>(shared, totals, count, Steps{sorted, z, alpha, first});
}
EMULATE(aggregate_totals)

KERNEL(SCAN_THREADS)
void aggregate_carry(uint4 *totals, uint4 *carry, uint32_t n) {
	DYNAMIC_SHARED(uint4, shared);
	scan_totals<Affine>(shared, totals, carry, n);
}
EMULATE(aggregate_carry)

// StoreAggregate writes what the maps make of any start: the first of all maps
// forgets it.
struct StoreAggregate {
	Strided to;
	uint64_t first;
	METHOD void operator()(uint64_t i, const Affine::Value &map) const { fp_store((uint4 *)to.address, (first + i) * to.step, map.c); }
};

KERNEL(SCAN_THREADS)
void aggregate_apply(Strided to, const uint4 *totals, Strided sorted, Fp z, Fp alpha, uint64_t first, uint64_t count) {
	DYNAMIC_SHARED(uint4, shared);
	scan_apply<Affine>(shared, totals, count, Steps{sorted, z, alpha, first}, StoreAggregate{to, first});
}
EMULATE(aggregate_apply)
