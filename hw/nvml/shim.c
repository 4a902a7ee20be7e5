//go:build linux

#include "shim.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

enum { NOT_SUPPORTED = 3, SENSOR_GPU = 0, CLOCK_PROCESSOR = 1, CLOCK_MEMORY = 2 };

const char *nvml_error(nvml_api *api, result r) {
	const char *text = api->nvmlErrorString ? api->nvmlErrorString(r) : NULL;
	return text ? text : "an error without words";
}

int nvml_open(nvml_api *api, const char *path, char *message, size_t size) {
	memset(api, 0, sizeof *api);
	api->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!api->handle) {
		snprintf(message, size, "%s", dlerror());
		return -1;
	}
#define X(name, params) *(void **)&api->name = dlsym(api->handle, #name);
	NVML_OPTIONAL(X)
#undef X
	*(void **)&api->nvmlErrorString = dlsym(api->handle, "nvmlErrorString");
#define X(name, params) \
	*(void **)&api->name = dlsym(api->handle, #name); \
	if (!api->name) { \
		snprintf(message, size, "%s lacks %s: too old a driver", path, #name); \
		goto failed; \
	}
	NVML_NEEDED(X)
#undef X
	result r = api->nvmlInit_v2();
	if (r == 0) return 0;
	snprintf(message, size, "%s: %s", path, nvml_error(api, r));
failed:
	dlclose(api->handle);
	api->handle = NULL;
	return -1;
}

void nvml_close(nvml_api *api) {
	api->nvmlShutdown();
	dlclose(api->handle);
	api->handle = NULL;
}

result nvml_find(nvml_api *api, const char *uuid, gpu *device) { return api->nvmlDeviceGetHandleByUUID(uuid, device); }

result nvml_version(nvml_api *api, char *version, unsigned size) { return api->nvmlSystemGetDriverVersion(version, size); }

result nvml_ask(nvml_api *api, gpu device, int what, u64 *value) {
	unsigned v = 0;
	result r = NOT_SUPPORTED;
#define ASK(name, ...) \
	if (api->name) r = api->name(device, __VA_ARGS__); \
	break
	switch (what) {
	case ASK_ENERGY:
		if (api->nvmlDeviceGetTotalEnergyConsumption) return api->nvmlDeviceGetTotalEnergyConsumption(device, value);
		return NOT_SUPPORTED;
	case ASK_REASONS:
		if (api->nvmlDeviceGetCurrentClocksThrottleReasons) return api->nvmlDeviceGetCurrentClocksThrottleReasons(device, value);
		return NOT_SUPPORTED;
	case ASK_POWER: ASK(nvmlDeviceGetPowerUsage, &v);
	case ASK_LIMIT: ASK(nvmlDeviceGetEnforcedPowerLimit, &v);
	case ASK_TEMPERATURE: ASK(nvmlDeviceGetTemperature, SENSOR_GPU, &v);
	case ASK_PROCESSOR: ASK(nvmlDeviceGetClockInfo, CLOCK_PROCESSOR, &v);
	case ASK_MOST_PROCESSOR: ASK(nvmlDeviceGetMaxClockInfo, CLOCK_PROCESSOR, &v);
	case ASK_MEMORY: ASK(nvmlDeviceGetClockInfo, CLOCK_MEMORY, &v);
	case ASK_GENERATION: ASK(nvmlDeviceGetCurrPcieLinkGeneration, &v);
	case ASK_WIDTH: ASK(nvmlDeviceGetCurrPcieLinkWidth, &v);
	}
#undef ASK
	*value = v;
	return r;
}
