package kernels

import "testing"

// A new table is zero, its columns do not overlap, and it can be freed twice.
func TestHostColumns(t *testing.T) {
	for _, length := range []int{1, 1 << 10, 1 << 18} { // the last is large enough for huge pages
		h, err := NewHostColumns(3, length)
		if err != nil {
			t.Fatal(err)
		}
		if h.Width() != 3 || h.Len() != length {
			t.Fatalf("%d columns of %d rows", h.Width(), h.Len())
		}
		for c := range h.Data {
			for i := range h.Data[c] {
				if !h.Data[c][i].IsZero() {
					t.Fatalf("row %d of column %d is not zero", i, c)
				}
				h.Data[c][i].SetUint64(uint64(c))
			}
		}
		for c := range h.Data {
			if last := h.Data[c][length-1]; !last.IsUint64() || last.Uint64() != uint64(c) {
				t.Fatalf("column %d was overwritten", c)
			}
		}
		h.Free()
		h.Free()
		if h.Len() != 0 {
			t.Error("rows after Free")
		}
	}
	var none *HostColumns
	none.Free()
}
