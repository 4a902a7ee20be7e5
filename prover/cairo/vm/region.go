package vm

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// A region is memory beside the collector's, in which a slice grows without
// being copied. It is unmapped once nothing refers to it: whoever uses its bytes
// keeps it reachable.
type region struct {
	bytes   []byte
	cleanup runtime.Cleanup
}

// handedOver is how many bytes of regions finished runs hold, that the collector
// has not found out of use. It does not know of them, and so would not hurry.
var handedOver atomic.Int64

// maxHandedOver is how many may be held before a new run has the collector look.
const maxHandedOver = 64 << 20

func (r *region) handOver(bytes int64) {
	handedOver.Add(bytes)
	runtime.AddCleanup(r, func(bytes int64) { handedOver.Add(-bytes) }, bytes)
}

// reclaim has regions unmapped that nothing refers to, if there may be much.
func reclaim() {
	if handedOver.Load() > maxHandedOver {
		runtime.GC()
	}
}

// inRegion returns an empty slice with the region's room.
func inRegion[T any](r *region) []T {
	var t T
	n := len(r.bytes) / int(unsafe.Sizeof(t))
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(r.bytes))), n)[:0]
}

const (
	valueSize = int64(unsafe.Sizeof(Value{}))
	// largeSegment is the number of cells at which a segment gets a region of
	// its own, unless maxRegions have one already.
	largeSegment = 1 << 15
	maxRegions   = 64
)

// Reserve gives an empty segment room for all that the memory may hold, with
// lead cells before it. A segment that begins at address lead needs no copy in
// the prover's memory: see RelocateAll.
func (m *Memory) Reserve(segment int, lead int64) {
	r := newRegion((m.limit + lead) * valueSize)
	if r == nil {
		return
	}
	all := inRegion[Value](r)
	s := &m.segs[segment]
	s.region, s.lead = r, lead
	s.cells = all[lead:lead]
}

// enlarge makes a segment's cells as many as want.
func (m *Memory) enlarge(s *Segment, want int64) {
	if want <= int64(cap(s.cells)) {
		s.cells = s.cells[:want]
		return
	}
	if want >= largeSegment && m.regions < maxRegions {
		m.regions++
		if r := newRegion(m.limit * valueSize); r != nil {
			cells := inRegion[Value](r)[:want]
			copy(cells, s.cells)
			s.cells, s.region, s.lead = cells, r, 0
			return
		}
		m.regions = maxRegions
	}
	grown := make([]Value, want)
	copy(grown, s.cells)
	s.cells = grown
}
