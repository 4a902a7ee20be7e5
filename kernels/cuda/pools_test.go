package cuda

import (
	"bytes"
	"testing"
)

// Pinned memory is used again, and never more is held than was in use at one time.
func TestPinnedPool(t *testing.T) {
	p := openBackend(t).pinned
	const kib = 1 << 10
	for round := range 3 {
		for _, rows := range []int{kib, 2 * kib, 512, kib} {
			h, err := p.table(2, rows)
			if err != nil {
				t.Fatal(err)
			}
			for _, col := range h.Data {
				for i := range col {
					if !col[i].IsZero() {
						t.Fatal("a table is not zero")
					}
					col[i].SetOne()
				}
			}
			h.Free()
			if p.inUse != 0 || p.cached > p.peak || p.peak > 4*kib*elementSize {
				t.Fatalf("round %d: %d bytes in use, %d kept, a peak of %d", round, p.inUse, p.cached, p.peak)
			}
		}
	}
	h, err := p.table(0, 1)
	if err != nil || h.Width() != 0 {
		t.Errorf("an empty table: %v", err)
	}
}

// All of a large block is zeroed, whatever its size.
func TestClearInParallel(t *testing.T) {
	for _, size := range []int{0, 1, 1 << 24, 3<<24 + 5} {
		mem := bytes.Repeat([]byte{1}, size)
		clearInParallel(mem)
		if n := bytes.Count(mem, []byte{0}); n != size {
			t.Errorf("%d of %d bytes are zero", n, size)
		}
	}
}
