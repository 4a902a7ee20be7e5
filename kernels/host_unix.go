//go:build unix

package kernels

import (
	"fmt"
	"syscall"

	"quarry/fault"
)

// NewHostColumns maps a zeroed table of width columns of length rows.
func NewHostColumns(width, length int) (*HostColumns, error) {
	size := width * length * elementBytes
	if size == 0 {
		return &HostColumns{Data: make([][]Element, width)}, nil
	}
	mem, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, fault.Wrap(err, CodeOutOfMemory, "cannot map %d bytes for %d columns of %d rows", size, width, length)
	}
	adviseHuge(mem)
	return &HostColumns{Data: cut(mem, width, length), free: func() { unmap(mem) }}, nil
}

func unmap(mem []byte) {
	if err := syscall.Munmap(mem); err != nil {
		panic(fmt.Sprintf("kernels: unmapping a host table: %v", err))
	}
}
