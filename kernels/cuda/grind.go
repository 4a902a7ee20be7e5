package cuda

import (
	"context"
	"encoding/binary"
	"math"
	"math/bits"
	"time"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda/driver"
	"quarry/kernels/hash"
)

// Nonces are searched in batches, one launch each, that double until one takes
// a while: long against a launch, short against what a user waits to cancel.
const (
	leastLogBatch = 10
	firstLogBatch = 16
	mostLogBatch  = 32
	shortBatch    = 8 * time.Millisecond
	longBatch     = 40 * time.Millisecond
	// grindBlocks is how many blocks a batch has at most; their threads go on to
	// further nonces.
	grindBlocks = 1 << 12
)

// Grind implements kernels.Grinder.
func (b *Backend) Grind(ctx context.Context, h kernels.Hash, prefix [32]byte, zeros int) (uint64, error) {
	nonce, _, err := b.grind(ctx, h, prefix, zeros)
	return nonce, err
}

// grind also counts what went over the bus.
func (b *Backend) grind(ctx context.Context, h kernels.Hash, prefix [32]byte, zeros int) (uint64, driver.Traffic, error) {
	require(h == kernels.Keccak256 || h == kernels.Blake256, "no proof of work with %s", h)
	require(0 <= zeros && zeros <= 64, "proof of work of %d bits", zeros)
	stream, err := b.device.NewStream()
	if err != nil {
		return 0, driver.Traffic{}, err
	}
	defer func() { _ = stream.Free() }() // fails only on a device that is of no use any more
	t := &task{b: b, ctx: ctx, stream: stream}
	t.check()
	nonce := t.grind(h, prefix, zeros)
	err = t.end()
	return nonce, stream.Traffic(), err
}

// grind searches batch after batch, in ascending order, so that the smallest nonce
// of the first batch that has one is the smallest of all.
func (t *task) grind(h kernels.Hash, prefix [32]byte, zeros int) uint64 {
	k := keccakGrind
	if h == kernels.Blake256 {
		k = blake2sGrind
	}
	must := bits.ReverseBytes64(^(math.MaxUint64 >> zeros))
	best := put(t, []uint64{math.MaxUint64})
	log := min(max(zeros, leastLogBatch), firstLogBatch)
	for start := uint64(0); t.check(); {
		if start > math.MaxUint64-2<<mostLogBatch {
			t.fail(fault.New(hash.CodeNoProofOfWork, "no nonce of 64 bits gives %d zero bits", zeros))
			break
		}
		search := binary.LittleEndian.AppendUint64(nil, uint64(best))
		search = append(search, prefix[:]...)
		for _, v := range []uint64{start, 1 << log, must} {
			search = binary.LittleEndian.AppendUint64(search, v)
		}
		began := time.Now()
		blocks := min(1<<log/hashThreads, grindBlocks)
		t.launch(k, driver.Line(blocks), driver.Line(hashThreads), 0, new(driver.Args).Bytes(search))
		if found := get[uint64](t, best, 1); found[0] != math.MaxUint64 {
			return found[0]
		}
		start += 1 << log
		switch took := time.Since(began); {
		case took < shortBatch && log < mostLogBatch:
			log++
		case took > longBatch && log > leastLogBatch:
			log--
		}
	}
	return 0
}
