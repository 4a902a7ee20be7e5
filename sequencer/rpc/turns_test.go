package rpc

import (
	"context"
	"testing"
	"time"
)

// TestTurns demands that one network leaves places to others, and that shares are
// forgotten when nobody uses them.
func TestTurns(t *testing.T) {
	turns := newTurns(8)
	var leaves []func()
	enter := func(network string) bool {
		leave, ok := turns.enter(context.Background(), network, time.Millisecond)
		if ok {
			leaves = append(leaves, leave)
		}
		return ok
	}
	for range 2 {
		if !enter("greedy") {
			t.Fatal("there are places")
		}
	}
	if enter("greedy") {
		t.Error("more than a quarter for one network")
	}
	for _, network := range []string{"a", "a", "b", "b", "c", "c"} {
		if !enter(network) {
			t.Fatalf("no place for %s", network)
		}
	}
	if enter("d") {
		t.Error("more than there are")
	}
	for _, leave := range leaves {
		leave()
	}
	if len(turns.networks) != 0 || len(turns.all) != 0 {
		t.Errorf("%d networks, %d places are left", len(turns.networks), len(turns.all))
	}
}
