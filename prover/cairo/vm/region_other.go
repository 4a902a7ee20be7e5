//go:build !linux

package vm

// reserveRegion reserves nothing: segments grow by copying.
func reserveRegion(*Memory, int64) []Value { return nil }
