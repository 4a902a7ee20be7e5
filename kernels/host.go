package kernels

// HostColumns is a table of columns in host memory, outside of the Go heap
// where the system allows it, so that the collector neither scans nor doubles
// it. Column c is Data[c]; all have the same power-of-two length; a new table
// is zero.
type HostColumns struct {
	Data [][]Element
	free func()
}

// Width is the number of columns.
func (h *HostColumns) Width() int { return len(h.Data) }

// Len is the number of rows.
func (h *HostColumns) Len() int {
	if len(h.Data) == 0 {
		return 0
	}
	return len(h.Data[0])
}

// Free unmaps the memory. It may be called twice, and on nil.
func (h *HostColumns) Free() {
	if h == nil || h.free == nil {
		return
	}
	h.Data = nil
	h.free()
	h.free = nil
}
