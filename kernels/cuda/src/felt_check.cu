// Kernels that show the arithmetic of fp.cuh to tests: element i of the results
// comes from elements i of the operands.
#include "fp.cuh"

KERNEL(256)
void felt_mul(uint4 *out, const uint4 *a, const uint4 *b, uint64_t n) {
	uint64_t i = thread_index();
	if (i < n) fp_store(out, i, fp_mul_chains(fp_load(a, i), fp_load(b, i)));
}
EMULATE(felt_mul)

// felt_dot sums 31 products of the same two operands before it reduces.
KERNEL(256)
void felt_dot(uint4 *out, const uint4 *a, const uint4 *b, uint64_t n) {
	uint64_t i = thread_index();
	if (i >= n) return;
	Wide product = fp_product(fp_load(a, i), fp_load(b, i)), sum = product;
	for (int k = 1; k < 31; k++) sum = fp_add_wide(sum, product);
	fp_store(out, i, fp_reduce(sum));
}
EMULATE(felt_dot)

KERNEL(256)
void felt_add(uint4 *out, const uint4 *a, const uint4 *b, uint64_t n) {
	uint64_t i = thread_index();
	if (i < n) fp_store(out, i, fp_canonical(fp_add(fp_load(a, i), fp_load(b, i))));
}
EMULATE(felt_add)

KERNEL(256)
void felt_sub(uint4 *out, const uint4 *a, const uint4 *b, uint64_t n) {
	uint64_t i = thread_index();
	if (i < n) fp_store(out, i, fp_canonical(fp_sub(fp_load(a, i), fp_load(b, i))));
}
EMULATE(felt_sub)

// felt_inverse also adds 16·p to the difference, the most that fp_sub takes.
KERNEL(256)
void felt_inverse(uint4 *out, const uint4 *a, const uint4 *b, uint64_t n) {
	uint64_t i = thread_index();
	if (i < n) fp_store(out, i, fp_inverse(fp_canonical(fp_sub<16>(fp_load(a, i), fp_load(b, i)))));
}
EMULATE(felt_inverse)
