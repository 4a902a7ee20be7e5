//go:build emu

package worker_test

import (
	"os"
	"path/filepath"
	"testing"

	"quarry/kernels/cuda/driver"
)

// gpuEnv is what a child needs to find the emulated GPU: it runs in another folder.
func gpuEnv(t *testing.T) []string {
	for _, path := range []string{os.Getenv(driver.EmulatorVariable), "libquarry-emu.so", "../../build/libquarry-emu.so"} {
		if _, err := os.Stat(path); path == "" || err != nil {
			continue
		}
		path, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		return []string{driver.EmulatorVariable + "=" + path}
	}
	return nil
}
