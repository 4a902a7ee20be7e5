package layouts_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/air"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
	"quarry/prover/stone/stonetest"
)

// clone copies a run so that a test may break it.
func clone(run *execution.Execution) *execution.Execution {
	c := *run
	c.Trace = slices.Clone(run.Trace)
	c.Memory = execution.NewMemory(run.Memory.Len())
	for addr := range uint64(run.Memory.Len()) {
		if v, ok := run.Memory.Get(addr); ok {
			c.Memory.Set(addr, v)
		}
	}
	public := *run.Public
	public.Segments = maps.Clone(run.Public.Segments)
	public.PublicMemory = slices.Clone(run.Public.PublicMemory)
	c.Public = &public
	private := *run.Private
	c.Private = &private
	return &c
}

// without copies a memory but for one address.
func without(m *execution.Memory, missing uint64) *execution.Memory {
	c := execution.NewMemory(m.Len())
	for addr := range uint64(m.Len()) {
		if v, ok := m.Get(addr); ok && addr != missing {
			c.Set(addr, v)
		}
	}
	return c
}

func TestWriteTraceRefuses(t *testing.T) {
	plain, small := stonetest.Load(t, "s01").Run, stonetest.Load(t, "s02").Run
	felt := func(v uint64) *fp.Element { e := fp.NewElement(v); return &e }
	for _, c := range []struct {
		name  string
		run   *execution.Execution
		spoil func(r *execution.Execution)
		code  fault.Code
		says  string
	}{
		{"trace too short", plain, func(r *execution.Execution) { r.Trace = r.Trace[1:] }, air.CodeTraceLength, "511 steps"},
		{"other n_steps", plain, func(r *execution.Execution) { r.Public.NSteps = 1024 }, air.CodeSteps, "1024"},
		{"pc out of memory", plain, func(r *execution.Execution) {
			r.Trace[0].PC = 1 << 30
			r.Public.Segments["program"] = execution.Segment{Begin: 1 << 30, Stop: r.Public.Segments["program"].Stop}
		}, air.CodeMissingCell, "trace step 0"},
		{"fp below memory", plain, func(r *execution.Execution) {
			stop := r.Public.Segments["execution"].Stop
			r.Trace[0].AP, r.Trace[0].FP, r.Trace[511].FP = 0, 0, 0
			r.Public.Segments["execution"] = execution.Segment{Begin: 0, Stop: stop}
		}, air.CodeMissingCell, "address -1"},
		{"other first pc", plain, func(r *execution.Execution) { r.Trace[0].PC++ }, air.CodeBoundary, "first step has pc = 2"},
		{"other last ap", plain, func(r *execution.Execution) { r.Trace[511].AP-- }, air.CodeBoundary, "last step has ap"},
		{"missing cell", plain, func(r *execution.Execution) { r.Memory = without(r.Memory, uint64(r.Trace[40].PC)) }, air.CodeMissingCell, "which memory does not hold"},
		{"instruction too large", plain, func(r *execution.Execution) {
			var v fp.Element
			v.SetInt64(-1)
			r.Memory.Set(uint64(r.Trace[3].PC), &v)
		}, air.CodeInstruction, "63 bits"},
		{"instruction of 64 bits", plain, func(r *execution.Execution) { r.Memory.Set(uint64(r.Trace[3].PC), felt(1<<63)) }, air.CodeInstruction, "63 bits"},
		{"two sources of op1", plain, func(r *execution.Execution) {
			r.Memory.Set(uint64(r.Trace[3].PC), felt(0b0000_0000_0001_1100<<48|0x8000_8000_8000))
		}, air.CodeInstruction, "exclude each other"},
		{"jump in the trace", plain, func(r *execution.Execution) { r.Trace[9].PC = r.Trace[8].PC }, air.CodeTransition, "trace step 8"},
		{"fp changes", plain, func(r *execution.Execution) { r.Trace[9].FP++ }, air.CodeTransition, "trace step 8"},
		{"public memory disagrees", plain, func(r *execution.Execution) { r.Public.PublicMemory[0].Value = *felt(12345) }, air.CodeMemoryConflict, "public memory"},
		{"no public memory", plain, func(r *execution.Execution) { r.Public.PublicMemory = nil }, air.CodePublicMemory, "empty"},
		{"much public memory", plain, func(r *execution.Execution) {
			for len(r.Public.PublicMemory) < 2000 {
				r.Public.PublicMemory = append(r.Public.PublicMemory, r.Public.PublicMemory[0])
			}
		}, air.CodePublicMemory, "room for 1024"},
		{"public address 0", plain, func(r *execution.Execution) { r.Public.PublicMemory[3].Address = 0 }, air.CodeAddress, "address 0"},
		{"public address far away", plain, func(r *execution.Execution) { r.Public.PublicMemory[3].Address = 1 << 50 }, air.CodeAddress, "memory_segments"},
		{"public address too high", plain, func(r *execution.Execution) { r.Public.PublicMemory[3].Address = 5000 }, air.CodeAddress, "2 times as many steps"},
		{"segment missing", small, func(r *execution.Execution) { delete(r.Public.Segments, "ecdsa") }, air.CodeSegment, `"ecdsa"`},
		{"segment far away", small, func(r *execution.Execution) {
			r.Public.Segments["pedersen"] = execution.Segment{Begin: 1 << 60, Stop: 1 << 60}
		}, air.CodeAddress, "begin addresses"},
		{"memory holes", small, func(r *execution.Execution) {
			r.Public.Segments["pedersen"] = execution.Segment{Begin: 3900, Stop: 3900}
		}, air.CodeMemoryHoles, "holes"},
		{"range-check bounds swapped", plain, func(r *execution.Execution) { r.Public.RCMin, r.Public.RCMax = r.Public.RCMax, r.Public.RCMin }, air.CodeRangeCheckBounds, "rc_min"},
		{"rc_max too high", plain, func(r *execution.Execution) { r.Public.RCMax = 1 << 16 }, air.CodeRangeCheckBounds, "65536"},
		{"rc_max too low", plain, func(r *execution.Execution) { r.Public.RCMax = r.Public.RCMin + 1 }, air.CodeRangeCheckValue, "rc_max"},
		{"range-check holes", plain, func(r *execution.Execution) { r.Public.RCMin, r.Public.RCMax = 0, 65535 }, air.CodeRangeCheckHoles, "needs at least 8192 steps"},
		{"builtin that the layout lacks", plain, func(r *execution.Execution) {
			r.Private.Bitwise = []execution.BitwiseInput{{}}
		}, air.CodeMissingBuiltin, "dex_with_bitwise, recursive"},
		{"instance beyond the capacity", small, func(r *execution.Execution) {
			r.Private.Pedersen = []execution.PedersenInput{{Index: 64}}
		}, air.CodeInstance, "64"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := layouts.New(c.run.Public.Layout, c.run.Public.NSteps)
			if err != nil {
				t.Fatal(err)
			}
			run := clone(c.run)
			c.spoil(run)
			host, err := a.WriteTrace(context.Background(), run)
			if err == nil {
				host.Free()
				t.Fatal("the run is written")
			}
			if fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v; want code %s and %q", err, c.code, c.says)
			}
		})
	}
}

func TestWriteTraceIsCancelled(t *testing.T) {
	run := stonetest.Load(t, "s02").Run
	a, err := layouts.New(run.Public.Layout, run.Public.NSteps)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	begin := time.Now()
	if _, err := a.WriteTrace(ctx, run); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	if d := time.Since(begin); d > time.Second {
		t.Errorf("cancelled after %v", d)
	}
}

// TestDiagnose breaks single cells and looks for the constraint that Stone's
// names say must fail first.
func TestDiagnose(t *testing.T) {
	tr := write(t, stonetest.Load(t, "s02").Run)
	if err := tr.diagnose(t); err != nil {
		t.Fatal(err)
	}
	a := tr.air.(*air.LayoutAIR)
	for _, c := range []struct {
		cell       string
		i          int
		constraint string
		row        string
	}{
		{"cpu/decode/opcode_range_check/column", 16*5 + 1, "cpu/decode/opcode_range_check/bit", "trace row 80 (step 5)"},
		{"cpu/decode/opcode_range_check/column", 16*5 + 15, "cpu/decode/opcode_range_check/bit", "trace row 94 (step 5)"},
		{"cpu/operands/ops_mul", 3, "cpu/operands/ops_mul", "trace row 48 (step 3)"},
		{"cpu/registers/ap", 511, "cpu/update_registers/update_ap/ap_update", "step 510"},
		{"cpu/update_registers/update_pc/tmp1", 100, "cpu/update_registers/update_pc/tmp1", "step 100"},
		{"memory/sorted/value", 77, "memory/multi_column_perm/perm/step0", "trace row 152"},
		{"memory/multi_column_perm/perm/cum_prod0", 4095, "memory/multi_column_perm/perm/step0", "trace row 8188"},
		{"orig/public_memory/value", 2, "memory/multi_column_perm/perm/step0", ""},
		{"range_check16/sorted", 0, "range_check16/perm/init0", "trace row 0"},
		{"range_check16/perm/cum_prod0", 8191, "range_check16/perm/step0", "trace row 8190"},
		{"pedersen/hash0/ec_subset_sum/slope", 3, "pedersen/hash0/ec_subset_sum/add_points/slope", "trace row 3"},
		{"ecdsa/signature0/r_w_inv", 0, "ecdsa/signature0/r_and_w_nonzero", "trace row 0"},
	} {
		v, ok := a.Cells[c.cell]
		if !ok {
			t.Fatalf("no cell %s", c.cell)
		}
		column := slices.Concat(tr.original, tr.interaction)[v.Column]
		cell := &column[v.Row(c.i)]
		honest := *cell
		one := fp.One()
		cell.Add(cell, &one)
		err := tr.diagnose(t)
		*cell = honest
		if fault.CodeOf(err) != air.CodeViolated || !strings.Contains(err.Error(), c.constraint) || !strings.Contains(err.Error(), c.row) {
			t.Errorf("%s[%d]: %v; want %s, %s", c.cell, c.i, err, c.constraint, c.row)
		}
	}
	// Constants of another statement.
	params := slices.Clone(tr.params)
	params[slices.Index(a.ParamNames(), "stop/execution")].SetUint64(3)
	err := tr.air.Diagnose(context.Background(), tr.original, tr.interaction, params)
	if err == nil || !strings.Contains(err.Error(), "final_ap") || !strings.Contains(err.Error(), "step 511") {
		t.Errorf("other final ap: %v", err)
	}
}

func TestParamsRefuse(t *testing.T) {
	public := stonetest.Load(t, "s01").Run.Public
	a := newAIR(t, public.Layout, public.NSteps)
	challenges := make([]kernels.Element, a.NumInteractionElements())
	alpha := fp.NewElement(3)
	// z − (address + 0·value) = 0 for the first cell of the public memory.
	challenges[0].SetUint64(public.PublicMemory[0].Address)
	if _, err := a.Params(public, challenges, &alpha); fault.CodeOf(err) != air.CodeZeroDenominator {
		t.Errorf("zero product: %v", err)
	}
	other := *public
	other.NSteps *= 2
	if _, err := a.Params(&other, challenges, &alpha); fault.CodeOf(err) != air.CodeSteps {
		t.Errorf("other length: %v", err)
	}
}
