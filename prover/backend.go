package prover

import (
	"quarry/fault"
	"quarry/hw"
	"quarry/kernels"
	"quarry/kernels/cpu"
)

// backends are what Backends offers, best first.
var backends = []struct{ name, about string }{
	{cpu.AVX2, "amd64 assembly: ADX/BMI2 felts, batched AVX2 or AVX-512 hashes"},
	{cpu.Portable, "plain Go, on any processor"},
}

// Backends lists the backends, best first, and why those that don't run on
// this machine don't.
func Backends() []hw.Backend {
	list := make([]hw.Backend, len(backends))
	for i, b := range backends {
		_, err := cpu.New(cpu.Options{Name: b.name})
		list[i] = hw.Backend{Name: b.name, About: b.about, Problem: err}
	}
	return list
}

// openBackend opens the backend of that name, or the best. It returns the name
// and why it was chosen.
func openBackend(name string, threads int) (b kernels.Backend, why string, err error) {
	why = "chosen by the user"
	if name == "" {
		if name, why = hw.Choose(Backends()); name == "" {
			return nil, "", fault.New(kernels.CodeUnsupported, "%s", why)
		}
	}
	b, err = cpu.New(cpu.Options{Name: name, Threads: threads})
	return b, why, err
}
