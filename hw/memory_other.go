//go:build !linux

package hw

// probeMemory knows of no way to ask this system without cgo; callers set a
// limit themselves.
func probeMemory() Memory { return Memory{} }
