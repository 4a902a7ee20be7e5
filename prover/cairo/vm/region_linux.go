package vm

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// reserveRegion maps room for so many cells, which takes memory only where it
// is written to: a segment in it grows without being copied. It returns nil if
// the system won't. The region lives as long as owner.
func reserveRegion(owner *Memory, cells int64) []Value {
	const size = int64(unsafe.Sizeof(Value{}))
	if unsafe.Sizeof(uintptr(0)) < 8 || cells <= 0 || cells > 1<<40/size {
		return nil
	}
	b, err := unix.Mmap(-1, 0, int(cells*size), unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_NORESERVE)
	if err != nil {
		return nil
	}
	runtime.AddCleanup(owner, func(b []byte) { _ = unix.Munmap(b) }, b)
	return unsafe.Slice((*Value)(unsafe.Pointer(unsafe.SliceData(b))), cells)[:0]
}
