// Carry chains: one function for each PTX instruction that reads or writes the
// condition code. On the host the condition code is a variable, so that the same
// sequence of instructions runs there.
#pragma once

#include "cuda.cuh"

namespace carry {

#if defined(__CUDACC__)
#define INSTRUCTION2(name, text) \
	INLINE uint32_t name(uint32_t a, uint32_t b) { \
		uint32_t r; \
		asm volatile(text " %0, %1, %2;" : "=r"(r) : "r"(a), "r"(b)); \
		return r; \
	}
#define INSTRUCTION3(name, text) \
	INLINE uint32_t name(uint32_t a, uint32_t b, uint32_t c) { \
		uint32_t r; \
		asm volatile(text " %0, %1, %2, %3;" : "=r"(r) : "r"(a), "r"(b), "r"(c)); \
		return r; \
	}
INSTRUCTION2(mul_lo, "mul.lo.u32")
INSTRUCTION2(mul_hi, "mul.hi.u32")
INSTRUCTION2(add_cc, "add.cc.u32")
INSTRUCTION2(addc_cc, "addc.cc.u32")
INSTRUCTION2(addc, "addc.u32")
INSTRUCTION2(sub_cc, "sub.cc.u32")
INSTRUCTION2(subc_cc, "subc.cc.u32")
INSTRUCTION2(subc, "subc.u32")
INSTRUCTION3(mad_lo_cc, "mad.lo.cc.u32")
INSTRUCTION3(madc_lo_cc, "madc.lo.cc.u32")
INSTRUCTION3(madc_hi_cc, "madc.hi.cc.u32")
INSTRUCTION3(madc_hi, "madc.hi.u32")
#undef INSTRUCTION2
#undef INSTRUCTION3
#else
static thread_local uint32_t code __attribute__((tls_model("initial-exec")));
INLINE uint32_t keep(uint64_t sum) {
	code = (uint32_t)(sum >> 32) & 1;
	return (uint32_t)sum;
}
INLINE uint32_t mul_lo(uint32_t a, uint32_t b) { return a * b; }
INLINE uint32_t mul_hi(uint32_t a, uint32_t b) { return (uint64_t)a * b >> 32; }
INLINE uint32_t add_cc(uint32_t a, uint32_t b) { return keep((uint64_t)a + b); }
INLINE uint32_t addc_cc(uint32_t a, uint32_t b) { return keep((uint64_t)a + b + code); }
INLINE uint32_t addc(uint32_t a, uint32_t b) { return a + b + code; }
INLINE uint32_t sub_cc(uint32_t a, uint32_t b) { return keep((uint64_t)a - b); }
INLINE uint32_t subc_cc(uint32_t a, uint32_t b) { return keep((uint64_t)a - b - code); }
INLINE uint32_t subc(uint32_t a, uint32_t b) { return a - b - code; }
INLINE uint32_t mad_lo_cc(uint32_t a, uint32_t b, uint32_t c) { return keep((uint64_t)(a * b) + c); }
INLINE uint32_t madc_lo_cc(uint32_t a, uint32_t b, uint32_t c) { return keep((uint64_t)(a * b) + c + code); }
INLINE uint32_t madc_hi_cc(uint32_t a, uint32_t b, uint32_t c) { return keep((uint64_t)mul_hi(a, b) + c + code); }
INLINE uint32_t madc_hi(uint32_t a, uint32_t b, uint32_t c) { return mul_hi(a, b) + c + code; }
#endif

} // namespace carry
