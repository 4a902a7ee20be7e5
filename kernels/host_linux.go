package kernels

import (
	"sync"
	"syscall"
	"time"
)

// adviseHuge asks for huge pages where they come as fast as small ones: the
// transforms walk tables with large strides, so that huge pages save much of
// the address translation. But a kernel short of contiguous memory compacts it
// within the page fault, and virtual machines then take ten times as long for
// a first touch, more than the transforms can win back.
func adviseHuge(mem []byte) {
	if len(mem) >= hugeWorth && hugeIsFast() {
		_ = syscall.Madvise(mem, madvHugepage) // advice only: without it, small pages
	}
}

const (
	madvHugepage = 14
	// hugeWorth is the size from which on huge pages are considered.
	hugeWorth = 8 << 20
	// hugeTrial is how much memory the comparison touches.
	hugeTrial = 8 << 20
)

// hugeIsFast compares, once, the first touch of huge and of small pages.
var hugeIsFast = sync.OnceValue(func() bool {
	small, err := firstTouch(false)
	if err != nil {
		return false
	}
	huge, err := firstTouch(true)
	return err == nil && huge <= small+small/2
})

// firstTouch maps memory and measures how long it takes to touch it.
func firstTouch(huge bool) (time.Duration, error) {
	mem, err := syscall.Mmap(-1, 0, hugeTrial, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return 0, err
	}
	defer func() { _ = syscall.Munmap(mem) }()
	if huge {
		if err := syscall.Madvise(mem, madvHugepage); err != nil {
			return 0, err
		}
	}
	const smallPage = 4 << 10
	start := time.Now()
	for i := 0; i < len(mem); i += smallPage {
		mem[i] = 1
	}
	return time.Since(start), nil
}
