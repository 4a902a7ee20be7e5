//go:build !amd64 || purego

package cpu

import (
	"quarry/kernels"
	"quarry/kernels/ssa"
)

// laneEvaluator is nil without the lanes of amd64.
func (b *backend) laneEvaluator([]ssa.Value, [][]kernels.Element, int, int, int, int) evaluatorFunc {
	return nil
}

// laneRunner is nil without the lanes of amd64.
func (d *deep) laneRunner(int, int) runFunc { return nil }
