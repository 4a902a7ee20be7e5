//go:build cgo && linux

package nvml

/*
#cgo LDFLAGS: -ldl
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"unsafe"
)

// Library is NVML, opened. It is safe for concurrent use.
type Library struct {
	api *C.nvml_api
	// Driver is the version of NVIDIA's driver, such as 580.65.06.
	Driver string
}

// Open opens the library. It fails with CodeUnavailable.
func Open() (*Library, error) { return open(libraries) }

func open(paths []string) (*Library, error) {
	api := (*C.nvml_api)(C.calloc(1, C.sizeof_nvml_api))
	const size = 512
	text := (*C.char)(C.calloc(1, size))
	defer C.free(unsafe.Pointer(text))
	first := ""
	for _, path := range paths {
		name := C.CString(path)
		r := C.nvml_open(api, name, text, size)
		C.free(unsafe.Pointer(name))
		if r != 0 {
			if first == "" { // the others are about unusual places
				first = C.GoString(text)
			}
			continue
		}
		l := &Library{api: api}
		if r := C.nvml_version(api, text, size-1); r == 0 {
			l.Driver = C.GoString(text)
		}
		return l, nil
	}
	C.free(unsafe.Pointer(api))
	return nil, unavailable("%s", first)
}

// Close gives the library back; nothing of it may be used any more.
func (l *Library) Close() {
	C.nvml_close(l.api)
	C.free(unsafe.Pointer(l.api))
	l.api = nil
}

// Device is a GPU, or a part of one.
type Device struct {
	library *Library
	handle  C.gpu
}

// Device finds a GPU by its identifier, GPU-… or MIG-…, as nvidia-smi shows it. It
// fails with CodeUnavailable.
func (l *Library) Device(uuid string) (*Device, error) {
	text := C.CString(uuid)
	defer C.free(unsafe.Pointer(text))
	d := &Device{library: l}
	if r := C.nvml_find(l.api, text, &d.handle); r != 0 {
		return nil, unavailable("%s: %s", uuid, C.GoString(C.nvml_error(l.api, r)))
	}
	return d, nil
}

// Read asks for everything.
func (d *Device) Read() Reading {
	var r Reading
	ask := func(what C.int) (uint64, bool) {
		var v C.u64
		ok := C.nvml_ask(d.library.api, d.handle, what, &v) == 0
		return uint64(v), ok
	}
	for what, to := range map[C.int]**float64{C.ASK_ENERGY: &r.Joules, C.ASK_POWER: &r.Watts, C.ASK_LIMIT: &r.LimitWatts} {
		if v, ok := ask(what); ok {
			units := float64(v) / 1000
			*to = &units
		}
	}
	for what, to := range map[C.int]**int{
		C.ASK_TEMPERATURE: &r.Celsius, C.ASK_PROCESSOR: &r.ProcessorMHz, C.ASK_MOST_PROCESSOR: &r.MostProcessorMHz,
		C.ASK_MEMORY: &r.MemoryMHz, C.ASK_GENERATION: &r.BusGeneration, C.ASK_WIDTH: &r.BusWidth,
	} {
		if v, ok := ask(what); ok {
			n := int(v)
			*to = &n
		}
	}
	if bits, ok := ask(C.ASK_REASONS); ok {
		r.Slowed = slowed(bits)
	}
	return r
}
