package cuda

import (
	"math/bits"
	"sync"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

// scratchPool keeps small blocks of device memory for the duration of operations:
// parameters, partial results. Sizes are powers of two.
type scratchPool struct {
	ledger *ledger
	mu     sync.Mutex
	idle   [64][]driver.Ptr // by logarithm of the size
}

func newScratchPool(l *ledger) *scratchPool { return &scratchPool{ledger: l} }

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
	return p.alloc(&p.ledger.scratch, 1<<class)
}

// alloc takes device memory on an account, and gives up what lies idle here if there
// is too little.
func (p *scratchPool) alloc(a *account, bytes int64) (driver.Ptr, error) {
	ptr, err := p.ledger.alloc(a, bytes)
	if fault.CodeOf(err) == kernels.CodeOutOfMemory {
		p.drain()
		ptr, err = p.ledger.alloc(a, bytes)
	}
	return ptr, err
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
			p.ledger.free(&p.ledger.scratch, block, 1<<class)
		}
		p.idle[class] = nil
	}
}

// keep takes device memory for a table that serves all proofs and stays.
func (b *Backend) keep(bytes int64) (driver.Ptr, error) { return b.scratch.alloc(&account{}, bytes) }

// TemporaryBytes bounds the device memory that operations on columns of n rows
// take beside what arenas hold: three columns of programRows rows for points and
// inverses, three of scanRows for scans, chunks of hashes, what lies between long folds,
// twiddles, and smaller blocks. The tables of a constraint program come on top: in
// some layouts they are large.
func TemporaryBytes(n int64) int64 {
	const between = 2 // columns of a sixteenth: all folds by up to 2·maxFold+1 steps take less
	return 3*elementSize*min(n, programRows) + 3*elementSize*min(n, scanRows) + between*elementSize*(n>>maxFold) +
		hashTemporary*min(n, 1<<defaultHashTuning.logChunk) + 96<<20
}
