// What all kernels start from: CUDA C++ as nvcc has it, or as the host's compiler
// sees it in emulation.
//
// A kernel is declared with KERNEL(threads) void name(…), threads being the most
// that a block may have, and followed by EMULATE(name). KERNEL_RESIDENT also says
// how many blocks a multiprocessor must be able to hold at once. Parameters are pointers,
// integers of 4 or 8 bytes, and structures of felts. Functions are INLINE or, where
// code would grow too large, NOINLINE; members of structures are METHODs.
#pragma once

#include <stdint.h>

#if defined(__CUDACC__)
#define INLINE __device__ __forceinline__
#define METHOD __device__ __forceinline__
#define NOINLINE __device__ __noinline__
#define KERNEL(threads) extern "C" __global__ __launch_bounds__(threads)
#define KERNEL_RESIDENT(threads, blocks) extern "C" __global__ __launch_bounds__(threads, blocks)
#define DYNAMIC_SHARED(type, name) extern __shared__ type name[]
#define EMULATE(kernel)
#else
#include "../emu/cuda_emu.h"
#define INLINE static inline __attribute__((always_inline))
#define METHOD inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#define NAMED(name, number) name##number
#define BOUND(threads, number) static const emu::Bound NAMED(bound_, number)(threads); extern "C"
#define KERNEL(threads) BOUND(threads, __COUNTER__)
#define KERNEL_RESIDENT(threads, blocks) BOUND(threads, __COUNTER__)
#define DYNAMIC_SHARED(type, name) type *name = (type *)emu::dynamic_shared()
#define EMULATE(kernel) \
	static emu::Registration registration_##kernel( \
		#kernel, [](void **args) { emu::call(kernel, args); }, emu::sizes(kernel));
#endif

// hide makes the compiler forget what it knows of a value, so that it computes
// anew what depends on it instead of keeping that in registers.
INLINE void hide(uint32_t &v) { asm volatile("" : "+r"(v)); }

// thread_index is the index of a thread in a one-dimensional grid.
INLINE uint64_t thread_index() { return (uint64_t)blockIdx.x * blockDim.x + threadIdx.x; }

// thread_count is the number of threads of a one-dimensional grid.
INLINE uint64_t thread_count() { return (uint64_t)gridDim.x * blockDim.x; }
