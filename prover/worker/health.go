package worker

import (
	"fmt"
	"sync"
	"time"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/lineup"
)

// health notices a machine on which nothing goes: then the worker takes no jobs
// for a while, so that they don't waste their attempts on it.
type health struct {
	mu     sync.Mutex
	failed int
	tell   func(problem string)
	rest   time.Duration // unhealthyFor, unless a test is in a hurry
}

const (
	// unhealthyAfter so many attempts in a row that failed by the machine's fault
	// no job is taken,
	unhealthyAfter = 3
	// unhealthyFor so long, and then one is tried again.
	unhealthyFor = 30 * time.Second
)

// machineFault reports whether a failure says that this machine is of no use. The
// death of a child does not: its task may have caused it.
func machineFault(code fault.Code) bool {
	switch code {
	case CodeStart, CodeFiles, prover.CodeWrite, lineup.CodeUnavailable:
		return true
	}
	return deviceFault(code)
}

// notify sets who is told of problems, "" meaning that there is none.
func (h *health) notify(tell func(problem string)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tell = tell
}

// report notes the end of an attempt; nil is a good one.
func (h *health) report(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !machineFault(fault.CodeOf(err)) {
		h.failed = 0
		return
	}
	if h.failed++; h.failed != unhealthyAfter || h.tell == nil {
		return
	}
	rest := h.rest
	if rest == 0 {
		rest = unhealthyFor
	}
	h.tell(fmt.Sprintf("%d attempts in a row failed here, the last: %v", h.failed, err))
	time.AfterFunc(rest, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.failed = unhealthyAfter - 1 // one more failure is enough
		h.tell("")
	})
}
