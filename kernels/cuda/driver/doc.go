// Package driver binds the part of the CUDA driver API that Quarry uses, at run
// time: building needs neither CUDA's headers nor its libraries, and one binary
// runs on machines with and without a GPU.
//
// The library is opened with dlopen when a device is first asked for. Where there
// is none (no NVIDIA driver, no device, another system than Linux, a build
// without cgo), every way in fails with kernels.CodeUnsupported and says why.
//
// A release only ever opens the system's libcuda.so.1. Builds with the tag "emu",
// which are for tests, only ever open a library that emulates a device instead:
// see emulated.go.
//
// A Device is its primary context, which all goroutines share: each call sets it
// for the thread it happens to run on, so that no goroutine must keep its thread.
//
// # Errors
//
// All errors are *fault.Error: kernels.CodeOutOfMemory is harmless;
// kernels.CodeDeviceLost and kernels.CodeDevicePoisoned last for the life of the
// process, Device.Problem keeps them, and all later calls fail with them too;
// kernels.CodeDriver is everything else that the driver refuses. The cause is an
// *Error, which holds the driver's own words.
package driver
