//go:build icicle

package prover

import "quarry/kernels/icicle"

func init() {
	optionalBackends = append(optionalBackends, optionalBackend{
		icicle.Name, "transforms by icicle, the rest by the processor: to be compared with", icicle.New,
	})
}
