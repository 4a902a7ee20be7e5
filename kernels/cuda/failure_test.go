//go:build emu

package cuda

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

// helperVariable makes a test process play the part of one that loses its device.
const helperVariable = "QUARRY_TEST_LOSES_DEVICE"

// A device that is lost, or that a crash made useless, fails the operation at hand
// and all later ones with the same code, and everything can still be given back.
// That is for the whole process, so it happens in another one.
func TestDeviceFails(t *testing.T) {
	if os.Getenv(helperVariable) != "" {
		loseDevice(t)
		return
	}
	openBackend(t)
	for variable, code := range map[string]fault.Code{
		"QUARRY_EMU_LOSE": kernels.CodeDeviceLost, "QUARRY_EMU_CRASH": kernels.CodeDevicePoisoned,
	} {
		for launch := 1; launch < 12; launch += 5 {
			t.Run(fmt.Sprintf("%s=%d", variable, launch), func(t *testing.T) {
				cmd := exec.Command(os.Args[0], "-test.run=^TestDeviceFails$", "-test.timeout=1m")
				cmd.Env = append(os.Environ(), helperVariable+"="+string(code), fmt.Sprintf("%s=%d", variable, launch))
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			})
		}
	}
}

func loseDevice(t *testing.T) {
	want := fault.Code(os.Getenv(helperVariable))
	b := openBackend(t)
	a := b.NewArena(0)
	cols := uploadCounting(t, a, 2, 1<<11)
	var x Element
	x.SetUint64(3)
	var err error
	for k := 0; err == nil && k < 20; k++ {
		err = b.Interpolate(t.Context(), cols, &x)
	}
	var cause *driver.Error
	if fault.CodeOf(err) != want || !errors.As(err, &cause) || !strings.Contains(cause.Text, "on demand") {
		t.Fatalf("error %v, want %s", err, want)
	}
	if fault.CodeOf(b.Problem()) != want {
		t.Errorf("problem %v, want %s", b.Problem(), want)
	}
	if err := b.Evaluate(t.Context(), cols, cols, &x); fault.CodeOf(err) != want {
		t.Errorf("the next operation: %v", err)
	}
	if _, err := b.ReadRows(t.Context(), cols, []int{1}); fault.CodeOf(err) != want {
		t.Errorf("reading: %v", err)
	}
	if _, err := b.Grind(t.Context(), kernels.Keccak256, [32]byte{}, 4); fault.CodeOf(err) != want {
		t.Errorf("grinding: %v", err)
	}
	if _, err := a.Alloc(1, 1<<12); fault.CodeOf(err) != want {
		t.Errorf("allocating: %v", err)
	}
	host, err := kernels.NewHostColumns(1, 8)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Upload(t.Context(), host); fault.CodeOf(err) != want {
		t.Errorf("uploading: %v", err)
	}
	cols.Free()
	a.Free()
	if a.InUse() != 0 {
		t.Errorf("%d bytes in use", a.InUse())
	}
}

// When the device's memory is full, allocations fail and nothing else does; idle
// blocks of other sizes are given up before.
func TestDeviceMemory(t *testing.T) {
	b := openBackend(t)
	available, total, err := b.Memory()
	if err != nil || available > total {
		t.Fatalf("%d of %d bytes, %v", available, total, err)
	}
	const column = 1 << 16 * elementSize
	t.Setenv("QUARRY_EMU_MEMORY", fmt.Sprint(total-available+4*column+column/2))
	a := b.NewArena(0)
	defer a.Free()
	first, err := a.Alloc(3, 1<<16)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Alloc(2, 1<<16); fault.CodeOf(err) != kernels.CodeOutOfMemory {
		t.Errorf("allocation beyond the device's memory: %v", err)
	}
	if err := b.Problem(); err != nil {
		t.Errorf("a problem: %v", err)
	}
	first.Free()
	var many []kernels.Columns
	for range 4 { // the idle block of three columns is in the way
		c, err := a.Alloc(1, 1<<16)
		if err != nil {
			t.Fatal(err)
		}
		many = append(many, c)
	}
	var x Element
	x.SetUint64(3)
	if err := b.Evaluate(t.Context(), many[0], many[1], &x); err != nil {
		t.Errorf("an operation with little memory: %v", err)
	}
	if a.InUse() != 4*column || a.Peak() != 4*column {
		t.Errorf("%d bytes in use, a peak of %d", a.InUse(), a.Peak())
	}
}

// Idle temporary memory is given up for whatever else needs memory: temporary
// memory of other sizes, and tables that stay.
func TestIdleMemoryIsGivenUp(t *testing.T) {
	b := openBackend(t)
	withFree(t, b, 4)
	idle := func() {
		block, err := b.scratch.take(4 * columnBytes)
		if err != nil {
			t.Fatal(err)
		}
		b.scratch.give(block, 4*columnBytes)
	}
	idle()
	block, err := b.scratch.take(2 * columnBytes)
	if err != nil {
		t.Fatal(err)
	}
	b.scratch.give(block, 2*columnBytes)
	b.scratch.drain()
	idle()
	table, err := b.keep(columnBytes)
	if err != nil {
		t.Fatal(err)
	}
	if held := b.ledger.scratch.held; held != 0 {
		t.Errorf("%d bytes are still held", held)
	}
	if err := b.device.Free(table); err != nil {
		t.Error(err)
	}
}

// A table goes up once, and of it comes down only what is asked for.
func TestTraffic(t *testing.T) {
	b := openBackend(t)
	a := b.NewArena(0)
	defer a.Free()
	before := b.Traffic()
	cols := uploadCounting(t, a, 5, 1<<10)
	var x Element
	x.SetUint64(3)
	if err := b.Interpolate(t.Context(), cols, &x); err != nil {
		t.Fatal(err)
	}
	if err := b.Evaluate(t.Context(), cols, cols, &x); err != nil {
		t.Fatal(err)
	}
	rows := []int{1023, 0, 77}
	got, err := b.ReadRows(t.Context(), cols, rows)
	if err != nil {
		t.Fatal(err)
	}
	for k, r := range rows {
		for c := range 5 {
			if v := got[k*5+c]; !v.IsUint64() || v.Uint64() != uint64(c<<10+r) {
				t.Errorf("row %d of column %d is %v", r, c, v.String())
			}
		}
	}
	after := b.Traffic()
	if down := after.Down - before.Down; down != 3*5*elementSize {
		t.Errorf("%d bytes came down for 15 elements", down)
	}
	const table, least = 5 << 10 * elementSize, 64 << 10 // least: roots and parameters
	if up := after.Up - before.Up; up < table || up > table+least {
		t.Errorf("%d bytes went up for a table of %d", up, table)
	}
}

// countdown is a context that ends after so many looks at it.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// An operation that is cancelled at any of its launches says so, and gives all
// memory back.
func TestCancelledMidway(t *testing.T) {
	b := openBackend(t)
	a := b.NewArena(0)
	defer a.Free()
	const n = 1 << 12
	cols, dst := uploadCounting(t, a, 2, n), uploadCounting(t, a, 1, n)
	var x Element
	x.SetUint64(5)
	deep := kernels.DeepInput{Columns: []kernels.Columns{cols}, Offset: x, Bases: []Element{{1, 2, 3, 4}}, Terms: []kernels.DeepTerm{
		{Coefficient: x}, {Column: 1, Shift: 1, Coefficient: x}}}
	operations := map[string]func(context.Context) error{
		"Interpolate":  func(ctx context.Context) error { return b.Interpolate(ctx, cols, &x) },
		"DeepQuotient": func(ctx context.Context) error { return b.DeepQuotient(ctx, dst, deep) },
		"EvaluateAt": func(ctx context.Context) error {
			_, err := b.EvaluateAt(ctx, cols, &x, []kernels.ShiftQuery{{}, {Column: 1}})
			return err
		},
	}
	for name, run := range operations {
		inUse := a.InUse()
		done := false
		for left := 0; !done && left < 100; left++ {
			err := run(&countdown{t.Context(), left})
			if done = err == nil; !done && !errors.Is(err, context.Canceled) {
				t.Fatalf("%s, cancelled at look %d: %v", name, left, err)
			}
			if a.InUse() != inUse {
				t.Fatalf("%s, cancelled at look %d: %d bytes in use, %d before", name, left, a.InUse(), inUse)
			}
		}
		if !done {
			t.Errorf("%s never ends", name)
		}
	}
}

// Several proofs on one device do not disturb each other.
func TestArenasAtOnce(t *testing.T) {
	b := openBackend(t)
	for k := range 4 {
		t.Run(fmt.Sprint(k), func(t *testing.T) {
			t.Parallel()
			a := b.NewArena(0)
			defer a.Free()
			var x Element
			x.SetUint64(uint64(3 + k))
			for range 3 {
				n := 1 << (8 + k)
				cols := uploadCounting(t, a, 1+k, n)
				if err := b.Interpolate(t.Context(), cols, &x); err != nil {
					t.Fatal(err)
				}
				if err := b.Evaluate(t.Context(), cols, cols, &x); err != nil {
					t.Fatal(err)
				}
				got, err := b.ReadRows(t.Context(), cols, []int{n - 1})
				if err != nil {
					t.Fatal(err)
				}
				for c, v := range got {
					if v.Uint64() != uint64(c*n+n-1) {
						t.Errorf("column %d: %v", c, v.String())
					}
				}
				cols.Free()
			}
		})
	}
}
