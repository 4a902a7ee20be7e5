// Interprets PTX, thread by thread from barrier to barrier. What a GPU leaves
// undefined stops the launch with a message: accesses out of bounds or misaligned,
// shared memory that is read before it is written, or touched by two threads
// between two barriers, one of them writing; barriers that not all threads reach.
// Registers start with rubbish.
//
// With QUARRY_PTX_COUNTS=file, a line is added to the file for each launch: the
// kernel, its threads, the instructions that they executed, and how many of these
// were multiplications of 32 by 32 bits, low and high half counted once.

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "../emu/engine.h"
#include "program.h"

namespace ptx {

typedef unsigned __int128 uint128;

static uint64_t mask_of(unsigned width) { return width >= 64 ? ~0ull : (1ull << width) - 1; }

static int64_t extend(uint64_t v, unsigned width) {
	return width >= 64 ? (int64_t)v : (int64_t)(v << (64 - width)) >> (64 - width);
}

enum State { READY, WAITING, DONE };

struct Thread {
	std::vector<uint64_t> registers;
	int pc;
	uint64_t carry;
	State state;
	unsigned tid[3];
};

// Shadow is what happened to a word of shared memory since the last barrier.
struct Shadow {
	int writer = -1, reader = -1, other_reader = -1;
	unsigned written = 0, read = 0; // intervals between barriers
	bool defined = false;
};

// Block runs one block of a grid.
struct Block {
	const Kernel &kernel;
	const Module &module;
	unsigned grid[3], block[3], index[3];
	void **args;
	std::vector<Thread> threads;
	std::vector<uint8_t> shared;
	std::vector<Shadow> shadows;
	unsigned interval = 1;
	uint64_t known_from = 0, known_to = 0; // the last allocation that was accessed
	uint64_t executed = 0, half_products = 0;

	void run(unsigned dynamic_shared);
	bool meet();
	void step(unsigned t);
	uint64_t value(const Thread &t, const Operand &o) const;
	uint8_t *address(const Instruction &in, uint64_t at, unsigned bytes, unsigned thread, bool write);
	void check_shared(const Instruction &in, uint64_t at, unsigned bytes, int thread, bool write);
	uint64_t compute(const Instruction &in, Thread &t, uint64_t a, uint64_t b, uint64_t c, uint64_t d);
	uint64_t atomic(const Instruction &in, uint8_t *p, uint64_t operand);
};

uint64_t Block::value(const Thread &t, const Operand &o) const {
	if (o.reg >= 0) return t.registers[o.reg];
	if (o.special == NONE) return o.value;
	int axis = (o.special - TID_X) % 3;
	switch ((o.special - TID_X) / 3) {
	case 0: return t.tid[axis];
	case 1: return block[axis];
	case 2: return index[axis];
	default: return grid[axis];
	}
}

void Block::check_shared(const Instruction &in, uint64_t at, unsigned bytes, int thread, bool write) {
	if (at + bytes > shared.size()) fail("line %d: shared memory at %llu, of %zu bytes", in.line, (unsigned long long)at, shared.size());
	for (uint64_t w = at / 4; w < (at + bytes + 3) / 4; w++) {
		Shadow &s = shadows[w];
		bool others_wrote = s.written == interval && s.writer != thread;
		bool others_read = s.read == interval && (s.reader != thread || (s.other_reader >= 0 && s.other_reader != thread));
		if (others_wrote || (write && others_read))
			fail("line %d: threads %d and %d race for word %llu of shared memory", in.line, thread,
				others_wrote ? s.writer : s.reader != thread ? s.reader : s.other_reader, (unsigned long long)w);
		if (!write && !s.defined) fail("line %d: word %llu of shared memory is read before it is written", in.line, (unsigned long long)w);
		if (write) {
			s.writer = thread;
			s.written = interval;
			s.defined = true;
		} else if (s.read != interval) {
			s.reader = thread;
			s.other_reader = -1;
			s.read = interval;
		} else if (s.reader != thread) s.other_reader = thread;
	}
}

// address checks an access and returns where in the host's memory it goes.
uint8_t *Block::address(const Instruction &in, uint64_t at, unsigned bytes, unsigned thread, bool write) {
	if (at % bytes) fail("line %d: misaligned access of %u bytes at %llx", in.line, bytes, (unsigned long long)at);
	if (in.space == SHARED) {
		check_shared(in, at, bytes, (int)thread, write);
		return &shared[at];
	}
	if (in.space == CONSTANT) {
		for (auto &m : module.constant_memory)
			if (at >= (uint64_t)m.data() && at + bytes <= (uint64_t)(m.data() + m.size())) return (uint8_t *)at;
		fail("line %d: constant memory at %llx", in.line, (unsigned long long)at);
	}
	if (at < known_from || at + bytes > known_to)
		if (!device::within(at, bytes, &known_from, &known_to))
			fail("line %d: no memory of %u bytes at %llx", in.line, bytes, (unsigned long long)at);
	return (uint8_t *)at;
}

static bool compare(Compare how, bool is_signed, unsigned width, uint64_t a, uint64_t b) {
	if (is_signed) {
		int64_t x = extend(a, width), y = extend(b, width);
		switch (how) {
		case EQ: return x == y;
		case NE: return x != y;
		case LT: return x < y;
		case LE: return x <= y;
		case GT: return x > y;
		case GE: return x >= y;
		}
	}
	switch (how) {
	case EQ: return a == b;
	case NE: return a != b;
	case LT: return a < b;
	case LE: return a <= b;
	case GT: return a > b;
	default: return a >= b;
	}
}

static uint64_t reverse_bits(uint64_t v, unsigned width) {
	uint64_t r = 0;
	for (unsigned i = 0; i < width; i++) r |= (v >> i & 1) << (width - 1 - i);
	return r;
}

static uint64_t permute_bytes(uint64_t a, uint64_t b, uint64_t selector) {
	uint64_t bytes = b << 32 | a, r = 0;
	for (int i = 0; i < 4; i++) {
		unsigned s = selector >> 4 * i & 15;
		uint64_t byte = bytes >> (s & 7) * 8 & 255;
		if (s & 8) byte = byte & 128 ? 255 : 0;
		r |= byte << 8 * i;
	}
	return r;
}

static uint64_t logic3(uint64_t a, uint64_t b, uint64_t c, uint64_t table) {
	uint64_t r = 0;
	for (int i = 0; i < 32; i++) r |= (table >> ((a >> i & 1) << 2 | (b >> i & 1) << 1 | (c >> i & 1)) & 1) << i;
	return r;
}

// compute is the result of an instruction on registers; a, b and c are cut to its
// width.
uint64_t Block::compute(const Instruction &in, Thread &t, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
	const unsigned width = in.width;
	const uint64_t mask = mask_of(width), carry = in.carry_in ? t.carry : 0;
	auto sum = [&](uint128 s) {
		if (in.carry_out) t.carry = (uint64_t)(s >> width) & 1;
		return (uint64_t)s & mask;
	};
	auto product = [&]() -> uint128 {
		return in.is_signed ? (uint128)((__int128)extend(a, width) * extend(b, width)) : (uint128)a * b;
	};
	switch (in.op) {
	case MOV: return a;
	case ADD: return sum((uint128)a + b + carry);
	case SUB: return sum((uint128)a - b - carry);
	case MUL_LOW: return (uint64_t)product() & mask;
	case MUL_HIGH: return (uint64_t)(product() >> width) & mask;
	case MUL_WIDE: return (uint64_t)product() & mask_of(2 * width);
	case MAD_WIDE: return ((uint64_t)product() + d) & mask_of(2 * width);
	case MAD_LOW: return sum((uint128)((uint64_t)product() & mask) + c + carry);
	case MAD_HIGH: return sum((uint128)((uint64_t)(product() >> width) & mask) + c + carry);
	case DIV:
		if (b == 0) fail("line %d: division by zero", in.line);
		return (in.is_signed ? (uint64_t)(extend(a, width) / extend(b, width)) : a / b) & mask;
	case REM:
		if (b == 0) fail("line %d: division by zero", in.line);
		return (in.is_signed ? (uint64_t)(extend(a, width) % extend(b, width)) : a % b) & mask;
	case AND: return a & b;
	case OR: return a | b;
	case XOR: return a ^ b;
	case NOT: return ~a & mask;
	case NEG: return -a & mask;
	case SHL: return b >= width ? 0 : a << b & mask;
	case SHR:
		if (in.is_signed) return (uint64_t)(extend(a, width) >> std::min<uint64_t>(b, width - 1)) & mask;
		return b >= width ? 0 : a >> b;
	case FUNNEL_LEFT: return (b << 32 | a) << (c & 31) >> 32 & mask;
	case FUNNEL_RIGHT: return (b << 32 | a) >> (c & 31) & mask;
	case SELECT: return d & 1 ? a : b;
	case SET_PREDICATE: return compare(in.compare, in.is_signed, width, a, b);
	case MIN: return compare(LT, in.is_signed, width, a, b) ? a : b;
	case MAX: return compare(GT, in.is_signed, width, a, b) ? a : b;
	case REVERSE: return reverse_bits(a, width);
	case COUNT_ONES: return __builtin_popcountll(a);
	case LEADING_ZEROS: return a ? __builtin_clzll(a) - (64 - width) : width;
	case CONVERT: return (in.is_signed ? (uint64_t)extend(a, width) : a) & mask_of(in.to_width);
	case PERMUTE: return permute_bytes(a, b, c);
	case PACK: return a | b << in.width / 2;
	default: fail("line %d: an instruction without meaning", in.line);
	}
}

// atomic does a read-modify-write; other blocks may be at it too.
uint64_t Block::atomic(const Instruction &in, uint8_t *p, uint64_t operand) {
	static std::mutex mutex;
	std::lock_guard<std::mutex> lock(mutex);
	uint64_t old = 0, next;
	memcpy(&old, p, in.width / 8);
	if (in.modifier == "min") next = std::min(old, operand);
	else if (in.modifier == "max") next = std::max(old, operand);
	else if (in.modifier == "add") next = old + operand;
	else if (in.modifier == "or") next = old | operand;
	else if (in.modifier == "exch") next = operand;
	else fail("line %d: atomic %s", in.line, in.modifier.c_str());
	memcpy(p, &next, in.width / 8);
	return old;
}

// step runs a thread until it waits or ends.
void Block::step(unsigned number) {
	Thread &t = threads[number];
	for (;;) {
		const Instruction &in = kernel.code[t.pc];
		executed++;
		if (in.guard >= 0 && (bool)(t.registers[in.guard] & 1) == in.guard_negated) {
			t.pc++;
			continue;
		}
		const uint64_t mask = mask_of(in.width);
		const unsigned bytes = in.width / 8;
		switch (in.op) {
		case BRANCH:
			t.pc = in.target;
			continue;
		case RETURN:
			t.state = DONE;
			return;
		case BARRIER:
			t.state = WAITING;
			return;
		case LOAD_PARAM:
			for (size_t i = 0; i < in.dst.size(); i++) {
				size_t at = in.offset + i * bytes;
				if (at + bytes > kernel.params[in.param].size) fail("line %d: beyond a parameter", in.line);
				uint64_t v = 0;
				memcpy(&v, (uint8_t *)args[in.param] + at, bytes);
				t.registers[in.dst[i].reg] = v;
			}
			break;
		case LOAD: {
			uint64_t at = value(t, in.src[0]) + in.offset;
			if (in.space == SHARED) at &= 0xffffffff;
			const uint8_t *p = address(in, at, bytes * (unsigned)in.dst.size(), number, false);
			for (size_t i = 0; i < in.dst.size(); i++) {
				uint64_t v = 0;
				memcpy(&v, p + i * bytes, bytes);
				t.registers[in.dst[i].reg] = v;
			}
			break;
		}
		case STORE: {
			uint64_t at = value(t, in.src[0]) + in.offset;
			if (in.space == SHARED) at &= 0xffffffff;
			uint8_t *p = address(in, at, bytes * (unsigned)in.dst.size(), number, true);
			for (size_t i = 0; i < in.dst.size(); i++) {
				uint64_t v = value(t, in.dst[i]);
				memcpy(p + i * bytes, &v, bytes);
			}
			break;
		}
		case ATOMIC: {
			uint8_t *p = address(in, value(t, in.src[0]) + in.offset, bytes, number, true);
			uint64_t old = atomic(in, p, value(t, in.src[1]) & mask);
			if (in.dst[0].reg >= 0) t.registers[in.dst[0].reg] = old;
			break;
		}
		case UNPACK: {
			unsigned part = in.width / (unsigned)in.dst.size();
			uint64_t v = value(t, in.src[0]);
			for (size_t i = 0; i < in.dst.size(); i++) t.registers[in.dst[i].reg] = v >> i * part & mask_of(part);
			break;
		}
		default: {
			uint64_t s[4] = {0, 0, 0, 0};
			for (size_t i = 0; i < in.src.size() && i < 4; i++) s[i] = value(t, in.src[i]);
			uint64_t r;
			if (in.op == LOGIC3) r = logic3(s[0], s[1], s[2], s[3]);
			else if (in.op == INSERT_BITS) {
				uint64_t field = s[2] >= in.width ? 0 : mask_of((unsigned)std::min<uint64_t>(s[3] & 255, in.width)) << s[2] & mask;
				r = (s[1] & ~field) | ((s[2] >= in.width ? 0 : s[0] << s[2]) & field);
			} else if (in.op == SHL || in.op == SHR) r = compute(in, t, s[0] & mask, s[1] & 0xffffffff, 0, 0);
			else r = compute(in, t, s[0] & mask, s[1] & mask, s[2] & mask, s[2]);
			if (in.width == 32 && in.op >= MUL_LOW && in.op <= MAD_WIDE) half_products += in.op == MUL_WIDE || in.op == MAD_WIDE ? 2 : 1;
			t.registers[in.dst[0].reg] = r;
		}
		}
		t.pc++;
	}
}

// meet checks that all threads wait at one barrier and lets them go on; it returns
// false when the block is done.
bool Block::meet() {
	unsigned done = 0;
	int barrier = -1;
	for (Thread &t : threads) {
		if (t.state == DONE) done++;
		else if (barrier >= 0 && barrier != t.pc) fail("threads wait at different barriers");
		else barrier = t.pc;
	}
	if (barrier < 0) return false;
	if (done) fail("line %d: %u threads have ended before the barrier", kernel.code[barrier].line, done);
	interval++;
	for (Thread &t : threads) {
		t.state = READY;
		t.pc++;
	}
	return true;
}

void Block::run(unsigned dynamic_shared) {
	threads.resize(block[0] * block[1] * block[2]);
	shared.assign(((kernel.static_shared + 127) & ~127u) + dynamic_shared, 0xA5);
	shadows.assign(shared.size() / 4 + 1, Shadow());
	interval = 1;
	for (unsigned i = 0; i < threads.size(); i++) {
		Thread &t = threads[i];
		t.registers.assign(kernel.registers, 0xDEADBEEFDEADBEEF);
		t.pc = 0;
		t.carry = 0;
		t.state = READY;
		t.tid[0] = i % block[0];
		t.tid[1] = i / block[0] % block[1];
		t.tid[2] = i / block[0] / block[1];
	}
	do
		for (unsigned i = 0; i < threads.size(); i++)
			if (threads[i].state == READY) step(i);
	while (meet());
}

// Function is a kernel and its module.
struct Function {
	Module *module;
	Kernel *kernel;
};

// folder is where this library lies.
static std::string folder() {
	Dl_info info;
	if (!dladdr((void *)folder, &info)) return ".";
	std::string path = info.dli_fname;
	return path.substr(0, path.rfind('/'));
}

} // namespace ptx

const char *const engine::name = "interpreter of PTX";

// load reads the module's PTX from the folder fatbin beside this library.
int engine::load(void **module, const char *name, std::string *message) {
	std::string path = ptx::folder() + "/fatbin/" + name + ".ptx", text;
	FILE *f = fopen(path.c_str(), "r");
	if (!f) {
		*message = path + " can't be read";
		return INVALID_PTX;
	}
	char part[1 << 16];
	for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;) text.append(part, n);
	fclose(f);
	try {
		*module = ptx::parse(text);
	} catch (ptx::Error &e) {
		*message = path + ": " + e.text;
		return INVALID_PTX;
	}
	return SUCCESS;
}

int engine::find(void **function, void *module, const char *name) {
	ptx::Module *m = (ptx::Module *)module;
	auto it = m->kernels.find(name);
	if (it == m->kernels.end()) return NOT_FOUND;
	*function = new ptx::Function{m, &it->second};
	return SUCCESS;
}

void engine::allow(void *function, unsigned bytes) { ((ptx::Function *)function)->kernel->max_dynamic_shared = bytes; }
unsigned engine::most_shared(void *function) { return ((ptx::Function *)function)->kernel->max_dynamic_shared; }
unsigned engine::most_threads(void *function) { return ((ptx::Function *)function)->kernel->most_threads; }
const std::vector<size_t> &engine::parameters(void *function) { return ((ptx::Function *)function)->kernel->sizes; }

int engine::launch(void *function, Extent grid, Extent block, unsigned dynamic_shared, void **args, std::string *message) {
	ptx::Function &f = *(ptx::Function *)function;
	size_t blocks = (size_t)grid.x * grid.y * grid.z;
	std::atomic<size_t> next{0};
	std::atomic<bool> failed{false};
	std::atomic<uint64_t> executed{0}, half_products{0};
	auto work = [&] {
		for (size_t i; !failed && (i = next++) < blocks;) {
			ptx::Block b{*f.kernel, *f.module, {grid.x, grid.y, grid.z}, {block.x, block.y, block.z},
				{(unsigned)(i % grid.x), (unsigned)(i / grid.x % grid.y), (unsigned)(i / grid.x / grid.y)}, args, {}, {}, {}};
			try {
				b.run(dynamic_shared);
			} catch (ptx::Error &e) {
				if (!failed.exchange(true)) *message = f.kernel->name + ", block " + std::to_string(i) + ": " + e.text;
			}
			executed += b.executed;
			half_products += b.half_products;
		}
	};
	std::vector<std::thread> helpers;
	for (size_t i = 1; i < std::min<size_t>(blocks, std::thread::hardware_concurrency()); i++) helpers.emplace_back(work);
	work();
	for (auto &h : helpers) h.join();
	if (const char *path = getenv("QUARRY_PTX_COUNTS"))
		if (FILE *counts = fopen(path, "a")) {
			fprintf(counts, "%s %zu %llu %llu\n", f.kernel->name.c_str(), blocks * block.x * block.y * block.z,
				(unsigned long long)executed, (unsigned long long)half_products / 2);
			fclose(counts);
		}
	return failed ? LAUNCH_FAILED : SUCCESS;
}
