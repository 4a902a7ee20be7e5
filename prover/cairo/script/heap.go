package script

import (
	"runtime"
	"runtime/metrics"
)

// heapStep is how much a hint may have allocated before the heap is looked at,
// counted roughly and from above.
const heapStep = 1 << 28

// heapBytes is the size of the objects on the heap, dead ones included.
func heapBytes() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(s[0].Value.Uint64())
}

// grow notes an allocation, and fails if the heap has grown beyond MaxHeap
// since the interpreter was made. It is the last resort against hints that
// keep all they make; the heap is the whole process's.
func (in *Interp) grow(bytes int64) error {
	if in.grown += bytes; in.grown < heapStep {
		return nil
	}
	in.grown = 0
	limit := in.base + in.MaxHeap
	if in.MaxHeap == 0 || heapBytes() <= limit {
		return nil
	}
	runtime.GC()
	if heapBytes() <= limit {
		return nil
	}
	return ErrBudget
}
