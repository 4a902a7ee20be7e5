package worker

import "testing"

func TestPlace(t *testing.T) {
	load := map[string]int{}
	none := &devices{cpu: "avx2", longLived: []string{"go"}}
	two := &devices{cpu: "avx2", gpu: "cuda", gpus: []string{"GPU-a", "GPU-b"}}
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
		if got := tc.d.place(tc.backend, func(child string) int { return load[child] }); got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
}
