package cuda

import (
	"encoding/json"
	"fmt"
	"testing"

	"quarry/kernels/cuda/driver"
)

// TestDevice says what the tests run on, for whoever collects their results, and
// that no kernel has to keep registers in memory on it.
func TestDevice(t *testing.T) {
	b := openBackend(t)
	d := b.Device()
	usage, err := b.KernelUsage()
	if err != nil {
		t.Fatal(err)
	}
	local := 0
	for _, u := range usage {
		if u.LocalBytes > 0 {
			local++
			t.Errorf("kernel %s has %d bytes of local memory", u.Kernel, u.LocalBytes)
		}
	}
	text, err := json.Marshal(map[string]any{
		"backend": b.Name(), "emulated": driver.Emulated, "name": d.Name, "compute_capability": fmt.Sprintf("%d.%d", d.Major, d.Minor),
		"driver": fmt.Sprintf("CUDA %d.%d", d.DriverVersion/1000, d.DriverVersion%1000/10), "pci": d.PCI, "memory_bytes": d.Memory,
		"processors": d.Processors, "clock_mhz": d.ClockKHz / 1000, "kernels": len(usage), "kernels_with_local_memory": local,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("device: %s", text)
}
