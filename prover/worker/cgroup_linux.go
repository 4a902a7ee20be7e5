package worker

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
)

// group is the control group (version 2) of one child; nil is none.
type group struct {
	path string
	dir  *os.File
}

// ServerGroup is the name of the control group of the server itself within the
// one that is delegated to it: systemd's DelegateSubgroup.
const ServerGroup = "server"

// FindCgroup finds the control group that is delegated to this process: the
// parent of its own, if that is called ServerGroup and has memory to give.
func FindCgroup() string {
	raw, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(raw)) {
		own, ok := strings.CutPrefix(strings.TrimSpace(line), "0::")
		if !ok || filepath.Base(own) != ServerGroup {
			continue
		}
		root := filepath.Join("/sys/fs/cgroup", filepath.Dir(own))
		controllers, err := os.ReadFile(filepath.Join(root, "cgroup.controllers"))
		if err != nil || !bytes.Contains(controllers, []byte("memory")) {
			continue
		}
		if os.WriteFile(filepath.Join(root, "cgroup.subtree_control"), []byte("+memory"), 0) == nil {
			return root
		}
	}
	return ""
}

// groups counts the groups that this process made.
var groups atomic.Uint64

// newGroup makes a group for a child in root; without a root there is none.
func newGroup(root string) (*group, error) {
	if root == "" {
		return nil, nil
	}
	g := &group{path: filepath.Join(root, fmt.Sprintf("prover-%d-%d", os.Getpid(), groups.Add(1)))}
	if err := os.Mkdir(g.path, 0o755); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(g.path, "memory.max")); err != nil {
		_ = os.Remove(g.path)
		return nil, errors.New("the control group has no memory to give")
	}
	// The whole child or nothing of it; and no swap, in which a proof would
	// never end.
	_ = g.write("memory.oom.group", "1")
	_ = g.write("memory.swap.max", "0")
	var err error
	if g.dir, err = os.Open(g.path); err != nil {
		_ = os.Remove(g.path)
		return nil, err
	}
	return g, nil
}

func (g *group) write(file, text string) error {
	return os.WriteFile(filepath.Join(g.path, file), []byte(text), 0)
}

// limit sets the most memory that the group may have; 0 is no limit.
func (g *group) limit(n int64) {
	if g == nil {
		return
	}
	text := "max"
	if n > 0 {
		text = strconv.FormatInt(n, 10)
	}
	_ = g.write("memory.max", text)
}

// outOfMemory tells whether the kernel killed in the group for want of memory.
func (g *group) outOfMemory() bool {
	if g == nil {
		return false
	}
	raw, err := os.ReadFile(filepath.Join(g.path, "memory.events"))
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(raw)) {
		if n, ok := strings.CutPrefix(strings.TrimSpace(line), "oom_kill "); ok {
			return n != "0"
		}
	}
	return false
}

// remove removes the group of a process that is gone.
func (g *group) remove() {
	if g == nil {
		return
	}
	_ = g.dir.Close()
	if err := os.Remove(g.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		// The kernel may still be taking the process down; a later start cleans up.
		return
	}
}

// removeStaleGroups removes the groups of children that died with their parents.
func removeStaleGroups(root string) {
	if root == "" {
		return
	}
	left, _ := filepath.Glob(filepath.Join(root, "prover-*"))
	for _, path := range left {
		_ = os.Remove(path) // fails for those that are in use
	}
}
