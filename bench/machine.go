package bench

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"quarry/hw"
	"quarry/hw/nvml"
)

// Machine is what the figures were taken on.
type Machine struct {
	Model        string   `json:"model"`
	Arch         string   `json:"arch"`
	OS           string   `json:"os"`
	Kernel       string   `json:"kernel,omitempty"`
	Features     []string `json:"features"`
	Cores        int      `json:"cores"`
	MachineCores int      `json:"machine_cores"`
	L2           int      `json:"l2_bytes"`
	L3           int      `json:"l3_bytes"`
	Memory       int64    `json:"memory_bytes"`
	// GPUs are those that were measured.
	GPUs   []GPU  `json:"gpus,omitempty"`
	Limits Limits `json:"limits"`
	// Before and After are the conditions at the begin and the end of the run.
	Before Conditions `json:"before"`
	After  Conditions `json:"after"`
}

// Conditions are what else went on. A value that can't be found out is 0.
type Conditions struct {
	// Load is the load average of the last minute.
	Load float64 `json:"load"`
	// MHz is the median clock of the cores as the system tells it.
	MHz float64 `json:"mhz"`
	// EffectiveMHz is the clock that a chain of dependent multiplications got:
	// less than MHz if the core was shared meanwhile.
	EffectiveMHz float64 `json:"effective_mhz"`
	// GPUs is what those that were measured tell of themselves, if they do.
	GPUs []nvml.Reading `json:"gpus,omitempty"`
}

func probeMachine() Machine {
	h := hw.Probe()
	return Machine{
		Model: h.CPU.Model, Arch: h.CPU.Arch, OS: runtime.GOOS, Kernel: firstLine("/proc/sys/kernel/osrelease"),
		Features: h.CPU.Features, Cores: h.CPU.Cores, MachineCores: h.CPU.MachineCores, L2: h.CPU.L2, L3: h.CPU.L3,
		Memory: h.Memory.Total,
	}
}

func firstLine(path string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	return strings.TrimSpace(line)
}

func conditions(gpus *gpuMeters) Conditions {
	c := Conditions{GPUs: gpus.read()}
	if words := strings.Fields(firstLine("/proc/loadavg")); len(words) > 0 {
		c.Load, _ = strconv.ParseFloat(words[0], 64)
	}
	if raw, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		var all []float64
		for line := range strings.Lines(string(raw)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "cpu MHz" {
				if mhz, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
					all = append(all, mhz)
				}
			}
		}
		if sort.Float64s(all); len(all) > 0 {
			c.MHz = all[len(all)/2]
		}
	}
	c.EffectiveMHz = effectiveMHz()
	return c
}

// sink keeps results that nobody reads from being optimised away.
var sink struct {
	sync.Mutex
	value uint64
}

func keep(v uint64) {
	sink.Lock()
	sink.value ^= v
	sink.Unlock()
}

// mulLatency is how many cycles a 64-bit multiplication takes whose factor is
// the product before: 3 on every amd64 processor since 2011 and on most arm64.
const mulLatency = 3

func effectiveMHz() float64 {
	const n = 1 << 21
	x := uint64(time.Now().UnixNano()) | 1
	start := time.Now()
	for range n / 8 {
		x *= x
		x *= x
		x *= x
		x *= x
		x *= x
		x *= x
		x *= x
		x *= x
	}
	elapsed := time.Since(start).Seconds()
	keep(x)
	return mulLatency * n / elapsed / 1e6
}

// differs says in which way two machines are not of the same kind, "" if they are, as
// far as reports tell: a GPU that only one of them measured is no difference.
func (m *Machine) differs(o *Machine) string {
	if m.Model != o.Model || m.Cores != o.Cores || m.Arch != o.Arch {
		return fmt.Sprintf("%s (%s) with %d cores, and %s (%s) with %d cores", m.Model, m.Arch, m.Cores, o.Model, o.Arch, o.Cores)
	}
	for i := range m.GPUs {
		g := &m.GPUs[i]
		if other := o.gpu(g.Backend); other != nil && other.Name != g.Name {
			return fmt.Sprintf("%s is a %s, and a %s", g.Backend, g.Name, other.Name)
		}
	}
	return ""
}
