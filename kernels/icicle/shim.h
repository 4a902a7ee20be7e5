// What Quarry asks of icicle, as C. Felts are four 64-bit limbs, least first.
#ifndef QUARRY_ICICLE_SHIM_H
#define QUARRY_ICICLE_SHIM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// shim_device chooses the device for this thread: CUDA if a backend for it was found,
// else the processor. It returns icicle's error, and the device's name.
int shim_device(char *name, int size);

// shim_load looks for further backends in ICICLE_BACKEND_INSTALL_DIR or the default place.
void shim_load(void);

// shim_domain makes roots of unity known, up to that generator's order; earlier ones
// are forgotten. The generator is a plain number, not in Montgomery form.
int shim_domain(const uint64_t *generator);

// shim_transform transforms columns that lie one after the other, from values at
// coset·<g> in natural order to coefficients in bit-reversed order if it is inverse,
// else back. The coset is a plain number. in and out may be the same.
int shim_transform(const uint64_t *in, uint64_t *out, int length, int columns, int inverse, const uint64_t *coset);

#ifdef __cplusplus
}
#endif

#endif
