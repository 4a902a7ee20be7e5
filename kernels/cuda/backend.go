package cuda

import (
	"quarry/kernels/cuda/driver"
)

// The names of the backend, with a GPU and with an emulated one.
const (
	Name         = "cuda"
	EmulatedName = "cuda-emu"
)

// Options choose a device.
type Options struct {
	// Device is the driver's number of the GPU.
	Device int
}

// Backend implements kernels.Backend on one GPU.
type Backend struct {
	device    *driver.Device
	functions []*driver.Function
	ledger    *ledger
	staging   *staging
	scratch   *scratchPool
	tables    hashTables
	hashing   hashTuning
	roots     rootCache
}

// New takes a GPU into use and loads the kernels to it. It fails with
// kernels.CodeUnsupported if there is none, and with the driver's errors.
func New(opts Options) (*Backend, error) {
	d, err := driver.Open(opts.Device)
	if err != nil {
		return nil, err
	}
	functions, err := loadKernels(d)
	if err != nil {
		d.Close()
		return nil, err
	}
	l := newLedger(d)
	return &Backend{device: d, functions: functions, ledger: l, staging: newStaging(d), scratch: newScratchPool(l), hashing: defaultHashTuning}, nil
}

// Name implements kernels.Backend.
func (b *Backend) Name() string {
	if driver.Emulated {
		return EmulatedName
	}
	return Name
}

// Device says which GPU it is.
func (b *Backend) Device() driver.Info { return b.device.Info() }

// Problem is the error that made the device useless for this process, nil if it
// is well. Results that came before it can be relied on.
func (b *Backend) Problem() error { return b.device.Problem() }

// Traffic counts the bytes that went over the bus since the backend was made.
func (b *Backend) Traffic() driver.Traffic { return b.device.Traffic() }

// Memory tells how many bytes of device memory are free now, and all. What was
// promised to proofs, and is not yet in use, is among the free: see Reserve.
func (b *Backend) Memory() (available, total int64, err error) { return b.device.Memory() }

// Close gives the device back. All arenas must have been freed.
func (b *Backend) Close() {
	b.tables.free(b.device)
	b.roots.free(b.device)
	b.scratch.drain()
	b.staging.drain()
	b.device.Close()
}

// elementSize is the size of an element in memory.
const elementSize = 32
