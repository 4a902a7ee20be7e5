package bench

import (
	"context"

	"quarry/hw"
	"quarry/hw/nvml"
	"quarry/kernels/cuda"
	"quarry/prover"
)

// GPU is a graphics processor that was measured.
type GPU struct {
	hw.GPU
	// Backend is the name that results call it by.
	Backend string `json:"backend"`
	// DriverVersion is that of NVIDIA's driver, empty if nobody tells.
	DriverVersion string           `json:"driver_version,omitempty"`
	Limits        *hw.DeviceLimits `json:"limits,omitempty"`
	// LimitsProblem says why there are no limits, Untold why nothing is told of
	// energy, clocks and temperature.
	LimitsProblem string `json:"limits_problem,omitempty"`
	Untold        string `json:"untold,omitempty"`
}

// gpuMeters read what the GPUs that are measured tell of themselves; nil reads
// nothing.
type gpuMeters struct {
	library *nvml.Library
	devices []*nvml.Device
}

// openGPUs looks at the GPUs behind the backends and opens their meters.
func openGPUs(ctx context.Context, backends []string) ([]GPU, *gpuMeters) {
	meters := &gpuMeters{}
	var gpus []GPU
	for _, name := range backends {
		if !prover.OnGPU(name) {
			continue
		}
		b, err := prover.OpenBackend(name, 0)
		if err != nil {
			continue // its contests will say why
		}
		gpus = append(gpus, measureGPU(ctx, name, b.(*cuda.Backend)))
	}
	if len(gpus) == 0 {
		return nil, meters
	}
	library, err := nvml.Open()
	if err != nil {
		for i := range gpus {
			gpus[i].Untold = err.Error()
		}
		return gpus, meters
	}
	meters.library = library
	for i := range gpus {
		g := &gpus[i]
		g.DriverVersion = library.Driver
		if d, err := library.Device(g.UUID); err != nil {
			g.Untold = err.Error()
		} else {
			meters.devices = append(meters.devices, d)
		}
	}
	return gpus, meters
}

func measureGPU(ctx context.Context, name string, b *cuda.Backend) GPU {
	g := GPU{Backend: name, GPU: prover.DescribeGPU(b.Device())}
	free, _, err := b.Memory()
	g.MemoryFree = free
	if err == nil {
		var l hw.DeviceLimits
		if l, err = b.Limits(ctx); err == nil {
			g.Limits = &l
		}
	}
	if err != nil {
		g.LimitsProblem = err.Error()
	}
	return g
}

func (m *gpuMeters) close() {
	if m.library != nil {
		m.library.Close()
	}
}

// read is what all GPUs tell now.
func (m *gpuMeters) read() []nvml.Reading {
	if m == nil {
		return nil
	}
	var all []nvml.Reading
	for _, d := range m.devices {
		all = append(all, d.Read())
	}
	return all
}

// joules is what all GPUs took since their driver was loaded; false if one doesn't
// tell.
func (m *gpuMeters) joules() (float64, bool) {
	if m == nil || len(m.devices) == 0 {
		return 0, false
	}
	sum := 0.0
	for _, d := range m.devices {
		r := d.Read()
		if r.Joules == nil {
			return 0, false
		}
		sum += *r.Joules
	}
	return sum, true
}
