//go:build !linux

package kernels

import "quarry/fault"

// ScratchSpace fails: there are no scratch folders on this system.
func ScratchSpace(string) (free int64, inMemory bool, err error) {
	return 0, false, probeScratch("")
}

func probeScratch(string) error {
	return fault.New(CodeUnsupported, "scratch folders need Linux").WithHint("prove without one; --max_memory bounds the memory")
}

func mapScratch(dir string, _ int) ([]byte, error) { return nil, probeScratch(dir) }

func giveBack([]byte) {}

func prefetch([]byte) {}
