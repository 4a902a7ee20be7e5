package cpu_test

import (
	"errors"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cpu"
	"quarry/kernels/kerneltest"
)

// backends returns those that this machine can run, by name.
func backends(t testing.TB, threads int) []kernels.Backend {
	var all []kernels.Backend
	for _, name := range []string{cpu.Portable, cpu.AVX2} {
		b, err := cpu.New(cpu.Options{Name: name, Threads: threads})
		if fault.CodeOf(err) == kernels.CodeUnsupported && name != cpu.Portable {
			t.Logf("not tested: %v", err)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

func TestConformance(t *testing.T) {
	for _, b := range backends(t, 0) {
		t.Run(b.Name(), func(t *testing.T) { kerneltest.Run(t, b) })
	}
}

func TestUnknownBackend(t *testing.T) {
	_, err := cpu.New(cpu.Options{Name: "abacus"})
	if !errors.Is(err, &fault.Error{Code: kernels.CodeUnsupported}) || !strings.Contains(err.Error(), "abacus") {
		t.Errorf("error %v", err)
	}
}

func TestDefaultBackend(t *testing.T) {
	b, err := cpu.New(cpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := backends(t, 0)
	if want := all[len(all)-1].Name(); b.Name() != want {
		t.Errorf("default backend %q, want %q", b.Name(), want)
	}
}
