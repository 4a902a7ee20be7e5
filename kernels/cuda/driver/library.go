//go:build !emu

package driver

// Emulated says that devices are emulated on the CPU: true only in builds with
// the tag "emu".
const Emulated = false

// libraries are where the driver may be, in order: the system's search path, and
// places that it lacks in some containers and under WSL. The environment has no
// say in it.
func libraries() []string {
	return []string{"libcuda.so.1", "/usr/local/nvidia/lib64/libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"}
}
