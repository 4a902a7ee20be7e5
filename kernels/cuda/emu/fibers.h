// Launches of emulated kernels.
#ifndef QUARRY_FIBERS_H
#define QUARRY_FIBERS_H

#include <string>

#include "cuda_emu.h"

namespace emu {

// Kernel is a registered kernel.
struct Kernel {
	std::string name;
	Entry entry;
	unsigned max_dynamic_shared = 48 << 10;
};

// find returns a kernel by name, or null.
Kernel *find(const std::string &name);

// launch runs a kernel on all blocks of a grid; it returns the driver's result
// and leaves a message if a thread misbehaved.
int launch(const Kernel &k, dim3 grid, dim3 block, unsigned dynamic_shared, void **args, std::string *message);

} // namespace emu

#endif
