// The interpreter of constraint programs (package bytecode): one thread a row.
#include "powers.cuh"

// Operations and kinds of operands, as in bytecode.go.
enum { OP_ADD, OP_SUB, OP_MUL, OP_MUL_ADD, OP_MUL_SUB, OP_CANON };
enum { KIND_SLOT, KIND_UNIFORM, KIND_SOURCE };

#define KIND_SHIFT 29
#define INDEX_MASK ((1u << KIND_SHIFT) - 1)
#define NO_SLOT 0xffffffffu

// Source is a column or a cyclic table, read at (row + shift) & mask.
struct Source {
	uint64_t address;
	uint32_t shift, mask;
};

// Frame is what a row's operands are read from. A thread's slots lie in shared
// memory, halves apart, so that neighbouring threads use different banks.
struct Frame {
	uint4 *slots;
	const uint4 *uniforms;
	const Source *sources;
	uint32_t row;
};

INLINE Fp read_slot(const Frame &f, uint32_t slot) {
	const uint4 *at = f.slots + 2 * slot * blockDim.x + threadIdx.x;
	uint4 a = at[0], b = at[blockDim.x];
	return Fp{{a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}};
}

INLINE void write_slot(const Frame &f, uint32_t slot, const Fp &v) {
	uint4 *at = f.slots + 2 * slot * blockDim.x + threadIdx.x;
	at[0] = make_uint4(v.v[0], v.v[1], v.v[2], v.v[3]);
	at[blockDim.x] = make_uint4(v.v[4], v.v[5], v.v[6], v.v[7]);
}

INLINE Fp read_operand(const Frame &f, uint32_t operand) {
	uint32_t kind = operand >> KIND_SHIFT, index = operand & INDEX_MASK;
	if (kind == KIND_SLOT) return read_slot(f, index);
	if (kind == KIND_UNIFORM) return fp_load(f.uniforms, index);
	Source s = f.sources[index];
	return fp_load((const uint4 *)s.address, (f.row + s.shift) & s.mask);
}

// sub_multiple is a − b + k·p, for b up to k·p, k up to 31.
INLINE Fp sub_multiple(const Fp &a, const Fp &b, uint32_t k) {
	using namespace carry;
	Fp c; // k·p − b
	c.v[0] = sub_cc(k, b.v[0]);
#pragma unroll
	for (int i = 1; i < 6; i++) c.v[i] = subc_cc(0u, b.v[i]);
	c.v[6] = subc_cc(k * P6, b.v[6]);
	c.v[7] = subc(k * P7, b.v[7]);
	return fp_add(a, c);
}

// program_rows runs the code on `rows` rows from `first` on and writes the value
// of operand `result`, which is canonical, to dst. Instructions are four words:
// operation, k and destination; operands a, b, c. If point_slot is not NO_SLOT,
// that slot holds the row's point, by two tables of powers (powers.cuh).
// No thread reads another's slots, so there are no barriers.
KERNEL(128)
void program_rows(uint4 *dst, const uint4 *code, uint32_t count, uint32_t result, const uint4 *uniforms, const Source *sources,
	const uint4 *points, uint32_t split, uint32_t point_slot, uint32_t first, uint32_t rows) {
	DYNAMIC_SHARED(uint4, slots);
	uint32_t i = (uint32_t)thread_index();
	if (i >= rows) return;
	Frame f = {slots, uniforms, sources, first + i};
	if (point_slot != NO_SLOT) write_slot(f, point_slot, power(Powers{points, split}, f.row));
#pragma unroll 1
	for (uint32_t pc = 0; pc < count; pc++) {
		uint4 in = code[pc];
		uint32_t op = in.x & 15, k = in.x >> 4 & 63;
		Fp x = read_operand(f, in.y);
		if (op == OP_CANON) {
			write_slot(f, in.x >> 16, fp_canonical(x));
			continue;
		}
		Fp y = read_operand(f, in.z);
		if (op >= OP_MUL) {
			y = fp_mul(x, y);
			if (op == OP_MUL) {
				write_slot(f, in.x >> 16, y);
				continue;
			}
			x = read_operand(f, in.w);
		}
		write_slot(f, in.x >> 16, op == OP_ADD || op == OP_MUL_ADD ? fp_add(x, y) : sub_multiple(x, y, k));
	}
	fp_store(dst, f.row, read_operand(f, result));
}
EMULATE(program_rows)
