package cpu

import (
	"context"
	"fmt"
	"sync"

	"quarry/fault"
	"quarry/kernels"
)

const elementSize = 32

// arena implements kernels.Arena. Blocks that were freed stay mapped for
// allocations of the same shape, since fresh pages cost as much as an
// operation on them; but mapped memory never exceeds the peak of what was live
// at one time, so that a memory plan holds for the process too.
type arena struct {
	limit   int64            // 0: none
	scratch *kernels.Scratch // where tables lie; nil: in memory

	mu     sync.Mutex
	inUse  int64
	peak   int64
	idle   map[shape][]*kernels.HostColumns
	cached int64 // bytes in idle
	live   map[*columns]struct{}
	closed bool
}

type shape struct{ width, length int }

func (s shape) bytes() int64 { return int64(s.width) * int64(s.length) * elementSize }

// NewArena opens the memory of one proof; limit 0 or below means no limit.
func (b *backend) NewArena(limit int64) kernels.Arena {
	return b.NewScratchArena(limit, nil)
}

// NewScratchArena implements kernels.ScratchBackend.
func (b *backend) NewScratchArena(limit int64, scratch *kernels.Scratch) kernels.Arena {
	return &arena{
		limit:   max(limit, 0),
		scratch: scratch,
		idle:    map[shape][]*kernels.HostColumns{},
		live:    map[*columns]struct{}{},
	}
}

// NewHost implements kernels.Arena. The table is not accounted for until it is
// uploaded, but idle blocks make room for it now.
func (a *arena) NewHost(width, length int) (*kernels.HostColumns, error) {
	bytes := shape{width, length}.bytes()
	a.mu.Lock()
	a.inUse += bytes
	a.trim()
	a.inUse -= bytes
	a.mu.Unlock()
	return a.scratch.NewColumns(width, length)
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
	if width < 0 || !isPowerOfTwo(length) {
		panic(fmt.Sprintf("cpu: a table of %d columns of %d rows", width, length))
	}
	s := shape{width, length}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.reserve(s.bytes()); err != nil {
		return nil, err.At("allocating %d columns of %d rows", width, length)
	}
	if free := a.idle[s]; len(free) > 0 {
		host := free[len(free)-1]
		a.idle[s] = free[:len(free)-1]
		a.cached -= s.bytes()
		return a.adopt(host, s), nil
	}
	a.trim()
	host, err := a.scratch.NewColumns(width, length)
	if err != nil {
		a.inUse -= s.bytes()
		return nil, err
	}
	return a.adopt(host, s), nil
}

// reserve accounts for bytes that are about to be held.
func (a *arena) reserve(bytes int64) *fault.Error {
	if a.closed {
		panic("cpu: arena used after Free")
	}
	if a.limit > 0 && a.inUse+bytes > a.limit {
		return fault.New(kernels.CodeOutOfMemory,
			"%d bytes more than the %d in use would exceed the limit of %d bytes", bytes, a.inUse, a.limit).
			WithHint("allow the proof more memory or let it stream more")
	}
	a.inUse += bytes
	a.peak = max(a.peak, a.inUse)
	return nil
}

// trim unmaps idle blocks until what is mapped fits into the peak.
func (a *arena) trim() {
	for s, free := range a.idle {
		for len(free) > 0 && a.inUse+a.cached > a.peak {
			free[len(free)-1].Free()
			free = free[:len(free)-1]
			a.cached -= s.bytes()
		}
		a.idle[s] = free
	}
}

// adopt registers a table whose bytes are reserved.
func (a *arena) adopt(host *kernels.HostColumns, s shape) *columns {
	c := &columns{arena: a, shape: s, host: host, data: host.Data}
	a.live[c] = struct{}{}
	return c
}

// Upload implements kernels.Arena. The table is the arena's from the call on,
// also if the call fails.
func (a *arena) Upload(_ context.Context, host *kernels.HostColumns) (kernels.Columns, error) {
	s := shape{host.Width(), host.Len()}
	if s.width > 0 && !isPowerOfTwo(s.length) {
		panic(fmt.Sprintf("cpu: upload of a table of %d rows", s.length))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.reserve(s.bytes()); err != nil {
		host.Free()
		return nil, err.At("uploading %d columns of %d rows", s.width, s.length)
	}
	a.trim()
	return a.adopt(host, s), nil
}

// BeginUpload implements kernels.Arena.
func (a *arena) BeginUpload(ctx context.Context, host *kernels.HostColumns) (kernels.Upload, error) {
	c, err := a.Upload(ctx, host)
	if err != nil {
		return nil, err
	}
	return upload{c}, nil
}

// upload implements kernels.Upload: nothing moves.
type upload struct{ table kernels.Columns }

// Ready implements kernels.Upload.
func (upload) Ready(int) {}

// Finish implements kernels.Upload.
func (u upload) Finish() (kernels.Columns, error) { return u.table, nil }

// Abandon implements kernels.Upload.
func (u upload) Abandon() { u.table.Free() }

// Moves implements kernels.Upload.
func (upload) Moves() []kernels.Move { return nil }

// Zeros implements kernels.Arena. The table is new, as only such are zero without
// being written to.
func (a *arena) Zeros(ctx context.Context, width, length int) (kernels.Columns, error) {
	host, err := a.NewHost(width, length)
	if err != nil {
		return nil, err
	}
	return a.Upload(ctx, host)
}

// Copy implements kernels.Arena.
func (a *arena) Copy(ctx context.Context, src kernels.Columns) (kernels.Columns, error) {
	from := table(src)
	to, err := a.alloc(from.shape.width, from.shape.length)
	if err != nil {
		return nil, err
	}
	block := min(copyBlock, from.shape.length)
	for c, col := range from.data {
		for at := 0; at < len(col); at += block {
			if ctx.Err() != nil {
				to.Free()
				return nil, context.Cause(ctx)
			}
			to.touch(2 * block * elementSize)
			a.scratch.Prefetch(col[at:][:block])
			copy(to.data[c][at:], col[at:][:block])
		}
	}
	return to, nil
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
	for c := range a.live {
		c.data = nil
		c.host.Free()
	}
	for _, free := range a.idle {
		for _, host := range free {
			host.Free()
		}
	}
	a.live, a.idle = nil, nil
	a.inUse, a.cached, a.closed = 0, 0, true
}

// columns implements kernels.Columns.
type columns struct {
	arena *arena
	shape shape
	host  *kernels.HostColumns
	data  [][]kernels.Element // nil once freed
}

func (c *columns) Width() int { return c.shape.width }
func (c *columns) Len() int   { return c.shape.length }

// Free implements kernels.Columns; a second call does nothing.
func (c *columns) Free() {
	a := c.arena
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, ok := a.live[c]; !ok {
		return
	}
	delete(a.live, c)
	c.data = nil
	a.inUse -= c.shape.bytes()
	a.idle[c.shape] = append(a.idle[c.shape], c.host)
	a.cached += c.shape.bytes()
}

// table returns the columns behind a handle of this backend.
func table(c kernels.Columns) *columns {
	t, ok := c.(*columns)
	if !ok {
		panic(fmt.Sprintf("cpu: columns of another backend (%T)", c))
	}
	if t.data == nil && t.shape.width > 0 {
		panic("cpu: columns used after Free")
	}
	return t
}

// touch announces bytes of the arena's tables that an operation is about to read
// or write. Announced piece by piece, they are bounded in memory; see
// kernels.Scratch.
func (c *columns) touch(bytes int) { c.arena.scratch.Touch(bytes) }

// prefetchRows asks for rows of columns that are read next.
func prefetchRows(s *kernels.Scratch, columns [][]kernels.Element, first, n int) {
	if s == nil {
		return
	}
	for _, col := range columns {
		s.Prefetch(col[first:][:n])
	}
}

// single returns the only column of a handle.
func single(c kernels.Columns) []kernels.Element {
	t := table(c)
	require(t.shape.width == 1, "one column expected, got %d", t.shape.width)
	return t.data[0]
}

// concat is the concatenation of the columns of several tables of n rows.
func concat(tables []kernels.Columns, n int) [][]kernels.Element {
	var all [][]kernels.Element
	for _, c := range tables {
		t := table(c)
		require(t.shape.width == 0 || t.shape.length == n, "tables of %d and %d rows", n, t.shape.length)
		all = append(all, t.data...)
	}
	return all
}

// require panics if a documented precondition of an operation is broken.
func require(ok bool, format string, args ...any) {
	if !ok {
		panic("cpu: " + fmt.Sprintf(format, args...))
	}
}

func isPowerOfTwo(n int) bool { return n > 0 && n&(n-1) == 0 }
