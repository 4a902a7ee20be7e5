package kernels

import (
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// adviseHuge asks for huge pages, since the transforms walk tables with large
// strides; but not where the machine's host takes free ones away.
func adviseHuge(mem []byte) {
	if !hostReclaims() {
		const madvHugepage = 14
		_ = syscall.Madvise(mem, madvHugepage) // advice only: without it, small pages
	}
}

// hostReclaims tells whether this is a virtual machine that reports free
// memory to its host. The host takes back what is reported, which is free
// blocks of the size of a huge page or more; so the first touch of a huge page
// waits until the host has brought back every small page of it, and takes five
// to ten times as long as that of small pages, which come from smaller blocks.
// That is more than the transforms win back.
var hostReclaims = sync.OnceValue(func() bool {
	balloons, err := filepath.Glob("/sys/bus/virtio/drivers/virtio_balloon/virtio*/features")
	if err != nil {
		return false
	}
	for _, path := range balloons {
		if features, err := os.ReadFile(path); err == nil && reportsFreePages(features) {
			return true
		}
	}
	return false
})

// reportsFreePages looks for VIRTIO_BALLOON_F_REPORTING, bit 5, in the device's
// features, which sysfs writes as one digit a bit, lowest first.
func reportsFreePages(features []byte) bool {
	const reporting = 5
	return len(features) > reporting && features[reporting] == '1'
}
