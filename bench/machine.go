package bench

import (
	"math/bits"
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

// Limits are what the machine was measured to do at most.
type Limits = hw.Limits

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

// merge takes the higher of each limit.
func merge(l *Limits, m Limits) {
	l.MulOne, l.MulAll = max(l.MulOne, m.MulOne), max(l.MulAll, m.MulAll)
	l.MemoryOne, l.MemoryAll = max(l.MemoryOne, m.MemoryOne), max(l.MemoryAll, m.MemoryAll)
}

// measureLimits takes the best of many short tries: a limit is what the machine
// does when nothing disturbs it, and the shorter a try the likelier that is.
func measureLimits(cores int) Limits {
	var l Limits
	const tries = 40
	for range tries {
		l.MulOne = max(l.MulOne, together(1, multiplications))
		l.MulAll = max(l.MulAll, together(cores, multiplications))
	}
	const perCore = 32 << 20 // more than a core's share of any cache
	buffers := make([][2][]byte, cores)
	for i := range buffers {
		buffers[i] = [2][]byte{make([]byte, perCore), make([]byte, perCore)}
		for j := range buffers[i][0] {
			buffers[i][0][j] = byte(j)
		}
	}
	copying := func(core int) float64 {
		b := buffers[core]
		copy(b[1], b[0])
		keep(uint64(b[1][core]))
		return 2 * perCore
	}
	for range tries / 4 {
		l.MemoryOne = max(l.MemoryOne, together(1, copying))
		l.MemoryAll = max(l.MemoryAll, together(cores, copying))
	}
	return l
}

// together runs work on so many cores at once and returns the sum of their units
// a second, each by its own clock.
func together(cores int, work func(core int) float64) float64 {
	rates := make([]float64, cores)
	var ready, wg sync.WaitGroup
	ready.Add(cores)
	for c := range cores {
		wg.Go(func() {
			ready.Done()
			ready.Wait()
			start := time.Now()
			units := work(c)
			rates[c] = units / time.Since(start).Seconds()
		})
	}
	wg.Wait()
	sum := 0.0
	for _, r := range rates {
		sum += r
	}
	return sum
}

// multiplications does eight independent products at a time, so that the
// multiplier, not its latency, is the limit.
func multiplications(int) float64 {
	const n = 1 << 16
	a0, a1, a2, a3, a4, a5, a6, a7 := uint64(3), uint64(5), uint64(7), uint64(11), uint64(13), uint64(17), uint64(19), uint64(23)
	const k = 0x9e3779b97f4a7c15
	for range n {
		a0, _ = bits.Mul64(a0, k)
		a1, _ = bits.Mul64(a1, k)
		a2, _ = bits.Mul64(a2, k)
		a3, _ = bits.Mul64(a3, k)
		a4, _ = bits.Mul64(a4, k)
		a5, _ = bits.Mul64(a5, k)
		a6, _ = bits.Mul64(a6, k)
		a7, _ = bits.Mul64(a7, k)
	}
	keep(a0 ^ a1 ^ a2 ^ a3 ^ a4 ^ a5 ^ a6 ^ a7)
	return 8 * n
}
