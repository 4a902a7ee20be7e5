package prover

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// ShedCode unmaps the pages of the program's code and constants. A program with as
// many rooms as this one touches most of its file while it starts, and would keep it
// in memory beside a proof, which needs little of it: that comes back from the
// system's cache, page by page. It is for processes that go on to prove; where the
// system does not tell what is mapped, it does nothing.
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
		if len(fields) < 6 || strings.Contains(fields[1], "w") || fields[5] != file {
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
		// What is only read is as it is in the file. A refusal costs memory, no more.
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, uintptr(start), uintptr(end-start), syscall.MADV_DONTNEED)
	}
}
