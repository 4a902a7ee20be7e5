package bench

import (
	"context"
	"fmt"
	"math"
	"sync"

	"quarry/kernels"
	"quarry/kernels/cpu"
	"quarry/prover/air"
	"quarry/prover/air/layouts"
)

// leastAIR is a layout with at least so many rows: the steps it needs at least,
// doubled as often as necessary.
func leastAIR(layout string, rows int) (air.AIR, error) {
	var a air.AIR
	var err error
	for steps := uint64(16); steps <= 1<<24; steps *= 2 {
		if a, err = layouts.New(layout, steps); err == nil && a.TraceLength() >= rows {
			return a, nil
		}
	}
	return nil, err
}

// referenced is a result that the portable backend gives and that the
// definition confirms at sampled rows.
type referenced struct {
	once sync.Once
	want fingerprint
	err  error
}

func (r *referenced) get(ctx context.Context, compute func(ctx context.Context, b *bed) (kernels.Columns, error),
	definition func(row int) kernels.Element) error {
	r.once.Do(func() { r.err = r.confirm(ctx, compute, definition) })
	return r.err
}

func (r *referenced) confirm(ctx context.Context, compute func(ctx context.Context, b *bed) (kernels.Columns, error),
	definition func(row int) kernels.Element) error {
	b, err := openBed(cpu.Portable, 0)
	if err != nil {
		return err
	}
	defer b.arena.Free()
	dst, err := compute(ctx, b)
	if err != nil {
		return err
	}
	got, err := b.download(ctx, dst)
	if err != nil {
		return err
	}
	for _, row := range sampleRows(seeded(5), dst.Len()) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if want := definition(row); got[0][row] != want {
			return wrong("row %d of the portable backend's result is not what the definition gives", row)
		}
	}
	r.want = fingerprintOf(got...)
	return nil
}

const byDefinition = "the portable backend, every row; the definition over gnark-crypto's field, 16 rows"

// columnContest is the contest of an operation that makes one column out of
// data. The operation allocates its destination and what it reads in open, and
// is repeated in run.
func columnContest(c *contest, backends []string,
	open func(ctx context.Context, b *bed) (dst kernels.Columns, run func(ctx context.Context) error, err error),
	definition func(row int) kernels.Element) *contest {
	ref := &referenced{}
	c.prepare = func(ctx context.Context) error {
		return ref.get(ctx, func(ctx context.Context, b *bed) (kernels.Columns, error) {
			dst, run, err := open(ctx, b)
			if err == nil {
				err = run(ctx)
			}
			return dst, err
		}, definition)
	}
	c.checked = byDefinition
	c.contenders = backendContenders(backends, false, func(ctx context.Context, b *bed) (runner, error) {
		dst, run, err := open(ctx, b)
		return runner{run: run, check: func(ctx context.Context) error { return b.expect(ctx, dst, ref.want) }}, err
	})
	return c
}

// constraintContest evaluates a layout's composition polynomial on one coset, on
// random columns: what it costs does not depend on whether constraints hold.
func constraintContest(backends []string, layout string, rows int) (*contest, error) {
	a, err := leastAIR(layout, rows)
	if err != nil {
		return nil, err
	}
	n := a.TraceLength()
	original, interaction := a.Widths()
	var data [][]kernels.Element
	p := a.Program()
	in := kernels.ProgramInput{Offset: element(seeded(6))}
	fill := sync.OnceFunc(func() {
		rng := seeded(7)
		data = table(rng, original+interaction, n)
		in.Params = elements(rng, p.NumParams)
		in.Tables = a.(*air.LayoutAIR).Tables(&in.Offset)
	})
	muls := 0
	for _, i := range p.Code {
		if i.Op == kernels.OpMul {
			muls++
		}
	}
	c := &contest{
		name: fmt.Sprintf("constraints/%s, 2^%d", layout, log2(n)), group: "constraints",
		params: map[string]any{"layout": layout, "log_rows": log2(n), "constraints": a.NumConstraints(), "multiplications": muls},
		work:   float64(n), unit: "row", muls: float64(muls * feltMul), bytes: float64((original + interaction + 1) * feltBytes),
	}
	return columnContest(c, backends, func(ctx context.Context, b *bed) (kernels.Columns, func(context.Context) error, error) {
		fill()
		own := in
		for _, part := range [][][]kernels.Element{data[:original], data[original:]} {
			if len(part) == 0 {
				continue
			}
			cols, err := b.upload(ctx, part...)
			if err != nil {
				return nil, nil, err
			}
			own.Columns = append(own.Columns[:len(own.Columns):len(own.Columns)], cols)
		}
		dst, err := b.arena.Alloc(1, n)
		return dst, func(ctx context.Context) error { return b.EvaluateProgram(ctx, dst, p, own) }, err
	}, func(row int) kernels.Element { return runProgram(p, &in, data, row) }), nil
}

// deepContest computes the DEEP polynomial of a layout: a quotient for each cell
// of the mask and for both halves of the composition polynomial.
func deepContest(backends []string, layout string, rows int) (*contest, error) {
	a, err := leastAIR(layout, rows)
	if err != nil {
		return nil, err
	}
	n := a.TraceLength()
	original, interaction := a.Widths()
	width := original + interaction + 2
	rng := seeded(8)
	in := kernels.DeepInput{Offset: element(rng), Bases: elements(rng, 2)}
	for _, cell := range a.Mask() {
		in.Terms = append(in.Terms, kernels.DeepTerm{Column: cell.Column, Shift: cell.Row, Coefficient: element(rng), Value: element(rng)})
	}
	for k := range 2 {
		in.Terms = append(in.Terms, kernels.DeepTerm{Column: width - 2 + k, Base: 1, Coefficient: element(rng), Value: element(rng)})
	}
	var data [][]kernels.Element
	fill := sync.OnceFunc(func() { data = table(rng, width, n) })
	c := &contest{
		name: fmt.Sprintf("deep/%s, 2^%d", layout, log2(n)), group: "deep",
		params: map[string]any{"layout": layout, "log_rows": log2(n), "columns": width, "terms": len(in.Terms)},
		work:   float64(n), unit: "row", muls: float64(deepMuls(in) * feltMul), bytes: float64((width + 1) * feltBytes),
	}
	return columnContest(c, backends, func(ctx context.Context, b *bed) (kernels.Columns, func(context.Context) error, error) {
		fill()
		own := in
		cols, err := b.upload(ctx, data...)
		if err != nil {
			return nil, nil, err
		}
		own.Columns = []kernels.Columns{cols}
		dst, err := b.arena.Alloc(1, n)
		return dst, func(ctx context.Context) error { return b.DeepQuotient(ctx, dst, own) }, err
	}, func(row int) kernels.Element { return deepAt(&in, data, row) }), nil
}

// deepMuls are the felt multiplications of a row: one for each term, one for each of
// the points that terms are divided by, and three for each base to invert in batches:
// the inverses of one base serve all its shifts.
func deepMuls(in kernels.DeepInput) int {
	points := map[[2]int]bool{}
	for _, t := range in.Terms {
		points[[2]int{t.Base, t.Shift}] = true
	}
	return len(in.Terms) + len(points) + 3*len(in.Bases)
}

// foldContest folds a FRI layer.
func foldContest(backends []string, n, steps int) *contest {
	rng := seeded(9)
	src := elements(rng, n)
	zeta, offset := element(rng), element(rng)
	var want fingerprint
	c := &contest{
		name: fmt.Sprintf("fri/fold %d×, 2^%d", 1<<steps, log2(n)), group: "fri",
		params: map[string]any{"log_rows": log2(n), "steps": steps}, work: float64(n), unit: "felt",
		muls: feltMul * (1 - math.Exp2(-float64(steps))), bytes: feltBytes, checked: "the definition over gnark-crypto's field, every row",
	}
	c.prepare = func(context.Context) error {
		want = fingerprintOf(foldAll(src, steps, zeta, offset))
		return nil
	}
	c.contenders = backendContenders(backends, false, func(ctx context.Context, b *bed) (runner, error) {
		from, err := b.upload(ctx, src)
		if err != nil {
			return runner{}, err
		}
		dst, err := b.arena.Alloc(1, n>>steps)
		return runner{
			run:   func(ctx context.Context) error { return b.Fold(ctx, dst, from, steps, &zeta, &offset) },
			check: func(ctx context.Context) error { return b.expect(ctx, dst, want) },
		}, err
	})
	return c
}
