package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/internal/durable"
	"quarry/sequencer/program"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/deployment"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
	"quarry/settlement/settler/proving"
)

// contractsPublishCommand deploys one part, which nothing uses until governors say so.
type contractsPublishCommand struct {
	jsonFlag
	deployFlags
	placeFlags
	Part    string `arg:"" enum:"verifier,program,core,bridge" help:"verifier, program (this binary's block program), or the code of core or bridge."`
	OutFile string `required:"" help:"File for the address. Beside it, FILE.transactions keeps what was sent." placeholder:"FILE"`
	verifierFlags
	coreDelayFlags
}

// coreDelayFlags are the delays that lie in the core contract's code. What is not given
// stays as it is on L1.
type coreDelayFlags struct {
	CancellationDelay *time.Duration `help:"core: from the beginning of a message's cancellation to its end; by default what it is now." group:"Delays"`
	VersionDelay      *time.Duration `help:"core: from the announcement of a program, config or verifier to its activation; by default what it is now." group:"Delays"`
	FreezeDelay       *time.Duration `help:"core: how long a message to L2 waits before everybody may freeze; by default what it is now." group:"Delays"`
}

// over are the delays of the core contract that runs, with those of the flags that are
// given.
func (f *coreDelayFlags) over(ctx context.Context, client *l1.Client, core common.Address) (contracts.Delays, error) {
	delays, err := governance.CoreDelays(ctx, client, core)
	for _, flag := range []struct{ given, into *time.Duration }{
		{f.CancellationDelay, &delays.Cancellation}, {f.VersionDelay, &delays.Version}, {f.FreezeDelay, &delays.Freeze},
	} {
		if flag.given != nil {
			*flag.into = *flag.given
		}
	}
	return delays, err
}

func (c *contractsPublishCommand) run(ctx context.Context, s streams) error {
	policy, err := c.policy()
	if err != nil {
		return err
	}
	block, err := proving.BlockProgram()
	if err != nil {
		return err
	}
	var at common.Address
	var delays contracts.Delays
	out := &deployed{DryRun: c.DryRun}
	job := &deployWork{store: c.OutFile + ".transactions", quiet: c.JSON}
	job.work = func(ctx context.Context, d *verifier.Deployer) (err error) {
		switch c.Part {
		case "verifier":
			at, err = d.Verifier(ctx, policy)
		case "program":
			at, err = contracts.DeployProgram(ctx, d, block)
		case "core":
			at, err = contracts.DeployCoreCode(ctx, d, delays)
		case "bridge":
			at, err = contracts.DeployBridgeCode(ctx, d)
		}
		return err
	}
	if c.Part == "core" {
		where, chainID, err := c.find()
		if err == nil {
			err = placed("core", where.Core)
		}
		if err != nil {
			return err
		}
		job.chainID = chainID
		job.prepare = func(ctx context.Context, client *l1.Client) (err error) {
			delays, err = c.over(ctx, client, where.Core)
			return err
		}
	}
	if err := c.deploy(ctx, s, job, out); err != nil {
		return err
	}
	result := publication{Part: c.Part, Gas: out.Gas, DryRun: c.DryRun}
	switch c.Part {
	case "verifier":
		result.Layout, result.Seed, result.Floor = policy.Layout, c.Seed, policy.SecurityFloor
	case "program":
		identity := block.Identity()
		result.ProgramHash, result.Layout = &identity, program.Layout
	case "core":
		result.Delays = &publishedDelays{uint64(delays.Cancellation / time.Second), uint64(delays.Version / time.Second), uint64(delays.Freeze / time.Second)}
	}
	if !c.DryRun {
		result.Address = &at
		if err := writeJSONFile(c.OutFile, &result); err != nil {
			return err
		}
	}
	if c.JSON {
		printJSON(s.out, &result)
		return nil
	}
	if c.DryRun {
		fmt.Fprintf(s.out, "A rehearsal: nothing was sent. It takes %d transactions.\n", out.Estimate.Transactions)
		return nil
	}
	if d := result.Delays; d != nil {
		fmt.Fprintf(s.err, "delays: cancellation %s, version %s, freeze %s\n", span(d.Cancellation), span(d.Version), span(d.Freeze))
	}
	fmt.Fprintln(s.out, at)
	return nil
}

// publication is a part that was deployed.
type publication struct {
	Part        string           `json:"part"`
	Address     *common.Address  `json:"address,omitempty"`
	Layout      string           `json:"layout,omitempty"`
	Seed        string           `json:"seed,omitempty"`
	Floor       int              `json:"securityFloor,omitempty"`
	ProgramHash *common.Hash     `json:"programHash,omitempty"`
	Delays      *publishedDelays `json:"delays,omitempty"`
	Gas         uint64           `json:"gas"`
	DryRun      bool             `json:"dryRun,omitempty"`
}

// publishedDelays are those of code of the core contract, in seconds.
type publishedDelays struct {
	Cancellation uint64 `json:"cancellation"`
	Version      uint64 `json:"version"`
	Freeze       uint64 `json:"freeze"`
}

// writeJSONFile writes a small file, whole or not at all.
func writeJSONFile(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err == nil {
		err = durable.WriteFile(path, append(raw, '\n'))
	}
	if err != nil {
		return fault.Wrap(err, deployment.CodeFile, "the file can't be written").At("%s", path)
	}
	return nil
}
