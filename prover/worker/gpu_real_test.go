//go:build !emu

package worker_test

import "testing"

// gpuEnv is what a child needs to find a GPU: nothing.
func gpuEnv(*testing.T) []string { return nil }
