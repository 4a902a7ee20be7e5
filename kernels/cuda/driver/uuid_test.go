//go:build cgo && linux

package driver

import "testing"

// Identifiers are those that nvidia-smi shows, also for parts of a divided GPU.
func TestFormatUUID(t *testing.T) {
	b := []byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0, 1, 2, 3, 4, 5, 6, 0xff}
	for name, want := range map[string]string{
		"NVIDIA H100 80GB HBM3":             "GPU-01234567-89ab-cdef-0001-0203040506ff",
		"NVIDIA H100 80GB HBM3 MIG 3g.40gb": "MIG-01234567-89ab-cdef-0001-0203040506ff",
	} {
		if got := formatUUID(b, isPart(name)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
