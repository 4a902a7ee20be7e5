package cuda

import (
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"unsafe"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

// scratchPool keeps small blocks of device memory for the duration of operations:
// parameters, partial results. Sizes are powers of two.
type scratchPool struct {
	device *driver.Device
	mu     sync.Mutex
	idle   [64][]driver.Ptr // by logarithm of the size
}

func newScratchPool(d *driver.Device) *scratchPool { return &scratchPool{device: d} }

// leastScratch is the smallest block.
const leastScratch = 1 << 12

func scratchClass(bytes int64) int { return bits.Len64(uint64(max(bytes, leastScratch) - 1)) }

// take returns a block of at least bytes bytes.
func (p *scratchPool) take(bytes int64) (driver.Ptr, error) {
	class := scratchClass(bytes)
	p.mu.Lock()
	if free := p.idle[class]; len(free) > 0 {
		p.idle[class] = free[:len(free)-1]
		p.mu.Unlock()
		return free[len(free)-1], nil
	}
	p.mu.Unlock()
	return p.device.Alloc(1 << class)
}

// give takes back what take returned for the same number of bytes.
func (p *scratchPool) give(block driver.Ptr, bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	class := scratchClass(bytes)
	p.idle[class] = append(p.idle[class], block)
}

// drain frees all idle blocks.
func (p *scratchPool) drain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for class, blocks := range p.idle {
		for _, block := range blocks {
			_ = p.device.Free(block) // fails only on a device that is of no use any more
		}
		p.idle[class] = nil
	}
}

// TemporaryBytes bounds the device memory that operations on columns of n rows
// take beside what arenas hold: two columns of programRows rows for inverses,
// three of scanRows for scans, chunks of hashes, twiddles, and smaller blocks.
func TemporaryBytes(n int64) int64 {
	return 2*elementSize*min(n, programRows) + 3*elementSize*min(n, scanRows) +
		hashTemporary*min(n, 1<<defaultHashTuning.logChunk) + 96<<20
}

// pinnedPool keeps pinned host memory between proofs: pinning costs more time
// than copying does. What it holds never exceeds the peak of what was in use at one
// time.
type pinnedPool struct {
	device *driver.Device
	mu     sync.Mutex
	inUse  int64
	peak   int64
	idle   map[int64][]unsafe.Pointer // by size
	cached int64                      // bytes in idle
}

func newPinnedPool(d *driver.Device) *pinnedPool {
	return &pinnedPool{device: d, idle: map[int64][]unsafe.Pointer{}}
}

// table makes a zeroed table in pinned memory.
func (p *pinnedPool) table(width, length int) (*kernels.HostColumns, error) {
	bytes := int64(width) * int64(length) * elementSize
	if bytes == 0 {
		return kernels.NewHostColumns(width, length)
	}
	block, err := p.take(bytes)
	if err != nil {
		return nil, err
	}
	mem := unsafe.Slice((*byte)(block), bytes)
	clearInParallel(mem)
	return kernels.HostColumnsIn(mem, width, length, func() { p.give(block, bytes) }), nil
}

// clearInParallel zeroes memory by all cores: one alone would take most of a second
// for the trace of a large proof.
func clearInParallel(mem []byte) {
	const least = 1 << 24 // bytes that are worth a goroutine
	share := max(least, (len(mem)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var done sync.WaitGroup
	for part := range slices.Chunk(mem, share) {
		done.Go(func() { clear(part) })
	}
	done.Wait()
}

func (p *pinnedPool) take(bytes int64) (unsafe.Pointer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	block, err := p.block(bytes)
	if err == nil {
		p.inUse += bytes
		p.peak = max(p.peak, p.inUse)
	}
	return block, err
}

// block returns pinned memory, idle or new.
func (p *pinnedPool) block(bytes int64) (unsafe.Pointer, error) {
	if free := p.idle[bytes]; len(free) > 0 {
		p.idle[bytes] = free[:len(free)-1]
		p.cached -= bytes
		return free[len(free)-1], nil
	}
	p.trim(max(p.peak, p.inUse+bytes) - p.inUse - bytes)
	block, err := p.device.HostAlloc(bytes)
	if err != nil && p.cached > 0 { // what is kept for other sizes may be what is missing
		p.trim(0)
		block, err = p.device.HostAlloc(bytes)
	}
	return block, err
}

func (p *pinnedPool) give(block unsafe.Pointer, bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inUse -= bytes
	p.idle[bytes] = append(p.idle[bytes], block)
	p.cached += bytes
}

// trim unpins idle blocks until at most that many bytes are kept.
func (p *pinnedPool) trim(keep int64) {
	for bytes, free := range p.idle {
		for len(free) > 0 && p.cached > keep {
			_ = p.device.HostFree(free[len(free)-1]) // fails only on a device that is of no use any more
			free = free[:len(free)-1]
			p.cached -= bytes
		}
		p.idle[bytes] = free
	}
}

// drain unpins all idle blocks.
func (p *pinnedPool) drain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trim(0)
}
