package cuda

import (
	"context"
	"fmt"
	"sync"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

// arena implements kernels.Arena: device memory, a stream for its operations and
// one for its uploads. Blocks that were freed are kept for later allocations of
// the same size, but what is held never exceeds the peak of what was in use at
// one time.
type arena struct {
	b       *Backend
	limit   int64 // 0: none
	account *account
	ended   func(driver.Traffic) // told what went over the bus; may be nil

	opened          sync.Once
	openError       error
	compute, copies *driver.Stream

	mu     sync.Mutex
	inUse  int64
	peak   int64
	idle   map[int64][]driver.Ptr // by size
	cached int64                  // bytes in idle
	live   map[*columns]struct{}
	closed bool
}

// NewArena implements kernels.Backend; limit 0 or below means no limit but the
// device's.
func (b *Backend) NewArena(limit int64) kernels.Arena {
	return b.newArena(max(limit, 0), &account{})
}

func (b *Backend) newArena(limit int64, on *account) *arena {
	return &arena{b: b, limit: limit, account: on, idle: map[int64][]driver.Ptr{}, live: map[*columns]struct{}{}}
}

// open makes the streams when they are first needed.
func (a *arena) open() error {
	a.opened.Do(func() {
		if a.compute, a.openError = a.b.device.NewStream(); a.openError == nil {
			a.copies, a.openError = a.b.device.NewStream()
		}
	})
	return a.openError
}

// Alloc implements kernels.Arena.
func (a *arena) Alloc(width, length int) (kernels.Columns, error) {
	c, err := a.alloc(width, length)
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (a *arena) alloc(width, length int) (*columns, error) {
	require(width >= 0 && (isPowerOfTwo(length) || width == 0), "a table of %d columns of %d rows", width, length)
	if err := a.open(); err != nil {
		return nil, err
	}
	c := &columns{arena: a, width: width, length: length}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		panic("cuda: arena used after Free")
	}
	bytes := c.bytes()
	if a.limit > 0 && a.inUse+bytes > a.limit {
		return nil, fault.New(kernels.CodeOutOfMemory,
			"%d bytes more than the %d in use would exceed the limit of %d bytes of device memory", bytes, a.inUse, a.limit).
			At("allocating %d columns of %d rows", width, length).
			WithHint("allow the proof more memory or let it stream more")
	}
	if bytes > 0 {
		var err error
		if c.ptr, err = a.block(bytes); err != nil {
			return nil, err
		}
	}
	a.inUse += bytes
	a.peak = max(a.peak, a.inUse)
	a.live[c] = struct{}{}
	return c, nil
}

// block returns device memory, idle or new.
func (a *arena) block(bytes int64) (driver.Ptr, error) {
	if free := a.idle[bytes]; len(free) > 0 {
		a.idle[bytes] = free[:len(free)-1]
		a.cached -= bytes
		return free[len(free)-1], nil
	}
	a.trim(max(a.peak, a.inUse+bytes) - a.inUse - bytes)
	p, err := a.b.ledger.alloc(a.account, bytes)
	if fault.CodeOf(err) == kernels.CodeOutOfMemory {
		a.trim(0)
		p, err = a.b.scratch.alloc(a.account, bytes)
	}
	return p, err
}

// trim frees idle blocks until at most that many bytes are kept.
func (a *arena) trim(keep int64) {
	for bytes, free := range a.idle {
		for len(free) > 0 && a.cached > keep {
			a.b.ledger.free(a.account, free[len(free)-1], bytes)
			free = free[:len(free)-1]
			a.cached -= bytes
		}
		a.idle[bytes] = free
	}
}

// NewHost implements kernels.Arena: the table is in ordinary memory, and goes up
// through the backend's pinned buffers.
func (a *arena) NewHost(width, length int) (*kernels.HostColumns, error) {
	return kernels.NewHostColumns(width, length)
}

// Zeros implements kernels.Arena.
func (a *arena) Zeros(ctx context.Context, width, length int) (kernels.Columns, error) {
	return a.make(ctx, width, length, func(t *task, c *columns) error { return t.stream.Fill(c.ptr, 0, c.bytes()) })
}

// Copy implements kernels.Arena.
func (a *arena) Copy(ctx context.Context, src kernels.Columns) (kernels.Columns, error) {
	from := table(src)
	return a.make(ctx, from.width, from.length, func(t *task, c *columns) error {
		return t.stream.Copy(c.ptr, from.ptr, c.bytes())
	})
}

// make makes a table that fill writes on the device.
func (a *arena) make(ctx context.Context, width, length int, fill func(t *task, c *columns) error) (kernels.Columns, error) {
	c, err := a.alloc(width, length)
	if err != nil {
		return nil, err
	}
	t := a.begin(ctx)
	if t.err == nil && c.ptr != 0 {
		t.fail(fill(t, c))
	}
	if err := t.end(); err != nil {
		c.Free()
		return nil, err
	}
	return c, nil
}

// InUse implements kernels.Arena.
func (a *arena) InUse() int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.inUse
}

// Peak implements kernels.Arena.
func (a *arena) Peak() int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.peak
}

// Free implements kernels.Arena.
func (a *arena) Free() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return
	}
	a.closed = true
	for c := range a.live {
		if c.ptr != 0 {
			a.b.ledger.free(a.account, c.ptr, c.bytes())
		}
		c.freed = true
	}
	a.trim(0)
	a.live, a.inUse = nil, 0
	for _, s := range []*driver.Stream{a.compute, a.copies} {
		if s == nil {
			continue
		}
		_ = s.Free() // fails only on a device that is of no use any more
		if a.ended != nil {
			a.ended(s.Traffic())
		}
	}
}

// columns implements kernels.Columns: width·length elements of device memory,
// column after column.
type columns struct {
	arena         *arena
	width, length int
	ptr           driver.Ptr // 0 if there are no columns
	freed         bool
}

// Width implements kernels.Columns.
func (c *columns) Width() int { return c.width }

// Len implements kernels.Columns.
func (c *columns) Len() int { return c.length }

func (c *columns) bytes() int64 { return int64(c.width) * int64(c.length) * elementSize }

// Free implements kernels.Columns; a second call does nothing.
func (c *columns) Free() {
	a := c.arena
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, ok := a.live[c]; !ok {
		return
	}
	delete(a.live, c)
	a.inUse -= c.bytes()
	if c.ptr != 0 {
		a.idle[c.bytes()] = append(a.idle[c.bytes()], c.ptr)
		a.cached += c.bytes()
	}
	c.freed = true
}

// table returns the table behind a handle of this backend.
func table(c kernels.Columns) *columns {
	t, ok := c.(*columns)
	require(ok, "columns of another backend (%T)", c)
	require(!t.freed, "columns used after Free")
	return t
}

// single returns a table that must have one column.
func single(c kernels.Columns) *columns {
	t := table(c)
	require(t.width == 1, "one column expected, got %d", t.width)
	return t
}

// require panics if a documented precondition of an operation is broken.
func require(ok bool, format string, args ...any) {
	if !ok {
		panic("cuda: " + fmt.Sprintf(format, args...))
	}
}

func isPowerOfTwo(n int) bool { return n > 0 && n&(n-1) == 0 }
