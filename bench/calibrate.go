package bench

import (
	"context"
	"fmt"
	"strings"
	"time"

	"quarry/fault"
	"quarry/hw"
	"quarry/kernels"
	"quarry/prover"
)

// Calibrate measures what a calibration holds: half a minute on processors. Its
// options are as Run's, of which Quick, Only, Rounds, Stone and Price are ignored.
// Emulated GPUs are left out unless they are named. A wrong result, or a proof that
// fails, is an error: such a machine is not to be planned with.
func Calibrate(ctx context.Context, o Options) (*hw.Calibration, error) {
	o.Quick, o.Only, o.Stone, o.Price, o.Rounds, o.calibration = false, nil, "", 0, leastRounds, true
	if len(o.Backends) == 0 {
		for _, b := range prover.Backends() {
			if b.Problem == nil && !strings.HasSuffix(b.Name, "-emu") && !prover.Optional(b.Name) {
				o.Backends = append(o.Backends, b.Name)
			}
		}
	}
	report, err := Run(ctx, o)
	if err == nil {
		err = report.Problem()
	}
	if err != nil {
		return nil, err
	}
	return report.calibration()
}

// calibration takes out of a report what a calibration holds: the least times, which
// other work on the machine disturbed least.
func (r *Report) calibration() (*hw.Calibration, error) {
	c := &hw.Calibration{
		Schema: hw.CalibrationSchema, Made: time.Now().UTC().Truncate(time.Second), Subject: prover.Subject(), Limits: r.Machine.Limits, Load: r.Machine.Before.Load,
		Devices: map[string]hw.DeviceLimits{}, Kernels: []hw.KernelRate{}, Proofs: []hw.ProofTime{},
	}
	for _, g := range r.Machine.GPUs {
		if g.Limits != nil {
			c.Devices[g.Backend] = *g.Limits
		}
	}
	var warm []*Result
	for i := range r.Results {
		res := &r.Results[i]
		switch {
		case res.Peer || res.Error != "":
		case res.Group == "warm":
			warm = append(warm, res)
		case res.Proof != nil:
			p, err := proofTime(res)
			if err != nil {
				return nil, err
			}
			c.Proofs = append(c.Proofs, p)
		default:
			c.Kernels = append(c.Kernels, hw.KernelRate{Work: res.Contest, Contender: res.Contender, Unit: res.Unit, Rate: res.Work / res.Least})
		}
	}
	for _, res := range warm {
		w, err := proofTime(res)
		if err != nil {
			return nil, err
		}
		for i := range c.Proofs {
			p := &c.Proofs[i]
			if p.Backend == w.Backend && p.Layout == w.Layout && p.NSteps == w.NSteps && p.LogBlowup == w.LogBlowup && p.Hash == w.Hash {
				p.Warm = w.Seconds
			}
		}
	}
	return c, nil
}

func proofTime(res *Result) (hw.ProofTime, error) {
	layout, ok1 := res.Params["layout"].(string)
	steps, ok2 := number(res.Params["n_steps"])
	blowup, ok3 := number(res.Params["blowup"])
	hash, ok4 := res.Params["hash"].(string)
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return hw.ProofTime{}, fault.New(CodeReport, "a proof's sizes are missing").At("%s", res.ID())
	}
	return hw.ProofTime{Backend: res.Contender, Layout: layout, NSteps: uint64(steps), LogBlowup: log2(int(blowup)), Hash: hash, Seconds: res.Least}, nil
}

// calibrationProofs are of several sizes, so that what a proof takes at least can be
// told from what grows with it, and of several hashes.
func (o *Options) calibrationProofs() []proofCase {
	const keccak, blake, poseidon = kernels.Keccak256Masked160MSB, kernels.Blake256, kernels.Poseidon3
	cases := []proofCase{
		{"plain", 12, 4, keccak}, {"plain", 14, 4, keccak}, {"recursive", 14, 4, keccak},
		{"plain", 12, 4, blake}, {"plain", 14, 4, blake}, {"plain", 12, 4, poseidon},
	}
	if prover.OnGPU(o.Backends[0]) {
		cases = append(cases, proofCase{"plain", 16, 4, keccak}, proofCase{"recursive", 16, 4, keccak})
	}
	return cases
}

// calibrationKernels are the contests beside proofs.
func (o *Options) calibrationKernels(plain func(name string, make func() *contest)) {
	plain("felt/multiply", feltContest)
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256, kernels.Poseidon3} {
		plain("hash/"+h.String(), func() *contest { return hashContest(h, hashNodes[h]/8) })
	}
	for _, log := range []int{12, 14, 16, 18} {
		plain(fmt.Sprintf("ntt/2^%d×1", log), func() *contest { return transformContest(o.Backends, 1<<log, 1, 1).withoutPeers() })
	}
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256} {
		plain("pow/"+h.String(), func() *contest { return powContest(o.Backends, h, 18) })
	}
}

// withoutPeers takes the peers, and contenders that only they are compared with,
// out of a contest.
func (c *contest) withoutPeers() *contest {
	var kept []contender
	for _, one := range c.contenders {
		if !one.peer && one.threads == 0 {
			kept = append(kept, one)
		}
	}
	c.contenders = kept
	return c
}
