package worker

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"
)

// restrict takes rights from this process, for good and for all its threads:
// files outside of the sandbox by Landlock, networks by Landlock and seccomp,
// system calls that a prover has no use for by seccomp. What the kernel does not
// offer is listed as missing; only errors of what it does offer are errors.
func restrict(s sandbox) (active, missing []string, err error) {
	note := func(ok bool, what string) {
		if ok {
			active = append(active, what)
		} else {
			missing = append(missing, what)
		}
	}
	if err := limits(); err != nil {
		return nil, nil, err
	}
	oom := os.WriteFile("/proc/self/oom_score_adj", []byte(strconv.Itoa(childOOMScore)), 0)
	note(oom == nil, "being spared when memory runs out")
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return nil, nil, fmt.Errorf("no_new_privs: %w", err)
	}
	version := landlockVersion()
	rules := []landlock.Rule{
		landlock.RODirs(s.read...), landlock.RWDirs(s.write...),
		// What package hw reads of the machine.
		landlock.ROFiles("/proc/meminfo", "/proc/self/cgroup", "/proc/cpuinfo").IgnoreIfMissing(),
		landlock.RODirs("/sys/fs/cgroup", "/sys/devices/system/cpu", "/sys/kernel/mm").IgnoreIfMissing(),
		landlock.RWFiles("/dev/null").IgnoreIfMissing(),
	}
	if s.gpu {
		more, err := gpuRules()
		if err != nil {
			return nil, nil, err
		}
		rules = append(rules, more...)
	}
	if err := landlock.V8.BestEffort().Restrict(rules...); err != nil {
		return nil, nil, fmt.Errorf("landlock: %w", err)
	}
	note(version >= 1, "files (Landlock)")
	note(version >= 4, "TCP (Landlock)")
	note(version >= 6, "signals and abstract sockets (Landlock)")
	err = filterCalls(s.gpu)
	if err != nil && !errors.Is(err, errNoFilter) {
		return nil, nil, fmt.Errorf("seccomp: %w", err)
	}
	note(err == nil, "sockets, programs, other processes, system administration (seccomp)")
	return active, missing, nil
}

// landlockVersion is the version of the kernel's Landlock, 0 if it has none.
func landlockVersion() int {
	const onlyVersion = 1 // LANDLOCK_CREATE_RULESET_VERSION
	v, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, onlyVersion)
	if errno != 0 {
		return 0
	}
	return int(v)
}

// limits sets resource limits: no core dumps, which would hold witnesses, and
// no endless files.
func limits() error {
	for _, l := range []struct {
		resource int
		most     uint64
	}{{unix.RLIMIT_CORE, 0}, {unix.RLIMIT_FSIZE, maxFileBytes}} {
		var now unix.Rlimit
		if err := unix.Getrlimit(l.resource, &now); err != nil {
			return err
		}
		most := min(l.most, now.Max)
		if err := unix.Setrlimit(l.resource, &unix.Rlimit{Cur: most, Max: most}); err != nil {
			return err
		}
	}
	return nil
}
