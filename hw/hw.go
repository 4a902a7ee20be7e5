package hw

import (
	"os"
	"runtime"
	"sort"

	"github.com/klauspost/cpuid/v2"
)

// Machine is what this machine has.
type Machine struct {
	CPU    CPU
	Memory Memory
}

// CPU is the processor.
type CPU struct {
	// Model is what the processor calls itself.
	Model string
	// Arch is Go's name of the architecture.
	Arch string
	// Features are those that backends make use of, in alphabetical order.
	Features []string
	// Cores is how many cores the process may use: those of the machine, of
	// its affinity and of its control group, whichever is least, unless
	// GOMAXPROCS says otherwise.
	Cores int
	// MachineCores is how many logical cores the machine has.
	MachineCores int
	// L2 and L3 are cache sizes in bytes, 0 if unknown.
	L2, L3 int
	// Nodes are the memory's nodes (NUMA), one on most machines; none if unknown.
	Nodes []Node
}

// Memory is main memory, in bytes. A value that can't be found out is 0.
type Memory struct {
	Total, Available int64
	// GroupLimit is the least memory limit of the control groups that the
	// process is in, 0 if there is none; GroupUsed is what that group uses
	// now, without what can be reclaimed at once (file cache).
	GroupLimit, GroupUsed int64
}

// interesting are the features that some backend looks at.
var interesting = []cpuid.FeatureID{
	cpuid.ADX, cpuid.ASIMD, cpuid.AVX2, cpuid.AVX512BW, cpuid.AVX512DQ, cpuid.AVX512F, cpuid.AVX512IFMA,
	cpuid.AVX512VL, cpuid.BMI2, cpuid.SHA, cpuid.VPCLMULQDQ,
}

// Probe looks at the machine. It can't fail: what can't be found out is left zero.
func Probe() Machine {
	c := CPU{
		Model: cpuid.CPU.BrandName, Arch: runtime.GOARCH,
		Cores: runtime.GOMAXPROCS(0), MachineCores: max(cpuid.CPU.LogicalCores, runtime.NumCPU()),
		L2: max(cpuid.CPU.Cache.L2, 0), L3: max(cpuid.CPU.Cache.L3, 0),
		Nodes: memoryNodes(os.DirFS("/sys/devices/system/node")),
	}
	for _, f := range interesting {
		if cpuid.CPU.Supports(f) {
			c.Features = append(c.Features, f.String())
		}
	}
	sort.Strings(c.Features)
	return Machine{CPU: c, Memory: probeMemory()}
}

// reserve is left to the system and to what a proof needs outside of its arena.
const reserve = 256 << 20

// Budget is how many bytes a proof may use by default: what is available now,
// within the control group's limit, less a reserve of a sixteenth or 256 MiB,
// whichever is more. It is 0 if nothing is known of the memory.
func (m Memory) Budget() int64 {
	free := m.Available
	if m.GroupLimit > 0 {
		left := max(m.GroupLimit-m.GroupUsed, 1)
		if free == 0 || left < free {
			free = left
		}
	}
	if free == 0 {
		return 0
	}
	return max(free-max(free/16, reserve), 1)
}

// Backend is what is known of one backend on this machine.
type Backend struct {
	Name string
	// About says in a few words what it is.
	About string
	// Problem says why it does not run here, nil if it does.
	Problem error
}

// Choose picks the first backend that runs here of those offered, best first,
// and says why. It returns "" if none does.
func Choose(offered []Backend) (name, why string) {
	for i, b := range offered {
		if b.Problem != nil {
			continue
		}
		switch {
		case i == 0:
			return b.Name, "the fastest there is: " + b.About
		default:
			return b.Name, "the fastest that runs here; " + offered[i-1].Name + " does not: " + offered[i-1].Problem.Error()
		}
	}
	return "", "no backend runs here"
}
