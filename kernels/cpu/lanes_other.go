//go:build !amd64 || purego

package cpu

import "quarry/kernels"

// laneEvaluator is nil without the lanes of amd64.
func (b *backend) laneEvaluator(*schedule, int, int, int) func(int, []kernels.Element, int, [][]kernels.Element) {
	return nil
}

// laneRunner is nil without the lanes of amd64.
func (d *deep) laneRunner(int, int) runFunc { return nil }
