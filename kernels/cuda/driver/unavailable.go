//go:build !cgo || !linux

package driver

import (
	"time"
	"unsafe"
)

// This build cannot open the driver; everything but the ways in is unreachable.

func missing() error { return unavailable("this program was built without cgo or not for Linux") }

// Device is one GPU.
type Device struct{}

// Module is a loaded image of kernels.
type Module struct{}

// Function is a kernel.
type Function struct{}

// Stream is a queue of work of a device.
type Stream struct{}

// Event is a mark in a stream.
type Event struct{}

// Devices fails.
func Devices() ([]Info, error) { return nil, missing() }

// Open fails.
func Open(int) (*Device, error) { return nil, missing() }

func (*Device) Info() Info                                { panic(missing()) }
func (*Device) Problem() error                            { panic(missing()) }
func (*Device) Traffic() Traffic                          { panic(missing()) }
func (*Device) Memory() (available, total int64, e error) { panic(missing()) }
func (*Device) Close()                                    { panic(missing()) }
func (*Device) Load(string, []byte) (*Module, error)      { panic(missing()) }
func (*Device) Alloc(int64) (Ptr, error)                  { panic(missing()) }
func (*Device) Free(Ptr) error                            { panic(missing()) }
func (*Device) HostAlloc(int64) (unsafe.Pointer, error)   { panic(missing()) }
func (*Device) HostFree(unsafe.Pointer) error             { panic(missing()) }
func (*Device) NewStream() (*Stream, error)               { panic(missing()) }
func (*Device) NewEvent() (*Event, error)                 { panic(missing()) }

func (*Module) Unload() error                           { panic(missing()) }
func (*Module) Function(string, int) (*Function, error) { panic(missing()) }

func (*Function) Name() string          { panic(missing()) }
func (*Function) Usage() (Usage, error) { panic(missing()) }
func (*Function) Parameters() []uint32  { panic(missing()) }

func (*Stream) Traffic() Traffic                             { panic(missing()) }
func (*Stream) Free() error                                  { panic(missing()) }
func (*Stream) Sync() error                                  { panic(missing()) }
func (*Stream) Wait(*Event) error                            { panic(missing()) }
func (*Stream) Launch(*Function, Dim, Dim, int, *Args) error { panic(missing()) }
func (*Stream) CopyIn(Ptr, unsafe.Pointer, int64) error      { panic(missing()) }
func (*Stream) CopyOut(unsafe.Pointer, Ptr, int64) error     { panic(missing()) }
func (*Stream) Copy(Ptr, Ptr, int64) error                   { panic(missing()) }
func (*Stream) Fill(Ptr, byte, int64) error                  { panic(missing()) }

func (*Event) Free() error                         { panic(missing()) }
func (*Event) Record(*Stream) error                { panic(missing()) }
func (*Event) Sync() error                         { panic(missing()) }
func (*Event) Since(*Event) (time.Duration, error) { panic(missing()) }
