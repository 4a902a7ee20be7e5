package cuda

import (
	"testing"

	"quarry/kernels"
	"quarry/kernels/kerneltest"
)

var _ kernels.Backend = (*Backend)(nil)

func TestConformance(t *testing.T) { kerneltest.Run(t, openBackend(t)) }
