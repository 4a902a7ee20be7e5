package cuda

import (
	"context"
	"time"
	"unsafe"

	"quarry/hw"
	"quarry/kernels/cuda/driver"
)

// What the measurement of limits works with: bytes that are copied, on the device
// and over the bus, and rounds of the kernels that only compute.
type limitSizes struct{ memory, bus, rounds, blocks int }

func (b *Backend) limitSizes() limitSizes {
	if driver.Emulated {
		return limitSizes{1 << 20, 1 << 20, 2, 1}
	}
	return limitSizes{1 << 30, 256 << 20, 1 << 11, 32 * b.Device().Processors}
}

// limitTries is how often each limit is tried; the best counts.
const limitTries = 5

// Limits measures what the device can do at most: multiplications, felt
// multiplications, copies within its memory, and copies over the bus from and to
// pinned memory. Other work on the device makes it less.
func (b *Backend) Limits(ctx context.Context) (hw.DeviceLimits, error) {
	l := hw.DeviceLimits{Emulated: driver.Emulated}
	m := &limitMeter{b: b, sizes: b.limitSizes(), ctx: ctx}
	defer m.free()
	m.open()
	m.load()
	const each = 64 // multiply-adds of a thread in a round; of felts 4
	l.Mul64 = m.compute("rate_mad_wide") * each / 4
	l.Felt = m.compute("rate_felt") * 4
	m.buffers()
	bus := int64(m.sizes.bus)
	l.Memory = 2 * m.best(int64(m.sizes.memory), func() { m.fail(m.streams[0].Copy(m.device[0], m.device[1], int64(m.sizes.memory))) })
	up := func() { m.fail(m.streams[0].CopyIn(m.device[0], m.host[0], bus)) }
	down := func() { m.fail(m.streams[1].CopyOut(m.host[1], m.device[1], bus)) }
	l.Up, l.Down = m.best(bus, up), m.best(bus, down)
	both := m.best(bus, func() { up(); down() })
	l.BothUp, l.BothDown = both, both
	return l, m.err
}

// limitMeter holds what a measurement takes. After the first error its steps do
// nothing.
type limitMeter struct {
	b       *Backend
	sizes   limitSizes
	ctx     context.Context
	err     error
	streams [2]*driver.Stream
	device  [2]driver.Ptr
	host    [2]unsafe.Pointer
	module  *driver.Module // of the kernels that only compute
}

func (m *limitMeter) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}

// ok looks at the context, too.
func (m *limitMeter) ok() bool {
	if m.ctx.Err() != nil {
		m.fail(context.Cause(m.ctx))
	}
	return m.err == nil
}

func (m *limitMeter) open() {
	for i := range m.streams {
		if m.ok() {
			var err error
			m.streams[i], err = m.b.device.NewStream()
			m.fail(err)
		}
	}
}

// buffers takes the memory that is copied.
func (m *limitMeter) buffers() {
	for i := range m.device {
		if !m.ok() {
			return
		}
		var err error
		m.device[i], err = m.b.device.Alloc(int64(m.sizes.memory))
		m.fail(err)
		if m.ok() {
			m.host[i], err = m.b.device.HostAlloc(int64(m.sizes.bus))
			m.fail(err)
		}
		if m.ok() { // touched, as undefined pages may be no memory yet
			clear(unsafe.Slice((*byte)(m.host[i]), m.sizes.bus))
			m.fail(m.streams[i].Fill(m.device[i], 1, int64(m.sizes.memory)))
		}
	}
	m.sync()
}

func (m *limitMeter) free() {
	d := m.b.device // what follows fails only on a device that is of no use any more
	for i := range m.device {
		if m.streams[i] != nil {
			_ = m.streams[i].Free()
		}
		if m.device[i] != 0 {
			_ = d.Free(m.device[i])
		}
		if m.host[i] != nil {
			_ = d.HostFree(m.host[i])
		}
	}
	if m.module != nil {
		_ = m.module.Unload()
	}
}

func (m *limitMeter) sync() {
	for _, s := range m.streams {
		if m.err == nil {
			m.fail(s.Sync())
		}
	}
}

// best is the units of work a second in the fastest of several tries, after one to
// warm up.
func (m *limitMeter) best(units int64, work func()) float64 {
	best := 0.0
	for try := 0; try <= limitTries && m.ok(); try++ {
		start := time.Now()
		work()
		m.sync()
		if elapsed := time.Since(start).Seconds(); try > 0 && m.err == nil {
			best = max(best, float64(units)/elapsed)
		}
	}
	return best
}

// load loads the kernels that only compute. They are loaded here alone: proofs don't
// need them.
func (m *limitMeter) load() {
	if !m.ok() {
		return
	}
	image, err := moduleImage("rates")
	if err == nil {
		m.module, err = m.b.device.Load("rates", image)
	}
	m.fail(err)
}

// compute is the rounds a second that all threads together do of a kernel that only
// computes.
func (m *limitMeter) compute(name string) float64 {
	if !m.ok() {
		return 0
	}
	f, err := m.module.Function(name, 0)
	if err != nil {
		m.fail(err)
		return 0
	}
	all := m.sizes.blocks * threads
	data, err := m.b.device.Alloc(int64(all * elementSize))
	if err != nil {
		m.fail(err)
		return 0
	}
	defer m.b.device.Free(data)
	m.fail(m.streams[0].Fill(data, 1, int64(all*elementSize)))
	m.sync()
	return m.best(int64(all)*int64(m.sizes.rounds), func() {
		m.fail(m.streams[0].Launch(f, driver.Line(m.sizes.blocks), driver.Line(threads), 0, new(driver.Args).Ptr(data).Int(m.sizes.rounds)))
	})
}
