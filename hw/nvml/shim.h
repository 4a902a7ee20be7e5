// NVML as far as Quarry uses it. Prototypes are written out here so that building
// needs nothing of NVIDIA's; they follow NVML's API reference, whose names and
// numbers are stable across versions.
#ifndef QUARRY_NVML_SHIM_H
#define QUARRY_NVML_SHIM_H

#include <stddef.h>
#include <stdint.h>

typedef int result;         // nvmlReturn_t; 0 is success
typedef uintptr_t gpu;      // nvmlDevice_t: an integer, so that Go takes it for no pointer
typedef unsigned long long u64;

// Functions without which there is nothing to ask.
#define NVML_NEEDED(X) \
	X(nvmlInit_v2, (void)) \
	X(nvmlShutdown, (void)) \
	X(nvmlSystemGetDriverVersion, (char *version, unsigned size)) \
	X(nvmlDeviceGetHandleByUUID, (const char *uuid, gpu *device))

// Functions that old libraries lack; what they would tell is missing then.
#define NVML_OPTIONAL(X) \
	X(nvmlDeviceGetTotalEnergyConsumption, (gpu device, u64 *millijoules)) \
	X(nvmlDeviceGetPowerUsage, (gpu device, unsigned *milliwatts)) \
	X(nvmlDeviceGetEnforcedPowerLimit, (gpu device, unsigned *milliwatts)) \
	X(nvmlDeviceGetTemperature, (gpu device, int sensor, unsigned *celsius)) \
	X(nvmlDeviceGetClockInfo, (gpu device, int clock, unsigned *mhz)) \
	X(nvmlDeviceGetMaxClockInfo, (gpu device, int clock, unsigned *mhz)) \
	X(nvmlDeviceGetCurrPcieLinkGeneration, (gpu device, unsigned *generation)) \
	X(nvmlDeviceGetCurrPcieLinkWidth, (gpu device, unsigned *lanes)) \
	X(nvmlDeviceGetCurrentClocksThrottleReasons, (gpu device, u64 *reasons))

// nvml_api is a loaded library.
typedef struct nvml_api {
	void *handle;
#define X(name, params) result(*name) params;
	NVML_NEEDED(X)
	NVML_OPTIONAL(X)
#undef X
	const char *(*nvmlErrorString)(result r);
} nvml_api;

// What of a GPU; the order of nvml_ask's cases.
enum { ASK_ENERGY, ASK_POWER, ASK_LIMIT, ASK_TEMPERATURE, ASK_PROCESSOR, ASK_MOST_PROCESSOR, ASK_MEMORY, ASK_GENERATION, ASK_WIDTH, ASK_REASONS };

// nvml_open loads a library by path or name and starts it. It returns 0, or −1 and
// a message.
int nvml_open(nvml_api *api, const char *path, char *message, size_t size);
void nvml_close(nvml_api *api);

// nvml_find finds a GPU, nvml_version the driver's version. They return NVML's
// results, and nvml_error its words for one.
result nvml_find(nvml_api *api, const char *uuid, gpu *device);
result nvml_version(nvml_api *api, char *version, unsigned size);
const char *nvml_error(nvml_api *api, result r);

// nvml_ask asks for one thing; nonzero if it is not told.
result nvml_ask(nvml_api *api, gpu device, int what, u64 *value);

#endif
