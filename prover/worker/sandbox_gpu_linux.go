package worker

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"
)

// ownThreads is where the kernel shows this process's threads.
const ownThreads = "/proc/self/task"

// gpuRules open what NVIDIA's driver reads and writes: its libraries, its devices,
// what the kernel tells of the machine, and the names of its own threads, without
// which it does not start. Other processes, disks and the system's configuration
// stay out of reach.
func gpuRules() ([]landlock.Rule, error) {
	// Never closed: the rule about the folder holds as long as its inode is in use.
	if _, err := unix.Open(ownThreads, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0); err != nil {
		return nil, err
	}
	readDirs := []string{"/usr", "/lib", "/lib64", "/opt", "/sys", "/etc/nvidia", "/proc/self"}
	readFiles := []string{"/etc/ld.so.cache", "/etc/ld.so.preload"}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		switch path := filepath.Join("/proc", e.Name()); {
		case strings.Trim(e.Name(), "0123456789") == "": // a process
		case e.IsDir():
			readDirs = append(readDirs, path)
		case e.Type().IsRegular():
			readFiles = append(readFiles, path)
		}
	}
	writeDirs := []string{ownThreads, "/dev/shm", "/dev/dri"}
	writeFiles := []string{"/dev/zero", "/dev/random", "/dev/urandom", "/dev/dxg"}
	devices, err := filepath.Glob("/dev/nvidia*")
	if err != nil {
		return nil, err
	}
	for _, path := range devices {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			writeDirs = append(writeDirs, path)
		} else {
			writeFiles = append(writeFiles, path)
		}
	}
	return []landlock.Rule{
		landlock.RODirs(readDirs...).IgnoreIfMissing(), landlock.ROFiles(readFiles...).IgnoreIfMissing(),
		landlock.RWDirs(writeDirs...).WithIoctlDev().IgnoreIfMissing(), landlock.RWFiles(writeFiles...).WithIoctlDev().IgnoreIfMissing(),
	}, nil
}
