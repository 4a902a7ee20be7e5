package worker

import (
	"errors"
	"log/slog"
	"testing"

	"quarry/fault"
	"quarry/hw"
	"quarry/kernels"
)

func TestPlace(t *testing.T) {
	load := map[string]int{}
	none := &devices{cpu: "avx2", longLived: []string{"go"}, health: hw.NewDeviceHealth("")}
	health := hw.NewDeviceHealth("")
	two := &devices{cpu: "avx2", gpu: "cuda", gpus: []string{"GPU-a", "GPU-b"}, health: health}
	for _, tc := range []struct {
		name    string
		d       *devices
		backend string
		busy    int // tasks of the first GPU's child
		want    place
	}{
		{"the best, no GPU", none, "", 0, place{backend: "avx2"}},
		{"by name, no GPU", none, "go", 0, place{backend: "go", child: "go"}},
		{"a GPU, no GPU", none, "cuda", 0, place{backend: "cuda"}},
		{"the best", two, "", 0, place{child: "cuda:0", device: "GPU-a"}},
		{"the best, busy", two, "", 2, place{child: "cuda:1", device: "GPU-b"}},
		{"a GPU", two, "cuda", 1, place{backend: "cuda", child: "cuda:1", device: "GPU-b"}},
		{"the first GPU, busy", two, "cuda:0", 1, place{backend: "cuda", child: "cuda:0", device: "GPU-a"}},
		{"the second GPU", two, "cuda:1", 0, place{backend: "cuda", child: "cuda:1", device: "GPU-b"}},
		{"a third", two, "cuda:2", 0, place{backend: "cuda:2"}},
		{"the processor", two, "avx2", 0, place{backend: "avx2"}},
	} {
		load["cuda:0"] = tc.busy
		got, err := tc.d.place(tc.backend, func(child string) int { return load[child] })
		if err != nil || got != tc.want {
			t.Errorf("%s: %+v, %v, want %+v", tc.name, got, err, tc.want)
		}
	}
}

// GPUs that fail again and again get no work; when none is left the processor does
// what does not ask for them.
func TestPlaceUnhealthy(t *testing.T) {
	health := hw.NewDeviceHealth("")
	d := &devices{cpu: "avx2", gpu: "cuda", gpus: []string{"GPU-a", "GPU-b"}, health: health}
	fail := func(device string) {
		for range 8 {
			health.Failed(device, errors.New("an illegal address"))
		}
	}
	expect := func(backend string, want place, code fault.Code) {
		t.Helper()
		got, err := d.place(backend, func(string) int { return 0 })
		if got != want || fault.CodeOf(err) != code {
			t.Errorf("%q: %+v, %v, want %+v, %s", backend, got, err, want, code)
		}
	}
	fail("GPU-a")
	expect("", place{child: "cuda:1", device: "GPU-b"}, "")
	expect("cuda", place{backend: "cuda", child: "cuda:1", device: "GPU-b"}, "")
	expect("cuda:0", place{}, CodeDeviceUnhealthy)
	fail("GPU-b")
	expect("", place{backend: "avx2"}, "")
	expect("cuda", place{}, CodeDeviceUnhealthy)
	if s := d.state(); len(s) != 2 || s[0].Unhealthy == "" || s[1].Unhealthy == "" || !Retryable(CodeDeviceUnhealthy) {
		t.Errorf("%+v", s)
	}
	health.Clear("GPU-a")
	expect("", place{child: "cuda:0", device: "GPU-a"}, "")
}

// A child whose context broke fails all its attempts: that is one failure of the GPU.
func TestDeviceFailsOncePerChild(t *testing.T) {
	health := hw.NewDeviceHealth("")
	w := &Worker{cfg: Config{Log: slog.New(slog.DiscardHandler)}, devices: devices{gpu: "cuda", gpus: []string{"GPU-a"}, health: health}}
	broken := fault.New(kernels.CodeDevicePoisoned, "an illegal address")
	beside := &Result{DeviceProblem: problemOf(broken)} // made on the processor instead
	for n := 1; n <= 2; n++ {
		child := &Process{}
		w.noteDevice(child, "GPU-a", nil, broken)
		w.noteDevice(child, "GPU-a", nil, broken)
		w.noteDevice(child, "GPU-a", beside, nil)
		if r := health.Records(); len(r) != 1 || r[0].Failures != n {
			t.Fatalf("after %d children: %+v", n, r)
		}
	}
}
