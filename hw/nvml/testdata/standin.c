// A stand-in for NVML with one GPU, whose figures can be told apart. OLD leaves out
// what old libraries lack, BROKEN what can't be done without; REFUSES is a library
// that does not start.
#include <string.h>

typedef int result;
typedef void *gpu;

static int started;
static char the_gpu;

result nvmlInit_v2(void) {
#ifdef REFUSES
	return 9;
#endif
	started++;
	return 0;
}
result nvmlShutdown(void) { return started-- > 0 ? 0 : 1; }
const char *nvmlErrorString(result r) { return r == 6 ? "Not Found" : r == 9 ? "Driver Not Loaded" : "other"; }
#ifndef BROKEN
result nvmlSystemGetDriverVersion(char *v, unsigned size) {
	strncpy(v, "580.65.06", size);
	return 0;
}
#endif
result nvmlDeviceGetHandleByUUID(const char *uuid, gpu *d) {
	if (!started || strcmp(uuid, "GPU-1")) return 6;
	*d = &the_gpu;
	return 0;
}

#define TELLS(name, type, v) \
	result name(gpu d, type *to) { \
		if (d != &the_gpu) return 2; \
		*to = v; \
		return 0; \
	}
#ifndef OLD
TELLS(nvmlDeviceGetTotalEnergyConsumption, unsigned long long, 5000000001500ull)
#endif
TELLS(nvmlDeviceGetPowerUsage, unsigned, 412345)
result nvmlDeviceGetEnforcedPowerLimit(gpu d, unsigned *mw) { return 3; }
result nvmlDeviceGetTemperature(gpu d, int sensor, unsigned *c) {
	*c = 61;
	return sensor == 0 ? 0 : 2;
}
result nvmlDeviceGetClockInfo(gpu d, int clock, unsigned *mhz) {
	*mhz = clock == 1 ? 1755 : clock == 2 ? 2619 : 1;
	return 0;
}
result nvmlDeviceGetMaxClockInfo(gpu d, int clock, unsigned *mhz) {
	*mhz = clock == 1 ? 1980 : 1;
	return 0;
}
TELLS(nvmlDeviceGetCurrPcieLinkGeneration, unsigned, 5)
TELLS(nvmlDeviceGetCurrPcieLinkWidth, unsigned, 16)
TELLS(nvmlDeviceGetCurrentClocksThrottleReasons, unsigned long long, 0x25)
