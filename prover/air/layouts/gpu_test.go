package layouts_test

import (
	"context"
	"math/rand"
	"os"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cpu"
	"quarry/kernels/cuda"
	"quarry/prover/air"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
)

// A GPU computes what plain Go does, for the constraints, the DEEP quotients and
// the interaction columns of every layout, over random rows. Without a GPU,
// emulated or not, the test is skipped, unless REQUIRE_CUDA is set.
func TestLayoutsOnGPU(t *testing.T) {
	gpu, err := cuda.New(cuda.Options{})
	if fault.CodeOf(err) == kernels.CodeUnsupported && os.Getenv("REQUIRE_CUDA") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer gpu.Close()
	plain, err := cpu.New(cpu.Options{Name: cpu.Portable})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range layouts.Names() {
		t.Run(name, func(t *testing.T) {
			a := newAIR(t, name, layouts.MinSteps(name))
			for what, compute := range map[string]func(*testing.T, kernels.Backend, *air.LayoutAIR) []fp.Element{
				"constraints": constraintsOn, "quotients": quotientsOn, "interaction": interactionOn,
			} {
				want := compute(t, plain, a)
				got := compute(t, gpu, a)
				for i := range want {
					if got[i] != want[i] {
						t.Fatalf("%s: value %d is %s, want %s", what, i, got[i].String(), want[i].String())
					}
				}
			}
		})
	}
}

// gpuRows is over how many rows of a coset layouts are compared. Tables that are
// longer are read at their beginning.
const gpuRows = 1 << 10

// random uploads a table of random columns, the same on each call.
func random(t *testing.T, arena kernels.Arena, width, rows int) kernels.Columns {
	t.Helper()
	host, err := arena.NewHost(width, rows)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewSource(int64(width)))
	for _, column := range host.Data {
		copy(column, randomElements(rng, rows))
	}
	columns, err := arena.Upload(context.Background(), host)
	if err != nil {
		t.Fatal(err)
	}
	return columns
}

// alloc allocates a column for a result.
func alloc(t *testing.T, arena kernels.Arena) kernels.Columns {
	t.Helper()
	dst, err := arena.Alloc(1, gpuRows)
	if err != nil {
		t.Fatal(err)
	}
	return dst
}

// download reads all rows of a table.
func download(t *testing.T, b kernels.Backend, columns kernels.Columns, err error) []fp.Element {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]int, columns.Len())
	for i := range rows {
		rows[i] = i
	}
	values, err := b.ReadRows(t.Context(), columns, rows)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(values)
}

func constraintsOn(t *testing.T, b kernels.Backend, a *air.LayoutAIR) []fp.Element {
	arena := b.NewArena(0)
	defer arena.Free()
	original, interaction := a.Widths()
	rng := rand.New(rand.NewSource(1))
	in := kernels.ProgramInput{Offset: randomElements(rng, 1)[0], Params: randomElements(rng, a.Program().NumParams),
		Columns: []kernels.Columns{random(t, arena, original, gpuRows), random(t, arena, interaction, gpuRows)}}
	in.Tables = a.Tables(&in.Offset)
	dst := alloc(t, arena)
	return download(t, b, dst, b.EvaluateProgram(t.Context(), dst, a.Program(), in))
}

func quotientsOn(t *testing.T, b kernels.Backend, a *air.LayoutAIR) []fp.Element {
	arena := b.NewArena(0)
	defer arena.Free()
	original, interaction := a.Widths()
	rng := rand.New(rand.NewSource(2))
	in := kernels.DeepInput{Offset: randomElements(rng, 1)[0], Bases: randomElements(rng, 2),
		Columns: []kernels.Columns{random(t, arena, original, gpuRows), random(t, arena, interaction, gpuRows), random(t, arena, 2, gpuRows)}}
	values := randomElements(rng, 2*(len(a.Mask())+2))
	for i, cell := range append(slices.Clone(a.Mask()), kernels.Cell{Column: original + interaction}, kernels.Cell{Column: original + interaction + 1}) {
		term := kernels.DeepTerm{Column: cell.Column, Shift: cell.Row % gpuRows, Coefficient: values[2*i], Value: values[2*i+1]}
		if i >= len(a.Mask()) {
			term.Base = 1
		}
		in.Terms = append(in.Terms, term)
	}
	dst := alloc(t, arena)
	return download(t, b, dst, b.DeepQuotient(t.Context(), dst, in))
}

func interactionOn(t *testing.T, b kernels.Backend, a *air.LayoutAIR) []fp.Element {
	arena := b.NewArena(0)
	defer arena.Free()
	original, interaction := a.Widths()
	// Virtual columns of 2^10 rows, where the layout has its cells that near.
	const rows = gpuRows * 8
	columns := random(t, arena, original, rows)
	host, err := arena.NewHost(interaction, rows)
	if err != nil {
		t.Fatal(err)
	}
	dst, err := arena.Upload(t.Context(), host)
	if err != nil {
		t.Fatal(err)
	}
	elements := randomElements(rand.New(rand.NewSource(3)), a.NumInteractionElements())
	public := &execution.PublicInput{Layout: a.Layout(), NSteps: uint64(a.TraceLength() / 16), RCMax: 1, Segments: map[string]execution.Segment{},
		PublicMemory: []execution.PublicCell{{Address: 1, Value: elements[0]}}}
	for i, name := range layouts.Segments(a.Layout()) {
		public.Segments[name] = execution.Segment{Begin: uint64(1 + i), Stop: uint64(1 + i)}
	}
	return download(t, b, dst, a.WriteInteraction(t.Context(), b, dst, columns, public, elements))
}
