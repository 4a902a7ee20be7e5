//go:build linux

#include "shim.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

int driver_open(driver_api *api, const char *path, char *message, size_t size) {
	memset(api, 0, sizeof *api);
	api->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!api->handle) {
		snprintf(message, size, "%s", dlerror());
		return -1;
	}
#define X(name, params) \
	*(void **)&api->name = dlsym(api->handle, #name); \
	if (!api->name) { \
		snprintf(message, size, "%s lacks %s: too old a driver", path, #name); \
		dlclose(api->handle); \
		api->handle = NULL; \
		return -1; \
	}
	DRIVER_FUNCTIONS(X)
#undef X
#define X(name, params) *(void **)&api->name = dlsym(api->handle, #name);
	OPTIONAL_FUNCTIONS(X)
#undef X
	return 0;
}

result driver_launch(driver_api *api, context c, function f, const uint32_t grid[3], const uint32_t block[3],
	uint32_t shared, stream s, const void *args, const uint32_t *offsets, int count) {
	void *params[64];
	if (count > 64) return 1; // CUDA_ERROR_INVALID_VALUE
	for (int i = 0; i < count; i++) params[i] = (char *)args + offsets[i];
	WITH_CONTEXT(api, c);
	return api->cuLaunchKernel(f, grid[0], grid[1], grid[2], block[0], block[1], block[2], shared, s, params, NULL);
}
