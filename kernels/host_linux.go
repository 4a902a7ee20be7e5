package kernels

import "syscall"

// adviseHuge asks for huge pages: the transforms walk tables with large strides.
func adviseHuge(mem []byte) {
	const madvHugepage = 14
	_ = syscall.Madvise(mem, madvHugepage) // advice only: without it, small pages
}
