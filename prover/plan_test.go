package prover

import (
	"context"
	"testing"

	"quarry/hw"
	"quarry/internal/reference"
	"quarry/prover/air/layouts"
	"quarry/prover/stone"
)

// What others on the machine use when a proof begins is not planned with, as long as
// the proof can do without; it is never refused for their sake.
func TestPlanLeavesWhatOthersUse(t *testing.T) {
	c := reference.Get(t, "s06")
	parameters, err := stone.ParseParameters("parameters", c.Read(t, reference.Parameters))
	if err != nil {
		t.Fatal(err)
	}
	public, err := stone.ParsePublicInput("public input", c.Read(t, reference.PublicInput))
	if err != nil {
		t.Fatal(err)
	}
	public.NSteps = 1 << 17
	a, err := layouts.New(public.Layout, public.NSteps)
	if err != nil {
		t.Fatal(err)
	}
	p := (&stone.ProverConfig{}).Params(parameters)
	p.LogNCosets = 4
	plan := func(may allowance) *Plan {
		t.Helper()
		made, err := planFor(a, &Statement{Public: public, Params: p}, 1<<28, may)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	const plenty = 1 << 40
	all := plan(allowance{memory: plenty})
	if all.Mode != Fit || plan(allowance{memory: plenty, free: plenty}).Peak != all.Peak {
		t.Fatalf("with all the memory there is: %s", all)
	}
	half := plan(allowance{memory: plenty, free: all.Peak / 2})
	if half.Peak > all.Peak/2 || half.Memory.Limit+half.Outside > all.Peak/2 {
		t.Errorf("half of it in use by others: %s", half)
	}
	none := plan(allowance{memory: plenty, free: 1})
	if none.Peak >= all.Peak || none.Mode == Fit {
		t.Errorf("nothing left by others: %s", none)
	}
	t.Logf("%s; %s; %s", all, half, none)
}

// The limit of a control group that only holds until a plan is admitted does not shape
// the plan.
func TestFreeMemory(t *testing.T) {
	const gib = 1 << 30
	m := hw.Memory{Total: 64 * gib, Available: 32 * gib, GroupLimit: gib, GroupUsed: gib / 4}
	if free := new(Options).free(m); free > gib {
		t.Errorf("%s of a group of 1 GiB", Bytes(free))
	}
	admitted := &Options{Admit: func(context.Context, *Plan) error { return nil }}
	if free := admitted.free(m); free != 30*gib {
		t.Errorf("%s of a machine with 32 GiB, less its reserve", Bytes(free))
	}
}
