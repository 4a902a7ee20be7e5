package cuda

import (
	"context"
	"encoding/binary"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

const (
	// scanThreads and scanTile are SCAN_THREADS and SCAN_TILE of scan.cuh.
	scanThreads = 256
	scanTile    = scanThreads * 8
	// scanRows is how many rows are scanned between looks at the context; it
	// bounds the temporary memory.
	scanRows = 1 << 21
)

var (
	permutationTerms  = declare("interaction", "permutation_terms", 0)
	permutationTotals = declare("interaction", "permutation_totals", 0)
	permutationCarry  = declare("interaction", "permutation_carry", 0)
	permutationApply  = declare("interaction", "permutation_apply", 0)
	aggregateTotals   = declare("interaction", "aggregate_totals", 0)
	aggregateCarry    = declare("interaction", "aggregate_carry", 0)
	aggregateApply    = declare("interaction", "aggregate_apply", 0)
)

// strided is Strided of interaction.cu.
type strided struct {
	address driver.Ptr
	step    uint64
}

func (t *task) strided(v kernels.View) strided {
	c := table(v.Columns)
	require(v.Column >= 0 && v.Column < c.width && v.Step > 0 && v.Offset >= 0 && v.Offset < v.Step, "view %+v of %d columns", v, c.width)
	return strided{c.column(v.Column) + driver.Ptr(v.Offset*elementSize), uint64(v.Step)}
}

func (t *task) stridedAll(views []kernels.View, rows int) []strided {
	all := make([]strided, len(views))
	for i, v := range views {
		require(v.Len() == rows, "views of %d and %d rows", v.Len(), rows)
		all[i] = t.strided(v)
	}
	return all
}

// viewArgument adds a view that is passed by value.
func viewArgument(a *driver.Args, s strided) *driver.Args {
	return a.Bytes(binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, uint64(s.address)), s.step))
}

// PermutationProduct implements kernels.Interaction.
func (b *Backend) PermutationProduct(ctx context.Context, dst kernels.View, original, sorted []kernels.View, z, alpha *Element) error {
	n := dst.Len()
	t := table(dst.Columns).arena.begin(ctx)
	out := t.strided(dst)
	originals, sorteds := put(t, t.stridedAll(original, n)), put(t, t.stridedAll(sorted, n))
	alphas := make([]Element, max(len(original), len(sorted)))
	powers(alphas, fp.One(), alpha)
	weights, carry, zero := put(t, alphas), put(t, []Element{fp.One()}), put(t, []uint32{0})
	rows := min(n, scanRows)
	numerators, denominators, inverses := t.memory(rows*elementSize), t.memory(rows*elementSize), t.memory(rows*elementSize)
	totals := t.memory(tiles(rows) * elementSize)
	for first := 0; first < n && t.err == nil; first += scanRows {
		count := min(scanRows, n-first)
		t.each(permutationTerms, count, new(driver.Args).Ptr(numerators).Ptr(denominators).Ptr(zero).Ptr(originals).Int(len(original)).
			Ptr(sorteds).Int(len(sorted)).Ptr(weights).Felt(z).Uint64(uint64(first)).Uint64(uint64(count)))
		t.invert(inverses, denominators, count)
		t.scan(permutationTotals, count, 1, new(driver.Args).Ptr(totals).Ptr(numerators).Ptr(inverses).Uint64(uint64(count)))
		t.carry(permutationCarry, totals, carry, count, 1)
		t.scan(permutationApply, count, 1, viewArgument(new(driver.Args), out).Ptr(totals).Ptr(numerators).Ptr(inverses).
			Uint64(uint64(first)).Uint64(uint64(count)))
	}
	found := get[uint32](t, zero, 1)
	if t.err == nil && found[0] != 0 {
		t.fail(fault.New(kernels.CodeZeroDenominator, "a denominator of a permutation product is zero").
			WithHint("the verifier's challenge hit a value of the trace; this happens by chance less than once in 2^200 runs"))
	}
	return t.end()
}

// DilutedAggregate implements kernels.Interaction.
func (b *Backend) DilutedAggregate(ctx context.Context, dst, sorted kernels.View, z, alpha *Element) error {
	n := dst.Len()
	t := table(dst.Columns).arena.begin(ctx)
	out, in := t.strided(dst), t.stridedAll([]kernels.View{sorted}, n)[0]
	const size = 2 // elements of a map
	carry := put(t, []Element{fp.One(), {}})
	totals := t.memory(tiles(min(n, scanRows)) * size * elementSize)
	for first := 0; first < n && t.err == nil; first += scanRows {
		count := min(scanRows, n-first)
		t.scan(aggregateTotals, count, size, viewArgument(new(driver.Args).Ptr(totals), in).Felt(z).Felt(alpha).
			Uint64(uint64(first)).Uint64(uint64(count)))
		t.carry(aggregateCarry, totals, carry, count, size)
		t.scan(aggregateApply, count, size, viewArgument(viewArgument(new(driver.Args), out).Ptr(totals), in).Felt(z).Felt(alpha).
			Uint64(uint64(first)).Uint64(uint64(count)))
	}
	return t.end()
}

func tiles(rows int) int { return (rows + scanTile - 1) / scanTile }

// scan runs a kernel with a block for each tile of `count` rows; size is how many
// elements a value of the scan has.
func (t *task) scan(k kernel, count, size int, args *driver.Args) {
	t.launch(k, driver.Line(tiles(count)), driver.Line(scanThreads), scanThreads*size*elementSize, args)
}

// carry scans the totals of tiles.
func (t *task) carry(k kernel, totals, carry driver.Ptr, count, size int) {
	t.launch(k, driver.Line(1), driver.Line(scanThreads), scanThreads*size*elementSize,
		new(driver.Args).Ptr(totals).Ptr(carry).Int(tiles(count)))
}
