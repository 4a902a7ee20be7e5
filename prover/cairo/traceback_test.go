package cairo

import (
	"errors"
	"os"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/prover/cairo/vm"
)

// TestTraceback: a failed hint is told with its place, the calls that led to
// it, and the program's own message with the values in it.
func TestTraceback(t *testing.T) {
	source := func(name string) (string, error) {
		if name != "failing.cairo" {
			return "", os.ErrNotExist
		}
		data, err := os.ReadFile("testdata/failing.cairo")
		return string(data), err
	}
	_, err := Execute(t.Context(), Options{Program: testProgram(t, "failing"), Layout: "small", Source: source})
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != vm.CodeFailed {
		t.Fatalf("got %v", err)
	}
	if f.Where != "starkware/cairo/common/math.cairo:52:5" {
		t.Errorf("where: %s", f.Where)
	}
	want := `Cairo traceback (most recent call last):
failing.cairo:11:5: (pc=0:23)
    f(11);
    ^***^
Error message: x must be small. Got: 11.
failing.cairo:5:9: (pc=0:13)
        assert_le(x, 10);
        ^**************^
starkware/cairo/common/math.cairo:64:5: (pc=0:6)`
	if !strings.HasSuffix(f.What, want) || !strings.Contains(f.What, "is out of range.") {
		t.Errorf("what: %s", f.What)
	}
}

// TestLackingBuiltins: a run that fails in a layout without the program's builtins
// says so.
func TestLackingBuiltins(t *testing.T) {
	_, err := Execute(t.Context(), Options{Program: testProgram(t, "hashes_proof"), Layout: "plain", ProofMode: true})
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != vm.CodeFailed || !strings.Contains(f.Hint, "plain lacks") || !strings.Contains(f.Hint, "pedersen") {
		t.Errorf("%+v", err)
	}
}
