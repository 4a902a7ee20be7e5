package nvml

import (
	"testing"

	"quarry/fault"
)

// Opening works or fails with its code, whatever the machine and the build.
func TestOpen(t *testing.T) {
	l, err := Open()
	if err != nil {
		if fault.CodeOf(err) != CodeUnavailable {
			t.Errorf("%v", err)
		}
		return
	}
	defer l.Close()
	if _, err := l.Device("GPU-none"); fault.CodeOf(err) != CodeUnavailable {
		t.Errorf("a GPU that can't be there: %v", err)
	}
}
