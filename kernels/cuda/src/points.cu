// Values of polynomials at single points.
#include "powers.cuh"

// Query is one polynomial, bit-reversed coefficients, and one point.
struct Query {
	const uint4 *coefficients;
	Fp point;
};

// horner_part sums the coefficients of 2^(log_parts + log_each) that lie 2^log_parts
// apart: part k of query blockIdx.x becomes Σ_j a_{j·2^log_parts + k} ·
// point^reverse(j), so that the parts are the bit-reversed coefficients of a
// polynomial whose value at point^(2^log_each) is the query's. Parts of a query
// follow each other in `out`. Blocks that read the same coefficients run side by
// side.
KERNEL(256)
void horner_part(uint4 *out, const Query *queries, uint32_t log_parts, uint32_t log_each) {
	uint64_t part = (uint64_t)blockIdx.y * blockDim.x + threadIdx.x;
	if (part >> log_parts) return;
	const Query q = queries[blockIdx.x];
	Fp sum = fp_zero();
#pragma unroll 1
	for (uint64_t degree = 1ull << log_each; degree-- > 0;) {
		uint64_t j = reverse(degree, log_each);
		sum = fp_add(fp_mul(sum, q.point), fp_load(q.coefficients, j << log_parts | part));
	}
	fp_store(out, (uint64_t)blockIdx.x << log_parts | part, fp_canonical(sum));
}
EMULATE(horner_part)
