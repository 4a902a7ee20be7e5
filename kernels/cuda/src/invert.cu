// Inverses of many elements for the price of few inversions.
#include "fp.cuh"

// invert_many writes the inverses of n elements that are not zero. A thread takes
// `each` elements, as many apart as there are threads: it multiplies them up,
// leaving the products of those before in out, inverts the product of all, and
// takes it apart from the last to the first. (Montgomery's trick.)
KERNEL(256)
void invert_many(uint4 *out, const uint4 *in, uint64_t n, uint32_t each) {
	uint64_t i = thread_index(), stride = thread_count();
	if (i >= n) return;
	Fp product = fp_load(in, i);
	uint64_t last = i;
#pragma unroll 1
	for (uint32_t k = 1; k < each && last + stride < n; k++) {
		last += stride;
		fp_store(out, last, product);
		product = fp_mul(product, fp_load(in, last));
	}
	Fp inverse = fp_inverse(product);
#pragma unroll 1
	for (; last > i; last -= stride) {
		Fp value = fp_load(in, last);
		fp_store(out, last, fp_mul(inverse, fp_load(out, last)));
		inverse = fp_mul(inverse, value);
	}
	fp_store(out, i, inverse);
}
EMULATE(invert_many)
