package layouts_test

import (
	"context"
	"math/rand"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
	"quarry/kernels/cpu"
	"quarry/prover/air/layouts"
)

// TestProgramOnCosets evaluates the programs on a coset, over made-up columns,
// and compares rows with the evaluation at their points: tables, offsets that
// wrap around, inversions.
func TestProgramOnCosets(t *testing.T) {
	ctx := context.Background()
	backend, err := cpu.New(cpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		steps uint64
	}{
		{"plain", 1}, {"plain", 2}, {"plain", 64}, {"small", 512}, {"dex", 512}, {"perpetual", 2048}, {"recursive", 4096}, {"recursive_large_output", 4096},
	} {
		rng := rand.New(rand.NewSource(int64(c.steps)))
		a := newAIR(t, c.name, max(c.steps, layouts.MinSteps(c.name)))
		arena := backend.NewArena(1 << 40)
		original, interaction := a.Widths()
		host, err := kernels.NewHostColumns(original+interaction, a.TraceLength())
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range host.Data {
			copy(column, randomElements(rng, len(column)))
		}
		data := append([][]fp.Element(nil), host.Data...)
		columns, err := arena.Upload(ctx, host)
		if err != nil {
			t.Fatal(err)
		}
		result, err := kernels.NewHostColumns(1, a.TraceLength())
		if err != nil {
			t.Fatal(err)
		}
		values := result.Data[0]
		dst, err := arena.Upload(ctx, result)
		if err != nil {
			t.Fatal(err)
		}
		offset := randomElements(rng, 1)[0]
		params := randomElements(rng, a.Program().NumParams)
		params[len(a.ParamNames())].SetOne() // alpha^0
		in := kernels.ProgramInput{Columns: []kernels.Columns{columns}, Tables: a.Tables(&offset), Params: params, Offset: offset}
		if err := backend.EvaluateProgram(ctx, dst, a.Program(), in); err != nil {
			t.Fatal(err)
		}
		n := a.TraceLength()
		g := generator(n)
		for _, row := range []int{0, 1, 15, 16, n / 2, n - 16, n - 2, n - 1, rng.Intn(n), rng.Intn(n)} {
			row %= n
			cells := make([]fp.Element, len(a.Mask()))
			for i, cell := range a.Mask() {
				cells[i] = data[cell.Column][(row+cell.Row)%n]
			}
			point := offset
			for range row {
				point.Mul(&point, &g)
			}
			want, err := a.EvalAt(&point, cells, params)
			if err != nil {
				t.Fatal(err)
			}
			if values[row] != want {
				t.Errorf("%s, %d rows, row %d: %v, want %v", c.name, n, row, values[row], want)
			}
		}
		arena.Free()
	}
}

// generator of the subgroup of order n: 3^((p−1)/n), by squaring the one of
// order 2^192.
func generator(n int) fp.Element {
	g := fp.NewElement(3)
	// p − 1 = 2^192 · (2^59 + 17).
	base := g
	for range 59 {
		g.Square(&g)
	}
	for range 17 {
		g.Mul(&g, &base)
	}
	for order := 192; order > 0 && 1<<order != n; order-- {
		g.Square(&g)
	}
	return g
}
