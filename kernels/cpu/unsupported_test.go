//go:build !amd64 || purego

package cpu_test

import (
	"strings"
	"testing"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cpu"
)

func TestUnsupportedBuild(t *testing.T) {
	_, err := cpu.New(cpu.Options{Name: cpu.AVX2})
	if fault.CodeOf(err) != kernels.CodeUnsupported || !strings.Contains(err.Error(), "needs") {
		t.Errorf("error %v", err)
	}
}
