package hw_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quarry/hw"
)

// A GPU that fails again and again rests, longer each time, and at last is retired,
// also for processes that come later; a proof or an operator brings it back.
func TestDeviceHealth(t *testing.T) {
	for _, path := range []string{"", filepath.Join(t.TempDir(), "new", "health.json"), "/dev/null/nowhere"} {
		h := hw.NewDeviceHealth(path)
		later := func() *hw.DeviceHealth {
			if strings.HasSuffix(path, ".json") {
				return hw.NewDeviceHealth(path)
			}
			return h
		}
		var rests []time.Duration
		for n := 1; n <= 8; n++ {
			r := h.Failed("GPU-a", errors.New("an illegal address"))
			if r.Failures != n || r.Retired() != (n == 8) {
				t.Fatalf("%q, failure %d: %+v", path, n, r)
			}
			if problem := later().Problem("GPU-a"); (problem != "") != (n >= 3) || n >= 3 && !strings.Contains(problem, "illegal address") {
				t.Errorf("%q, failure %d: %q", path, n, problem)
			}
			if n >= 3 {
				rests = append(rests, r.Until().Sub(r.At))
			}
			if n < 8 && r.Problem(r.Until().Add(time.Second)) != "" {
				t.Errorf("after its rest: %q", r.Problem(r.Until().Add(time.Second)))
			}
			if n == 8 && r.Problem(r.At.Add(1000*time.Hour)) == "" {
				t.Error("a retired GPU comes back by itself")
			}
		}
		for i := 1; i < len(rests); i++ {
			if rests[i] != 2*rests[i-1] {
				t.Errorf("rests %v", rests)
			}
		}
		h.Failed("GPU-b", errors.New("once"))
		if later().Problem("GPU-b") != "" || len(later().Records()) != 2 {
			t.Errorf("records %+v", later().Records())
		}
		if !later().Clear("GPU-a") || later().Clear("GPU-a") || h.Problem("GPU-a") != "" {
			t.Errorf("%q: not cleared: %q", path, h.Problem("GPU-a"))
		}
		h.Worked("GPU-b")
		if len(later().Records()) != 0 {
			t.Errorf("records %+v", later().Records())
		}
	}
}

// A file that is none counts as empty, and is replaced.
func TestDeviceHealthFileBroken(t *testing.T) {
	path := filepath.Join(t.TempDir(), "health.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := hw.NewDeviceHealth(path)
	if h.Problem("GPU-a") != "" {
		t.Error(h.Problem("GPU-a"))
	}
	h.Failed("GPU-a", errors.New("x"))
	if r := hw.NewDeviceHealth(path).Records(); len(r) != 1 || r[0].Failures != 1 {
		t.Errorf("records %+v", r)
	}
}

// Several processes note failures at the same moment, and none is lost. The test runs
// itself as those processes.
func TestDeviceHealthProcesses(t *testing.T) {
	const variable, processes, each = "QUARRY_TEST_DEVICE_HEALTH", 3, 40
	if path := os.Getenv(variable); path != "" {
		h := hw.NewDeviceHealth(path)
		for range each {
			h.Failed("GPU-a", errors.New("an illegal address"))
			h.Failed("GPU-"+filepath.Base(t.TempDir()), errors.New("once"))
			h.Clear("GPU-nobody")
		}
		return
	}
	path := filepath.Join(t.TempDir(), "new", "health.json")
	var all [processes]*exec.Cmd
	for i := range all {
		all[i] = exec.Command(os.Args[0], "-test.run=^TestDeviceHealthProcesses$")
		all[i].Env = append(os.Environ(), variable+"="+path)
		if err := all[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range all {
		if err := p.Wait(); err != nil {
			t.Error(err)
		}
	}
	for _, r := range hw.NewDeviceHealth(path).Records() {
		if r.Device == "GPU-a" && r.Failures != processes*each {
			t.Errorf("%d failures of %d are remembered", r.Failures, processes*each)
		}
	}
	if len(hw.NewDeviceHealth(path).Records()) < 2 {
		t.Error("nothing is remembered")
	}
}
