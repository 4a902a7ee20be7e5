package kernels

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"unsafe"

	"quarry/fault"
)

// ScratchSpace tells how many bytes a folder can hold, and whether what it holds
// lies in memory after all, as in a tmpfs. It fails with CodeScratch.
func ScratchSpace(dir string) (free int64, inMemory bool, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, false, scratchUnusable(err, dir, "it can't be read")
	}
	const tmpfs, ramfs = 0x01021994, 0x858458f6
	kind := uint32(st.Type)
	return int64(st.Bavail) * st.Bsize, kind == tmpfs || kind == ramfs, nil
}

// probeScratch finds out whether files can be made in the folder.
func probeScratch(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return scratchUnusable(err, dir, "it can't be read")
	}
	if !info.IsDir() {
		return scratchUnusable(nil, dir, "it is no folder")
	}
	mem, err := mapScratch(dir, os.Getpagesize())
	if err != nil {
		return err
	}
	unmap(mem)
	return nil
}

// mapScratch makes a file of size bytes, takes its space on the disk, maps it and
// removes its name.
func mapScratch(dir string, size int) ([]byte, error) {
	f, err := os.CreateTemp(dir, ".quarry-scratch-*")
	if err != nil {
		return nil, scratchUnusable(err, dir, "no file can be made in it")
	}
	defer f.Close() // the mapping keeps the file
	if err := os.Remove(f.Name()); err != nil {
		return nil, scratchUnusable(err, dir, "a file in it can't be removed")
	}
	if err := allocate(f, int64(size)); err != nil {
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
			return nil, fault.Wrap(err, CodeScratchFull, "no room for %d bytes more in the scratch folder", size).At("%s", dir).
				WithHint("free space there, or name a folder on a larger disk")
		}
		return nil, scratchUnusable(err, dir, "space can't be taken in it")
	}
	mem, err := syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil, scratchUnusable(err, dir, "a file in it can't be mapped")
	}
	// Reading ahead makes large folios of file cache, and a fault maps all of
	// one: rows that are far apart would bring in whole columns. Prefetch makes
	// small ones.
	_ = syscall.Madvise(mem, syscall.MADV_RANDOM) // advice only: without it, more stays in memory
	return mem, nil
}

// allocate takes the file's space now: a mapped page that finds none later would
// end the process. File systems that cannot do this get zeros written.
func allocate(f *os.File, size int64) error {
	err := syscall.EINTR
	for err == syscall.EINTR {
		switch e := syscall.Fallocate(int(f.Fd()), 0, 0, size); e := e.(type) {
		case nil:
			return nil
		case syscall.Errno:
			err = e
		default:
			return e
		}
	}
	if err != syscall.EOPNOTSUPP && err != syscall.ENOSYS {
		return err
	}
	zeros := make([]byte, 1<<20)
	for at := int64(0); at < size; at += int64(len(zeros)) {
		if _, err := f.WriteAt(zeros[:min(int64(len(zeros)), size-at)], at); err != nil {
			return err
		}
	}
	return nil
}

// prefetch reads the pages of a part of a mapped file into the file cache.
func prefetch(part []byte) {
	page := os.Getpagesize()
	before := int(uintptr(unsafe.Pointer(&part[0])) & uintptr(page-1))
	if before > 0 { // the first page is not ours alone: leave it
		part = part[min(page-before, len(part)):]
	}
	for len(part) > 0 { // of one request, the system heeds only the beginning
		n := min(len(part), prefetchBytes)
		_ = syscall.Madvise(part[:n], syscall.MADV_WILLNEED) // advice only
		part = part[n:]
	}
}

// prefetchBytes is the usual bound of reading ahead.
const prefetchBytes = 128 << 10

// giveBack takes the pages of a mapped file out of the process; what was written
// to them stays in the file.
func giveBack(mem []byte) {
	if err := syscall.Madvise(mem, syscall.MADV_DONTNEED); err != nil {
		panic(fmt.Sprintf("kernels: giving back the pages of a scratch table: %v", err))
	}
}
