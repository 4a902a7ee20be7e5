//go:build emu

package worker_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/hw"
	"quarry/kernels"
	"quarry/kernels/cuda/driver"
	"quarry/prover"
	"quarry/prover/worker"
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

// Tasks that don't fit beside each other on the device wait for each other.
func TestGPUChildWithLittleMemory(t *testing.T) {
	w := newWorker(t, "real", func(c *worker.Config) {
		c.Env = append(append(c.Env, gpuEnv(t)...), "QUARRY_EMU_MEMORY=180000000") // operations of one proof take 100 MB
	})
	gpu := w.Info().Backends[0]
	if !prover.OnGPU(gpu) {
		t.Skip("there is no emulated GPU")
	}
	var leases []*fakeLease
	proveTogether(t, w, gpu, 2, func(l *fakeLease) { leases = append(leases, l) })
	waited := 0
	for _, l := range leases {
		if strings.Contains(strings.Join(l.notes, "\n"), "waiting") {
			waited++
		}
	}
	if waited == 0 {
		t.Error("nobody waited")
	}
}

// A worker with several GPUs offers each by its number, too.
func TestGPUsByNumber(t *testing.T) {
	t.Setenv("QUARRY_EMU_DEVICES", "2")
	offered := newWorker(t, "real", func(c *worker.Config) { c.Env = append(c.Env, gpuEnv(t)...) }).Info().Backends
	if !prover.OnGPU(offered[0]) {
		t.Skip("there is no emulated GPU")
	}
	for _, name := range []string{offered[0] + ":0", offered[0] + ":1"} {
		if !slices.Contains(offered, name) {
			t.Errorf("%s is not among %v", name, offered)
		}
	}
}

// A GPU on which every attempt crashes gets no work after some; an operator can say
// otherwise.
func TestGPUChildThatCrashes(t *testing.T) {
	health := filepath.Join(t.TempDir(), "health.json")
	w := newWorker(t, "real", func(c *worker.Config) {
		c.Env, c.DeviceHealth = append(append(c.Env, gpuEnv(t)...), "QUARRY_EMU_CRASH=20"), health
	})
	gpu := w.Info().Backends[0]
	if !prover.OnGPU(gpu) {
		t.Skip("there is no emulated GPU")
	}
	attempt := func(code fault.Code) {
		t.Helper()
		l := stoneLease(t, "s14")
		l.job.Task.Backend = gpu
		w.Attempt(l)
		l.ended("fail", code, true)
	}
	for range 3 {
		if d := w.Info().Devices; len(d) != 1 || d[0].Unhealthy != "" {
			t.Fatalf("devices %+v", d)
		}
		attempt(kernels.CodeDevicePoisoned)
	}
	attempt(worker.CodeDeviceUnhealthy)
	if d := w.Info().Devices; len(d) != 1 || d[0].Unhealthy == "" {
		t.Fatalf("devices %+v", d)
	}
	if !hw.NewDeviceHealth(health).Clear("") {
		t.Fatal("nothing was remembered")
	}
	attempt(kernels.CodeDevicePoisoned)
}
