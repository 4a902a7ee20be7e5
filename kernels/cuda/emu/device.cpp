// The driver's API for emulated devices: a library that the program opens instead
// of libcuda.so.1. Kernels are run by an engine. Streams put copies and fills off as
// long as they may: until later work of the stream is run, or until somebody waits
// for it. So work that does not wait for a copy that it needs misses it, a copy whose
// memory on the host did not stay as it was copies rubbish, and who reads what comes
// back before it is there reads something else. Kernels are run at once; with
// QUARRY_EMU_ORDER=reverse they are put off likewise, so that their errors come as
// late as a GPU's, with random some are. Freeing what work under way uses is an error,
// and so is a call on a thread that has not set the context.
//
// The environment shapes the devices, for tests of what happens when things go wrong: QUARRY_EMU_DEVICES is
// their number, QUARRY_EMU_MEMORY their memory in bytes, QUARRY_EMU_PINNED how much of the host's can be pinned;
// the n-th launch loses them all with QUARRY_EMU_LOSE=n, and crashes with QUARRY_EMU_CRASH=n.

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "engine.h"

#define API extern "C" __attribute__((visibility("default")))

typedef int result;
typedef uint64_t devptr;

static std::mutex mutex;
static std::map<devptr, size_t> allocations;
static size_t allocated;
static std::map<void *, size_t> pinned; // memory of the host
static std::map<void *, void *> modules; // what is loaded, and what the engine knows it as
static int retained[64];                // how often each device's context is in use
static thread_local int current;        // the device whose context this thread has set, plus 1

// granted is what an allocation takes of a device's memory, which comes in pages;
// small allocations share them.
static size_t granted(size_t bytes) {
	const size_t page = 2 << 20, small = 512;
	return bytes >= page / 2 ? (bytes + page - 1) / page * page : (bytes + small - 1) / small * small;
}

// CURRENT begins calls that need a context.
#define CURRENT \
	do { \
		if (current == 0) return INVALID_CONTEXT; \
	} while (0)

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
	case OPERATING_SYSTEM: *s = "CUDA_ERROR_OPERATING_SYSTEM"; break;
	case INVALID_CONTEXT: *s = "CUDA_ERROR_INVALID_CONTEXT"; break;
	case OUT_OF_RESOURCES: *s = "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"; break;
	case NOT_FOUND: *s = "CUDA_ERROR_NOT_FOUND"; break;
	case INVALID_PTX: *s = "CUDA_ERROR_INVALID_PTX"; break;
	case INVALID_HANDLE: *s = "CUDA_ERROR_INVALID_HANDLE"; break;
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
	std::lock_guard<std::mutex> lock(mutex);
	retained[d]++;
	*c = (void *)(intptr_t)(d + 1);
	return SUCCESS;
}
API result cuDevicePrimaryCtxRelease_v2(int d) {
	std::lock_guard<std::mutex> lock(mutex);
	if (retained[d] == 0) return INVALID_CONTEXT;
	retained[d]--;
	return SUCCESS;
}
API result cuCtxSetCurrent(void *c) {
	std::lock_guard<std::mutex> lock(mutex);
	int d = (int)(intptr_t)c - 1;
	if (d < 0 || d >= 64 || retained[d] == 0) return INVALID_CONTEXT;
	current = d + 1;
	return SUCCESS;
}

API result cuModuleLoadData(void **m, const void *image) {
	CURRENT;
	void *loaded;
	result r = engine::load(&loaded, (const char *)image, &image_text);
	if (r) return r;
	std::lock_guard<std::mutex> lock(mutex);
	static uintptr_t last; // no handle is ever given twice
	modules[*m = (void *)++last] = loaded;
	return sticky;
}
API result cuModuleUnload(void *m) {
	CURRENT;
	std::lock_guard<std::mutex> lock(mutex);
	return modules.erase(m) ? (result)sticky : INVALID_HANDLE;
}
API result cuModuleGetFunction(void **f, void *m, const char *name) {
	CURRENT;
	std::lock_guard<std::mutex> lock(mutex);
	auto it = modules.find(m);
	if (it == modules.end()) return INVALID_HANDLE;
	result r = engine::find(f, it->second, name);
	return r ? r : (result)sticky;
}
API result cuFuncSetAttribute(void *f, int attribute, int value) {
	CURRENT;
	if (attribute != 8 || value > 227 << 10) return INVALID_VALUE;
	engine::allow(f, value);
	return sticky;
}
API result cuFuncGetAttribute(int *value, int, void *) {
	CURRENT;
	*value = 0; // the host's compiler decides
	return sticky;
}
API result cuFuncGetParamInfo(void *f, size_t i, size_t *offset, size_t *size) {
	CURRENT;
	const std::vector<size_t> &sizes = engine::parameters(f);
	if (i >= sizes.size()) return INVALID_VALUE;
	*size = sizes[i];
	*offset = 0; // nobody asks for it
	return sticky;
}

API result cuMemGetInfo_v2(size_t *available, size_t *total) {
	CURRENT;
	std::lock_guard<std::mutex> lock(mutex);
	*total = memory();
	*available = *total > allocated ? *total - allocated : 0;
	return sticky;
}
API result cuMemAlloc_v2(devptr *p, size_t n) {
	CURRENT;
	if (!n) return INVALID_VALUE;
	if (sticky) return sticky;
	std::lock_guard<std::mutex> lock(mutex);
	if (allocated + granted(n) > memory()) return OUT_OF_MEMORY;
	void *block = nullptr;
	if (posix_memalign(&block, 256, n) != 0) return OUT_OF_MEMORY;
	memset(block, 0xA5, n);
	*p = (devptr)block;
	allocations[*p] = n;
	allocated += granted(n);
	return SUCCESS;
}
// Pending is work that was put off: a copy, a fill, a kernel, a wait.
struct Pending {
	uint64_t number;
	std::function<result()> run;
	std::vector<uint8_t> args;       // of a kernel
	const uint8_t *host = nullptr;   // what a copy reads or writes on the host
	size_t bytes = 0;
};

// running is held by whoever does work that was put off; what it does may be to wait
// for another stream.
static std::recursive_mutex running;

// Stream is a queue of work.
struct Stream {
	std::mutex mutex;
	std::deque<Pending> pending;
	uint64_t last = 0; // number of the last that was put in

	void put(Pending &&work) {
		std::lock_guard<std::mutex> lock(mutex);
		work.number = ++last;
		pending.push_back(std::move(work));
	}

	// finish does what is pending, up to a number.
	result finish(uint64_t to = UINT64_MAX) {
		std::lock_guard<std::recursive_mutex> one(running);
		for (;;) {
			Pending next;
			{
				std::lock_guard<std::mutex> lock(mutex);
				if (pending.empty() || pending.front().number > to) return sticky;
				next = std::move(pending.front());
				pending.pop_front();
			}
			if (!sticky) next.run();
		}
	}
};

typedef std::shared_ptr<Stream> *stream;

static std::set<Stream *> streams; // under mutex

// used tells whether work that was put off is about a range of memory, as far as
// copies and the arguments of kernels tell.
static bool used(uint64_t from, size_t bytes) {
	std::lock_guard<std::mutex> lock(mutex);
	for (Stream *s : streams) {
		std::lock_guard<std::mutex> queue(s->mutex);
		for (Pending &p : s->pending) {
			if (p.host && (uint64_t)p.host < from + bytes && from < (uint64_t)p.host + p.bytes) return true;
			for (size_t i = 0; i + 8 <= p.args.size(); i += 8) {
				uint64_t word;
				memcpy(&word, &p.args[i], 8);
				if (from <= word && word < from + bytes) return true;
			}
		}
	}
	return false;
}

API result cuMemFree_v2(devptr p) {
	CURRENT;
	uint64_t from, to;
	if (!sticky && device::within(p, 1, &from, &to) && used(from, to - from))
		return poison(LAUNCH_FAILED, "memory was freed that work under way uses");
	std::lock_guard<std::mutex> lock(mutex);
	auto it = allocations.find(p);
	if (it == allocations.end()) return INVALID_VALUE;
	allocated -= granted(it->second);
	free((void *)p);
	allocations.erase(it);
	return sticky;
}
API result cuMemHostAlloc(void **p, size_t n, unsigned) {
	CURRENT;
	if (sticky) return sticky;
	std::lock_guard<std::mutex> lock(mutex);
	size_t all = n;
	for (auto &block : pinned) all += block.second;
	if (all > (size_t)setting("QUARRY_EMU_PINNED", LONG_MAX)) return OPERATING_SYSTEM;
	if (posix_memalign(p, 4096, n ? n : 1) != 0) return OUT_OF_MEMORY;
	memset(*p, 0xA5, n);
	pinned[*p] = n;
	return SUCCESS;
}
API result cuMemFreeHost(void *p) {
	CURRENT;
	size_t n;
	{
		std::lock_guard<std::mutex> lock(mutex);
		auto it = pinned.find(p);
		if (it == pinned.end()) return INVALID_VALUE;
		n = it->second;
		pinned.erase(it);
	}
	if (!sticky && used((uint64_t)p, n)) return poison(LAUNCH_FAILED, "pinned memory was freed that a copy under way uses");
	memset(p, 0xA5, n); // whoever reads it still gets rubbish
	free(p);
	return sticky;
}

// put_copy puts a copy off. Ranges on the device are looked at again when it is done.
static result put_copy(void *s, void *to, const void *from, size_t n, bool to_device, bool from_device) {
	CURRENT;
	if (sticky) return sticky;
	if (n && ((to_device && !within((devptr)to, n)) || (from_device && !within((devptr)from, n)))) return INVALID_VALUE;
	Pending work;
	work.host = (const uint8_t *)(to_device ? from_device ? nullptr : from : to);
	work.bytes = n;
	work.run = [=]() -> result {
		if (n && ((to_device && !within((devptr)to, n)) || (from_device && !within((devptr)from, n))))
			return poison(LAUNCH_FAILED, "a copy of memory that was freed meanwhile");
		memmove(to, from, n);
		return SUCCESS;
	};
	(*(stream)s)->put(std::move(work));
	return SUCCESS;
}
API result cuMemcpyHtoDAsync_v2(devptr to, const void *from, size_t n, void *s) {
	return put_copy(s, (void *)to, from, n, true, false);
}
API result cuMemcpyDtoHAsync_v2(void *to, devptr from, size_t n, void *s) {
	return put_copy(s, to, (void *)from, n, false, true);
}
API result cuMemcpyDtoDAsync_v2(devptr to, devptr from, size_t n, void *s) {
	return put_copy(s, (void *)to, (void *)from, n, true, true);
}
API result cuMemsetD8Async(devptr p, unsigned char v, size_t n, void *s) {
	CURRENT;
	if (sticky) return sticky;
	if (n && !within(p, n)) return INVALID_VALUE;
	Pending work;
	work.run = [=]() -> result {
		if (n && !within(p, n)) return poison(LAUNCH_FAILED, "memory was freed before it was filled");
		memset((void *)p, v, n);
		return SUCCESS;
	};
	(*(stream)s)->put(std::move(work));
	return SUCCESS;
}

API result cuStreamCreate(void **s, unsigned) {
	CURRENT;
	if (sticky) return sticky;
	auto *made = new std::shared_ptr<Stream>(new Stream);
	*s = made;
	std::lock_guard<std::mutex> lock(mutex);
	streams.insert(made->get());
	return SUCCESS;
}
API result cuStreamDestroy_v2(void *s) {
	CURRENT;
	(*(stream)s)->finish();
	{
		std::lock_guard<std::mutex> lock(mutex);
		streams.erase(((stream)s)->get());
	}
	delete (stream)s;
	return sticky;
}
API result cuStreamSynchronize(void *s) {
	CURRENT;
	return (*(stream)s)->finish();
}

// Event is a mark in a stream: what was in it up to a number.
struct Event {
	std::shared_ptr<Stream> stream; // null until it is recorded
	uint64_t number;
	timespec time;
};

API result cuStreamWaitEvent(void *s, void *e, unsigned) {
	CURRENT;
	if (sticky) return sticky;
	auto on = ((Event *)e)->stream;
	if (!on) return SUCCESS;
	uint64_t number = ((Event *)e)->number;
	Pending work;
	work.run = [=] { return on->finish(number); };
	(*(stream)s)->put(std::move(work));
	return SUCCESS;
}

API result cuEventCreate(void **e, unsigned) {
	CURRENT;
	if (sticky) return sticky;
	*e = new Event{};
	return SUCCESS;
}
API result cuEventDestroy_v2(void *e) {
	CURRENT;
	delete (Event *)e;
	return sticky;
}
API result cuEventRecord(void *e, void *s) {
	CURRENT;
	if (sticky) return sticky;
	Event *mark = (Event *)e;
	mark->stream = *(stream)s;
	clock_gettime(CLOCK_MONOTONIC, &mark->time);
	std::lock_guard<std::mutex> lock(mark->stream->mutex);
	mark->number = mark->stream->last;
	return SUCCESS;
}
API result cuEventSynchronize(void *e) {
	CURRENT;
	auto on = ((Event *)e)->stream;
	return on ? on->finish(((Event *)e)->number) : (result)sticky;
}
API result cuEventElapsedTime(float *ms, void *from, void *to) {
	CURRENT;
	timespec a = ((Event *)from)->time, b = ((Event *)to)->time;
	*ms = (float)((b.tv_sec - a.tv_sec) * 1e3 + (b.tv_nsec - a.tv_nsec) / 1e6);
	return sticky;
}

// early says whether a launch is run at once.
static bool early(long launch) {
	const char *order = getenv("QUARRY_EMU_ORDER");
	if (order && !strcmp(order, "reverse")) return false;
	if (order && !strcmp(order, "random")) return (launch * 2654435761u >> 7 & 1) != 0;
	return true;
}

API result cuLaunchKernel(void *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
	unsigned shared, void *s, void **args, void **) {
	CURRENT;
	if (sticky) return sticky;
	long launch = ++launches;
	uint64_t threads = (uint64_t)bx * by * bz;
	if (threads == 0 || threads > 1024 || !gx || !gy || !gz || gx > 0x7fffffff || gy > 65535 || gz > 65535) return INVALID_VALUE;
	if (threads > engine::most_threads(f)) return OUT_OF_RESOURCES;
	if (shared > engine::most_shared(f)) return INVALID_VALUE;
	Pending work;
	std::vector<size_t> offsets;
	for (size_t size : engine::parameters(f)) {
		size_t at = work.args.size();
		offsets.push_back(at);
		work.args.resize(at + (size + 15) / 16 * 16); // aligned for any type
		memcpy(&work.args[at], args[offsets.size() - 1], size);
	}
	// A vector that is moved keeps its memory.
	const uint8_t *copied = work.args.data();
	work.run = [=]() -> result {
		if (launch == setting("QUARRY_EMU_LOSE", 0)) return poison(DEVICE_LOST, "lost on demand");
		if (launch == setting("QUARRY_EMU_CRASH", 0)) return poison(LAUNCH_FAILED, "crashed on demand");
		std::vector<void *> pointers;
		for (size_t at : offsets) pointers.push_back((void *)(copied + at));
		std::string message;
		result r = engine::launch(f, Extent{gx, gy, gz}, Extent{bx, by, bz}, shared, pointers.data(), &message);
		return r == LAUNCH_FAILED ? poison(r, message) : r;
	};
	(*(stream)s)->put(std::move(work));
	return early(launch) ? (*(stream)s)->finish() : (result)SUCCESS;
}
