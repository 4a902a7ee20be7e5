// Where the rows of a segment lie and where their digests go.
//
// Row r of a segment in committed (bit-reversed) order consists, for
// j = 0 … 2^arity − 1, of all columns' elements at committed position
// r·2^arity + j. Columns are in natural order: with lo the bit reversal of r, these
// are the elements at reverse(j)·2^log_rows + lo. So threads whose lo are
// neighbours read neighbours.
//
// One launch hashes the rows lo = first + x + y·2^(log_rows − log_strides) for
// x < 2^log_run and y < 2^log_strides: those of 2^log_run whole subtrees of
// 2^log_strides leaves. The subtrees' digests go one after the other, in the order
// of x, the leaves of each in committed order.
#pragma once

#include "digest.cuh"

// reverse_bits reverses the low bits of v, of which there may be none.
INLINE uint32_t reverse_bits(uint32_t v, uint32_t bits) { return __brev(v) >> 1 >> (31 - bits); }

// Rows is what a kernel knows of the rows of a launch, on the host the structure
// rows.
struct Rows {
	const uint4 *table; // of the first column
	uint64_t stride;    // elements from a column to the next
	uint32_t columns, arity, log_rows;
	uint32_t log_strides, log_run, first;
};

// Row is one of them: its natural index and the place of its digest.
struct Row {
	uint32_t lo, digest;
};

INLINE bool rows_end(const Rows &rows, uint64_t thread) { return thread >> (rows.log_strides + rows.log_run) != 0; }

INLINE Row row_of(const Rows &rows, uint32_t thread) {
	uint32_t x = thread & ((1u << rows.log_run) - 1), y = thread >> rows.log_run;
	return Row{rows.first + x + (y << (rows.log_rows - rows.log_strides)),
		x << rows.log_strides | reverse_bits(y, rows.log_strides)};
}

// Walk goes through the elements of a row. All threads take the same branches of
// it, so that loads are issued before the first of them is waited for.
struct Walk {
	const uint4 *at;    // the current element
	const uint4 *row;   // the row's element of the first column
	uint32_t column, j; // of the current element
	uint32_t after;     // elements of the row after the current one
};

INLINE Walk walk_row(const Rows &rows, const Row &row) {
	const uint4 *first = rows.table + 2 * (uint64_t)row.lo;
	return Walk{first, first, 0, 0, (rows.columns << rows.arity) - 1};
}

// walk_on goes on to the next element, and stays at the last one.
INLINE void walk_on(const Rows &rows, Walk &w) {
	if (w.after == 0) return;
	w.after--;
	w.column++;
	w.at += 2 * rows.stride;
	if (w.column == rows.columns) {
		w.column = 0;
		w.j++;
		w.at = w.row + ((uint64_t)reverse_bits(w.j, rows.arity) << (rows.log_rows + 1));
	}
}
