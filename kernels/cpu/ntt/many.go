package ntt

import (
	"context"
	"sync"
	"sync/atomic"

	"quarry/kernels/cpu/felt"
)

// InterpolateMany interpolates columns of equal length in place, as Interpolate
// does, on up to threads goroutines that share twiddles and work also when there
// are fewer columns than threads. It fails only with the context's cause; the
// columns are then undefined.
func InterpolateMany(ctx context.Context, ops *felt.Ops, cols [][]Element, offset *Element, threads int) error {
	return parallel(ctx, threads, len(cols), func(i int) { interpolate(ops, cols[i], offset) })
}

// EvaluateMany evaluates polynomials of equal length, as Evaluate does, on up to
// threads goroutines that share twiddles and work also when there are fewer
// columns than threads. dsts[i] and srcs[i] are the same slice or do not
// overlap. It fails only with the context's cause; dsts are then undefined.
func EvaluateMany(ctx context.Context, ops *felt.Ops, dsts, srcs [][]Element, offset *Element, threads int) error {
	return parallel(ctx, threads, len(dsts), func(i int) { evaluate(ops, dsts[i], srcs[i], offset) })
}

// EvaluateAtMany returns for each column i the values at base·g^s for s in
// shifts[i], as EvaluateAt does, on up to threads goroutines.
func EvaluateAtMany(ctx context.Context, ops *felt.Ops, coeffs [][]Element, base *Element, shifts [][]int, threads int) ([][]Element, error) {
	values := make([][]Element, len(coeffs))
	err := parallel(ctx, threads, len(coeffs), func(i int) {
		values[i] = evaluateAt(ops, coeffs[i], base, shifts[i])
	})
	return values, err
}

// parallel runs work(0) … work(n−1) on up to threads goroutines, and stops
// between two of them when the context is done.
func parallel(ctx context.Context, threads, n int, work func(i int)) error {
	var next atomic.Int64
	run := func() {
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			work(i)
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
