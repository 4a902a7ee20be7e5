package ntt

import (
	"context"
	"sync"
	"sync/atomic"
)

// scratch is what one goroutine works in.
type scratch struct {
	tile, twiddles [tileSize]Element
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// parallel runs work(0) … work(n−1) on up to threads goroutines, each with its
// own scratch, and stops between two of them when the context is done.
func parallel(ctx context.Context, threads, n int, work func(i int, w *scratch)) error {
	var next atomic.Int64
	run := func() {
		w := scratches.Get().(*scratch)
		defer scratches.Put(w)
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			work(i, w)
		}
	}
	var group sync.WaitGroup
	for range min(threads, n) - 1 {
		group.Go(run)
	}
	run()
	group.Wait()
	return context.Cause(ctx)
}
