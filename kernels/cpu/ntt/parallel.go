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

var scratches = newPool[scratch]()

// pool keeps scratch spaces of one kind between transforms.
type pool[S any] struct{ sync.Pool }

func newPool[S any]() *pool[S] {
	return &pool[S]{sync.Pool{New: func() any { return new(S) }}}
}

// parallel runs work(0) … work(n−1) on up to threads goroutines, each with its
// own scratch, and stops between two of them when the context is done.
func parallel[S any](ctx context.Context, threads, n int, scratches *pool[S], work func(i int, w *S)) error {
	var next atomic.Int64
	run := func() {
		w := scratches.Get().(*S)
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
