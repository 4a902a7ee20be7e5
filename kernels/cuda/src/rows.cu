// Elements that are picked out of columns or paired between them.
#include "fp.cuh"

// gather_rows writes width columns' elements of the given rows, row after row: n
// elements in all. Columns have `length` rows.
KERNEL(256)
void gather_rows(uint4 *out, const uint4 *columns, const uint64_t *rows, uint64_t n, uint64_t length, uint32_t width) {
	uint64_t i = thread_index();
	if (i >= n) return;
	uint64_t row = rows[i / width], column = i % width;
	fp_store(out, i, fp_load(columns, column * length + row));
}
EMULATE(gather_rows)

// break_halves turns the coefficients of the interpolants on the even and the odd
// points of a coset of 2n points, bit-reversed, into the two columns of `out`: the
// coefficients of h0 and h1, h(x) = h0(x²) + x·h1(x²), bit-reversed. low is 1/2,
// high is 1/(2·offset^n).
KERNEL(256)
void break_halves(uint4 *out, const uint4 *even, const uint4 *odd, uint64_t n, Fp low, Fp high) {
	uint64_t i = thread_index();
	if (i >= n) return;
	Fp e = fp_load(even, i), o = fp_load(odd, i);
	fp_store(out, 2 * i, fp_mul(fp_add(e, o), low));
	fp_store(out, 2 * i + 1, fp_mul(fp_sub(e, o), high));
}
EMULATE(break_halves)
