package bench

import (
	"math/bits"
	"sync"
	"time"

	"quarry/hw"
	"quarry/kernels"
	"quarry/kernels/cpu/felt"
	"quarry/kernels/hash"
)

// Limits are what the machine was measured to do at most.
type Limits = hw.Limits

// merge takes the higher of each limit.
func merge(l *Limits, m Limits) {
	for into, from := range map[*float64]float64{
		&l.MulOne: m.MulOne, &l.MulAll: m.MulAll, &l.MemoryOne: m.MemoryOne, &l.MemoryAll: m.MemoryAll,
		&l.FeltOne: m.FeltOne, &l.FeltAll: m.FeltAll, &l.KeccakOne: m.KeccakOne, &l.KeccakAll: m.KeccakAll,
		&l.BlakeOne: m.BlakeOne, &l.BlakeAll: m.BlakeAll,
	} {
		*into = max(*into, from)
	}
}

// measureLimits takes the best of many short tries: a limit is what the machine
// does when nothing disturbs it, and the shorter a try the likelier that is.
func measureLimits(cores int) Limits {
	var l Limits
	const tries = 40
	for _, work := range []struct {
		one, all *float64
		work     func(core int) float64
	}{
		{&l.MulOne, &l.MulAll, multiplications}, {&l.FeltOne, &l.FeltAll, feltMultiplications(cores)},
		{&l.KeccakOne, &l.KeccakAll, compressions(cores, kernels.Keccak256)}, {&l.BlakeOne, &l.BlakeAll, compressions(cores, kernels.Blake256)},
	} {
		for range tries {
			*work.one = max(*work.one, together(1, work.work))
			*work.all = max(*work.all, together(cores, work.work))
		}
	}
	perCore := 32 << 20 // more than a core's share of any cache
	if budget := hw.Probe().Memory.Budget(); budget > 0 {
		perCore = min(perCore, max(int(budget/int64(8*cores)), 1<<20))
	}
	buffers := make([][2][]byte, cores)
	for i := range buffers {
		buffers[i] = [2][]byte{make([]byte, perCore), make([]byte, perCore)}
		for j := range buffers[i][0] {
			buffers[i][0][j] = byte(j)
		}
	}
	copying := func(core int) float64 {
		b := buffers[core]
		copy(b[1], b[0])
		keep(uint64(b[1][core]))
		return float64(2 * perCore)
	}
	for range tries / 4 {
		l.MemoryOne = max(l.MemoryOne, together(1, copying))
		l.MemoryAll = max(l.MemoryAll, together(cores, copying))
	}
	return l
}

// together runs work on so many cores at once and returns the sum of their units
// a second, each by its own clock.
func together(cores int, work func(core int) float64) float64 {
	rates := make([]float64, cores)
	var ready, wg sync.WaitGroup
	ready.Add(cores)
	for c := range cores {
		wg.Go(func() {
			ready.Done()
			ready.Wait()
			start := time.Now()
			units := work(c)
			rates[c] = units / time.Since(start).Seconds()
		})
	}
	wg.Wait()
	sum := 0.0
	for _, r := range rates {
		sum += r
	}
	return sum
}

// multiplications does eight independent products at a time, so that the
// multiplier, not its latency, is the limit.
func multiplications(int) float64 {
	const n = 1 << 16
	a0, a1, a2, a3, a4, a5, a6, a7 := uint64(3), uint64(5), uint64(7), uint64(11), uint64(13), uint64(17), uint64(19), uint64(23)
	const k = 0x9e3779b97f4a7c15
	for range n {
		a0, _ = bits.Mul64(a0, k)
		a1, _ = bits.Mul64(a1, k)
		a2, _ = bits.Mul64(a2, k)
		a3, _ = bits.Mul64(a3, k)
		a4, _ = bits.Mul64(a4, k)
		a5, _ = bits.Mul64(a5, k)
		a6, _ = bits.Mul64(a6, k)
		a7, _ = bits.Mul64(a7, k)
	}
	keep(a0 ^ a1 ^ a2 ^ a3 ^ a4 ^ a5 ^ a6 ^ a7)
	return 8 * n
}

// feltMultiplications multiplies vectors that lie in each core's own cache, by the
// fastest code that runs here.
func feltMultiplications(cores int) func(core int) float64 {
	const length, times = 1 << 9, 1 << 5
	all := felt.Available()
	ops := all[len(all)-1]
	vectors := table(seeded(1), 2*cores, length)
	dst := make([][]felt.Element, cores)
	for i := range dst {
		dst[i] = make([]felt.Element, length)
	}
	return func(core int) float64 {
		for range times {
			ops.Mul(dst[core], vectors[2*core], vectors[2*core+1])
		}
		return length * times
	}
}

// compressions hashes pairs of digests that lie in each core's own cache, by the
// fastest code that runs here: a pair is one call of the hash's compression function.
func compressions(cores int, h kernels.Hash) func(core int) float64 {
	const nodes = 1 << 8
	children := make([]kernels.Digest, 2*nodes)
	dst := make([][]kernels.Digest, cores)
	for i := range dst {
		dst[i] = make([]kernels.Digest, nodes)
	}
	return func(core int) float64 {
		hash.NodeMany(h, hash.Best(), children, dst[core])
		return nodes
	}
}
