package hash

import (
	"syscall"
	"testing"
)

// guardedPage returns memory that is followed by a page that can't be read.
func guardedPage(t *testing.T) []byte {
	size := syscall.Getpagesize()
	mem, err := syscall.Mmap(-1, 0, 2*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(mem); err != nil {
			t.Error(err)
		}
	})
	if err := syscall.Mprotect(mem[size:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	page := mem[:size:size]
	copy(page, randomBytes(7, size))
	return page
}
