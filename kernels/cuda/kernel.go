package cuda

import (
	"embed"
	"fmt"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

// images holds the compiled modules. They are generated: see toolchain.
//
//go:embed fatbin
var images embed.FS

// kernel names a kernel of a module; Backend holds what it is on a device.
type kernel int

// declaration is what the package says about a kernel.
type declaration struct {
	module, name string
	shared       int // dynamic shared memory of a block at most, in bytes
}

var declarations []declaration

// declare makes a kernel of src/module.cu known, so that New loads it. Kernels are
// package variables.
func declare(module, name string, shared int) kernel {
	declarations = append(declarations, declaration{module, name, shared})
	return kernel(len(declarations) - 1)
}

// loadKernels loads all declared kernels to a device.
func loadKernels(d *driver.Device) ([]*driver.Function, error) {
	modules := map[string]*driver.Module{}
	functions := make([]*driver.Function, len(declarations))
	for i, k := range declarations {
		m := modules[k.module]
		if m == nil {
			image, err := moduleImage(k.module)
			if err != nil {
				return nil, err
			}
			if m, err = d.Load(k.module, image); err != nil {
				return nil, err
			}
			modules[k.module] = m
		}
		f, err := m.Function(k.name, k.shared)
		if err != nil {
			return nil, err
		}
		functions[i] = f
	}
	return functions, nil
}

// moduleImage returns the compiled module. An emulated device knows its kernels and
// takes the module's name, ended by a zero byte.
func moduleImage(module string) ([]byte, error) {
	if driver.Emulated {
		return append([]byte(module), 0), nil
	}
	image, err := images.ReadFile("fatbin/" + module + ".fatbin")
	if err != nil {
		return nil, fault.Wrap(err, kernels.CodeUnsupported, "this program was built without the GPU's kernels")
	}
	return image, nil
}

// Usage is what a kernel takes on the device at hand.
type Usage struct {
	Module, Kernel string
	driver.Usage
}

// KernelUsage lists all kernels with what they take.
func (b *Backend) KernelUsage() ([]Usage, error) {
	all := make([]Usage, len(declarations))
	for i, k := range declarations {
		u, err := b.functions[i].Usage()
		if err != nil {
			return nil, fmt.Errorf("kernel %s: %w", k.name, err)
		}
		all[i] = Usage{k.module, k.name, u}
	}
	return all, nil
}
