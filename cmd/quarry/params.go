package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"quarry/prover"
	"quarry/prover/air"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
	"quarry/prover/stark"
	"quarry/prover/stone"
	"quarry/prover/timing"
)

type paramsCommand struct {
	jsonFlag
	PublicInputFile string  `help:"Compute for this public input." placeholder:"PATH"`
	Layout          string  `help:"Compute for this layout, without a public input." placeholder:"NAME"`
	NSteps          uint64  `help:"Compute for so many steps, without a public input." placeholder:"N"`
	SecurityBits    float64 `help:"Wished security in the regime." default:"80"`
	SecurityRegime  string  `help:"Regime to count in: conjectured (refuted in 2025), johnson or unique." default:"johnson"`
	For             string  `help:"Who is to verify: stone, ethereum (starkex-contracts), quarry (its own contracts) or integrity (Starknet)." enum:"stone,ethereum,quarry,integrity" default:"stone"`
	LogNCosets      int     `help:"Log2 of the blow-up factor (default: 4, more if needed)." default:"-1" placeholder:"N"`
	GPUMemory       string  `help:"Also plan for a GPU with so much free memory, like 78GiB (default: those of this machine)." placeholder:"SIZE"`
	ProofOfWorkBits int     `help:"Bits of proof of work (default: 24, for quarry 28)." default:"-1" placeholder:"N"`
}

func (c *paramsCommand) run(ctx context.Context, s streams) error {
	layout, steps, err := c.statement()
	if err != nil {
		return err
	}
	regime, err := stone.ParseRegime(c.SecurityRegime)
	if err != nil {
		return err
	}
	a, err := layouts.New(layout, steps)
	if err != nil {
		return err
	}
	if err := stone.Taker(c.For).CheckLayout(layout); err != nil {
		return err
	}
	p, err := stone.Choose(stone.Wish{
		Taker: stone.Taker(c.For), NSteps: steps, Scale: prover.ScaleOf(a), Bits: c.SecurityBits, Regime: regime,
		LogNCosets: c.LogNCosets, ProofOfWorkBits: c.ProofOfWorkBits,
	})
	if err != nil {
		return err
	}
	soundness := stone.Account(&p.STARK, prover.ScaleOf(a))
	cost, err := costOf(a, p, layout, steps)
	if err != nil {
		return err
	}
	gpus, err := c.gpuPlans(ctx, p, layout, steps)
	if err != nil {
		return err
	}
	version := stone.V3
	if c.For == string(stone.ForEthereum) {
		version = stone.V2
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"parameters": p.Object(), "soundness": soundnessObject(&soundness),
			"stone_version": version.String(), "layout": layout, "n_steps": steps,
			"time": cost.time, "memory": map[string]any{"least": cost.least, "full": cost.full}, "gpus": gpuPlanObjects(gpus)})
		return nil
	}
	// The parameter file goes to standard output, what there is to say about it
	// to standard error.
	enc := json.NewEncoder(s.out)
	enc.SetIndent("", "    ")
	if err := enc.Encode(p.Object()); err != nil {
		return err
	}
	c.explain(s.err, p, &soundness, layout, steps, version, cost, gpus)
	return nil
}

// proofCost is what a proof will take on this machine.
type proofCost struct {
	time *timing.Estimate // nil if nothing is known
	// least is the memory that it needs at least, full to keep everything; without
	// what the run takes.
	least, full int64
}

// costOf reckons with the best backend, and with the machine's calibration.
func costOf(a air.AIR, p *stone.Parameters, layout string, steps uint64) (*proofCost, error) {
	statement := &prover.Statement{Public: &execution.PublicInput{Layout: layout, NSteps: steps}, Parameters: p, Params: p.STARK}
	least, err := prover.LeastMemory(statement, 0)
	if err != nil {
		return nil, err
	}
	const plenty = 1 << 60
	plan, err := prover.NewSparingPlan(statement, 0, plenty)
	if err != nil {
		return nil, err
	}
	work := timing.Work(stark.ShapeOf(a, p.STARK))
	return &proofCost{calibrated("", statement, false).Estimate(work, layout, p.STARK.FRI.ProofOfWorkBits), least, plan.Full}, nil
}

// statement finds layout and number of steps.
func (c *paramsCommand) statement() (layout string, steps uint64, err error) {
	switch {
	case c.PublicInputFile != "" && (c.Layout != "" || c.NSteps != 0):
		return "", 0, usageError("give either --public_input_file or --layout and --n_steps")
	case c.PublicInputFile != "":
		raw, err := stone.ReadFile(c.PublicInputFile)
		if err != nil {
			return "", 0, err
		}
		pub, err := stone.ParsePublicInput(c.PublicInputFile, raw)
		if err != nil {
			return "", 0, err
		}
		return pub.Layout, pub.NSteps, nil
	case c.Layout == "" || c.NSteps == 0:
		return "", 0, usageError("give --public_input_file, or --layout and --n_steps")
	}
	return c.Layout, c.NSteps, nil
}

func (c *paramsCommand) explain(w io.Writer, p *stone.Parameters, soundness *stone.Soundness, layout string, steps uint64, version stone.Version, cost *proofCost, gpus []gpuPlan) {
	var t table
	t.add("for", "layout %s, %d steps; verifier: %s; prove with --stone_version=%s", layout, steps, c.For, version)
	addSoundness(&t, soundness)
	fri := &p.STARK.FRI
	sum := 0
	for _, s := range fri.StepList {
		sum += s
	}
	t.add("FRI", "log2(last_layer_degree_bound) + sum of fri_step_list = %d + %d = log2(n_steps) + 4",
		log2(fri.LastLayerDegreeBound), sum)
	t.add("time here", "%s", timeLine(cost.time))
	t.add("memory", "%s at least, %s to keep everything; and the run", prover.Bytes(cost.least), prover.Bytes(cost.full))
	for _, g := range gpus {
		t.add("on "+g.name, "%s", g)
	}
	fmt.Fprintln(w)
	t.print(w)
}

func log2(n int) int {
	log := 0
	for 1<<log < n {
		log++
	}
	return log
}
