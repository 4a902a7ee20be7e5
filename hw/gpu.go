package hw

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"quarry/fault"
)

// GPU is one graphics processor that proofs could be made on.
type GPU struct {
	// Ordinal is the driver's number of the device, 0 for the first.
	Ordinal int    `json:"ordinal"`
	Name    string `json:"name"`
	// UUID and PCI identify the device, as nvidia-smi and lspci show them.
	UUID string `json:"uuid"`
	PCI  string `json:"pci"`
	// ComputeCapability is 9.0 for an H100; Driver is the newest CUDA version
	// that the driver supports.
	ComputeCapability string `json:"compute_capability"`
	Driver            string `json:"driver"`
	// MemoryTotal and MemoryFree are device memory in bytes.
	MemoryTotal int64 `json:"memory_total"`
	MemoryFree  int64 `json:"memory_free"`
	// Processors is the number of streaming multiprocessors, ClockMHz their clock.
	Processors int `json:"processors"`
	ClockMHz   int `json:"clock_mhz"`
	// ECC says that the memory corrects errors.
	ECC bool `json:"ecc"`
	// Problem says why no proofs can be made on it, "" if they can.
	Problem string `json:"problem,omitempty"`
}

// GPUReport is what a probe found.
type GPUReport struct {
	GPUs []GPU `json:"gpus"`
	// Problem says why there are none, if the driver said so.
	Problem string `json:"problem,omitempty"`
}

// CodeProbe: the process that looks at the GPUs died or did not come to an end.
const CodeProbe fault.Code = "hw/gpu-probe"

// probeTimeout is what a driver may take to start: some seconds on a machine with
// many devices and no persistence daemon.
const probeTimeout = 45 * time.Second

// ProbeGPUs looks at the GPUs from a process of its own, which ends at once: a
// broken driver takes that down, and no context stays behind in this one. command
// must write a GPUReport to its standard output. It fails with CodeProbe.
func ProbeGPUs(ctx context.Context, command []string) (GPUReport, error) {
	var report GPUReport
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	var out, errOut bytes.Buffer
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stdout, c.Stderr = &out, &errOut
	err := c.Run()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("no answer within %s", probeTimeout)
	}
	if err == nil {
		err = json.Unmarshal(out.Bytes(), &report)
	}
	if err != nil {
		return report, fault.Wrap(err, CodeProbe, "looking at the GPUs failed").At("%s", lastLine(errOut.String())).
			WithHint("look at nvidia-smi and the kernel's log; the CPU backends run anyway")
	}
	return report, nil
}

// lastLine is what a process said last.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
