//go:build emu

package driver

import (
	"os"
	"path/filepath"
)

// Emulated says that devices are emulated on the CPU: true only in builds with
// the tag "emu".
const Emulated = true

// EmulatorVariable names the environment variable that may hold the path of the
// emulating library. Releases don't know it.
const EmulatorVariable = "QUARRY_EMULATOR"

// emulator is the library that `make emu` builds.
const emulator = "libquarry-emu.so"

// libraries are where the emulating library may be: where the environment says,
// beside the program, and, for tests, in the build folder of the repository.
func libraries() []string {
	if path := os.Getenv(EmulatorVariable); path != "" {
		return []string{path}
	}
	var found []string
	if program, err := os.Executable(); err == nil {
		found = append(found, filepath.Join(filepath.Dir(program), emulator))
	}
	for dir, err := os.Getwd(); err == nil; dir = filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			found = append(found, filepath.Join(dir, "build", emulator))
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return found
}
