//go:build cgo && linux

package driver

/*
#cgo LDFLAGS: -ldl
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"quarry/fault"
	"quarry/kernels"
)

// load opens the library, once for the process.
var load = sync.OnceValues(func() (*C.driver_api, error) {
	api := (*C.driver_api)(C.calloc(1, C.sizeof_driver_api))
	var reasons []string
	for _, path := range libraries() {
		name := C.CString(path)
		message := (*C.char)(C.calloc(1, 512))
		r := C.driver_open(api, name, message, 512)
		text := C.GoString(message)
		C.free(unsafe.Pointer(name))
		C.free(unsafe.Pointer(message))
		if r == 0 {
			if r := C.driver_init(api); r != 0 {
				return nil, unavailable(describe(api, "cuInit", r).Error())
			}
			return api, nil
		}
		reasons = append(reasons, text)
	}
	if len(reasons) > 1 && !Emulated {
		reasons = reasons[:1] // the others are about unusual places
	}
	return nil, unavailable(strings.Join(reasons, "; "))
})

// describe puts a failed call into the driver's words.
func describe(api *C.driver_api, call string, r C.result) *Error {
	return &Error{Call: call, Code: int(r), Name: C.GoString(C.driver_error_name(api, r)), Text: C.GoString(C.driver_error_text(api, r))}
}

// Devices lists the GPUs of the machine without making use of them. It fails
// with kernels.CodeUnsupported if there is no driver or no device.
func Devices() ([]Info, error) {
	api, err := load()
	if err != nil {
		return nil, err
	}
	var n C.int
	if r := C.driver_count(api, &n); r != 0 {
		return nil, unavailable(describe(api, "cuDeviceGetCount", r).Error())
	}
	if n == 0 {
		return nil, unavailable("the driver knows no device")
	}
	all := make([]Info, n)
	for i := range all {
		if all[i], _, err = info(api, i); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// info asks for the properties of a device.
func info(api *C.driver_api, ordinal int) (Info, C.device, error) {
	i := Info{Ordinal: ordinal}
	var dev C.device
	var failed error
	check := func(call string, r C.result) {
		if r != 0 && failed == nil {
			failed = faultOf(describe(api, call, r), fmt.Sprintf("GPU %d", ordinal))
		}
	}
	check("cuDeviceGet", C.driver_device(api, &dev, C.int(ordinal)))
	if failed != nil {
		return i, dev, failed
	}
	text := (*C.char)(C.calloc(1, 256))
	defer C.free(unsafe.Pointer(text))
	check("cuDeviceGetName", C.driver_name(api, text, 255, dev))
	i.Name = C.GoString(text)
	check("cuDeviceGetPCIBusId", C.driver_pci(api, text, 255, dev))
	i.PCI = strings.ToLower(C.GoString(text))
	var uuid [16]C.uchar
	check("cuDeviceGetUuid", C.driver_uuid(api, &uuid[0], dev))
	i.UUID = formatUUID(C.GoBytes(unsafe.Pointer(&uuid[0]), 16), isPart(i.Name))
	var total C.size_t
	check("cuDeviceTotalMem", C.driver_total(api, &total, dev))
	i.Memory = int64(total)
	attribute := func(k C.int) (int, C.result) {
		var v C.int
		r := C.driver_attribute(api, &v, k, dev)
		return int(v), r
	}
	// The clock and ECC are for people: a device that does not tell is none the worse.
	i.ClockKHz, _ = attribute(13)
	ecc, _ := attribute(32)
	i.ECC = ecc != 0
	for _, a := range []struct {
		to *int
		k  C.int
	}{{&i.Processors, 16}, {&i.Major, 75}, {&i.Minor, 76}, {&i.SharedMemory, 97}} {
		v, r := attribute(a.k)
		check("cuDeviceGetAttribute", r)
		*a.to = v
	}
	var version C.int
	check("cuDriverGetVersion", C.driver_version(api, &version))
	i.DriverVersion = int(version)
	return i, dev, failed
}

// isPart says whether a device is a part of a GPU that was divided (MIG): these have
// names like "NVIDIA H100 80GB HBM3 MIG 3g.40gb".
func isPart(name string) bool { return strings.Contains(name, " MIG ") }

// formatUUID writes a UUID as nvidia-smi does, and as CUDA_VISIBLE_DEVICES takes it.
func formatUUID(b []byte, part bool) string {
	h := hex.EncodeToString(b)
	prefix := "GPU-"
	if part {
		prefix = "MIG-"
	}
	return prefix + strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// Device is one GPU. It is safe for concurrent use.
type Device struct {
	api     *C.driver_api
	info    Info
	dev     C.device
	ctx     C.context
	up      atomic.Int64
	down    atomic.Int64
	problem atomic.Pointer[fault.Error]
}

// Open takes a device into use. Devices that were opened share their context
// with all others of the same ordinal.
func Open(ordinal int) (*Device, error) {
	all, err := Devices()
	if err != nil {
		return nil, err
	}
	if ordinal < 0 || ordinal >= len(all) {
		return nil, unavailable(fmt.Sprintf("there is no GPU %d, only %d of them", ordinal, len(all)))
	}
	d := &Device{}
	d.api, _ = load()
	if d.info, d.dev, err = info(d.api, ordinal); err != nil {
		return nil, err
	}
	// Waiting threads sleep: cores are for other work. The flag can't be set on a
	// context that is active, which then has it already or belongs to somebody else.
	const blockingSync = 4
	_ = C.driver_flags(d.api, d.dev, blockingSync)
	if err := d.check("cuDevicePrimaryCtxRetain", C.driver_retain(d.api, &d.ctx, d.dev)); err != nil {
		return nil, err
	}
	return d, nil
}

// Info says what the device is.
func (d *Device) Info() Info { return d.info }

// Problem is the error that made the device useless for this process, nil if it
// is well.
func (d *Device) Problem() error {
	if e := d.problem.Load(); e != nil {
		return e
	}
	return nil
}

// Traffic is what was copied since the device was opened.
func (d *Device) Traffic() Traffic { return Traffic{d.up.Load(), d.down.Load()} }

// check turns a result into an error and remembers those that last.
func (d *Device) check(call string, r C.result) error {
	if r == 0 {
		return nil
	}
	e := faultOf(describe(d.api, call, r), d.info.String())
	if k := kinds[int(r)]; k == poisoned || k == lost {
		d.problem.CompareAndSwap(nil, e)
	}
	return e
}

// Memory tells how many bytes of the device's memory are free now, and all.
func (d *Device) Memory() (available, total int64, err error) {
	var a, t C.size_t
	err = d.check("cuMemGetInfo", C.driver_memory(d.api, d.ctx, &a, &t))
	return int64(a), int64(t), err
}

// Close gives the device back. All that was made of it must be gone.
func (d *Device) Close() { C.driver_release(d.api, d.dev) }

// Alloc takes device memory, aligned to 256 bytes.
func (d *Device) Alloc(bytes int64) (Ptr, error) {
	var p C.devptr
	err := d.check(fmt.Sprintf("cuMemAlloc(%d bytes)", bytes), C.driver_alloc(d.api, d.ctx, &p, C.size_t(bytes)))
	return Ptr(p), err
}

// Free gives device memory back.
func (d *Device) Free(p Ptr) error {
	return d.check("cuMemFree", C.driver_free(d.api, d.ctx, C.devptr(p)))
}

// HostAlloc takes pinned host memory, from and to which copies run at the full
// speed of the bus and beside other work. Its contents are undefined.
func (d *Device) HostAlloc(bytes int64) (unsafe.Pointer, error) {
	var p unsafe.Pointer
	r := C.driver_host_alloc(d.api, d.ctx, &p, C.size_t(bytes))
	call := fmt.Sprintf("cuMemHostAlloc(%d bytes)", bytes)
	if r == operatingSystem { // it pins no more: that says nothing of the device
		return nil, fault.Wrap(describe(d.api, call, r), kernels.CodeOutOfMemory, "the system pins no more memory").At("%s", d.info)
	}
	return p, d.check(call, r)
}

// HostFree gives pinned memory back.
func (d *Device) HostFree(p unsafe.Pointer) error {
	return d.check("cuMemFreeHost", C.driver_host_free(d.api, d.ctx, p))
}

// Load loads an image of kernels: a fatbin, or PTX ended by a zero byte.
func (d *Device) Load(name string, image []byte) (*Module, error) {
	if len(image) == 0 {
		return nil, errors.New("driver: empty image")
	}
	copied := C.CBytes(image) // aligned, as the driver expects
	defer C.free(copied)
	m := &Module{device: d, name: name}
	if err := d.check("cuModuleLoadData("+name+")", C.driver_load(d.api, d.ctx, &m.handle, copied)); err != nil {
		return nil, err
	}
	return m, nil
}

// Module is a loaded image of kernels.
type Module struct {
	device *Device
	name   string
	handle C.module
}

// Unload takes the module from the device; nothing of it may be used any more, nor be
// at work.
func (m *Module) Unload() error {
	return m.device.check("cuModuleUnload("+m.name+")", C.driver_unload(m.device.api, m.device.ctx, m.handle))
}

// Function finds a kernel and allows its blocks that much dynamic shared memory.
func (m *Module) Function(name string, shared int) (*Function, error) {
	d := m.device
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	f := &Function{device: d, name: name}
	f.parameters = sync.OnceValue(f.askParameters)
	if err := d.check("cuModuleGetFunction("+m.name+"/"+name+")", C.driver_function(d.api, d.ctx, &f.handle, m.handle, text)); err != nil {
		return nil, err
	}
	const always = 48 << 10 // needs no permission
	if shared > always {
		r := C.driver_set_function(d.api, d.ctx, f.handle, attrMaxDynamicShared, C.int(shared))
		if err := d.check("cuFuncSetAttribute("+name+")", r); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// Function is a kernel.
type Function struct {
	device     *Device
	name       string
	handle     C.function
	parameters func() []uint32
}

// askParameters asks the driver for the sizes of the kernel's parameters, in bytes; it
// is nil if the driver does not tell.
func (f *Function) askParameters() (sizes []uint32) {
	var size C.size_t
	for C.driver_parameter(f.device.api, f.device.ctx, f.handle, C.size_t(len(sizes)), &size) == 0 {
		sizes = append(sizes, uint32(size))
	}
	return sizes
}

// Parameters are the sizes of the kernel's parameters as compiled, in bytes; nil if
// the driver does not tell.
func (f *Function) Parameters() []uint32 { return f.parameters() }

// Name is the kernel's name.
func (f *Function) Name() string { return f.name }

// Usage tells what the kernel takes on this device.
func (f *Function) Usage() (Usage, error) {
	var u Usage
	d := f.device
	for attribute, to := range map[C.int]*int{attrFunctionRegisters: &u.Registers, attrFunctionLocal: &u.LocalBytes, attrFunctionShared: &u.SharedBytes} {
		var v C.int
		if err := d.check("cuFuncGetAttribute("+f.name+")", C.driver_get_function(d.api, d.ctx, &v, attribute, f.handle)); err != nil {
			return u, err
		}
		*to = int(v)
	}
	return u, nil
}
