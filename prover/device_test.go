package prover

import (
	"testing"

	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover/air/layouts"
	"quarry/prover/stark"
	"quarry/prover/stone"
)

// The plans of a large proof on a GPU with 80 GB: all evaluations fit at blow-up 4,
// and are computed again at 16; several proofs fit beside each other when each leaves
// the others what it does not need.
func TestDevicePlan(t *testing.T) {
	c := reference.Get(t, "s06")
	parameters, err := stone.ParseParameters("parameters", c.Read(t, reference.Parameters))
	if err != nil {
		t.Fatal(err)
	}
	a, err := layouts.New("starknet", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	plan := func(logBlowup int, free int64, sparing bool) (*Plan, error) {
		p := (&stone.ProverConfig{}).Params(parameters)
		p.LogNCosets = logBlowup
		p.FRI.StepList, p.FRI.LastLayerDegreeBound = []int{0, 3, 3, 3, 3, 3, 3}, 64
		public, err := stone.ParsePublicInput("public input", c.Read(t, reference.PublicInput))
		if err != nil {
			t.Fatal(err)
		}
		public.NSteps = 1 << 20
		device := &deviceMemory{name: "an H100", free: free}
		return planFor(a, &Statement{Public: public, Params: p}, 1<<28, allowance{memory: 64 << 30, sparing: sparing, device: device})
	}
	const card = 78 << 30
	for _, tc := range []struct {
		name      string
		logBlowup int
		free      int64
		sparing   bool
		mode      Mode
		most      int64
	}{
		{"blow-up 4", 2, card, false, Fit, 42 << 30},
		{"blow-up 16", 4, card, false, Stream, 32 << 30},
		{"one of several", 2, card, true, Stream, 18 << 30},
		{"beside three others", 2, card - 3*18<<30, true, Stream, 18 << 30},
		{"on a small card", 2, 12 << 30, false, Stream, 12 << 30},
	} {
		p, err := plan(tc.logBlowup, tc.free, tc.sparing)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if all := p.Device.Peak + p.Device.Temporary; p.Mode != tc.mode || all > tc.most || all > tc.free || p.Memory.Limit+p.Device.Temporary > tc.free {
			t.Errorf("%s: %s, %+v", tc.name, p, p.Device)
		}
		t.Logf("%s: %s", tc.name, p)
	}
	if _, err := plan(2, 4<<30, false); fault.CodeOf(err) != CodeDeviceMemory {
		t.Errorf("on a card of 4 GiB: %v", err)
	}
}

// The tables of constraint programs, in some layouts more than a small trace, lie in
// temporary memory of the device, and in main memory.
func TestDevicePlanHoldsTables(t *testing.T) {
	const layout = "starknet_with_keccak"
	a, err := layouts.New(layout, layouts.MinSteps(layout))
	if err != nil {
		t.Fatal(err)
	}
	tables := int64(0)
	for _, n := range a.TableLengths() {
		tables += int64(n) * elementBytes
	}
	shape := stark.ShapeOf(a, stark.Params{LogNCosets: 2, FRI: stark.FRIParams{StepList: []int{0, 3}, LastLayerDegreeBound: 1 << 16}})
	plans := map[int64]*Plan{}
	for _, bytes := range []int64{0, tables} {
		shape.Tables = bytes
		p := &Plan{LogBlowup: 2, Layout: layout}
		if err := p.onDevice(shape, &deviceMemory{name: "an H100", free: 78 << 30}, false); err != nil {
			t.Fatal(err)
		}
		plans[bytes] = p
	}
	none, all := plans[0], plans[tables]
	if tables < 1<<29 || all.Device.Temporary != none.Device.Temporary+tables || all.Device.Peak != none.Device.Peak || all.Peak != none.Peak+tables {
		t.Errorf("tables of %d bytes: %+v and %d bytes of main memory; without %+v and %d", tables, all.Device, all.Peak, none.Device, none.Peak)
	}
}
