// CUDA C++ for the host: what kernels use of the language's extensions, so that
// g++ compiles the same .cu files that nvcc compiles. Each CUDA thread becomes a
// fiber (fibers.cpp); device.cpp offers the kernels behind the driver's API.
#ifndef QUARRY_CUDA_EMU_H
#define QUARRY_CUDA_EMU_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <type_traits>
#include <utility>
#include <vector>

struct uint2 {
	uint32_t x, y;
};
struct alignas(16) uint4 {
	uint32_t x, y, z, w;
};
static inline uint2 make_uint2(uint32_t x, uint32_t y) { return {x, y}; }
static inline uint4 make_uint4(uint32_t x, uint32_t y, uint32_t z, uint32_t w) { return {x, y, z, w}; }

struct dim3 {
	unsigned x, y, z;
	constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};

#define __global__
#define __device__
#define __host__
#define __constant__ static const
#define __restrict__ __restrict
#define __launch_bounds__(...)
#define __shared__ static thread_local // a thread of the host runs one block at a time

namespace emu {

enum State : uint8_t { READY, AT_WARP_BARRIER, AT_BLOCK_BARRIER, DONE };

// Fiber is one CUDA thread.
struct Fiber {
	dim3 tid;
	unsigned lane, warp;
	State state;
	uint32_t mask;   // AT_WARP_BARRIER: the lanes that meet
	int barrier;     // AT_BLOCK_BARRIER: which one
	uint32_t parity; // of exchanges in the warp, which use two sets of slots in turn
	void *sp;
	char *stack;
};

// Position is where in its grid the block is that a thread of the host runs.
struct Position {
	dim3 block, block_dim, grid_dim;
};

extern thread_local Fiber *current __attribute__((tls_model("initial-exec")));
extern thread_local Position position __attribute__((tls_model("initial-exec")));

void *dynamic_shared();
void block_barrier(int id);
void warp_barrier(uint32_t mask);
uint64_t *warp_slots(uint32_t parity); // one for each lane of the current warp
[[noreturn]] void fault(const char *format, ...);

typedef void (*Entry)(void **args);

// Bound says how many threads a block of the kernel that follows may have.
struct Bound {
	Bound(unsigned threads);
};

// Registration makes a kernel known by its name, with the sizes of its parameters.
struct Registration {
	Registration(const char *name, Entry entry, std::vector<size_t> parameters);
};

template <class... A>
inline std::vector<size_t> sizes(void (*)(A...)) {
	return {sizeof(A)...};
}

template <class... A, size_t... I>
inline void call(void (*kernel)(A...), void **args, std::index_sequence<I...>) {
	kernel(*(std::remove_cv_t<A> *)args[I]...);
}
template <class... A>
inline void call(void (*kernel)(A...), void **args) {
	call(kernel, args, std::index_sequence_for<A...>{});
}

// exchange gives each lane the value that lane source put in.
template <class T>
inline T exchange(uint32_t mask, T value, int source) {
	static_assert(sizeof(T) <= 8, "only values of a register or two");
	Fiber *f = current;
	uint64_t bits = 0;
	memcpy(&bits, &value, sizeof value);
	uint64_t *slots = warp_slots(f->parity);
	f->parity ^= 1;
	slots[f->lane] = bits;
	warp_barrier(mask);
	if (!(mask >> (source & 31) & 1)) fault("shuffle from lane %d, which is not in mask %08x", source & 31, mask);
	memcpy(&value, &slots[source & 31], sizeof value);
	return value;
}

inline uint32_t ballot(uint32_t mask, bool predicate) {
	Fiber *f = current;
	uint64_t *slots = warp_slots(f->parity);
	f->parity ^= 1;
	slots[f->lane] = predicate;
	warp_barrier(mask);
	uint32_t votes = 0;
	for (int i = 0; i < 32; i++)
		if (mask >> i & 1) votes |= (uint32_t)slots[i] << i;
	return votes;
}

} // namespace emu

#define threadIdx (emu::current->tid)
#define blockIdx (emu::position.block)
#define blockDim (emu::position.block_dim)
#define gridDim (emu::position.grid_dim)

#define __syncthreads() emu::block_barrier(__LINE__)
static inline void __syncwarp(uint32_t mask = 0xffffffffu) { emu::warp_barrier(mask); }

template <class T>
inline T __shfl_sync(uint32_t mask, T v, int source, int width = 32) {
	int lane = emu::current->lane;
	return emu::exchange(mask, v, (lane & ~(width - 1)) | (source & (width - 1)));
}
template <class T>
inline T __shfl_xor_sync(uint32_t mask, T v, int with) {
	return emu::exchange(mask, v, (int)emu::current->lane ^ with);
}
template <class T>
inline T __shfl_down_sync(uint32_t mask, T v, unsigned by) {
	int lane = emu::current->lane, source = lane + (int)by;
	return emu::exchange(mask, v, source < 32 ? source : lane);
}
template <class T>
inline T __shfl_up_sync(uint32_t mask, T v, unsigned by) {
	int lane = emu::current->lane, source = lane - (int)by;
	return emu::exchange(mask, v, source >= 0 ? source : lane);
}
static inline uint32_t __ballot_sync(uint32_t mask, int p) { return emu::ballot(mask, p != 0); }
static inline int __any_sync(uint32_t mask, int p) { return emu::ballot(mask, p != 0) != 0; }
static inline int __all_sync(uint32_t mask, int p) { return emu::ballot(mask, p != 0) == mask; }

template <class T>
inline T atomicAdd(T *p, T v) {
	return __atomic_fetch_add(p, v, __ATOMIC_RELAXED);
}
template <class T>
inline T atomicOr(T *p, T v) {
	return __atomic_fetch_or(p, v, __ATOMIC_RELAXED);
}
template <class T>
inline T atomicExch(T *p, T v) {
	return __atomic_exchange_n(p, v, __ATOMIC_RELAXED);
}
template <class T>
inline T atomicCAS(T *p, T expected, T v) {
	__atomic_compare_exchange_n(p, &expected, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
	return expected;
}
template <class T>
inline T atomicMin(T *p, T v) {
	T old = __atomic_load_n(p, __ATOMIC_RELAXED);
	while (v < old && !__atomic_compare_exchange_n(p, &old, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
	}
	return old;
}
template <class T>
static inline T min(T a, T b) {
	return b < a ? b : a;
}
template <class T>
static inline T max(T a, T b) {
	return a < b ? b : a;
}
static inline void __threadfence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
template <class T>
inline T __ldg(const T *p) {
	return *p;
}

static inline int __popc(uint32_t v) { return __builtin_popcount(v); }
static inline int __clz(uint32_t v) { return v ? __builtin_clz(v) : 32; }
static inline uint32_t __umulhi(uint32_t a, uint32_t b) { return (uint64_t)a * b >> 32; }
static inline uint32_t __brev(uint32_t v) {
	v = (v >> 1 & 0x55555555u) | (v & 0x55555555u) << 1;
	v = (v >> 2 & 0x33333333u) | (v & 0x33333333u) << 2;
	v = (v >> 4 & 0x0f0f0f0fu) | (v & 0x0f0f0f0fu) << 4;
	return __builtin_bswap32(v);
}
static inline unsigned long long __brevll(unsigned long long v) {
	return (unsigned long long)__brev((uint32_t)v) << 32 | __brev((uint32_t)(v >> 32));
}
static inline uint32_t __byte_perm(uint32_t a, uint32_t b, uint32_t selector) {
	uint64_t bytes = (uint64_t)b << 32 | a;
	uint32_t r = 0;
	for (int i = 0; i < 4; i++) r |= (uint32_t)(bytes >> ((selector >> 4 * i & 7) * 8) & 255) << 8 * i;
	return r;
}
static inline uint32_t __funnelshift_l(uint32_t lo, uint32_t hi, uint32_t n) {
	n &= 31;
	return n ? hi << n | lo >> (32 - n) : hi;
}
static inline uint32_t __funnelshift_r(uint32_t lo, uint32_t hi, uint32_t n) {
	n &= 31;
	return n ? lo >> n | hi << (32 - n) : lo;
}

#endif
