package hw

import (
	"strings"
	"testing"

	"quarry/fault"
)

// A probe that answers is believed; one that dies or babbles is a typed error
// with the last that it said.
func TestProbeGPUs(t *testing.T) {
	sh := func(script string) (GPUReport, error) { return ProbeGPUs(t.Context(), []string{"sh", "-c", script}) }
	r, err := sh(`echo '{"gpus":[{"ordinal":1,"name":"x","memory_total":5}]}'`)
	if err != nil || len(r.GPUs) != 1 || r.GPUs[0].Ordinal != 1 || r.GPUs[0].MemoryTotal != 5 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, script := range []string{"echo no JSON; echo first >&2; echo last words >&2", "echo last words >&2; kill -SEGV $$"} {
		_, err := sh(script)
		if fault.CodeOf(err) != CodeProbe || !strings.HasPrefix(err.Error(), "last words: ") {
			t.Errorf("%s: %v", script, err)
		}
	}
}
