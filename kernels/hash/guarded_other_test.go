//go:build !linux

package hash

import "testing"

// guardedPage returns plain memory: the guard is tried on Linux.
func guardedPage(*testing.T) []byte { return randomBytes(7, 4096) }
