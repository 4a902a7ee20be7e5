package cpu

import (
	"context"
	"sync"
	"sync/atomic"
)

// each calls body(worker, i) for every i below n on all threads, in increasing
// order of i as threads become free, and looks at ctx before each call. worker
// is below b.workers(n); calls with the same worker do not overlap, so scratch
// can be indexed by it.
func (b *backend) each(ctx context.Context, n int, body func(worker, i int)) error {
	workers := b.workers(n)
	if workers <= 1 {
		for i := 0; i < n; i++ {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			body(0, i)
		}
		return nil
	}
	var next atomic.Int64
	var done atomic.Bool
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if ctx.Err() != nil {
					done.Store(true)
					return
				}
				body(w, i)
			}
		})
	}
	wg.Wait()
	if done.Load() {
		return context.Cause(ctx)
	}
	return nil
}

// workers is the number of threads that n pieces of work can keep busy.
func (b *backend) workers(n int) int { return max(1, min(b.threads, n)) }

// blocks cuts n rows, a power of two, into blocks of at most size rows, also a
// power of two, and returns their number and length.
func blocks(n, size int) (count, length int) {
	length = min(n, size)
	return n / length, length
}

// local is scratch memory of the workers of one call of each, made when a
// worker first asks for it.
type local[T any] struct {
	make  func() T
	items []T
	have  []bool
}

func newLocal[T any](workers int, make_ func() T) *local[T] {
	return &local[T]{make: make_, items: make([]T, workers), have: make([]bool, workers)}
}

func (l *local[T]) of(worker int) T {
	if !l.have[worker] {
		l.items[worker], l.have[worker] = l.make(), true
	}
	return l.items[worker]
}
