package vm

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

const hugePage = 1 << 21

// newRegion maps room for size bytes, all zero, or returns nil if the system
// won't. It takes memory only where it is written to, huge pages if there are
// any.
func newRegion(size int64) *region {
	if unsafe.Sizeof(uintptr(0)) < 8 || size <= 0 || size > 1<<45 {
		return nil
	}
	size = (size + hugePage - 1) &^ (hugePage - 1) // so that it begins with one, too
	b, err := unix.Mmap(-1, 0, int(size), unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_NORESERVE)
	if err != nil {
		return nil
	}
	_ = unix.Madvise(b, unix.MADV_HUGEPAGE) // a matter of speed
	r := &region{bytes: b}
	r.cleanup = runtime.AddCleanup(r, func(b []byte) { _ = unix.Munmap(b) }, b)
	return r
}

// free unmaps the region, which nobody may use any more.
func (r *region) free() {
	r.cleanup.Stop()
	_ = unix.Munmap(r.bytes)
	r.bytes = nil
}
