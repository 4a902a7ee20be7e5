package main

import (
	"fmt"

	"quarry/prover/worker"
)

// runProveTask is the hidden command of a worker's children.
func runProveTask(s streams) int {
	if err := worker.Child(); err != nil {
		fmt.Fprintf(s.err, "%v\n", err)
		return exitFailed
	}
	return exitOK
}
