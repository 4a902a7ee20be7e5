package main

import (
	"context"
	"errors"
	"fmt"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/execution"
	"quarry/prover/stone"
)

// gpuPlan is how a proof fits on a GPU.
type gpuPlan struct {
	name string
	free int64
	plan *prover.Plan // nil if it does not fit: problem
	// together is how many such proofs the GPU holds at a time, each with what it
	// can't do without.
	together int64
	problem  error // a *fault.Error
}

// gpuPlans plans for the GPUs of this machine, or for one with --gpu_memory.
func (c *paramsCommand) gpuPlans(ctx context.Context, p *stone.Parameters, layout string, steps uint64) ([]gpuPlan, error) {
	var plans []gpuPlan
	if c.GPUMemory != "" {
		free, err := parseBytes(c.GPUMemory)
		if err != nil || free <= 0 {
			return nil, usageError("--gpu_memory: %q is no number of bytes, like 78GiB", c.GPUMemory)
		}
		plans = append(plans, gpuPlan{name: "a GPU", free: free})
	} else if report, err := prover.ProbeGPUs(ctx); err == nil { // quarry hw says what is wrong with them
		for _, g := range report.GPUs {
			if g.Problem == "" {
				plans = append(plans, gpuPlan{name: fmt.Sprintf("GPU %d", g.Ordinal), free: g.MemoryFree})
			}
		}
	}
	statement := &prover.Statement{Public: &execution.PublicInput{Layout: layout, NSteps: steps}, Parameters: p, Params: p.STARK}
	for i := range plans {
		g := &plans[i]
		if g.plan, g.problem = prover.NewDevicePlan(statement, 0, g.name, g.free, false); g.problem != nil {
			continue
		}
		sparing, err := prover.NewDevicePlan(statement, 0, g.name, g.free, true)
		if err != nil {
			return nil, err
		}
		g.together = g.free / (sparing.Device.Peak + sparing.Device.Temporary)
	}
	return plans, nil
}

func (g gpuPlan) String() string {
	if f := (*fault.Error)(nil); errors.As(g.problem, &f) {
		return "does not fit: " + f.What
	}
	s := fmt.Sprintf("%s beside the run; %s are free", g.plan, prover.Bytes(g.free))
	if g.together > 1 {
		s += fmt.Sprintf("; up to %d such proofs at a time", g.together)
	}
	return s
}

// gpuPlanObjects are plans as JSON.
func gpuPlanObjects(plans []gpuPlan) []map[string]any {
	list := make([]map[string]any, len(plans))
	for i, g := range plans {
		list[i] = map[string]any{"name": g.name, "free": g.free}
		if g.problem != nil {
			list[i]["problem"] = errorObject(g.problem)
			continue
		}
		list[i]["mode"], list[i]["peak"], list[i]["temporary"] = g.plan.Mode, g.plan.Device.Peak, g.plan.Device.Temporary
		list[i]["main_memory"], list[i]["together"] = g.plan.Peak, g.together
	}
	return list
}
