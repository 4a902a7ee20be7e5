package worker

import (
	"testing"
	"time"

	"quarry/fault"
)

// Three failures of the machine in a row, and it rests; then it has one try.
func TestHealth(t *testing.T) {
	told := make(chan string, 10)
	h := &health{rest: 20 * time.Millisecond}
	h.notify(func(problem string) { told <- problem })
	machine, task := fault.New(CodeStart, "no processes left"), fault.New(CodeDied, "killed")
	for _, err := range []error{machine, machine, nil, machine, machine, task, task, task, task, machine, machine} {
		h.report(err)
	}
	select {
	case problem := <-told:
		t.Fatalf("told too early: %q", problem)
	default:
	}
	for range 2 {
		h.report(machine)
		h.report(machine) // of an attempt that ran beside it
		if problem := <-told; problem == "" {
			t.Error("no reason was told")
		}
		if problem := <-told; problem != "" {
			t.Errorf("after its rest: %q", problem)
		}
	}
	h.report(nil)
	h.report(machine)
	select {
	case problem := <-told:
		t.Errorf("told after one failure: %q", problem)
	case <-time.After(40 * time.Millisecond):
	}
}
