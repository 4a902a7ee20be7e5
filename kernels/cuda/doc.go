// Package cuda runs the kernels on NVIDIA GPUs: the backend "cuda", and in builds
// with the tag "emu" the same code on an emulated GPU, the backend "cuda-emu".
//
// Kernels are CUDA C++ in src, one module a .cu file, compiled ahead of time to
// fatbin, which is embedded; toolchain holds the scripts. emu compiles the same
// sources for the host, ptx interprets what nvcc made of them; docs/cuda.md says
// what each of these can find out and what it cannot.
//
// One Go file and one .cu file for each group of operations. An operation is a
// task: launches and copies on the stream of its arena, with temporary device
// memory that is given back at its end. It ends only when the device is done, so
// that an error belongs to the operation that made it; between launches it looks
// at the context.
//
// Columns lie one after the other in device memory, elements of 32 bytes, the
// bytes of Go's; evaluations in natural order, coefficients bit-reversed. A table
// goes up once, from pinned memory, on a stream of its own, while the host goes
// on; only rows, digests and values that are asked for come back.
//
// Neither protocol logic nor memory planning lives here.
package cuda
