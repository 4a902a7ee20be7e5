package worker

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"quarry/hw"
	"quarry/prover"
)

// place is where a task is proved.
type place struct {
	// backend is what the child is told: empty if it is to choose by the proof's
	// size and to fall back to the processor.
	backend string
	// child names a long-lived child; empty for a child of the task's own.
	child string
	// device is the GPU that the child sees, its identifier; empty for none.
	device string
}

// devices are what this machine can prove on.
type devices struct {
	// cpu is the best backend of the processor, gpu the name of the GPUs'.
	cpu, gpu string
	// gpus are the identifiers of the GPUs that work.
	gpus []string
	// longLived are backends of the processor that are treated like a GPU's.
	longLived []string
}

// findDevices looks at this machine.
func findDevices(longLived []string) (d devices, names []string) {
	d.longLived = longLived
	for _, b := range prover.Backends() {
		switch {
		case b.Problem != nil:
			continue
		case prover.OnGPU(b.Name):
			d.gpu = b.Name
		case d.cpu == "":
			d.cpu = b.Name
		}
		names = append(names, b.Name)
	}
	if d.gpu != "" {
		report, err := prover.ProbeGPUs(context.Background())
		if err != nil {
			report = hw.GPUReport{}
		}
		for _, g := range report.GPUs {
			if g.Problem == "" {
				d.gpus = append(d.gpus, g.UUID)
			}
		}
	}
	return d, names
}

// place finds the place for a task whose backend is asked for, or "". load says
// how much work a long-lived child has.
func (d *devices) place(backend string, load func(child string) int) place {
	onGPU := func(i int, backend string) place {
		return place{backend: backend, child: d.gpu + ":" + strconv.Itoa(i), device: d.gpus[i]}
	}
	kind, number, _ := strings.Cut(backend, ":")
	switch {
	case backend != "" && kind == d.gpu && len(d.gpus) > 0:
		// The child sees one GPU only, which is its first.
		if i, err := strconv.Atoi(number); err == nil && i >= 0 && i < len(d.gpus) {
			return onGPU(i, d.gpu)
		} else if number != "" {
			return place{backend: backend} // there is no such GPU, as the prover will say
		}
	case backend == "" && len(d.gpus) > 0:
	case backend == "":
		backend = d.cpu
		fallthrough
	default:
		if slices.Contains(d.longLived, backend) {
			return place{backend: backend, child: backend}
		}
		return place{backend: backend}
	}
	// Any GPU: the one with the least work.
	least := 0
	for i := range d.gpus {
		if load(onGPU(i, "").child) < load(onGPU(least, "").child) {
			least = i
		}
	}
	return onGPU(least, backend)
}
