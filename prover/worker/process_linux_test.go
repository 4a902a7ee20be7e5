package worker_test

import (
	"os"

	"golang.org/x/sys/unix"
)

func init() {
	probeProcesses = func(can func(what string, err error)) {
		parent, self := os.Getppid(), os.Getpid()
		can("signal the parent's thread", unix.Tgkill(parent, parent, unix.SIGCONT))
		can("signal own thread", unix.Tgkill(self, unix.Gettid(), unix.SIGCONT))
		can("read the parent's limits", unix.Prlimit(parent, unix.RLIMIT_NOFILE, nil, &unix.Rlimit{}))
		can("read own limits", unix.Prlimit(0, unix.RLIMIT_NOFILE, nil, &unix.Rlimit{}))
	}
}
