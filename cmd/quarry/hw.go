package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"quarry/fault"
	"quarry/hw"
	"quarry/prover"
)

// probeCommand is the hidden command by which the binary looks at the GPUs in a
// process of its own: see prover.ProbeCommand.
const probeCommand = "probe-gpus"

// runProbe writes what there is, as JSON.
func runProbe(w io.Writer) int {
	if json.NewEncoder(w).Encode(prover.InspectGPUs()) != nil {
		return exitFailed
	}
	return exitOK
}

// probeByChild lets the binary look at GPUs by a child, and go by this user's
// calibration of the machine.
func probeByChild() {
	prover.SetCalibrationFile(hw.CalibrationFile())
	if path, err := os.Executable(); err == nil {
		prover.ProbeCommand = []string{path, probeCommand}
	}
}

// hwCommand is quarry hw and what is below it.
type hwCommand struct {
	Show      hwShowCommand    `cmd:"" default:"withargs" help:"Say what this machine has, and which backend is chosen."`
	Clear     hwClearCommand   `cmd:"" help:"Give a GPU work again that failed too often."`
	Calibrate calibrateCommand `cmd:"" help:"Measure this machine, half a minute: estimates of times and the choice between processor and GPU go by it."`
}

type hwShowCommand struct{ jsonFlag }

// hwClearCommand is quarry hw clear.
type hwClearCommand struct {
	jsonFlag
	Device string `arg:"" optional:"" help:"The GPU's identifier, as quarry hw shows it; all GPUs without it."`
}

func (c *hwClearCommand) run(_ context.Context, s streams) error {
	if !hw.NewDeviceHealth(hw.DeviceHealthFile()).Clear(c.Device) {
		return fault.New(hw.CodeDeviceHealth, "nothing is held against the GPU").At("%s", c.Device).
			WithHint("quarry hw shows which GPUs failed")
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"cleared": c.Device})
		return nil
	}
	_, err := fmt.Fprintln(s.out, "the GPU gets work again")
	return err
}

func (c *hwShowCommand) run(ctx context.Context, s streams) error {
	m := hw.Probe()
	gpus, err := prover.ProbeGPUs(ctx)
	if err != nil {
		gpus.Problem = err.Error()
	}
	backends := prover.Backends()
	chosen, why := hw.Choose(backends)
	if c.JSON {
		list := make([]map[string]any, len(backends))
		for i, b := range backends {
			list[i] = map[string]any{"name": b.Name, "about": b.About, "runs": b.Problem == nil}
			if b.Problem != nil {
				list[i]["problem"] = errorObject(b.Problem)
			}
		}
		printJSON(s.out, map[string]any{
			"cpu": map[string]any{"model": m.CPU.Model, "arch": m.CPU.Arch, "features": m.CPU.Features, "cores": m.CPU.Cores,
				"machine_cores": m.CPU.MachineCores, "l2_bytes": m.CPU.L2, "l3_bytes": m.CPU.L3, "nodes": m.CPU.Nodes},
			"memory": map[string]any{"total": m.Memory.Total, "available": m.Memory.Available,
				"group_limit": m.Memory.GroupLimit, "group_used": m.Memory.GroupUsed, "budget": m.Memory.Budget()},
			"gpus": gpus, "backends": list, "chosen": chosen, "why": why, "calibration": calibrationObject(),
			"failed_gpus": hw.NewDeviceHealth(hw.DeviceHealthFile()).Records(),
		})
		return nil
	}
	var t table
	t.add("processor", "%s (%s)", m.CPU.Model, m.CPU.Arch)
	t.add("features", "%s", strings.Join(m.CPU.Features, " "))
	t.add("cores", "%d of %d", m.CPU.Cores, m.CPU.MachineCores)
	t.add("caches", "L2 %s, L3 %s", prover.Bytes(int64(m.CPU.L2)), prover.Bytes(int64(m.CPU.L3)))
	t.add("memory", "%s", memoryLine(m.Memory))
	if len(m.CPU.Nodes) > 1 {
		for _, n := range m.CPU.Nodes {
			t.add(fmt.Sprintf("node %d", n.ID), "cores %s, %s", n.Cores, prover.Bytes(n.Memory))
		}
	}
	for _, g := range gpus.GPUs {
		t.add(fmt.Sprintf("GPU %d", g.Ordinal), "%s", gpuLine(g))
	}
	for _, r := range hw.NewDeviceHealth(hw.DeviceHealthFile()).Records() {
		problem := r.Problem(time.Now())
		if problem == "" {
			problem = fmt.Sprintf("gets work, though it failed %d times in a row: %s", r.Failures, r.Last)
		}
		t.add("GPU "+r.Device, "%s", problem)
	}
	for _, b := range backends {
		state := "runs here"
		if b.Problem != nil {
			state = "does not run here: " + b.Problem.Error()
		}
		t.add("backend "+b.Name, "%s; %s", b.About, state)
	}
	t.add("chosen", "%s: %s", chosen, why)
	addCalibration(&t)
	t.print(s.out)
	return nil
}

func gpuLine(g hw.GPU) string {
	if g.Problem != "" {
		return g.Name + ": " + g.Problem
	}
	return fmt.Sprintf("%s, compute capability %s, %s, %s free, %d multiprocessors at %d MHz, CUDA %s, %s", g.Name, g.ComputeCapability,
		prover.Bytes(g.MemoryTotal), prover.Bytes(g.MemoryFree), g.Processors, g.ClockMHz, g.Driver, g.PCI)
}

func memoryLine(m hw.Memory) string {
	if m.Total == 0 && m.GroupLimit == 0 {
		return "unknown: set --max_memory"
	}
	text := fmt.Sprintf("%s, %s available", prover.Bytes(m.Total), prover.Bytes(m.Available))
	if m.GroupLimit > 0 {
		text += fmt.Sprintf("; the control group allows %s and uses %s", prover.Bytes(m.GroupLimit), prover.Bytes(m.GroupUsed))
	}
	return text + fmt.Sprintf("; a proof may use %s by default", prover.Bytes(m.Budget()))
}
