// What device.cpp, the driver's API, needs of what runs kernels: fibers.cpp runs
// those that the host's compiler made, ptx/machine.cpp interprets those that nvcc
// made.
#ifndef QUARRY_ENGINE_H
#define QUARRY_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include <string>
#include <vector>

// Results as the driver numbers them.
enum {
	SUCCESS = 0,
	INVALID_VALUE = 1,
	OUT_OF_MEMORY = 2,
	DEVICE_LOST = 46, // CUDA_ERROR_DEVICE_UNAVAILABLE
	INVALID_DEVICE = 101,
	INVALID_CONTEXT = 201,
	INVALID_PTX = 218,
	INVALID_HANDLE = 400,
	OPERATING_SYSTEM = 304,
	NOT_FOUND = 500,
	OUT_OF_RESOURCES = 701,
	LAUNCH_FAILED = 719,
};

struct Extent {
	unsigned x, y, z;
};

namespace engine {

extern const char *const name; // of the devices

// load finds a module, of which the image is the name.
int load(void **module, const char *name, std::string *message);

// find finds a kernel of a module.
int find(void **function, void *module, const char *name);

// allow lets blocks of a kernel have that much dynamic shared memory; most_shared is
// how much they may have.
void allow(void *function, unsigned bytes);
unsigned most_shared(void *function);

// most_threads is how many threads a kernel's blocks may have.
unsigned most_threads(void *function);

// parameters are the sizes of a kernel's parameters.
const std::vector<size_t> &parameters(void *function);

// launch runs a kernel on all blocks of a grid, whose extents are within the
// driver's bounds. It returns LAUNCH_FAILED and a message if a thread misbehaves.
int launch(void *function, Extent grid, Extent block, unsigned dynamic_shared, void **args, std::string *message);

} // namespace engine

namespace device {

// within tells whether the device's memory holds a range, and the allocation it
// lies in.
bool within(uint64_t address, size_t bytes, uint64_t *from, uint64_t *to);

} // namespace device

#endif
