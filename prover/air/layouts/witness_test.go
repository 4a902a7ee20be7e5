package layouts_test

import (
	"context"
	"math/rand"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
	"quarry/kernels/cpu"
	"quarry/prover/air"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
	"quarry/prover/stone/stonetest"
)

// traces is a run's two traces with the challenges of a made-up verifier.
type traces struct {
	air                   air.AIR
	original, interaction [][]kernels.Element
	params                []kernels.Element
}

func (tr *traces) diagnose(tb testing.TB) error {
	tb.Helper()
	return tr.air.Diagnose(context.Background(), tr.original, tr.interaction, tr.params)
}

// write makes both traces of a run. The tables belong to an arena that is freed
// when the test ends.
func write(tb testing.TB, run *execution.Execution) *traces {
	tb.Helper()
	ctx := context.Background()
	a, err := layouts.New(run.Public.Layout, run.Public.NSteps)
	if err != nil {
		tb.Fatal(err)
	}
	backend, err := cpu.New(cpu.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	arena := backend.NewArena(1 << 40)
	tb.Cleanup(arena.Free)
	upload := func(h *kernels.HostColumns) (kernels.Columns, [][]kernels.Element) {
		data := append([][]kernels.Element(nil), h.Data...)
		c, err := arena.Upload(ctx, h)
		if err != nil {
			tb.Fatal(err)
		}
		return c, data
	}
	host, err := a.WriteTrace(ctx, run)
	if err != nil {
		tb.Fatal(err)
	}
	tr := &traces{air: a}
	first, original := upload(host)
	_, width := a.Widths()
	zeros, err := kernels.NewHostColumns(width, a.TraceLength())
	if err != nil {
		tb.Fatal(err)
	}
	second, interaction := upload(zeros)
	rng := rand.New(rand.NewSource(7))
	challenges := randomElements(rng, a.NumInteractionElements())
	if err := a.WriteInteraction(ctx, backend, second, first, run.Public, challenges); err != nil {
		tb.Fatal(err)
	}
	tr.original, tr.interaction = original, interaction
	tr.params, err = a.Params(run.Public, challenges, &randomElements(rng, 1)[0])
	if err != nil {
		tb.Fatal(err)
	}
	return tr
}

func randomElements(rng *rand.Rand, n int) []fp.Element {
	all := make([]fp.Element, n)
	for i := range all {
		var bytes [40]byte
		rng.Read(bytes[:])
		all[i].SetBytes(bytes[:])
	}
	return all
}

// TestHonestTraces writes the traces of Stone's reference cases and checks that
// all constraints hold on them. The large layouts' cases are checked by the
// tests of whole proofs.
func TestHonestTraces(t *testing.T) {
	for _, name := range []string{"s01", "s02", "s03", "s04", "s12", "s10"} {
		t.Run(name, func(t *testing.T) {
			if name == "s10" && testing.Short() {
				t.Skip("131072 rows of 27 columns")
			}
			if err := write(t, stonetest.Load(t, name).Run).diagnose(t); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestWrittenColumns compares what columns hold when they are announced with what
// they hold in the end.
func TestWrittenColumns(t *testing.T) {
	for _, name := range []string{"s01", "s02", "s04", "s12", "s10", "s06"} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && (name == "s10" || name == "s06") {
				t.Skip("large")
			}
			run := stonetest.Load(t, name).Run
			a, err := layouts.New(run.Public.Layout, run.Public.NSteps)
			if err != nil {
				t.Fatal(err)
			}
			width, _ := a.Widths()
			table, err := kernels.NewHostColumns(width, a.TraceLength())
			if err != nil {
				t.Fatal(err)
			}
			defer table.Free()
			announced := make([]uint64, width)
			times := make([]int, width)
			err = a.(air.TraceWriter).WriteTraceTo(t.Context(), run, table, func(column int) {
				announced[column] = sum(table.Data[column])
				times[column]++
			})
			if err != nil {
				t.Fatal(err)
			}
			for c, col := range table.Data {
				if times[c] != 1 {
					t.Errorf("column %d is announced %d times", c, times[c])
				}
				if announced[c] != sum(col) {
					t.Errorf("column %d is written after it was announced", c)
				}
			}
		})
	}
}

// sum is a checksum that depends on the order.
func sum(col []kernels.Element) uint64 {
	h := uint64(0)
	for i := range col {
		for _, limb := range col[i] {
			h = (h ^ limb) * 0x9e3779b97f4a7c15
			h ^= h >> 29
		}
	}
	return h
}
