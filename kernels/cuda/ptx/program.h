// PTX as text, taken apart: the part of the language that nvcc makes of the kernels.
#ifndef QUARRY_PTX_PROGRAM_H
#define QUARRY_PTX_PROGRAM_H

#include <stdint.h>

#include <map>
#include <string>
#include <vector>

namespace ptx {

// Error is a message about a program or its execution.
struct Error {
	std::string text;
};
[[noreturn]] void fail(const char *format, ...);

enum Op {
	MOV, LOAD_PARAM, LOAD, STORE, ATOMIC, ADD, SUB, MUL_LOW, MUL_HIGH, MUL_WIDE, MAD_LOW, MAD_HIGH, MAD_WIDE,
	DIV, REM, AND, OR, XOR, NOT, NEG, SHL, SHR, FUNNEL_LEFT, FUNNEL_RIGHT, SELECT, SET_PREDICATE, MIN, MAX,
	REVERSE, COUNT_ONES, LEADING_ZEROS, CONVERT, PERMUTE, LOGIC3, INSERT_BITS, PACK, UNPACK, BRANCH, RETURN, BARRIER,
};
enum Space { GLOBAL, SHARED, CONSTANT };
enum Compare { EQ, NE, LT, LE, GT, GE };
enum Special { NONE, TID_X, TID_Y, TID_Z, NTID_X, NTID_Y, NTID_Z, CTAID_X, CTAID_Y, CTAID_Z, NCTAID_X, NCTAID_Y, NCTAID_Z };

// Operand is a register, a special register or an immediate value.
struct Operand {
	int reg = -1;
	Special special = NONE;
	uint64_t value = 0;
};

// Instruction is one line. Memory operands are an address, source 0, and an offset.
struct Instruction {
	Op op;
	int guard = -1; // predicate register that must be true, or false if negated
	bool guard_negated = false;
	unsigned width = 32; // bits of the operation, those of the source for conversions and wide products
	unsigned to_width = 32; // conversions: bits of the result
	bool is_signed = false, carry_in = false, carry_out = false;
	Compare compare = EQ;
	Space space = GLOBAL;
	std::string modifier; // ATOMIC: the operation
	std::vector<Operand> dst, src;
	int param = 0; // LOAD_PARAM
	int64_t offset = 0;
	std::string label;
	int target = -1; // BRANCH
	int line = 0;
};

struct Param {
	std::string name;
	unsigned size; // bytes
};

struct Kernel {
	std::string name;
	std::vector<Param> params;
	std::vector<size_t> sizes;    // of params, when the kernel is complete
	unsigned most_threads = 1024; // of a block
	std::vector<Instruction> code;
	int registers = 0;
	unsigned static_shared = 0; // bytes; dynamic shared memory follows
	unsigned max_dynamic_shared = 48 << 10;
};

// Module is a parsed file. Constants lie in constant_memory, at their final addresses.
struct Module {
	std::map<std::string, Kernel> kernels;
	std::vector<std::vector<uint8_t>> constant_memory;
};

// parse takes a PTX file apart; it throws Error for what it does not know.
Module *parse(const std::string &text);

} // namespace ptx

#endif
