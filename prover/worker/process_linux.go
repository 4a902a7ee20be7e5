package worker

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// attributes make the child die with the thread that started it, and keep
// signals for the server's process group from it.
func attributes(g *group) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if g != nil {
		a.UseCgroupFD, a.CgroupFD = true, int(g.dir.Fd())
	}
	return a
}

// lowerPriority gives way to the server. All threads are meant: those of the
// child's process group.
func lowerPriority(pid, nice int) {
	if nice > 0 {
		_ = unix.Setpriority(unix.PRIO_PGRP, pid, nice)
	}
}

// residentBytes is the memory of a process that can't be had back at once: not
// the pages of files that it has mapped. 0 if the process is gone.
func residentBytes(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	sum := int64(0)
	for line := range bytes.Lines(status) {
		words := bytes.Fields(line)
		if len(words) >= 2 && (string(words[0]) == "RssAnon:" || string(words[0]) == "RssShmem:") {
			n, _ := strconv.ParseInt(string(words[1]), 10, 64)
			sum += n << 10
		}
	}
	return sum
}
