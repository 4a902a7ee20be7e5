// The driver's API for emulated devices: a library that the program opens instead
// of libcuda.so.1. Kernels are run by an engine. Streams put off copies to the device
// as long as they may: until later work in the stream, or until somebody waits for
// it. So work that does not wait for a copy that it needs misses it, and so does a
// copy whose memory on the host did not stay as it was. All else is done at once.
//
// The environment shapes the devices, for tests of what happens when things go
// wrong: QUARRY_EMU_DEVICES is their number, QUARRY_EMU_MEMORY their memory in
// bytes; the n-th launch loses them all with QUARRY_EMU_LOSE=n, and crashes with
// QUARRY_EMU_CRASH=n.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "engine.h"

#define API extern "C" __attribute__((visibility("default")))

typedef int result;
typedef uint64_t devptr;

static std::mutex mutex;
static std::map<devptr, size_t> allocations;
static size_t allocated;
static std::atomic<int> sticky{0};     // the error that poisoned the context
static std::string sticky_text;        // written before sticky is set
static std::string image_text;         // of the last module that could not be loaded
static std::atomic<long> launches{0};

static long setting(const char *name, long otherwise) {
	const char *s = getenv(name);
	return s && *s ? atol(s) : otherwise;
}

static size_t memory() { return (size_t)setting("QUARRY_EMU_MEMORY", 16L << 30); }

static result poison(int code, const std::string &text) {
	std::lock_guard<std::mutex> lock(mutex);
	if (!sticky) {
		sticky_text = text;
		sticky = code;
		fprintf(stderr, "emulated GPU: %s\n", text.c_str());
	}
	return sticky;
}

bool device::within(uint64_t p, size_t bytes, uint64_t *from, uint64_t *to) {
	std::lock_guard<std::mutex> lock(mutex);
	auto it = allocations.upper_bound(p);
	if (it == allocations.begin()) return false;
	--it;
	*from = it->first;
	*to = it->first + it->second;
	return p + bytes <= *to;
}

static bool within(devptr p, size_t bytes) {
	uint64_t from, to;
	return device::within(p, bytes, &from, &to);
}

API result cuInit(unsigned) { return SUCCESS; }
API result cuDriverGetVersion(int *v) {
	*v = 13000;
	return SUCCESS;
}
API result cuGetErrorName(result r, const char **s) {
	switch (r) {
	case SUCCESS: *s = "CUDA_SUCCESS"; break;
	case INVALID_VALUE: *s = "CUDA_ERROR_INVALID_VALUE"; break;
	case OUT_OF_MEMORY: *s = "CUDA_ERROR_OUT_OF_MEMORY"; break;
	case DEVICE_LOST: *s = "CUDA_ERROR_DEVICE_UNAVAILABLE"; break;
	case INVALID_DEVICE: *s = "CUDA_ERROR_INVALID_DEVICE"; break;
	case NOT_FOUND: *s = "CUDA_ERROR_NOT_FOUND"; break;
	case INVALID_PTX: *s = "CUDA_ERROR_INVALID_PTX"; break;
	case LAUNCH_FAILED: *s = "CUDA_ERROR_LAUNCH_FAILED"; break;
	default: *s = "CUDA_ERROR_UNKNOWN";
	}
	return SUCCESS;
}
API result cuGetErrorString(result r, const char **s) {
	if (r == INVALID_PTX) {
		*s = image_text.c_str();
		return SUCCESS;
	}
	if (r != SUCCESS && r == sticky) {
		*s = sticky_text.c_str();
		return SUCCESS;
	}
	return cuGetErrorName(r, s);
}

API result cuDeviceGetCount(int *n) {
	*n = (int)setting("QUARRY_EMU_DEVICES", 1);
	return SUCCESS;
}
API result cuDeviceGet(int *d, int ordinal) {
	if (ordinal < 0 || ordinal >= setting("QUARRY_EMU_DEVICES", 1)) return INVALID_DEVICE;
	*d = ordinal;
	return SUCCESS;
}
API result cuDeviceGetName(char *s, int n, int) {
	snprintf(s, n, "%s", engine::name);
	return SUCCESS;
}
API result cuDeviceGetUuid_v2(unsigned char *uuid, int d) {
	memset(uuid, 0, 16);
	uuid[15] = (unsigned char)d;
	return SUCCESS;
}
API result cuDeviceGetPCIBusId(char *s, int n, int d) {
	snprintf(s, n, "0000:%02X:00.0", d + 1);
	return SUCCESS;
}
API result cuDeviceTotalMem_v2(size_t *n, int) {
	*n = memory();
	return SUCCESS;
}
API result cuDeviceGetAttribute(int *v, int attribute, int) {
	switch (attribute) {
	case 13: *v = 1000000; break;  // clock in kHz
	case 16: *v = 1; break;        // multiprocessors
	case 75: *v = 9; break;        // compute capability, as of an H100
	case 76: *v = 0; break;
	case 97: *v = 227 << 10; break; // shared memory of a block at most
	default: *v = 0;
	}
	return SUCCESS;
}

API result cuDevicePrimaryCtxSetFlags_v2(int, unsigned) { return SUCCESS; }
API result cuDevicePrimaryCtxRetain(void **c, int d) {
	*c = (void *)(intptr_t)(d + 1);
	return SUCCESS;
}
API result cuDevicePrimaryCtxRelease_v2(int) { return SUCCESS; }
API result cuCtxSetCurrent(void *) { return SUCCESS; }

API result cuModuleLoadData(void **m, const void *image) {
	result r = engine::load(m, (const char *)image, &image_text);
	return r ? r : (result)sticky;
}
API result cuModuleUnload(void *) { return sticky; }
API result cuModuleGetFunction(void **f, void *m, const char *name) {
	result r = engine::find(f, m, name);
	return r ? r : (result)sticky;
}
API result cuFuncSetAttribute(void *f, int attribute, int value) {
	if (attribute != 8 || value > 227 << 10) return INVALID_VALUE;
	engine::allow(f, value);
	return sticky;
}
API result cuFuncGetAttribute(int *value, int, void *) {
	*value = 0; // the host's compiler decides
	return sticky;
}

API result cuMemGetInfo_v2(size_t *available, size_t *total) {
	std::lock_guard<std::mutex> lock(mutex);
	*total = memory();
	*available = *total > allocated ? *total - allocated : 0;
	return sticky;
}
API result cuMemAlloc_v2(devptr *p, size_t n) {
	if (!n) return INVALID_VALUE;
	if (sticky) return sticky;
	std::lock_guard<std::mutex> lock(mutex);
	if (allocated + n > memory()) return OUT_OF_MEMORY;
	void *block = nullptr;
	if (posix_memalign(&block, 256, n) != 0) return OUT_OF_MEMORY;
	memset(block, 0xA5, n);
	*p = (devptr)block;
	allocations[*p] = n;
	allocated += n;
	return SUCCESS;
}
API result cuMemFree_v2(devptr p) {
	std::lock_guard<std::mutex> lock(mutex);
	auto it = allocations.find(p);
	if (it == allocations.end()) return INVALID_VALUE;
	allocated -= it->second;
	allocations.erase(it);
	free((void *)p);
	return sticky;
}
API result cuMemHostAlloc(void **p, size_t n, unsigned) {
	if (posix_memalign(p, 4096, n ? n : 1) != 0) return OUT_OF_MEMORY;
	memset(*p, 0xA5, n);
	return sticky;
}
API result cuMemFreeHost(void *p) {
	free(p);
	return sticky;
}

// Stream is the copies that were put off.
struct Stream {
	struct Copy {
		devptr to;
		const void *from;
		size_t bytes;
	};
	std::mutex mutex;
	std::vector<Copy> copies;

	result finish() {
		std::lock_guard<std::mutex> lock(mutex);
		for (Copy &c : copies) {
			if (!within(c.to, c.bytes)) {
				copies.clear();
				return poison(LAUNCH_FAILED, "a copy to memory that was freed meanwhile");
			}
			memcpy((void *)c.to, c.from, c.bytes);
		}
		copies.clear();
		return sticky;
	}
};

// Event is a mark in a stream.
struct Event {
	std::shared_ptr<Stream> stream; // null until it is recorded
	timespec time;
};

typedef std::shared_ptr<Stream> *stream;

API result cuMemcpyHtoDAsync_v2(devptr to, const void *from, size_t n, void *s) {
	if (n && !within(to, n)) return INVALID_VALUE;
	Stream &on = **(stream)s;
	std::lock_guard<std::mutex> lock(on.mutex);
	on.copies.push_back({to, from, n});
	return sticky;
}
API result cuMemcpyDtoHAsync_v2(void *to, devptr from, size_t n, void *s) {
	if (n && !within(from, n)) return INVALID_VALUE;
	(*(stream)s)->finish();
	memcpy(to, (void *)from, n);
	return sticky;
}
API result cuMemcpyDtoDAsync_v2(devptr to, devptr from, size_t n, void *s) {
	if (n && (!within(from, n) || !within(to, n))) return INVALID_VALUE;
	(*(stream)s)->finish();
	memmove((void *)to, (void *)from, n);
	return sticky;
}
API result cuMemsetD8Async(devptr p, unsigned char v, size_t n, void *s) {
	if (n && !within(p, n)) return INVALID_VALUE;
	(*(stream)s)->finish();
	memset((void *)p, v, n);
	return sticky;
}

API result cuStreamCreate(void **s, unsigned) {
	*s = new std::shared_ptr<Stream>(new Stream);
	return sticky;
}
API result cuStreamDestroy_v2(void *s) {
	(*(stream)s)->finish();
	delete (stream)s;
	return sticky;
}
API result cuStreamSynchronize(void *s) { return (*(stream)s)->finish(); }
API result cuStreamWaitEvent(void *s, void *e, unsigned) {
	(*(stream)s)->finish();
	auto &on = ((Event *)e)->stream;
	return on ? on->finish() : (result)sticky;
}

API result cuEventCreate(void **e, unsigned) {
	*e = new Event{};
	return sticky;
}
API result cuEventDestroy_v2(void *e) {
	delete (Event *)e;
	return sticky;
}
API result cuEventRecord(void *e, void *s) {
	((Event *)e)->stream = *(stream)s;
	clock_gettime(CLOCK_MONOTONIC, &((Event *)e)->time);
	return sticky;
}
API result cuEventSynchronize(void *e) {
	auto &on = ((Event *)e)->stream;
	return on ? on->finish() : (result)sticky;
}
API result cuEventElapsedTime(float *ms, void *from, void *to) {
	timespec a = ((Event *)from)->time, b = ((Event *)to)->time;
	*ms = (float)((b.tv_sec - a.tv_sec) * 1e3 + (b.tv_nsec - a.tv_nsec) / 1e6);
	return sticky;
}

API result cuLaunchKernel(void *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
	unsigned shared, void *s, void **args, void **) {
	if (sticky) return sticky;
	if (result r = (*(stream)s)->finish()) return r;
	long launch = ++launches;
	if (launch == setting("QUARRY_EMU_LOSE", 0)) return poison(DEVICE_LOST, "lost on demand");
	if (launch == setting("QUARRY_EMU_CRASH", 0)) return poison(LAUNCH_FAILED, "crashed on demand");
	uint64_t threads = (uint64_t)bx * by * bz;
	if (threads == 0 || threads > 1024 || !gx || !gy || !gz || gx > 0x7fffffff || gy > 65535 || gz > 65535) return INVALID_VALUE;
	std::string message;
	result r = engine::launch(f, Extent{gx, gy, gz}, Extent{bx, by, bz}, shared, args, &message);
	return r == LAUNCH_FAILED ? poison(r, message) : r;
}
