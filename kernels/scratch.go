package kernels

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"quarry/fault"
)

// Scratch is a folder whose free space holds host tables. Such a table is a
// file without a name that is mapped: its rows are read and written like any
// other memory, but what the process holds of them in memory is bounded by a
// window, since operations say what they are about to touch and all pages are
// given back, to the file, whenever that comes to more than the window. The
// system keeps them as file cache as long as it has memory for them, and writes
// them out when it has not. The files vanish with the tables, and with the
// process however it ends.
type Scratch struct {
	dir     string
	window  int64
	touched atomic.Int64 // bytes since pages were given back

	mu     sync.Mutex
	tables map[*HostColumns][]byte // mappings
}

// scratchLeast is the size in bytes from which a table gets a file: smaller ones
// take little memory and many files.
const scratchLeast = 256 << 10

// ScratchReadAround is how many bytes the system may map around one that is
// read, if the file cache has them.
const ScratchReadAround = 64 << 10

// OpenScratch opens a folder for host tables of which at most window bytes stay
// in memory, or the largest part that an operation must have at hand: one
// column. It fails with CodeScratch if dir is no folder that files can be made
// in, and with CodeUnsupported where the system cannot do it.
func OpenScratch(dir string, window int64) (*Scratch, error) {
	if err := probeScratch(dir); err != nil {
		return nil, err
	}
	return &Scratch{dir: dir, window: window, tables: map[*HostColumns][]byte{}}, nil
}

// Window is the number of bytes that stay in memory.
func (s *Scratch) Window() int64 { return s.window }

// NewColumns makes a zeroed table of width columns of length rows in the folder,
// or in memory if it is small or the receiver is nil. It fails with
// CodeScratchFull if the folder has too little space: all of it is taken at
// once, so that no later write can fail for want of it.
func (s *Scratch) NewColumns(width, length int) (*HostColumns, error) {
	size := width * length * elementBytes
	if s == nil || size < scratchLeast {
		return NewHostColumns(width, length)
	}
	mem, err := mapScratch(s.dir, size)
	if err != nil {
		return nil, err
	}
	h := &HostColumns{Data: cut(mem, width, length), scratch: s}
	s.mu.Lock()
	s.tables[h] = mem
	s.mu.Unlock()
	h.free = func() {
		s.mu.Lock()
		delete(s.tables, h)
		s.mu.Unlock()
		unmap(mem)
	}
	return h, nil
}

// Prefetch asks for rows of a table that will be touched soon, in case the system
// had no room to keep them. It may be called on nil.
func (s *Scratch) Prefetch(rows []Element) {
	if s == nil || len(rows) == 0 {
		return
	}
	prefetch(unsafe.Slice((*byte)(unsafe.Pointer(&rows[0])), len(rows)*elementBytes))
}

// Touch announces that bytes of the tables are about to be read or written. It
// may be called on nil, and concurrently with uses of the tables.
func (s *Scratch) Touch(bytes int) {
	if s == nil || s.touched.Add(int64(bytes)) <= s.window {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.touched.Load() <= s.window {
		return // somebody else did it meanwhile
	}
	for _, mem := range s.tables {
		giveBack(mem)
	}
	s.touched.Store(int64(bytes))
}

// Touch announces that bytes of the table are about to be read or written; it
// matters only for tables of a Scratch, see there. It may be called on nil.
func (h *HostColumns) Touch(bytes int) {
	if h != nil {
		h.scratch.Touch(bytes)
	}
}

// scratchUnusable is the error for a folder that cannot hold tables.
func scratchUnusable(err error, dir, why string) error {
	hint := "name an existing folder on a disk in which this user may write"
	if err == nil {
		return fault.New(CodeScratch, "the scratch folder can't be used: %s", why).At("%s", dir).WithHint("%s", hint)
	}
	return fault.Wrap(err, CodeScratch, "the scratch folder can't be used: %s", why).At("%s", dir).WithHint("%s", hint)
}
