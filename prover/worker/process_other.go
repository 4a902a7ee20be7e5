//go:build !linux

package worker

import "syscall"

func attributes(*group) *syscall.SysProcAttr { return nil }

func lowerPriority(int, int) {}

func residentBytes(int) int64 { return 0 }

// group is a control group, which only Linux has.
type group struct{}

func newGroup(string) (*group, error) { return nil, nil }

func (g *group) limit(int64)       {}
func (g *group) outOfMemory() bool { return false }
func (g *group) remove()           {}

func removeStaleGroups(string) {}

// FindCgroup finds a delegated control group: here there are none.
func FindCgroup() string { return "" }
