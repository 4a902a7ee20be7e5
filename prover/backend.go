package prover

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"quarry/fault"
	"quarry/hw"
	"quarry/kernels"
	"quarry/kernels/cpu"
	"quarry/kernels/cuda"
	"quarry/kernels/cuda/driver"
	"quarry/prover/stark"
)

// cpuBackends are the backends that compute on the processor, best first.
var cpuBackends = []struct{ name, about string }{
	{cpu.AVX2, "amd64 assembly: ADX/BMI2 felts, batched AVX2 or AVX-512 hashes"},
	{cpu.Portable, "plain Go, on any processor"},
}

// ProbeCommand is what InspectGPUs is run by in a process of its own. Without it
// GPUs are looked at from this process.
var ProbeCommand []string

// gpuBackend is the name of the GPU's backend in this build.
func gpuBackend() string {
	if driver.Emulated {
		return cuda.EmulatedName
	}
	return cuda.Name
}

// Backends lists the backends, best first, and why those that don't run on
// this machine don't. It looks at the machine once.
var Backends = sync.OnceValue(func() []hw.Backend {
	gpu := hw.Backend{Name: gpuBackend(), About: "NVIDIA GPUs, by the CUDA driver", Problem: gpuProblem()}
	all := append([]hw.Backend{gpu}, cpuOnly()...)
	for _, o := range optionalBackends { // last, and so never chosen
		_, err := o.open(0)
		all = append(all, hw.Backend{Name: o.name, About: o.about, Problem: err})
	}
	return all
})

// optionalBackend is a backend that only builds with its tag have.
type optionalBackend struct {
	name, about string
	open        func(threads int) (kernels.Backend, error)
}

var optionalBackends []optionalBackend

// Optional tells whether a backend is of this build's optional ones: they are there
// to be compared with.
func Optional(name string) bool {
	return slices.ContainsFunc(optionalBackends, func(o optionalBackend) bool { return o.name == name })
}

// cpuOnly are the backends without the GPU's. It leaves GPUs alone: a driver takes
// longer to start than a small proof takes.
var cpuOnly = sync.OnceValue(func() []hw.Backend {
	list := make([]hw.Backend, len(cpuBackends))
	for i, b := range cpuBackends {
		_, err := cpu.New(cpu.Options{Name: b.name})
		list[i] = hw.Backend{Name: b.name, About: b.about, Problem: err}
	}
	return ranked(list)
})

// bestCPU is the name of the best of them.
func bestCPU() string {
	name, _ := hw.Choose(cpuOnly())
	return name
}

// gpuProblem says why there is no GPU to prove on.
func gpuProblem() error {
	r, err := ProbeGPUs(context.Background())
	if err != nil {
		return err
	}
	problem := r.Problem
	for _, g := range r.GPUs {
		if g.Problem == "" {
			return nil
		}
		problem = g.Problem
	}
	return fault.New(kernels.CodeUnsupported, "%s", problem)
}

// ProbeGPUs looks at the GPUs as they are now, in a process of their own if there
// is a ProbeCommand.
func ProbeGPUs(ctx context.Context) (hw.GPUReport, error) {
	if len(ProbeCommand) == 0 || driver.Emulated {
		return InspectGPUs(), nil
	}
	return hw.ProbeGPUs(ctx, ProbeCommand)
}

// InspectGPUs looks at the GPUs from this process, and takes each into use to see
// that it works.
func InspectGPUs() hw.GPUReport {
	devices, err := driver.Devices()
	if err != nil {
		return hw.GPUReport{GPUs: []hw.GPU{}, Problem: err.Error()}
	}
	report := hw.GPUReport{GPUs: make([]hw.GPU, len(devices))}
	for i, d := range devices {
		g := &report.GPUs[i]
		*g = DescribeGPU(d)
		b, err := cuda.New(cuda.Options{Device: d.Ordinal})
		if err == nil {
			g.MemoryFree, _, err = b.Memory()
			b.Close()
		}
		if err != nil {
			g.Problem = err.Error()
		}
	}
	return report
}

// DescribeGPU puts a driver's description of a device into the house's form.
func DescribeGPU(d driver.Info) hw.GPU {
	return hw.GPU{
		Ordinal: d.Ordinal, Name: d.Name, UUID: d.UUID, PCI: d.PCI, ComputeCapability: fmt.Sprintf("%d.%d", d.Major, d.Minor),
		Driver: fmt.Sprintf("%d.%d", d.DriverVersion/1000, d.DriverVersion%1000/10), MemoryTotal: d.Memory,
		Processors: d.Processors, ClockMHz: d.ClockKHz / 1000, ECC: d.ECC,
	}
}

// evaluations is how many elements the evaluations of the traces have.
func evaluations(s stark.Shape) int64 {
	return int64(s.Original+s.Interaction) << (s.LogLength + s.Params.LogNCosets)
}

// BackendFor is the backend that proofs of a shape are made on if nobody names one, ""
// if none runs here; warm is for proofs in processes that live on, as a service's.
func BackendFor(shape stark.Shape, warm bool) string {
	name, _ := chooseBackend(shape, false, warm)
	return name
}

// chooseBackend is BackendFor, for columns in a scratch folder if scratch, with the
// reason.
func chooseBackend(shape stark.Shape, scratch, warm bool) (name, why string) {
	offered := Backends
	if worth, _ := gpuWorth(warm); evaluations(shape) < worth || scratch {
		offered = cpuOnly
	}
	return hw.Choose(offered())
}

// openBackend opens the backend of that name, or the best for proofs of the
// shape, and says why it was chosen; scratch says that columns are to lie in a
// scratch folder.
func openBackend(name string, threads int, shape stark.Shape, scratch bool) (b kernels.Backend, why string, err error) {
	why = "chosen by the user"
	if name == "" {
		if name, why = chooseBackend(shape, scratch, false); name == "" {
			return nil, "", fault.New(kernels.CodeUnsupported, "%s", why)
		}
	}
	if scratch && OnGPU(name) {
		return nil, "", fault.New(kernels.CodeUnsupported, "a scratch folder holds columns of main memory, those of %s lie on the GPU", name).
			WithHint("leave the scratch folder out, or choose a CPU backend")
	}
	b, err = OpenBackend(name, threads)
	return b, why, err
}

// OnGPU says whether a backend of that name computes on a GPU.
func OnGPU(name string) bool {
	kind, _, _ := strings.Cut(name, ":")
	return kind == gpuBackend()
}

// OpenBackend opens the backend of that name; threads bounds the cores in use, 0
// means all. GPUs have names like cuda:1, cuda being the first; one that was opened
// stays in use until the process ends.
func OpenBackend(name string, threads int) (kernels.Backend, error) {
	for _, o := range optionalBackends {
		if o.name == name {
			return o.open(threads)
		}
	}
	if !OnGPU(name) {
		return cpu.New(cpu.Options{Name: name, Threads: threads})
	}
	kind, number, numbered := strings.Cut(name, ":")
	if !numbered {
		return openGPU(0)
	}
	ordinal, err := strconv.Atoi(number)
	if err != nil {
		return nil, fault.New(kernels.CodeUnsupported, "there is no backend %q", name).WithHint("GPUs are named %s:0, %s:1 and so on", kind, kind)
	}
	return openGPU(ordinal)
}

// gpus are the GPUs that this process has in use. They stay: a context and its
// tables take longer to make than a small proof.
var gpus struct {
	sync.Mutex
	opened map[int]*cuda.Backend
}

// GPUProblem is why a GPU that this process has in use is of no more use to it; nil
// if all are well. Proofs may have been made on the processor since.
func GPUProblem() error {
	gpus.Lock()
	defer gpus.Unlock()
	for _, b := range gpus.opened {
		if err := b.Problem(); err != nil {
			return err
		}
	}
	return nil
}

// openGPU takes a GPU into use, or fails with why it is of no use.
func openGPU(ordinal int) (kernels.Backend, error) {
	gpus.Lock()
	defer gpus.Unlock()
	if b, ok := gpus.opened[ordinal]; ok {
		return b, b.Problem()
	}
	b, err := cuda.New(cuda.Options{Device: ordinal})
	if err != nil {
		return nil, err
	}
	if gpus.opened == nil {
		gpus.opened = map[int]*cuda.Backend{}
	}
	gpus.opened[ordinal] = b
	return b, nil
}
