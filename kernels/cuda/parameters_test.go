package cuda

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"
)

// knownParameters has a line for each kernel: its name, and the sizes of its
// parameters in bytes.
//
//go:embed testdata/parameters.txt
var knownParameters string

// What compiled the kernels gave their parameters the sizes that the list has: the
// host's compiler those of an emulated device, nvcc those of an interpreted one and of
// a GPU's. Each launch compares its arguments with them, so what is right for one of
// these is right for all.
func TestParameters(t *testing.T) {
	b := openBackend(t)
	var found strings.Builder
	for i, d := range declarations {
		sizes := b.functions[i].Parameters()
		if sizes == nil {
			t.Skip("the driver does not tell")
		}
		fmt.Fprintln(&found, d.name, strings.Trim(fmt.Sprint(sizes), "[]"))
	}
	for line := range strings.Lines(found.String()) {
		if !strings.Contains("\n"+knownParameters, "\n"+line) {
			t.Errorf("the list lacks the line %q", strings.TrimSpace(line))
		}
	}
	if want, got := strings.Count(knownParameters, "\n"), len(declarations); want != got {
		t.Errorf("the list has %d kernels, there are %d", want, got)
	}
}
