//go:build emu

package cuda

import "testing"

// Where the system pins no more memory, tables lie in ordinary memory, and the device
// is as well as before.
func TestNothingPinned(t *testing.T) {
	b := openBackend(t)
	t.Setenv("QUARRY_EMU_PINNED", "0")
	a := b.NewArena(0)
	defer a.Free()
	const n = 1 << 10
	cols := uploadCounting(t, a, 3, n)
	got, err := b.ReadRows(t.Context(), cols, []int{n - 1})
	if err != nil || got[2].Uint64() != 3*n-1 {
		t.Errorf("the last row is %v, %v", got, err)
	}
	if err := b.Problem(); err != nil {
		t.Errorf("a problem: %v", err)
	}
}
