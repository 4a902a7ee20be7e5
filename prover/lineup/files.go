package lineup

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/oklog/ulid/v2"
	"golang.org/x/sys/unix"

	"quarry/fault"
)

// syncDir makes the entries of a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// freeBytes is how much a process without privileges may still write to the
// disk of dir; the largest number if that can't be found out.
func freeBytes(dir string) int64 {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 1<<63 - 1
	}
	return int64(s.Bavail) * int64(s.Bsize)
}

// storeFault is an error of files or of the store as the line-up's.
func storeFault(err error, what string) error {
	if err == nil || fault.CodeOf(err) != "" {
		return err
	}
	f := fault.Wrap(err, CodeUnavailable, "%s", what)
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return f.WithHint("the disk is full: make room; work goes on by itself")
	case errors.Is(err, fs.ErrPermission):
		return f.WithHint("the data directory must belong to the user that the server runs as")
	}
	return f
}

// workerName makes a name that no other worker has.
func workerName(host string) string {
	host = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, host)
	if len(host) > 32 {
		host = host[:32]
	}
	return host + "-" + strings.ToLower(ulid.Make().String())
}
