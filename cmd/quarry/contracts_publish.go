package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/internal/durable"
	"quarry/sequencer/program"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/deployment"
	"quarry/settlement/settler/proving"
)

// contractsPublishCommand deploys one part, which nothing uses until governors say so.
type contractsPublishCommand struct {
	jsonFlag
	deployFlags
	Part    string `arg:"" enum:"verifier,program,core,bridge" help:"verifier, program (this binary's block program), or the code of core or bridge."`
	OutFile string `required:"" help:"File for the address. Beside it, FILE.transactions keeps what was sent." placeholder:"FILE"`
	verifierFlags
	delayFlags
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
	out := &deployed{DryRun: c.DryRun}
	work := func(ctx context.Context, d *verifier.Deployer) (err error) {
		switch c.Part {
		case "verifier":
			at, err = d.Verifier(ctx, policy)
		case "program":
			at, err = contracts.DeployProgram(ctx, d, block)
		case "core":
			at, err = contracts.DeployCoreCode(ctx, d, c.delays())
		case "bridge":
			at, err = contracts.DeployBridgeCode(ctx, d)
		}
		return err
	}
	if err := c.deploy(ctx, s, &deployWork{store: c.OutFile + ".transactions", work: work, quiet: c.JSON}, out); err != nil {
		return err
	}
	result := publication{Part: c.Part, Gas: out.Gas, DryRun: c.DryRun}
	switch c.Part {
	case "verifier":
		result.Layout, result.Seed, result.Floor = policy.Layout, c.Seed, policy.SecurityFloor
	case "program":
		identity := block.Identity()
		result.ProgramHash, result.Layout = &identity, program.Layout
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
	fmt.Fprintln(s.out, at)
	return nil
}

// publication is a part that was deployed.
type publication struct {
	Part        string          `json:"part"`
	Address     *common.Address `json:"address,omitempty"`
	Layout      string          `json:"layout,omitempty"`
	Seed        string          `json:"seed,omitempty"`
	Floor       int             `json:"securityFloor,omitempty"`
	ProgramHash *common.Hash    `json:"programHash,omitempty"`
	Gas         uint64          `json:"gas"`
	DryRun      bool            `json:"dryRun,omitempty"`
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
