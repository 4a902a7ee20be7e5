package bench

import (
	"context"
	"os"
	"strings"

	"quarry/hw"
	"quarry/prover"
)

// warmName is the name of the contest for a proof in a process that lives on.
func (p proofCase) warmName() string { return "warm/" + strings.TrimPrefix(p.String(), "proof/") }

// warmContest asks what a proof takes in a process that made one before, as those of
// services live on for GPUs: a process of its own spends seconds on taking one into
// use. What counts is a job's attempt, from its begin to the verified proof.
func warmContest(backends []string, quarry string, p proofCase) *contest {
	var dir, want string
	c := &contest{
		name: p.warmName(), group: "warm", unit: "step", work: float64(int(1) << p.logSteps), params: p.params(),
		checked: "verified by the service's judge; the same bytes from all",
	}
	c.prepare = func(ctx context.Context) (err error) {
		dir, err = p.inputs(ctx)
		return err
	}
	c.close = func() { os.RemoveAll(dir) }
	for _, backend := range backends {
		c.contenders = append(c.contenders, contender{name: backend, open: func(ctx context.Context) (runner, error) {
			s, err := openService(ctx, dir, quarry, 1, hw.Probe().CPU.Cores)
			if err != nil {
				return runner{}, err
			}
			var last []attempt
			return runner{
				run: func(ctx context.Context) (err error) {
					last, err = s.prove(ctx, backend, 1)
					return err
				},
				check: func(context.Context) error {
					if want == "" {
						want = last[0].sha256
					}
					if last[0].sha256 != want {
						return wrong("the proof differs from that of %s", c.contenders[0].name)
					}
					return nil
				},
				seconds: func() float64 { return last[0].seconds },
				close:   s.close,
			}, nil
		}})
	}
	return c
}

// gpus are the GPUs' backends of those that are measured.
func (o *Options) gpus() []string {
	var names []string
	for _, name := range o.Backends {
		if prover.OnGPU(name) {
			names = append(names, name)
		}
	}
	return names
}
