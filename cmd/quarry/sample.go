package main

import (
	"context"
	"log/slog"

	"quarry/api"
	"quarry/prover/stone"
	"quarry/prover/worker"
)

// sampleIn measures this machine for estimates, with files in a folder.
func sampleIn(dir string, log *slog.Logger) func(context.Context, string, *stone.Parameters) (api.Sample, error) {
	s := worker.NewSampler(worker.SamplerConfig{Dir: dir, Log: log})
	return func(ctx context.Context, backend string, p *stone.Parameters) (api.Sample, error) {
		r, err := s.Measure(ctx, backend, p)
		if err != nil {
			return api.Sample{}, err
		}
		return api.Sample{Layout: r.Plan.Layout, NSteps: r.Plan.NSteps, LogBlowup: r.Plan.LogBlowup,
			Seconds: r.ProofSeconds(), PowSeconds: r.Seconds()[worker.StageWork], PowBits: r.Plan.PowBits}, nil
	}
}
