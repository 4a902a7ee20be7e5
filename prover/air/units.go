package air

import (
	"context"
	"math/bits"
	"sync/atomic"
)

// unitGrain is how many units of a pool are looked at, announced and filled at a
// time.
const unitGrain = 1 << 14

// fillUnits calls set for each unit that is zero, on all cores, with the number of
// such units before it, and returns how many there are. touch announces that so
// many units that follow each other are written.
func fillUnits(ctx context.Context, units []uint32, touch func(n int), set func(unit, rank int)) (free int, err error) {
	ranks := make([]int, (len(units)+unitGrain-1)/unitGrain) // of the first free unit of each grain
	err = inParallel(ctx, len(units), unitGrain, func(lo, hi int) error {
		for _, name := range units[lo:hi] {
			if name == 0 {
				ranks[lo/unitGrain]++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for i, n := range ranks {
		ranks[i], free = free, free+n
	}
	return free, inParallel(ctx, len(units), unitGrain, func(lo, hi int) error {
		touch(hi - lo)
		rank := ranks[lo/unitGrain]
		for unit := lo; unit < hi; unit++ {
			if units[unit] == 0 {
				set(unit, rank)
				rank++
			}
		}
		return nil
	})
}

// names is a set of numbers that several goroutines add to.
type names []uint32

func newNames(limit int) names { return make(names, limit/32+1) }

func (s names) add(v uint32) {
	word, bit := &s[v/32], uint32(1)<<(v%32)
	if atomic.LoadUint32(word)&bit == 0 { // most are there already, and reading is cheap
		atomic.OrUint32(word, bit)
	}
}

func (s names) has(v uint32) bool { return s[v/32]>>(v%32)&1 != 0 }

// missing lists the numbers from low to high that are not in the set, in order.
func (s names) missing(low, high uint64) []uint32 {
	var list []uint32
	for w := low / 32; w <= high/32; w++ {
		for absent := ^s[w]; absent != 0; absent &= absent - 1 {
			if v := w*32 + uint64(bits.TrailingZeros32(absent)); v >= low && v <= high {
				list = append(list, uint32(v))
			}
		}
	}
	return list
}

// raise makes v at least x.
func raise(v *atomic.Uint64, x uint64) {
	for old := v.Load(); x > old && !v.CompareAndSwap(old, x); {
		old = v.Load()
	}
}
