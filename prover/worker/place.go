package worker

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"quarry/fault"
	"quarry/hw"
	"quarry/prover"
	"quarry/prover/lineup"
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
	// health remembers which of them failed.
	health *hw.DeviceHealth
	// longLived are backends of the processor that are treated like a GPU's.
	longLived []string
}

// findDevices looks at this machine.
func findDevices(longLived []string, health *hw.DeviceHealth) (d devices, names []string) {
	d.longLived, d.health = longLived, health
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
	if len(d.gpus) > 1 { // tasks may ask for one of them
		for i := range d.gpus {
			names = append(names, d.gpu+":"+strconv.Itoa(i))
		}
	}
	return d, names
}

// place finds the place for a task whose backend is asked for, or "". load says
// how much work a long-lived child has. GPUs that fail again and again are left out;
// it fails with CodeDeviceUnhealthy if a task asks for one of them.
func (d *devices) place(backend string, load func(child string) int) (place, error) {
	onGPU := func(i int, backend string) place {
		return place{backend: backend, child: d.gpu + ":" + strconv.Itoa(i), device: d.gpus[i]}
	}
	kind, number, _ := strings.Cut(backend, ":")
	candidates, sick := d.candidates()
	switch {
	case backend != "" && kind == d.gpu && len(d.gpus) > 0:
		// The child sees one GPU only, which is its first.
		if i, err := strconv.Atoi(number); err == nil && i >= 0 && i < len(d.gpus) {
			if problem := d.health.Problem(d.gpus[i]); problem != "" {
				return place{}, unhealthy(d.gpus[i], problem)
			}
			return onGPU(i, d.gpu), nil
		} else if number != "" {
			return place{backend: backend}, nil // there is no such GPU, as the prover will say
		}
		if len(candidates) == 0 {
			return place{}, sick
		}
	case backend == "" && len(candidates) > 0:
	case backend == "":
		backend = d.cpu
		fallthrough
	default:
		if slices.Contains(d.longLived, backend) {
			return place{backend: backend, child: backend}, nil
		}
		return place{backend: backend}, nil
	}
	// Any GPU: the one with the least work.
	least := candidates[0]
	for _, i := range candidates {
		if load(onGPU(i, "").child) < load(onGPU(least, "").child) {
			least = i
		}
	}
	return onGPU(least, backend), nil
}

// candidates are the numbers of the GPUs that get work now, and why if there are
// none.
func (d *devices) candidates() (numbers []int, sick error) {
	for i, device := range d.gpus {
		if problem := d.health.Problem(device); problem != "" {
			sick = unhealthy(device, problem)
			continue
		}
		numbers = append(numbers, i)
	}
	return numbers, sick
}

func unhealthy(device, problem string) error {
	return fault.New(CodeDeviceUnhealthy, "the GPU %s gets no work: %s", device, problem).
		WithHint("wait, let the prover choose the backend, or look at the device: quarry hw")
}

// state is what the line-up is told of the GPUs.
func (d *devices) state() []lineup.WorkerDevice {
	var all []lineup.WorkerDevice
	for _, device := range d.gpus {
		all = append(all, lineup.WorkerDevice{Device: device, Unhealthy: d.health.Problem(device)})
	}
	return all
}
