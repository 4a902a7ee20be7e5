package main

import (
	"testing"

	"quarry/settlement/governance"
)

// What a proposal leaves as it is, is what holds at its first block, even if a later
// version has been activated.
func TestVersionAt(t *testing.T) {
	versions := []governance.Version{{FromBlock: 0}, {FromBlock: 10}, {FromBlock: 20}}
	for block, want := range map[uint64]uint64{1: 0, 9: 0, 10: 10, 19: 10, 20: 20, 1000: 20} {
		if got := versionAt(versions, block).FromBlock; got != want {
			t.Errorf("block %d is settled under the version from %d on, want %d", block, got, want)
		}
	}
}
