package air

import (
	"context"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/execution"
)

func TestDilute(t *testing.T) {
	for x := range 1 << 16 {
		var want uint64
		for bit := range 16 {
			want |= uint64(x) >> bit & 1 << (4 * bit)
		}
		if got := Dilute(uint16(x)); got != want {
			t.Fatalf("Dilute(%#x) = %#x, want %#x", x, got, want)
		}
		if back := Undilute(want | 0xeeeeeeeeeeeeeeee); back != uint16(x) {
			t.Fatalf("Undilute(%#x) = %#x", want, back)
		}
	}
}

// TestDilutedAggregate walks through all values, as the trace's column does.
func TestDilutedAggregate(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	z, alpha := random(rng), random(rng)
	r := fp.One()
	for v := 1; v < 1<<16; v++ {
		var u, grow, add kernels.Element
		u.SetUint64(Dilute(uint16(v)) - Dilute(uint16(v-1)))
		one := fp.One()
		grow.Mul(&z, &u).Add(&grow, &one)
		add.Square(&u).Mul(&add, &alpha)
		r.Mul(&r, &grow).Add(&r, &add)
	}
	if got := dilutedAggregate(z, alpha); got != r {
		t.Errorf("%v, want %v", got, r)
	}
}

// TestRangeCheckPoolFilling compares with the rule: unused units take, in
// order, the values of the range that do not occur, then the highest.
func TestRangeCheckPoolFilling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := 1 << rapid.IntRange(3, 7).Draw(t, "log units")
		low := rapid.Uint64Range(0, 65534).Draw(t, "low")
		high := rapid.Uint64Range(low+1, min(low+uint64(n), 65535)).Draw(t, "high")
		rows := make([]kernels.Element, n)
		p := newRangeCheckPool(Column{rows: rows, step: 1})
		view := ValueView{pool: p, step: 1}
		used := map[uint64]bool{}
		var free []int
		want := make([]uint64, n)
		for unit := range n {
			if rapid.Bool().Draw(t, "written") {
				want[unit] = rapid.Uint64Range(low, high).Draw(t, "value")
				view.Set(unit, want[unit])
				used[want[unit]] = true
			} else {
				free = append(free, unit)
			}
		}
		next := low
		for _, unit := range free {
			for next <= high && used[next] {
				next++
			}
			want[unit] = min(next, high)
			next++
		}
		missing := slices.ContainsFunc(rangeOf(low, high), func(v uint64) bool { return !slices.Contains(want, v) })
		err := p.fillRange(context.Background(), low, high)
		if missing != (err != nil) {
			t.Fatalf("values are missing: %v, error: %v", missing, err)
		}
		if err != nil {
			if fault.CodeOf(err) != CodeRangeCheckHoles {
				t.Fatal(err)
			}
			return
		}
		sorted := make([]kernels.Element, n)
		if err := p.WriteSorted(context.Background(), Column{rows: sorted, step: 1}); err != nil {
			t.Fatal(err)
		}
		wantSorted := slices.Sorted(slices.Values(want))
		for i := range n {
			if rows[i] != fp.NewElement(want[i]) || view.Get(i) != want[i] {
				t.Fatalf("unit %d holds %v, want %d", i, rows[i], want[i])
			}
			if sorted[i] != fp.NewElement(wantSorted[i]) {
				t.Fatalf("sorted unit %d holds %v, want %d", i, sorted[i], wantSorted[i])
			}
		}
	})
}

func rangeOf(low, high uint64) (all []uint64) {
	for v := low; v <= high; v++ {
		all = append(all, v)
	}
	return all
}

func TestDilutedPoolFilling(t *testing.T) {
	rows := make([]kernels.Element, 1<<17)
	p := newDilutedPool(Column{rows: rows, step: 1})
	view := ValueView{pool: p, step: 2, first: 1}
	for i := range 1 << 15 {
		view.Set(i, Dilute(uint16(i%7)))
	}
	if err := p.fillDiluted(context.Background()); err != nil {
		t.Fatal(err)
	}
	// The first free units take the first values that are missing.
	for i, want := range map[int]uint64{0: Dilute(7), 2: Dilute(8), 98295: Dilute(65534), 98296: Dilute(65535), 1<<17 - 1: Dilute(65535)} {
		if rows[i] != fp.NewElement(want) {
			t.Errorf("row %d holds %s, want %#x", i, rows[i].Text(16), want)
		}
	}
	small := newDilutedPool(Column{rows: make([]kernels.Element, 1<<15), step: 1})
	err := small.fillDiluted(context.Background())
	if fault.CodeOf(err) != CodeDilutedHoles || !strings.Contains(err.Error(), "at least 4096 steps") {
		t.Errorf("a pool of 2^15 units: %v", err)
	}
}

// poolOf makes a memory pool of n units, each a pair of rows.
func poolOf(n int) (*MemoryPool, MemoryView, []kernels.Element) {
	rows := make([]kernels.Element, 2*n)
	p := newMemoryPool(Column{rows: rows, step: 2}, Column{rows: rows, step: 2, offset: 1})
	return p, MemoryView{pool: p, step: 1}, rows
}

// TestMemoryPoolFilling compares with the rule: unused units take, in order,
// the addresses that do not occur, then the one above the highest, with value 0.
func TestMemoryPoolFilling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := 1 << rapid.IntRange(2, 6).Draw(t, "log units")
		p, view, rows := poolOf(n)
		want := make([]uint64, n)
		var highest uint64
		for unit := range n {
			if unit == 0 || rapid.Bool().Draw(t, "written") {
				want[unit] = rapid.Uint64Range(1, uint64(n)).Draw(t, "address")
				v := fp.NewElement(100 + want[unit])
				view.Set(unit, want[unit], &v)
				highest = max(highest, want[unit])
			}
		}
		written := slices.Clone(want)
		next := uint64(1)
		for unit := range n {
			if want[unit] == 0 {
				for next <= highest && slices.Contains(written, next) {
					next++
				}
				want[unit] = next
				if next <= highest {
					next++
				}
			}
		}
		holes := slices.ContainsFunc(rangeOf(1, highest), func(a uint64) bool { return !slices.Contains(want, a) })
		err := p.fill(context.Background())
		if holes != (err != nil) {
			t.Fatalf("holes are left: %v, error: %v", holes, err)
		}
		if err != nil {
			if fault.CodeOf(err) != CodeMemoryHoles {
				t.Fatal(err)
			}
			return
		}
		value := func(addr uint64) fp.Element {
			if slices.Contains(written, addr) {
				return fp.NewElement(100 + addr)
			}
			return fp.Element{}
		}
		sorted := make([]kernels.Element, 2*n)
		if err := p.WriteSorted(context.Background(), Column{rows: sorted, step: 2}, Column{rows: sorted, step: 2, offset: 1}); err != nil {
			t.Fatal(err)
		}
		order := slices.Sorted(slices.Values(want))
		for i := range n {
			if rows[2*i] != fp.NewElement(want[i]) || rows[2*i+1] != value(want[i]) {
				t.Fatalf("unit %d holds (%v, %v), want address %d", i, rows[2*i], rows[2*i+1], want[i])
			}
			if sorted[2*i] != fp.NewElement(order[i]) || sorted[2*i+1] != value(order[i]) {
				t.Fatalf("sorted unit %d holds (%v, %v), want address %d", i, sorted[2*i], sorted[2*i+1], order[i])
			}
		}
	})
}

func TestPublicMemoryIsZeroInTheTrace(t *testing.T) {
	p, view, rows := poolOf(8)
	cells := []execution.PublicCell{{Address: 1, Value: fp.NewElement(11)}, {Address: 2, Value: fp.NewElement(22)}}
	if err := (MemoryView{pool: p, step: 2, first: 1}).SetPublic(context.Background(), cells); err != nil {
		t.Fatal(err)
	}
	for i, addr := range []uint64{1, 2, 2, 3} {
		v := fp.NewElement(11 * addr)
		view.Set(2*i, addr, &v)
	}
	if err := p.fill(context.Background()); err != nil {
		t.Fatal(err)
	}
	for unit := 1; unit < 8; unit += 2 {
		if !rows[2*unit].IsZero() || !rows[2*unit+1].IsZero() {
			t.Errorf("public unit %d holds (%v, %v)", unit, rows[2*unit], rows[2*unit+1])
		}
	}
	sorted := make([]kernels.Element, 16)
	if err := p.WriteSorted(context.Background(), Column{rows: sorted, step: 2}, Column{rows: sorted, step: 2, offset: 1}); err != nil {
		t.Fatal(err)
	}
	for i, addr := range []uint64{1, 1, 1, 1, 2, 2, 2, 3} { // the first cell pads twice
		if sorted[2*i] != fp.NewElement(addr) || sorted[2*i+1] != fp.NewElement(11*addr) {
			t.Errorf("sorted access %d is (%v, %v), want address %d", i, sorted[2*i], sorted[2*i+1], addr)
		}
	}
}

func TestMemoryConflict(t *testing.T) {
	p, view, _ := poolOf(4)
	for i, v := range []uint64{5, 6, 7, 6} {
		e := fp.NewElement(v)
		view.Set(i, []uint64{1, 2, 1, 2}[i], &e)
	}
	err := p.WriteSorted(context.Background(), Column{rows: make([]kernels.Element, 4), step: 1}, Column{rows: make([]kernels.Element, 4), step: 1})
	if fault.CodeOf(err) != CodeMemoryConflict || !strings.Contains(err.Error(), "address 1 has the value 5 in one place and 7 in another") {
		t.Error(err)
	}
}

func TestInParallel(t *testing.T) {
	for _, n := range []int{0, 1, 7, 1000} {
		seen := make([]int32, n)
		err := inParallel(context.Background(), n, 3, func(lo, hi int) error {
			for i := lo; i < hi; i++ {
				seen[i]++
			}
			return nil
		})
		if err != nil || slices.ContainsFunc(seen, func(c int32) bool { return c != 1 }) {
			t.Errorf("n = %d: %v, %v", n, err, seen)
		}
	}
	want := fault.New(CodeInstance, "stop")
	if err := inParallel(context.Background(), 1000, 1, func(lo, _ int) error {
		if lo == 500 {
			return want
		}
		return nil
	}); err != want {
		t.Errorf("error is %v", err)
	}
}
