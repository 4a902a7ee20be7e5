package bench

import (
	"context"
	"fmt"
	"math/bits"

	"quarry/kernels"
)

// A transform of n felts takes n/2·log2(n) felt multiplications, and must read
// and write each felt at least once.
func transformMuls(n int) float64 { return feltMul * float64(log2(n)) / 2 }

// transformContest interpolates width columns of n rows and evaluates them on
// cosets blow-ups times: a low-degree extension. With blowup 1 it is one
// interpolation and one evaluation, that is, two transforms.
func transformContest(backends []string, n, width, blowup int) *contest {
	rng := seeded(3)
	columns := table(rng, width, n)
	var three kernels.Element
	three.SetUint64(3)
	w := generator(n * blowup)
	offsets := make([]kernels.Element, blowup)
	for c := range offsets {
		// The committed order of cosets; the coefficients are interpolated over <g>.
		offsets[c] = at(&three, &w, reverseBits(c, blowup))
	}
	last := &offsets[blowup-1]
	var want, input fingerprint
	transforms := float64(1 + blowup)
	c := &contest{
		name:  fmt.Sprintf("lde/2^%d×%d, blow-up %d", log2(n), width, blowup),
		group: "transform", params: map[string]any{"log_rows": log2(n), "columns": width, "blowup": blowup},
		work: float64(n*width) * transforms, unit: "felt",
		muls: transformMuls(n), bytes: 2 * feltBytes,
		checked: "a textbook transform over gnark-crypto's field: every value of the last coset, and the way back",
	}
	if blowup == 1 {
		c.name = fmt.Sprintf("ntt/2^%d×%d", log2(n), width)
	}
	c.prepare = func(ctx context.Context) error {
		input = fingerprintOf(columns...)
		coefficients, err := interpolateByDefinition(ctx, columns)
		if err != nil {
			return err
		}
		forward := newRadix2(n, last)
		evaluated := make([][]kernels.Element, width)
		for k := range coefficients {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			evaluated[k] = append([]kernels.Element(nil), coefficients[k]...)
			forward.evaluate(evaluated[k])
		}
		want = fingerprintOf(evaluated...)
		return nil
	}
	open := func(ctx context.Context, b *bed) (runner, error) {
		cols, err := b.upload(ctx, columns...)
		if err != nil {
			return runner{}, err
		}
		dst, err := b.arena.Alloc(width, n)
		if err != nil {
			return runner{}, err
		}
		var one kernels.Element
		one.SetOne()
		return runner{
			run: func(ctx context.Context) error {
				if err := b.Interpolate(ctx, cols, &one); err != nil {
					return err
				}
				for i := range offsets {
					if err := b.Evaluate(ctx, dst, cols, &offsets[i]); err != nil {
						return err
					}
				}
				return nil
			},
			check: func(ctx context.Context) error {
				if err := b.expect(ctx, dst, want); err != nil {
					return err
				}
				// Back to the input, for the next round.
				if err := b.Evaluate(ctx, cols, cols, &one); err != nil {
					return err
				}
				return b.expect(ctx, cols, input)
			},
		}, nil
	}
	c.contenders = append(backendContenders(backends, blowup == 1, open), peerContenders(backends, open)...)
	if blowup == 1 {
		c.contenders = append(c.contenders, textbookTransform(columns, &want, last))
	}
	return c
}

// textbookTransform does the same with gnark-crypto's field and no art.
func textbookTransform(columns [][]kernels.Element, want *fingerprint, offset *kernels.Element) contender {
	return contender{name: "textbook on gnark-crypto", peer: true, threads: 1, open: func(context.Context) (runner, error) {
		n := len(columns[0])
		var one kernels.Element
		one.SetOne()
		plain, forward := newRadix2(n, &one), newRadix2(n, offset)
		work := make([][]kernels.Element, len(columns))
		for k := range work {
			work[k] = make([]kernels.Element, n)
		}
		return runner{
			run: func(ctx context.Context) error {
				for k := range work {
					if ctx.Err() != nil {
						return context.Cause(ctx)
					}
					copy(work[k], columns[k])
					invert(plain, work[k])
					forward.evaluate(work[k])
				}
				return nil
			},
			check: func(context.Context) error {
				if fingerprintOf(work...) != *want {
					return wrong("the result is not the reference's")
				}
				return nil
			},
		}, nil
	}}
}

// invert interpolates: a transform, its points the other way round, over n.
func invert(plain *radix2, a []kernels.Element) {
	plain.evaluate(a)
	var scale kernels.Element
	scale.SetUint64(uint64(len(a)))
	scale.Inverse(&scale)
	for i, j := 1, len(a)-1; i < j; i, j = i+1, j-1 {
		a[i], a[j] = a[j], a[i]
	}
	for i := range a {
		a[i].Mul(&a[i], &scale)
	}
}

func interpolateByDefinition(ctx context.Context, columns [][]kernels.Element) ([][]kernels.Element, error) {
	var one kernels.Element
	one.SetOne()
	plain := newRadix2(len(columns[0]), &one)
	out := make([][]kernels.Element, len(columns))
	for k := range columns {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		out[k] = append([]kernels.Element(nil), columns[k]...)
		invert(plain, out[k])
	}
	return out, nil
}

// reverseBits reverses the log2(n) bits of i.
func reverseBits(i, n int) int {
	if n == 1 {
		return 0
	}
	return int(bits.Reverse64(uint64(i)) >> (64 - log2(n)))
}
