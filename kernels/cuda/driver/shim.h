// The CUDA driver API as far as Quarry uses it. Prototypes are written out here so
// that building needs no CUDA; they follow the documentation of the driver API,
// whose names and numbers are stable across versions.
#ifndef QUARRY_DRIVER_SHIM_H
#define QUARRY_DRIVER_SHIM_H

#include <stddef.h>
#include <stdint.h>

typedef int result;     // CUresult
typedef int device;     // CUdevice
typedef uint64_t devptr; // CUdeviceptr

// Handles are integers here: Go must not take what a driver hands out for pointers.
typedef uintptr_t context;  // CUcontext
typedef uintptr_t module;   // CUmodule
typedef uintptr_t function; // CUfunction
typedef uintptr_t stream;   // CUstream
typedef uintptr_t event;    // CUevent

#define DRIVER_FUNCTIONS(X) \
	X(cuInit, (unsigned flags)) \
	X(cuDriverGetVersion, (int *version)) \
	X(cuGetErrorName, (result r, const char **name)) \
	X(cuGetErrorString, (result r, const char **text)) \
	X(cuDeviceGetCount, (int *count)) \
	X(cuDeviceGet, (device *d, int ordinal)) \
	X(cuDeviceGetName, (char *name, int size, device d)) \
	X(cuDeviceGetUuid_v2, (unsigned char uuid[16], device d)) \
	X(cuDeviceGetPCIBusId, (char *id, int size, device d)) \
	X(cuDeviceTotalMem_v2, (size_t *bytes, device d)) \
	X(cuDeviceGetAttribute, (int *value, int attribute, device d)) \
	X(cuDevicePrimaryCtxSetFlags_v2, (device d, unsigned flags)) \
	X(cuDevicePrimaryCtxRetain, (context *c, device d)) \
	X(cuDevicePrimaryCtxRelease_v2, (device d)) \
	X(cuCtxSetCurrent, (context c)) \
	X(cuModuleLoadData, (module *m, const void *image)) \
	X(cuModuleUnload, (module m)) \
	X(cuModuleGetFunction, (function *f, module m, const char *name)) \
	X(cuFuncSetAttribute, (function f, int attribute, int value)) \
	X(cuFuncGetAttribute, (int *value, int attribute, function f)) \
	X(cuMemGetInfo_v2, (size_t *available, size_t *total)) \
	X(cuMemAlloc_v2, (devptr *p, size_t bytes)) \
	X(cuMemFree_v2, (devptr p)) \
	X(cuMemHostAlloc, (void **p, size_t bytes, unsigned flags)) \
	X(cuMemFreeHost, (void *p)) \
	X(cuMemcpyHtoDAsync_v2, (devptr to, const void *from, size_t bytes, stream s)) \
	X(cuMemcpyDtoHAsync_v2, (void *to, devptr from, size_t bytes, stream s)) \
	X(cuMemcpyDtoDAsync_v2, (devptr to, devptr from, size_t bytes, stream s)) \
	X(cuMemsetD8Async, (devptr p, unsigned char value, size_t bytes, stream s)) \
	X(cuStreamCreate, (stream *s, unsigned flags)) \
	X(cuStreamDestroy_v2, (stream s)) \
	X(cuStreamSynchronize, (stream s)) \
	X(cuStreamWaitEvent, (stream s, event e, unsigned flags)) \
	X(cuEventCreate, (event *e, unsigned flags)) \
	X(cuEventDestroy_v2, (event e)) \
	X(cuEventRecord, (event e, stream s)) \
	X(cuEventSynchronize, (event e)) \
	X(cuEventElapsedTime, (float *milliseconds, event from, event to)) \
	X(cuLaunchKernel, (function f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, \
		unsigned shared, stream s, void **params, void **extra))

// Functions that a driver may lack; they are null then.
#define OPTIONAL_FUNCTIONS(X) X(cuFuncGetParamInfo, (function f, size_t index, size_t *offset, size_t *size))

// driver_api is a loaded library.
typedef struct driver_api {
	void *handle;
#define X(name, params) result(*name) params;
	DRIVER_FUNCTIONS(X)
	OPTIONAL_FUNCTIONS(X)
#undef X
} driver_api;

// driver_open loads a library by path or name. It returns 0, or −1 and a message.
int driver_open(driver_api *api, const char *path, char *message, size_t size);

// driver_launch starts a kernel. Argument i lies at args + offsets[i], in the form
// in which the kernel takes it.
result driver_launch(driver_api *api, context c, function f, const uint32_t grid[3], const uint32_t block[3],
	uint32_t shared, stream s, const void *args, const uint32_t *offsets, int count);

// cgo cannot call through pointers, hence a function for each entry. Those that
// need a context set it: goroutines move between threads.

#define WITH_CONTEXT(api, c) \
	do { \
		result r_ = (api)->cuCtxSetCurrent(c); \
		if (r_ != 0) return r_; \
	} while (0)

static inline result driver_init(driver_api *a) { return a->cuInit(0); }
static inline result driver_version(driver_api *a, int *v) { return a->cuDriverGetVersion(v); }
static inline const char *driver_error_name(driver_api *a, result r) {
	const char *s = NULL;
	return a->cuGetErrorName(r, &s) == 0 && s ? s : "unknown error";
}
static inline const char *driver_error_text(driver_api *a, result r) {
	const char *s = NULL;
	return a->cuGetErrorString(r, &s) == 0 && s ? s : "the driver does not know this error";
}
static inline result driver_count(driver_api *a, int *n) { return a->cuDeviceGetCount(n); }
static inline result driver_device(driver_api *a, device *d, int i) { return a->cuDeviceGet(d, i); }
static inline result driver_name(driver_api *a, char *s, int n, device d) { return a->cuDeviceGetName(s, n, d); }
static inline result driver_uuid(driver_api *a, unsigned char *u, device d) { return a->cuDeviceGetUuid_v2(u, d); }
static inline result driver_pci(driver_api *a, char *s, int n, device d) { return a->cuDeviceGetPCIBusId(s, n, d); }
static inline result driver_total(driver_api *a, size_t *n, device d) { return a->cuDeviceTotalMem_v2(n, d); }
static inline result driver_attribute(driver_api *a, int *v, int k, device d) { return a->cuDeviceGetAttribute(v, k, d); }
static inline result driver_flags(driver_api *a, device d, unsigned f) { return a->cuDevicePrimaryCtxSetFlags_v2(d, f); }
static inline result driver_retain(driver_api *a, context *c, device d) { return a->cuDevicePrimaryCtxRetain(c, d); }
static inline result driver_release(driver_api *a, device d) { return a->cuDevicePrimaryCtxRelease_v2(d); }

static inline result driver_load(driver_api *a, context c, module *m, const void *image) {
	WITH_CONTEXT(a, c);
	return a->cuModuleLoadData(m, image);
}
static inline result driver_unload(driver_api *a, context c, module m) {
	WITH_CONTEXT(a, c);
	return a->cuModuleUnload(m);
}
static inline result driver_function(driver_api *a, context c, function *f, module m, const char *name) {
	WITH_CONTEXT(a, c);
	return a->cuModuleGetFunction(f, m, name);
}
static inline result driver_set_function(driver_api *a, context c, function f, int attribute, int value) {
	WITH_CONTEXT(a, c);
	return a->cuFuncSetAttribute(f, attribute, value);
}
static inline result driver_get_function(driver_api *a, context c, int *value, int attribute, function f) {
	WITH_CONTEXT(a, c);
	return a->cuFuncGetAttribute(value, attribute, f);
}
// driver_parameter gives the size of a kernel's parameter; it fails beyond the last, and
// for all if the driver does not tell.
static inline result driver_parameter(driver_api *a, context c, function f, size_t index, size_t *size) {
	size_t offset;
	if (!a->cuFuncGetParamInfo) return 801; // CUDA_ERROR_NOT_SUPPORTED
	WITH_CONTEXT(a, c);
	return a->cuFuncGetParamInfo(f, index, &offset, size);
}
static inline result driver_memory(driver_api *a, context c, size_t *available, size_t *total) {
	WITH_CONTEXT(a, c);
	return a->cuMemGetInfo_v2(available, total);
}
static inline result driver_alloc(driver_api *a, context c, devptr *p, size_t n) {
	WITH_CONTEXT(a, c);
	return a->cuMemAlloc_v2(p, n);
}
static inline result driver_free(driver_api *a, context c, devptr p) {
	WITH_CONTEXT(a, c);
	return a->cuMemFree_v2(p);
}
static inline result driver_host_alloc(driver_api *a, context c, void **p, size_t n) {
	WITH_CONTEXT(a, c);
	return a->cuMemHostAlloc(p, n, 1 /* portable: pinned for all contexts */);
}
static inline result driver_host_free(driver_api *a, context c, void *p) {
	WITH_CONTEXT(a, c);
	return a->cuMemFreeHost(p);
}
static inline result driver_copy_in(driver_api *a, context c, devptr to, const void *from, size_t n, stream s) {
	WITH_CONTEXT(a, c);
	return a->cuMemcpyHtoDAsync_v2(to, from, n, s);
}
static inline result driver_copy_out(driver_api *a, context c, void *to, devptr from, size_t n, stream s) {
	WITH_CONTEXT(a, c);
	return a->cuMemcpyDtoHAsync_v2(to, from, n, s);
}
static inline result driver_copy(driver_api *a, context c, devptr to, devptr from, size_t n, stream s) {
	WITH_CONTEXT(a, c);
	return a->cuMemcpyDtoDAsync_v2(to, from, n, s);
}
static inline result driver_fill(driver_api *a, context c, devptr p, unsigned char v, size_t n, stream s) {
	WITH_CONTEXT(a, c);
	return a->cuMemsetD8Async(p, v, n, s);
}
static inline result driver_stream(driver_api *a, context c, stream *s) {
	WITH_CONTEXT(a, c);
	return a->cuStreamCreate(s, 1 /* does not wait for the default stream */);
}
static inline result driver_stream_free(driver_api *a, context c, stream s) {
	WITH_CONTEXT(a, c);
	return a->cuStreamDestroy_v2(s);
}
static inline result driver_stream_sync(driver_api *a, context c, stream s) {
	WITH_CONTEXT(a, c);
	return a->cuStreamSynchronize(s);
}
static inline result driver_stream_wait(driver_api *a, context c, stream s, event e) {
	WITH_CONTEXT(a, c);
	return a->cuStreamWaitEvent(s, e, 0);
}
static inline result driver_event(driver_api *a, context c, event *e) {
	WITH_CONTEXT(a, c);
	return a->cuEventCreate(e, 1 /* waiting for it blocks instead of spinning */);
}
static inline result driver_event_free(driver_api *a, context c, event e) {
	WITH_CONTEXT(a, c);
	return a->cuEventDestroy_v2(e);
}
static inline result driver_event_record(driver_api *a, context c, event e, stream s) {
	WITH_CONTEXT(a, c);
	return a->cuEventRecord(e, s);
}
static inline result driver_event_sync(driver_api *a, context c, event e) {
	WITH_CONTEXT(a, c);
	return a->cuEventSynchronize(e);
}
static inline result driver_event_elapsed(driver_api *a, context c, float *ms, event from, event to) {
	WITH_CONTEXT(a, c);
	return a->cuEventElapsedTime(ms, from, to);
}

#endif
