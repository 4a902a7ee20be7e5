package worker

import (
	"errors"
	"os"
	"runtime"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// errNoFilter: the kernel, or this processor's table, has no filter.
var errNoFilter = errors.New("no filter of system calls here")

// forbidden are the system calls that a prover has no use for: sockets (and
// io_uring, a way around filters), programs, other processes, namespaces and
// mounts, and the kernel's inner life.
var forbidden = []uint32{
	unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4,
	unix.SYS_IO_URING_SETUP,
	unix.SYS_EXECVE, unix.SYS_EXECVEAT, unix.SYS_KILL, unix.SYS_TKILL, unix.SYS_RT_SIGQUEUEINFO, unix.SYS_RT_TGSIGQUEUEINFO,
	unix.SYS_PIDFD_SEND_SIGNAL, unix.SYS_PIDFD_GETFD,
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_KCMP,
	unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT,
	unix.SYS_OPEN_TREE, unix.SYS_MOVE_MOUNT, unix.SYS_FSOPEN, unix.SYS_FSMOUNT,
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD,
	unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY,
	unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_KEXEC_LOAD,
	unix.SYS_REBOOT, unix.SYS_SWAPON, unix.SYS_SWAPOFF, unix.SYS_SETTIMEOFDAY, unix.SYS_CLOCK_SETTIME,
	unix.SYS_SETHOSTNAME, unix.SYS_ACCT, unix.SYS_QUOTACTL, unix.SYS_NAME_TO_HANDLE_AT, unix.SYS_OPEN_BY_HANDLE_AT,
}

// ownOnly are system calls whose first argument is a process: this one (or 0, which
// is the same) is the only one that they reach. The runtime stops threads by the
// first.
var ownOnly = []uint32{unix.SYS_TGKILL, unix.SYS_PRLIMIT64}

// forGPU are those of them that NVIDIA's driver does not start without: it offers its
// memory's descriptor to other processes at a Unix socket. Nobody is ever accepted
// there, and it can connect to nothing.
var forGPU = []uint32{unix.SYS_SOCKET, unix.SYS_BIND, unix.SYS_LISTEN}

// auditArch names the processor in the kernel's words.
var auditArch = map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}

// filterCalls makes the forbidden calls fail with EPERM, in all threads. With a GPU
// Unix sockets can be made.
func filterCalls(gpu bool) error {
	arch, ok := auditArch[runtime.GOARCH]
	if !ok {
		return errNoFilter
	}
	const (
		offsetNumber, offsetArch, offsetFirst = 0, 4, 16 // struct seccomp_data; the low half of the first argument
		x32                                   = 0x40000000
	)
	load := func(offset uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
	}
	verdict := func(v uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: v} }
	jump := func(how uint16, k uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | how | unix.BPF_K, K: k, Jt: yes, Jf: no}
	}
	const refuse = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	program := []unix.SockFilter{
		load(offsetArch),
		jump(unix.BPF_JEQ, arch, 1, 0),
		verdict(unix.SECCOMP_RET_KILL_PROCESS), // calls of another processor's table
		load(offsetNumber),
	}
	if runtime.GOARCH == "amd64" {
		program = append(program, jump(unix.BPF_JGE, x32, 0, 1), verdict(refuse))
	}
	for _, call := range ownOnly {
		program = append(program, jump(unix.BPF_JEQ, call, 0, 5),
			load(offsetFirst), jump(unix.BPF_JEQ, 0, 1, 0), jump(unix.BPF_JEQ, uint32(os.Getpid()), 0, 1),
			verdict(unix.SECCOMP_RET_ALLOW), verdict(refuse))
	}
	if gpu {
		program = append(program, jump(unix.BPF_JEQ, unix.SYS_SOCKET, 0, 4),
			load(offsetFirst), jump(unix.BPF_JEQ, unix.AF_UNIX, 0, 1), verdict(unix.SECCOMP_RET_ALLOW), verdict(refuse))
	}
	for _, call := range forbidden {
		if gpu && slices.Contains(forGPU, call) {
			continue
		}
		program = append(program, jump(unix.BPF_JEQ, call, 0, 1), verdict(refuse))
	}
	program = append(program, verdict(unix.SECCOMP_RET_ALLOW))
	fprog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	runtime.LockOSThread() // no_new_privs is this thread's; the filter goes to all
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&fprog)))
	runtime.KeepAlive(program)
	switch errno {
	case 0:
		return nil
	case unix.ENOSYS, unix.EINVAL:
		return errNoFilter
	}
	return errno
}
