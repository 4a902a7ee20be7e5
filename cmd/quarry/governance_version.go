package main

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts"
	"quarry/settlement/governance"
)

type versionCommands struct {
	Propose  versionProposeCommand  `cmd:"" help:"Announce what blocks from a number on are settled under; what is not given stays."`
	Activate versionActivateCommand `cmd:"" help:"Put the announced version in force."`
	Cancel   versionCancelCommand   `cmd:"" help:"Take the announcement back."`
	Finalise versionFinaliseCommand `cmd:"" help:"End all changes of program, config and verifier, for ever."`
}

type versionProposeCommand struct {
	l1Call
	FromBlock  uint64 `required:"" help:"The first block of L2 that it holds for." placeholder:"N"`
	Verifier   string `help:"The verifier's address (quarry contracts publish verifier)." placeholder:"ADDRESS"`
	Program    string `help:"The program's address (quarry contracts publish program)." placeholder:"ADDRESS"`
	ConfigHash string `help:"The config hash." placeholder:"FELT"`
}

func (c *versionProposeCommand) run(ctx context.Context, s streams) error {
	if c.Verifier == "" && c.Program == "" && c.ConfigHash == "" {
		return usageError("nothing would change: give --verifier, --program or --config_hash")
	}
	status, err := c.read(ctx)
	if err != nil {
		return err
	}
	if len(status.Versions) == 0 {
		return fault.New(contracts.CodeRead, "no event tells of the versions").WithHint("--l1_origin lies behind the contracts' first block")
	}
	if c.FromBlock <= status.State.BlockNumber {
		return fault.New(contracts.CodeRefused, "block %d has been settled", c.FromBlock).
			WithHint("the last settled block is %d; take one that is settled after the delay of versions", status.State.BlockNumber)
	}
	v := versionAt(status.Versions, c.FromBlock)
	for _, flag := range []struct {
		name, text string
		into       *common.Address
	}{{"--verifier", c.Verifier, &v.Verifier}, {"--program", c.Program, &v.Program}} {
		if flag.text != "" {
			if *flag.into, err = l1Address(flag.name, flag.text); err != nil {
				return err
			}
		}
	}
	if c.ConfigHash != "" {
		hash, err := starknet.ParseFelt(c.ConfigHash)
		if err != nil {
			return fault.Wrap(err, codeUsage, "--config_hash is no config hash")
		}
		v.ConfigHash = common.Hash(hash.Bytes())
	}
	return c.core(ctx, s, "proposeUpgrade", c.FromBlock, v.Verifier, v.Program, new(big.Int).SetBytes(v.ConfigHash[:]))
}

// versionAt is the version that a block is settled under: the last that begins with
// it or before.
func versionAt(versions []governance.Version, block uint64) governance.Version {
	v := versions[0]
	for _, next := range versions[1:] {
		if next.FromBlock <= block {
			v = next
		}
	}
	return v
}

type versionActivateCommand struct{ l1Call }

func (c *versionActivateCommand) run(ctx context.Context, s streams) error {
	return c.core(ctx, s, "activateUpgrade")
}

type versionCancelCommand struct{ l1Call }

func (c *versionCancelCommand) run(ctx context.Context, s streams) error {
	return c.core(ctx, s, "cancelUpgrade")
}

type versionFinaliseCommand struct {
	l1Call
	irrevocable
}

func (c *versionFinaliseCommand) run(ctx context.Context, s streams) error {
	if err := c.check("the end of all changes"); err != nil {
		return err
	}
	return c.core(ctx, s, "finalizeVersions")
}
