//go:build icicle

#include "shim.h"

#include <cstdlib>
#include <cstring>

#include "icicle/fields/field_config.h"
#include "icicle/ntt.h"
#include "icicle/runtime.h"

using scalar = field_config::scalar_t;

static_assert(sizeof(scalar) == 32, "a felt of icicle's is not 32 bytes");

static scalar number(const uint64_t *limbs) {
	scalar s;
	std::memcpy(&s, limbs, sizeof s);
	return s;
}

// icicle reads felts by vector instructions from addresses that are multiples of this.
static_assert(alignof(scalar) <= 16, "felts must be aligned further than Quarry's are");

void shim_load(void) {
	if (std::getenv("ICICLE_BACKEND_INSTALL_DIR")) icicle_load_backend_from_env_or_default();
}

int shim_device(char *name, int size) {
	const char *type = "CUDA";
	if (icicle_is_device_available(icicle::Device(type)) != icicle::eIcicleError::SUCCESS) type = "CPU";
	std::strncpy(name, type, size);
	return int(icicle_set_device(icicle::Device(type)));
}

int shim_domain(const uint64_t *generator) {
	icicle::ntt_release_domain<scalar>();
	return int(icicle::ntt_init_domain(number(generator), icicle::default_ntt_init_domain_config()));
}

int shim_transform(const uint64_t *in, uint64_t *out, int length, int columns, int inverse, const uint64_t *coset) {
	auto config = icicle::default_ntt_config<scalar>();
	config.batch_size = columns;
	config.coset_gen = number(coset);
	config.ordering = inverse ? icicle::Ordering::kNR : icicle::Ordering::kRN;
	auto direction = inverse ? icicle::NTTDir::kInverse : icicle::NTTDir::kForward;
	return int(icicle::ntt(reinterpret_cast<const scalar *>(in), length, direction, config, reinterpret_cast<scalar *>(out)));
}
