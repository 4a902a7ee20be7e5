//go:build emu

package cuda

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"quarry/kernels"
)

// TestInstructionCounts prints what operations cost: how many instructions and how
// many multiplications of 32 by 32 bits they execute for each unit of their work.
// It needs the interpreter of PTX, which counts; see make ptx-counts.
func TestInstructionCounts(t *testing.T) {
	path := os.Getenv("QUARRY_PTX_COUNTS")
	if path == "" {
		t.Skip("QUARRY_PTX_COUNTS is not set")
	}
	b := openBackend(t)
	defer func(n int) { busyThreads = n }(busyThreads)
	busyThreads = 1 << 6 // so that an inversion serves as many elements as in columns of 2^22
	for _, c := range costs(t, b) {
		if err := os.Truncate(path, 0); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if err := c.run(); err != nil { // what is kept across proofs is not counted
			t.Fatal(c.name, err)
		}
		if err := os.Truncate(path, 0); err != nil {
			t.Fatal(err)
		}
		if err := c.run(); err != nil {
			t.Fatal(c.name, err)
		}
		executed, multiplied, kernels := readCounts(t, path)
		fmt.Printf("%-28s %-30s %9.1f %9.1f  %s\n", c.name, c.unit,
			float64(executed)/float64(c.units), float64(multiplied)/float64(c.units), strings.Join(kernels, " "))
	}
}

// readCounts sums what the interpreter wrote.
func readCounts(t *testing.T, path string) (executed, multiplied int, kernels []string) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var name string
		var threads, e, m int
		if _, err := fmt.Sscan(lines.Text(), &name, &threads, &e, &m); err != nil {
			t.Fatal(err)
		}
		executed, multiplied = executed+e, multiplied+m
		if !slices.Contains(kernels, name) {
			kernels = append(kernels, name)
		}
	}
	return executed, multiplied, kernels
}

// cost is an operation and the units of work it does.
type cost struct {
	name, unit string
	units      int
	run        func() error
}

func costs(t *testing.T, b *Backend) []cost {
	const log, n, width = 12, 1 << 12, 8
	a := b.NewArena(0)
	t.Cleanup(a.Free)
	ctx := t.Context()
	rng := rand.New(rand.NewPCG(3, 4))
	felt := func() (e Element) {
		e.SetUint64(rng.Uint64())
		e[1] = rng.Uint64()
		return e
	}
	table := func(width, length int) kernels.Columns {
		host, err := a.NewHost(width, length)
		if err != nil {
			t.Fatal(err)
		}
		for _, col := range host.Data {
			for i := range col {
				col[i] = felt()
			}
		}
		cols, err := a.Upload(ctx, host)
		if err != nil {
			t.Fatal(err)
		}
		return cols
	}
	view := func(c kernels.Columns, column int) kernels.View {
		return kernels.View{Columns: c, Column: column, Step: 1}
	}
	cols, dst := table(width, n), table(1, n)
	x, y := felt(), felt()
	deep := kernels.DeepInput{Columns: []kernels.Columns{cols}, Offset: x, Bases: []Element{y}}
	var queries []kernels.ShiftQuery
	for k := range 100 {
		deep.Terms = append(deep.Terms, kernels.DeepTerm{Column: k % width, Shift: k / 3, Coefficient: felt(), Value: felt()})
		queries = append(queries, kernels.ShiftQuery{Column: k % width, Shift: k})
	}
	all := []cost{
		{"Evaluate", "element and layer", n * width * log, func() error { return b.Evaluate(ctx, cols, cols, &x) }},
		{"Interpolate", "element and layer", n * width * log, func() error { return b.Interpolate(ctx, cols, &x) }},
		{"EvaluateAt", "coefficient and point", n * len(queries), func() error {
			_, err := b.EvaluateAt(ctx, cols, &x, queries)
			return err
		}},
		{"DeepQuotient", "row and term (3 a shift)", n * len(deep.Terms), func() error { return b.DeepQuotient(ctx, dst, deep) }},
		{"PermutationProduct", "row (2 columns a side)", n, func() error {
			return b.PermutationProduct(ctx, view(dst, 0), []kernels.View{view(cols, 0), view(cols, 1)},
				[]kernels.View{view(cols, 2), view(cols, 3)}, &x, &y)
		}},
		{"DilutedAggregate", "row", n, func() error { return b.DilutedAggregate(ctx, view(dst, 0), view(cols, 0), &x, &y) }},
	}
	for steps := 1; steps <= 4; steps++ {
		to, err := a.Alloc(1, n>>steps)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, cost{fmt.Sprintf("Fold, %d steps", steps), "input", n, func() error { return b.Fold(ctx, to, dst, steps, &x, &y) }})
	}
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256, kernels.Poseidon3, kernels.Pedersen} {
		rows := 9
		if h == kernels.Pedersen {
			rows = 5
		}
		segment := table(width, 1<<rows)
		tree, err := a.NewTree(kernels.TreeShape{LogRows: rows, Width: width, Hash: h, FriendlyHash: h})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, cost{"HashRows, " + h.String(), "row of 8 elements, and a node", 1 << rows, func() error { return b.HashRows(ctx, tree, 0, segment, 0) }})
	}
	return all
}
