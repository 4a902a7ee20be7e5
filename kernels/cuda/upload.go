package cuda

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

const (
	// stagingBytes is the size of a pinned buffer: large enough that starting a
	// copy costs nothing beside it.
	stagingBytes = 16 << 20
	// stagingBuffers is how many there are at most, for all uploads of a backend.
	// Half of them are being filled while the others are on the bus.
	stagingBuffers = 8
	// stagingWriters is how many goroutines of an upload fill buffers: one alone
	// copies more slowly than the bus of a large GPU.
	stagingWriters = stagingBuffers / 2
)

// PinnedBytes bounds the pinned memory of a backend, whatever it proves.
const PinnedBytes = stagingBuffers * stagingBytes

// staging is the pinned memory that uploads go through. Pinning costs more time
// than copying, so tables are not pinned themselves; buffers are made when they
// are first needed and stay.
type staging struct {
	device *driver.Device
	size   int64        // of a buffer, in bytes
	idle   chan *buffer // the one that was given back first comes first
	mu     sync.Mutex
	made   int
	full   bool // the system pins no more
}

// buffer is a piece of pinned memory. What was last copied out of it has left when
// the device has reached sent.
type buffer struct {
	ptr  unsafe.Pointer
	sent *driver.Event
}

func newStaging(d *driver.Device) *staging {
	return &staging{device: d, size: stagingBytes, idle: make(chan *buffer, stagingBuffers)}
}

// take returns a buffer, waiting for one if all are in use, or nil if the system
// pins no memory at all.
func (s *staging) take(ctx context.Context) (*buffer, error) {
	select {
	case b := <-s.idle:
		return b, b.sent.Sync()
	default:
	}
	b, none := s.grow()
	if b != nil || none {
		return b, nil
	}
	select {
	case b := <-s.idle:
		return b, b.sent.Sync()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// grow makes a buffer, if there may be more. none says that there is none and will
// be none.
func (s *staging) grow() (b *buffer, none bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made == stagingBuffers || s.full {
		return nil, s.made == 0
	}
	ptr, err := s.device.HostAlloc(s.size)
	if err != nil {
		s.full = true
		return nil, s.made == 0
	}
	sent, err := s.device.NewEvent()
	if err != nil {
		_ = s.device.HostFree(ptr) // fails only on a device that is of no use any more
		s.full = true
		return nil, s.made == 0
	}
	s.made++
	return &buffer{ptr, sent}, false
}

func (s *staging) give(b *buffer) { s.idle <- b }

// drain gives all buffers back. No upload may be under way.
func (s *staging) drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range s.made {
		b := <-s.idle
		_ = b.sent.Sync() // fail only on a device that is of no use any more
		_ = b.sent.Free()
		_ = s.device.HostFree(b.ptr)
	}
	s.made = 0
}

// upload implements kernels.Upload. Goroutines copy announced columns piece by
// piece into pinned buffers, and from there the device fetches them.
type upload struct {
	ctx     context.Context
	arena   *arena
	host    *kernels.HostColumns
	to      *columns
	ready   []atomic.Bool // by column
	queue   chan piece
	writers sync.WaitGroup

	mu    sync.Mutex
	err   error
	moves []kernels.Move
}

// piece is a part of a column, in bytes.
type piece struct {
	column       int
	offset, size int64
}

// Upload implements kernels.Arena.
func (a *arena) Upload(ctx context.Context, host *kernels.HostColumns) (kernels.Columns, error) {
	u, err := a.BeginUpload(ctx, host)
	if err != nil {
		return nil, err
	}
	return u.Finish()
}

// BeginUpload implements kernels.Arena.
func (a *arena) BeginUpload(ctx context.Context, host *kernels.HostColumns) (kernels.Upload, error) {
	width, length := host.Width(), host.Len()
	to, err := a.alloc(width, max(length, 1))
	if err != nil {
		host.Free()
		return nil, err
	}
	size := a.b.staging.size
	perColumn := (int64(length)*elementSize + size - 1) / size
	pieces := width * int(perColumn)
	u := &upload{ctx: ctx, arena: a, host: host, to: to, ready: make([]atomic.Bool, width), queue: make(chan piece, pieces)}
	for range min(stagingWriters, pieces) {
		u.writers.Go(u.write)
	}
	return u, nil
}

// Ready implements kernels.Upload. The queue has room for all columns.
func (u *upload) Ready(column int) {
	require(!u.ready[column].Swap(true), "column %d is announced twice", column)
	bytes := int64(u.to.length) * elementSize
	size := u.arena.b.staging.size
	for at := int64(0); at < bytes; at += size {
		u.queue <- piece{column, at, min(size, bytes-at)}
	}
}

// write sends pieces until there are no more.
func (u *upload) write() {
	for p := range u.queue {
		if u.failed() != nil {
			continue
		}
		begin := time.Now()
		err := u.send(p)
		u.note(p, begin, err)
	}
}

func (u *upload) failed() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.err == nil && u.ctx.Err() != nil {
		u.err = context.Cause(u.ctx)
	}
	return u.err
}

// send copies a piece into a buffer and puts the buffer's copy into the stream.
func (u *upload) send(p piece) error {
	from := unsafe.Add(unsafe.Pointer(unsafe.SliceData(u.host.Data[p.column])), p.offset)
	to := u.to.column(p.column) + driver.Ptr(p.offset)
	s := u.arena.b.staging
	b, err := s.take(u.ctx)
	if b == nil {
		if err == nil { // no pinned memory: the driver takes it from where it is
			err = u.arena.copies.CopyIn(to, from, p.size)
		}
		return err
	}
	defer s.give(b)
	if err != nil {
		return err
	}
	copy(unsafe.Slice((*byte)(b.ptr), p.size), unsafe.Slice((*byte)(from), p.size))
	err = u.arena.copies.CopyIn(to, b.ptr, p.size)
	if err == nil {
		err = b.sent.Record(u.arena.copies)
	}
	return err
}

// note adds a piece to its column's move, or keeps the first error.
func (u *upload) note(p piece, begin time.Time, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if err != nil {
		if u.err == nil {
			u.err = err
		}
		return
	}
	now := time.Now()
	for i := range u.moves {
		if m := &u.moves[i]; m.Column == p.column {
			m.Bytes += p.size
			m.End = now
			return
		}
	}
	u.moves = append(u.moves, kernels.Move{Column: p.column, Bytes: p.size, Begin: begin, End: now})
}

// end waits until nothing is under way and gives the host's table back.
func (u *upload) end() {
	close(u.queue)
	u.writers.Wait()
	err := u.arena.copies.Sync()
	u.host.Free()
	if u.failed() == nil {
		u.err = err
	}
	if n := len(u.moves); n > 0 {
		u.moves[n-1].End = time.Now()
	}
}

// Finish implements kernels.Upload.
func (u *upload) Finish() (kernels.Columns, error) {
	for c := range u.ready {
		if !u.ready[c].Load() {
			u.Ready(c)
		}
	}
	u.end()
	if u.err != nil {
		u.to.Free()
		return nil, u.err
	}
	return u.to, nil
}

// Abandon implements kernels.Upload.
func (u *upload) Abandon() {
	u.mu.Lock()
	if u.err == nil {
		u.err = context.Canceled // writers skip what is left
	}
	u.mu.Unlock()
	u.end()
	u.to.Free()
}

// Moves implements kernels.Upload.
func (u *upload) Moves() []kernels.Move { return u.moves }
