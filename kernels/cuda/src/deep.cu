// The DEEP composition polynomial: Σ over groups of u · (Σ w·f − v), where a group
// is the terms of one out-of-domain point and u the inverse of the distance to it.
#include "powers.cuh"

// deep_inverses writes 1/(x_i − base) for n rows from `first` on, x_i being
// points^i, scaled; threads of the grid take `each` rows, so far apart that
// neighbours read and write together, and share one inversion. No difference is
// zero.
KERNEL(256)
void deep_inverses(uint4 *out, const uint4 *point_table, uint32_t split, Fp base, uint64_t first, uint64_t n, uint32_t each) {
	const Powers points = {point_table, split};
	const uint64_t stride = thread_count();
	Fp run = fp_one();
	uint32_t count = 0;
#pragma unroll 1
	for (uint64_t i = thread_index(); i < n && count < each; i += stride, count++) {
		fp_store(out, i, run);
		run = fp_mul(fp_sub(power(points, first + i), base), run);
	}
	run = fp_inverse(run);
#pragma unroll 1
	while (count-- > 0) {
		uint64_t i = thread_index() + count * stride;
		fp_store(out, i, fp_mul(run, fp_load(out, i)));
		run = fp_mul(fp_sub(power(points, first + i), base), run);
	}
}
EMULATE(deep_inverses)

// DeepGroup is the terms [first, end) of one point. Row i finds its inverse at
// index (i − shift) & mask.
struct DeepGroup {
	const uint4 *inverses;
	uint64_t shift, mask;
	uint32_t first, end;
	Fp value; // Σ w·v
};

// DeepTerm is a column and its weight.
struct DeepTerm {
	const uint4 *column;
	Fp weight;
};

// deep_quotient writes n rows from `first` on.
KERNEL(256)
void deep_quotient(uint4 *out, const DeepGroup *groups, uint32_t group_count, const DeepTerm *terms, uint64_t first, uint64_t n) {
	uint64_t i = thread_index();
	if (i >= n) return;
	i += first;
	Fp total = fp_zero();
#pragma unroll 1
	for (uint32_t g = 0; g < group_count; g++) {
		Fp sum = fp_sub(fp_zero(), groups[g].value);
#pragma unroll 1
		for (uint32_t k = groups[g].first; k < groups[g].end;) {
			// Products are added up before they are reduced.
			uint32_t end = min(k + 31, groups[g].end);
			Wide products = fp_product(fp_load(terms[k].column, i), terms[k].weight);
#pragma unroll 1
			for (k++; k < end; k++)
				products = fp_add_wide(products, fp_product(fp_load(terms[k].column, i), terms[k].weight));
			sum = fp_canonical(fp_add(sum, fp_reduce(products)));
		}
		Fp u = fp_load(groups[g].inverses, (i - groups[g].shift) & groups[g].mask);
		total = fp_canonical(fp_add(total, fp_mul(sum, u)));
	}
	fp_store(out, i, total);
}
EMULATE(deep_quotient)
