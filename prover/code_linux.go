package prover

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// ShedCode unmaps the pages of the program's code. A program with as many rooms as this
// one touches most of it while it starts, and would keep it in memory beside a proof,
// which needs little of it: that comes back from the system's cache, page by page. It is
// for processes that go on to prove; where the system does not tell what is mapped, it
// does nothing.
//
// Only code: among what else can't be written are tables that the dynamic linker has
// written, and those would come back as they are in the file.
func ShedCode() {
	file, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(maps)) {
		fields := strings.Fields(line) // range, rights, offset, device, inode, file
		if len(fields) < 6 || fields[1] != "r-xp" || fields[5] != file {
			continue
		}
		from, to, _ := strings.Cut(fields[0], "-")
		start, err := strconv.ParseUint(from, 16, 64)
		if err != nil {
			continue
		}
		end, err := strconv.ParseUint(to, 16, 64)
		if err != nil {
			continue
		}
		// A refusal costs memory, no more.
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, uintptr(start), uintptr(end-start), syscall.MADV_DONTNEED)
	}
}
