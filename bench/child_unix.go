//go:build unix

package bench

import (
	"os"
	"runtime"
	"syscall"
)

// countedPeak is the peak of a process that ended, as the system counts it.
func countedPeak(state *os.ProcessState) int64 {
	r, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(r.Maxrss)
	}
	return int64(r.Maxrss) << 10
}
