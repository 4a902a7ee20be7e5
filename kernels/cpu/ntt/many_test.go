package ntt_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"quarry/kernels/cpu/felt"
	"quarry/kernels/cpu/ntt"
)

// pseudo is n felts that are cheap to make and differ by seed.
func pseudo(n int, seed uint64) []felt.Element {
	v := make([]felt.Element, n)
	var start, ratio felt.Element
	start.SetUint64(seed + 3)
	ratio.SetUint64(seed + 0x9e3779b97f4a7c15)
	felt.Powers(v, &start, &ratio)
	return v
}

func equal(t *testing.T, what string, got, want []felt.Element) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%s: element %d of %d is %v, want %v", what, i, len(want), got[i], want[i])
		}
	}
}

// TestMany checks larger transforms, which go in several sweeps, against values
// at single points, against each other and across thread counts.
func TestMany(t *testing.T) {
	for _, ops := range implementations() {
		for _, log := range []int{11, 12, 13, 14, 16} {
			if log > 14 && ops.LazyLayers > 15 {
				continue // slow
			}
			t.Run(fmt.Sprintf("%s/2^%d", ops.Name, log), func(t *testing.T) {
				n := 1 << log
				offset := pseudo(1, 5)[0]
				coeffs := [][]felt.Element{pseudo(n, 1), pseudo(n, 2), pseudo(n, 3)}
				dsts := [][]felt.Element{make([]felt.Element, n), make([]felt.Element, n), append([]felt.Element{}, coeffs[2]...)}
				srcs := [][]felt.Element{coeffs[0], coeffs[1], dsts[2]}
				if err := ntt.EvaluateMany(context.Background(), ops, dsts, srcs, &offset, 3); err != nil {
					t.Fatal(err)
				}
				shifts := []int{0, 1, 2, n / 2, n - 1, n/3 + 1, -5}
				for i := range dsts {
					x, g := offset, ntt.Generator(n)
					x.Mul(&x, &g)
					if want := horner(coeffs[i], &x); dsts[i][1] != want {
						t.Fatalf("column %d: value 1 differs", i)
					}
					for k, v := range ntt.EvaluateAt(ops, coeffs[i], &offset, shifts) {
						if v != dsts[i][(shifts[k]+n)%n] {
							t.Fatalf("column %d: value at shift %d differs", i, shifts[k])
						}
					}
					single := make([]felt.Element, n)
					ntt.Evaluate(ops, single, coeffs[i], &offset)
					equal(t, "one thread", single, dsts[i])
				}
				if err := ntt.InterpolateMany(context.Background(), ops, dsts, &offset, 2); err != nil {
					t.Fatal(err)
				}
				for i := range dsts {
					equal(t, "round trip", dsts[i], coeffs[i])
				}
				var one felt.Element
				one.SetOne()
				ntt.Evaluate(ops, dsts[0], coeffs[0], &one)
				ntt.Interpolate(ops, dsts[0], &one)
				equal(t, "round trip without offset", dsts[0], coeffs[0])
			})
		}
	}
}

// TestLarge checks a transform of three sweeps by a round trip and single values.
func TestLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	const n = 1 << 21
	ops := felt.Best()
	coeffs, offset := pseudo(n, 1), pseudo(1, 5)[0]
	a := make([]felt.Element, n)
	ntt.Evaluate(ops, a, coeffs, &offset)
	shifts := []int{0, 1, 777, n / 2, n - 1}
	for k, v := range ntt.EvaluateAt(ops, coeffs, &offset, shifts) {
		if v != a[shifts[k]] {
			t.Fatalf("value at shift %d differs", shifts[k])
		}
	}
	ntt.Interpolate(ops, a, &offset)
	equal(t, "round trip", a, coeffs)
}

func TestCancelled(t *testing.T) {
	cause := errors.New("stop")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	cols, offset := [][]felt.Element{pseudo(1<<13, 1)}, pseudo(1, 2)[0]
	before := append([]felt.Element{}, cols[0]...)
	_, at := ntt.EvaluateAtMany(ctx, felt.Best(), cols, &offset, [][]int{{1}}, 2)
	for name, err := range map[string]error{
		"EvaluateMany":    ntt.EvaluateMany(ctx, felt.Best(), cols, cols, &offset, 2),
		"InterpolateMany": ntt.InterpolateMany(ctx, felt.Best(), cols, &offset, 2),
		"EvaluateAtMany":  at,
	} {
		if !errors.Is(err, cause) {
			t.Errorf("%s: error %v, want the context's cause", name, err)
		}
	}
	equal(t, "column of a cancelled transform", cols[0], before)
}

// countdown is a context that is done after a number of looks at it.
type countdown struct {
	context.Context
	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// TestCancelledMidway stops transforms of many items of work at each of them.
func TestCancelledMidway(t *testing.T) {
	offset := pseudo(1, 2)[0]
	cols := [][]felt.Element{pseudo(1<<14, 1), pseudo(1<<14, 2)}
	for _, ops := range felt.Available() {
		for left := range int64(8) {
			ctx := &countdown{Context: context.Background()}
			for name, run := range map[string]func() error{
				"EvaluateMany":    func() error { return ntt.EvaluateMany(ctx, ops, cols, cols, &offset, 2) },
				"InterpolateMany": func() error { return ntt.InterpolateMany(ctx, ops, cols, &offset, 2) },
				"EvaluateAtMany": func() error {
					_, err := ntt.EvaluateAtMany(ctx, ops, cols, &offset, [][]int{{1}, {2}}, 2)
					return err
				},
			} {
				ctx.left.Store(left)
				if err := run(); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%s, %s after %d: error %v", ops.Name, name, left, err)
				}
			}
		}
	}
}

func TestNoColumns(t *testing.T) {
	var offset felt.Element
	offset.SetOne()
	if err := ntt.EvaluateMany(context.Background(), felt.Best(), nil, nil, &offset, 2); err != nil {
		t.Error(err)
	}
	if err := ntt.InterpolateMany(context.Background(), felt.Best(), nil, &offset, 2); err != nil {
		t.Error(err)
	}
	if v, err := ntt.EvaluateAtMany(context.Background(), felt.Best(), nil, &offset, nil, 2); err != nil || len(v) != 0 {
		t.Error(v, err)
	}
}

func TestShapes(t *testing.T) {
	ops := felt.Best()
	one := pseudo(1, 0)[0]
	for name, call := range map[string]func(){
		"no power of two":   func() { ntt.Interpolate(ops, pseudo(12, 1), &one) },
		"empty column":      func() { ntt.Interpolate(ops, nil, &one) },
		"different lengths": func() { ntt.Evaluate(ops, pseudo(8, 1), pseudo(4, 1), &one) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			call()
		})
	}
}

func BenchmarkNTT(b *testing.B) {
	for _, ops := range felt.Available() {
		if ops == felt.Portable() && testing.Short() {
			continue
		}
		for _, log := range []int{12, 16, 18, 20} {
			a, offset := pseudo(1<<log, 1), pseudo(1, 2)[0]
			b.Run(fmt.Sprintf("%s/Evaluate/2^%d", ops.Name, log), func(b *testing.B) {
				for b.Loop() {
					ntt.Evaluate(ops, a, a, &offset)
				}
				perButterfly(b, 1<<log, log)
			})
			var one felt.Element
			one.SetOne()
			b.Run(fmt.Sprintf("%s/Interpolate/2^%d", ops.Name, log), func(b *testing.B) {
				for b.Loop() {
					ntt.Interpolate(ops, a, &one)
				}
				perButterfly(b, 1<<log, log)
			})
			b.Run(fmt.Sprintf("%s/InterpolateOffset/2^%d", ops.Name, log), func(b *testing.B) {
				for b.Loop() {
					ntt.Interpolate(ops, a, &offset)
				}
				perButterfly(b, 1<<log, log)
			})
		}
	}
}

func perButterfly(b *testing.B, n, log int) {
	ns := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	b.ReportMetric(ns/1e6, "ms")
	b.ReportMetric(ns/float64(n/2*log), "ns/butterfly")
}

func BenchmarkEvaluateMany(b *testing.B) {
	const log, width = 16, 8
	offset := pseudo(1, 2)[0]
	cols := make([][]felt.Element, width)
	for i := range cols {
		cols[i] = pseudo(1<<log, uint64(i))
	}
	for _, ops := range felt.Available() {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/threads=%d", ops.Name, threads), func(b *testing.B) {
				for b.Loop() {
					if err := ntt.EvaluateMany(context.Background(), ops, cols, cols, &offset, threads); err != nil {
						b.Fatal(err)
					}
				}
				perButterfly(b, width<<log, log)
			})
		}
	}
}

func BenchmarkEvaluateAt(b *testing.B) {
	const log = 16
	coeffs, base := pseudo(1<<log, 1), pseudo(1, 2)[0]
	for _, ops := range felt.Available() {
		for _, count := range []int{1, 8, 64, 256} {
			shifts := make([]int, count)
			for i := range shifts {
				shifts[i] = i * i
			}
			b.Run(fmt.Sprintf("%s/2^%d/shifts=%d", ops.Name, log, count), func(b *testing.B) {
				for b.Loop() {
					ntt.EvaluateAt(ops, coeffs, &base, shifts)
				}
			})
		}
	}
}
