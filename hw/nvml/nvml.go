package nvml

import (
	"fmt"

	"quarry/fault"
)

// CodeUnavailable: NVIDIA's management library is not here, or does not answer.
const CodeUnavailable fault.Code = "hw/no-nvml"

// Reading is what a GPU says of itself at one moment. What it doesn't tell is nil.
type Reading struct {
	// Joules is the energy that it took since its driver was loaded.
	Joules *float64 `json:"joules,omitempty"`
	// Watts is its power now, an average over some hundred milliseconds on most
	// GPUs; LimitWatts what it is held to.
	Watts      *float64 `json:"watts,omitempty"`
	LimitWatts *float64 `json:"limit_watts,omitempty"`
	// Celsius is the chip's temperature.
	Celsius *int `json:"celsius,omitempty"`
	// ProcessorMHz and MemoryMHz are the clocks now, MostProcessorMHz what the
	// first can be at most.
	ProcessorMHz     *int `json:"processor_mhz,omitempty"`
	MostProcessorMHz *int `json:"most_processor_mhz,omitempty"`
	MemoryMHz        *int `json:"memory_mhz,omitempty"`
	// BusGeneration and BusWidth are PCIe's now: less than the most when idle.
	BusGeneration *int `json:"bus_generation,omitempty"`
	BusWidth      *int `json:"bus_width,omitempty"`
	// Slowed says why the clocks are below their most; empty if they are not, or
	// only because there is nothing to do.
	Slowed []string `json:"slowed,omitempty"`
}

// slowdowns are the bits of NVML's clock event reasons, but for idleness (bit 0)
// and the clocks' being set so by somebody (bits 1 and 8).
var slowdowns = []struct {
	bit  uint64
	name string
}{
	{0x04, "power cap"},
	{0x08, "hardware slowdown"},
	{0x10, "clocks tied to another GPU's"},
	{0x20, "heat, by software"},
	{0x40, "heat, by hardware"},
	{0x80, "power brake"},
}

// slowed names what the bits of the reasons say.
func slowed(bits uint64) []string {
	var names []string
	for _, s := range slowdowns {
		if bits&s.bit != 0 {
			names = append(names, s.name)
		}
	}
	return names
}

func unavailable(format string, args ...any) *fault.Error {
	return fault.New(CodeUnavailable, "NVIDIA's management library is of no use: %s", fmt.Sprintf(format, args...)).
		WithHint("it comes with the driver; in containers, allow the capability \"utility\"")
}

// libraries are where it may be, in order: the system's search path, and places
// that this lacks in some containers and under WSL.
var libraries = []string{"libnvidia-ml.so.1", "/usr/local/nvidia/lib64/libnvidia-ml.so.1", "/usr/lib/wsl/lib/libnvidia-ml.so.1"}
