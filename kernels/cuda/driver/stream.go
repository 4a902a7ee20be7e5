//go:build cgo && linux

package driver

/*
#include "shim.h"
*/
import "C"

import (
	"slices"
	"sync/atomic"
	"time"
	"unsafe"

	"quarry/fault"
	"quarry/kernels"
)

// Stream is a queue of work of a device: what is put into it runs in order, and
// beside what is in other streams. Errors of a computation appear at one of the
// next calls, at the latest at Sync.
type Stream struct {
	device   *Device
	handle   C.stream
	up, down atomic.Int64
}

// Traffic is what was copied in the stream.
func (s *Stream) Traffic() Traffic { return Traffic{s.up.Load(), s.down.Load()} }

// NewStream makes a stream.
func (d *Device) NewStream() (*Stream, error) {
	s := &Stream{device: d}
	if err := d.check("cuStreamCreate", C.driver_stream(d.api, d.ctx, &s.handle)); err != nil {
		return nil, err
	}
	return s, nil
}

// Free gives the stream back; what is still in it is finished.
func (s *Stream) Free() error {
	d := s.device
	return d.check("cuStreamDestroy", C.driver_stream_free(d.api, d.ctx, s.handle))
}

// Sync waits until all work in the stream is done.
func (s *Stream) Sync() error {
	d := s.device
	return d.check("cuStreamSynchronize", C.driver_stream_sync(d.api, d.ctx, s.handle))
}

// Wait lets later work in the stream wait for an event of any stream.
func (s *Stream) Wait(e *Event) error {
	d := s.device
	return d.check("cuStreamWaitEvent", C.driver_stream_wait(d.api, d.ctx, s.handle, e.handle))
}

// Launch puts a kernel into the stream, with shared bytes of dynamic shared memory.
// Arguments of other sizes than the kernel's parameters are refused, since a driver
// would read beyond them.
func (s *Stream) Launch(f *Function, grid, block Dim, shared int, args *Args) error {
	d := s.device
	if want := f.parameters(); want != nil && !slices.Equal(want, args.sizes) {
		return fault.New(kernels.CodeDriver, "kernel %s takes parameters of %v bytes, it was given %v", f.name, want, args.sizes).At("%s", d.info)
	}
	r := C.driver_launch(d.api, d.ctx, f.handle, (*C.uint32_t)(&grid[0]), (*C.uint32_t)(&block[0]), C.uint32_t(shared), s.handle,
		unsafe.Pointer(unsafe.SliceData(args.buf)), (*C.uint32_t)(unsafe.SliceData(args.offsets)), C.int(len(args.offsets)))
	if r == 0 {
		return nil
	}
	return d.check("cuLaunchKernel("+f.name+")", r)
}

// CopyIn copies host memory to the device. The memory must stay as it is until the
// copy is done; Go's own must be pinned (runtime.Pinner) as long. Most drivers copy
// what is not page-locked before they return, but those that let devices read all
// of the host's memory need not.
func (s *Stream) CopyIn(to Ptr, from unsafe.Pointer, bytes int64) error {
	d := s.device
	d.up.Add(bytes)
	s.up.Add(bytes)
	return d.check("cuMemcpyHtoDAsync", C.driver_copy_in(d.api, d.ctx, C.devptr(to), from, C.size_t(bytes), s.handle))
}

// CopyOut copies device memory to the host. The memory must not be touched until
// the copy is done; Go's own must be pinned (runtime.Pinner) as long.
func (s *Stream) CopyOut(to unsafe.Pointer, from Ptr, bytes int64) error {
	d := s.device
	d.down.Add(bytes)
	s.down.Add(bytes)
	return d.check("cuMemcpyDtoHAsync", C.driver_copy_out(d.api, d.ctx, to, C.devptr(from), C.size_t(bytes), s.handle))
}

// Copy copies within the device's memory.
func (s *Stream) Copy(to, from Ptr, bytes int64) error {
	d := s.device
	return d.check("cuMemcpyDtoDAsync", C.driver_copy(d.api, d.ctx, C.devptr(to), C.devptr(from), C.size_t(bytes), s.handle))
}

// Fill sets bytes of the device's memory.
func (s *Stream) Fill(p Ptr, value byte, bytes int64) error {
	d := s.device
	return d.check("cuMemsetD8Async", C.driver_fill(d.api, d.ctx, C.devptr(p), C.uchar(value), C.size_t(bytes), s.handle))
}

// Event is a mark in a stream.
type Event struct {
	device *Device
	handle C.event
}

// NewEvent makes an event, which counts as reached until it is recorded.
func (d *Device) NewEvent() (*Event, error) {
	e := &Event{device: d}
	if err := d.check("cuEventCreate", C.driver_event(d.api, d.ctx, &e.handle)); err != nil {
		return nil, err
	}
	return e, nil
}

// Free gives the event back.
func (e *Event) Free() error {
	d := e.device
	return d.check("cuEventDestroy", C.driver_event_free(d.api, d.ctx, e.handle))
}

// Record puts the event into a stream.
func (e *Event) Record(s *Stream) error {
	d := e.device
	return d.check("cuEventRecord", C.driver_event_record(d.api, d.ctx, e.handle, s.handle))
}

// Sync waits until the device has reached the event.
func (e *Event) Sync() error {
	d := e.device
	return d.check("cuEventSynchronize", C.driver_event_sync(d.api, d.ctx, e.handle))
}

// Since is the time between two events that were reached, on the device's clock.
func (e *Event) Since(start *Event) (time.Duration, error) {
	var ms C.float
	d := e.device
	err := d.check("cuEventElapsedTime", C.driver_event_elapsed(d.api, d.ctx, &ms, start.handle, e.handle))
	return time.Duration(float64(ms) * float64(time.Millisecond)), err
}
