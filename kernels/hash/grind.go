package hash

import (
	"context"
	"encoding/binary"
	"math"
	"math/bits"
	"sync"
	"sync/atomic"

	"quarry/fault"
	"quarry/kernels"
)

// CodeNoProofOfWork: the hash can't make the proof of work that is asked for.
const CodeNoProofOfWork fault.Code = "kernels/no-proof-of-work"

// grindChunk is how many nonces a thread takes at a time: a few milliseconds
// of work at most, so that cancelling is prompt and little is searched in vain.
const grindChunk = 1 << 13

// Grind returns the smallest nonce such that Sum(h, prefix ‖ nonce), the nonce
// as 8 big-endian bytes, starts with zeros zero bits, 0 ≤ zeros ≤ 64. It
// searches with threads goroutines (at least one) and returns the error of ctx
// soon after ctx is done. It fails with CodeNoProofOfWork if h is pedersen or
// poseidon3, which hash whole felts only, or if zeros is out of range.
//
// (Stone: channel/proof_of_work.inl.)
func Grind(ctx context.Context, lvl Level, h kernels.Hash, prefix [32]byte, zeros, threads int) (uint64, error) {
	return GrindProgress(ctx, lvl, h, prefix, zeros, threads, nil)
}

// GrindProgress is Grind, and calls progress, if it is not nil, now and then
// with the number of nonces searched so far; 2^zeros of them are expected. The
// calls come from several goroutines, one at a time.
func GrindProgress(ctx context.Context, lvl Level, h kernels.Hash, prefix [32]byte, zeros, threads int,
	progress func(searched uint64)) (uint64, error) {
	requireLevel(lvl)
	if h == kernels.Pedersen || h == kernels.Poseidon3 {
		return 0, fault.New(CodeNoProofOfWork, "%v can't hash the 40 bytes of a proof of work", h).
			WithHint("choose keccak256 or blake256 as pow_hash")
	}
	if zeros < 0 || zeros > 64 {
		return 0, fault.New(CodeNoProofOfWork, "proof of work of %d bits, not within 0 and 64", zeros)
	}
	g := grinder{search: searcher(h, lvl), prefix: &prefix, mask: leadingMask(h, zeros), progress: progress}
	g.best.Store(math.MaxUint64)
	var wg sync.WaitGroup
	for range max(threads, 1) {
		wg.Go(func() { g.run(ctx) })
	}
	wg.Wait()
	if nonce := g.best.Load(); nonce != math.MaxUint64 && !g.cancelled.Load() {
		return nonce, nil
	}
	if err := context.Cause(ctx); err != nil {
		return 0, err
	}
	return 0, fault.New(CodeNoProofOfWork, "no nonce of 64 bits gives %d zero bits", zeros)
}

// grinder hands out chunks of nonces in ascending order. Once a nonce is found,
// chunks above it are not begun, and those below it, all begun, are finished:
// so the least nonce found is the smallest there is.
type grinder struct {
	search    searchFunc
	prefix    *[32]byte
	mask      uint64
	next      atomic.Uint64
	best      atomic.Uint64
	cancelled atomic.Bool
	mu        sync.Mutex
	searched  uint64
	progress  func(uint64)
}

func (g *grinder) run(ctx context.Context) {
	for {
		start := g.next.Add(grindChunk) - grindChunk
		if start >= g.best.Load() || start > math.MaxUint64-2*grindChunk {
			return
		}
		if ctx.Err() != nil {
			g.cancelled.Store(true)
			return
		}
		if nonce, ok := g.search(g.prefix, start, grindChunk, g.mask); ok {
			for best := g.best.Load(); nonce < best && !g.best.CompareAndSwap(best, nonce); best = g.best.Load() {
			}
		}
		g.report()
	}
}

func (g *grinder) report() {
	if g.progress == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.searched += grindChunk
	if g.searched%(grindChunk<<6) == 0 {
		g.progress(g.searched)
	}
}

// leadingMask is the mask of the bits that must be zero in the first 8 bytes of
// the digest read as a little-endian integer. Bits that h masks are zero.
func leadingMask(h kernels.Hash, zeros int) uint64 {
	d := kernels.Digest{}
	for i := range d {
		d[i] = 0xff
	}
	mask(h, &d)
	must := ^(^uint64(0) >> zeros)
	return bits.ReverseBytes64(must) & binary.LittleEndian.Uint64(d[:8])
}

// searchFunc looks for the smallest of the count nonces from start for which
// the first 8 bytes of the digest, little-endian, have no bit of mask set.
// count is a multiple of 16.
type searchFunc func(prefix *[32]byte, start, count, mask uint64) (uint64, bool)

// searchScalar is the search that the others are tested against.
func searchScalar(h kernels.Hash) searchFunc {
	return func(prefix *[32]byte, start, count, mask uint64) (uint64, bool) {
		var msg [40]byte
		copy(msg[:], prefix[:])
		for nonce := start; nonce < start+count; nonce++ {
			binary.BigEndian.PutUint64(msg[32:], nonce)
			d := Sum(h, msg[:])
			if binary.LittleEndian.Uint64(d[:])&mask == 0 {
				return nonce, true
			}
		}
		return 0, false
	}
}
