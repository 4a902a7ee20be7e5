// Folding of FRI layers.
#include "powers.cuh"

// Folding is what all results have in common. Result i depends on the inputs
// i + k·n for k < 2^steps; the pair (k, k + 2^(steps−1)) lies at ±x with
// zeta/x = t · omega[k], where t is that of k = 0 and omega[k] = g^(−k·n).
struct Folding {
	const uint4 *source;
	const uint4 *omega;
	uint64_t n, i;
};

// folded is value k after J of STEPS folds; t[j] is t^(2^j).
template <int STEPS, int J>
INLINE Fp folded(const Folding &f, const Fp *t, uint32_t k) {
	if constexpr (J == 0) {
		return fp_load(f.source, f.i + k * f.n);
	} else {
		Fp a = folded<STEPS, J - 1>(f, t, k), b = folded<STEPS, J - 1>(f, t, k + (1u << (STEPS - J)));
		Fp factor = t[J - 1];
		if (k > 0) factor = fp_mul(factor, fp_load(f.omega, k << (J - 1)));
		Fp slope = fp_mul(fp_sub(a, b), factor);
		return fp_canonical(fp_add(fp_add(a, b), slope));
	}
}

template <int STEPS>
INLINE void fold_row(uint4 *out, const Folding &f, const Powers &factors) {
	Fp t[STEPS];
	t[0] = power(factors, f.i);
#pragma unroll
	for (int j = 1; j < STEPS; j++) t[j] = fp_mul(t[j - 1], t[j - 1]);
	fp_store(out, f.i, folded<STEPS, STEPS>(f, t, 0));
}

// fold_rows computes n results; factors^i, scaled, is zeta/x of input i.
#define FOLD_KERNEL(name, steps) \
	KERNEL(256) \
	void name(uint4 *out, const uint4 *source, const uint4 *omega, const uint4 *table, uint32_t split, uint64_t n) { \
		Folding f = {source, omega, n, thread_index()}; \
		if (f.i < n) fold_row<steps>(out, f, Powers{table, split}); \
	} \
	EMULATE(name)

FOLD_KERNEL(fold_1, 1)
FOLD_KERNEL(fold_2, 2)
FOLD_KERNEL(fold_3, 3)
FOLD_KERNEL(fold_4, 4)
