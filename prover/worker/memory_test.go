package worker

import "testing"

// A process may take what its orders were granted together, and a margin, which is
// larger beside a driver.
func TestMemoryLimit(t *testing.T) {
	const gib = 1 << 30
	for _, gpu := range []bool{false, true} {
		large, small := &pending{limit: 8 * gib}, &pending{limit: gib}
		p := &Process{gpu: gpu, asks: map[uint64]*pending{1: large, 2: small}}
		margin := int64(memoryMargin)
		if gpu {
			margin = gpuMargin
		}
		if got, want := p.limitLocked(), int64(9*gib+9*gib/4)+margin; got != want {
			t.Errorf("both orders, GPU %v: %d bytes, want %d", gpu, got, want)
		}
		delete(p.asks, 1)
		if got, want := p.limitLocked(), int64(gib+gib/4)+margin; got != want {
			t.Errorf("the small one alone, GPU %v: %d bytes, want %d", gpu, got, want)
		}
		p.asks[3] = &pending{}
		if got := p.limitLocked(); got != 0 {
			t.Errorf("with one that has no limit, GPU %v: %d bytes", gpu, got)
		}
	}
}
