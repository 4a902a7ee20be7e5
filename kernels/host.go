package kernels

import "unsafe"

// HostColumns is a table of columns in host memory, outside of the Go heap
// where the system allows it, so that the collector neither scans nor doubles
// it. Column c is Data[c]; all have the same power-of-two length; a new table
// is zero.
type HostColumns struct {
	Data    [][]Element
	free    func()
	scratch *Scratch // nil: in memory
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

// HostColumnsIn is a table in memory that somebody else provides, zeroed: mem holds
// its columns one after the other, and free, if not nil, is called once when the
// table is freed.
func HostColumnsIn(mem []byte, width, length int, free func()) *HostColumns {
	if len(mem) != width*length*elementBytes {
		panic("kernels: memory of another size than the table's")
	}
	if free == nil {
		free = func() {}
	}
	return &HostColumns{Data: cut(mem, width, length), free: free}
}

// elementBytes is the size of an element in memory.
const elementBytes = int(unsafe.Sizeof(Element{}))

// cut sees memory as columns that follow each other.
func cut(mem []byte, width, length int) [][]Element {
	all := unsafe.Slice((*Element)(unsafe.Pointer(&mem[0])), width*length)
	columns := make([][]Element, width)
	for c := range columns {
		columns[c] = all[c*length : (c+1)*length : (c+1)*length]
	}
	return columns
}
