package main

import (
	"context"
	"fmt"
	"os"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/sequencer/state"
	"quarry/settlement/blob"
	"quarry/settlement/derive"
	"quarry/settlement/l1"
)

type deriveCommand struct {
	jsonFlag
	L1      string `name:"l1" required:"" help:"The L1 node's JSON-RPC." placeholder:"URL"`
	Core    string `required:"" help:"The core contract's address." placeholder:"ADDR"`
	Genesis string `required:"" help:"The chain's genesis file." placeholder:"FILE"`
	Data    string `required:"" help:"The folder that gets the node's database; an earlier run's is gone on with." placeholder:"DIR"`
	From    uint64 `help:"The L1 block before the core contract's first event: nothing earlier is read." placeholder:"N"`
	Until   string `help:"How far L1 is read: up to its finalized, safe or latest block." enum:"finalized,safe,latest" default:"finalized"`
	Beacon  string `help:"A consensus node or an archive with its API, for state diffs in blobs." placeholder:"URL"`
	Blobs   string `help:"A folder with copies of blobs, as a settler keeps them." placeholder:"DIR"`
}

func (c *deriveCommand) run(ctx context.Context, s streams) error {
	if !common.IsHexAddress(c.Core) {
		return usageError("--core %q is no address", c.Core)
	}
	file, err := os.Open(c.Genesis)
	if err != nil {
		return err
	}
	defer file.Close()
	genesis, err := state.ReadGenesis(file)
	if err != nil {
		return err
	}
	client, err := l1.Dial(ctx, l1.Connection{URL: c.L1, BeaconURL: c.Beacon})
	if err != nil {
		return err
	}
	defer client.Close()
	db, err := state.OpenDatabase(c.Data, state.DatabaseOptions{})
	if err != nil {
		return err
	}
	defer db.Close()
	o := derive.Options{Client: client, Core: common.HexToAddress(c.Core), Origin: c.From, Genesis: genesis, DB: db, Tag: c.tag()}
	if c.Blobs != "" {
		o.Blobs = &blob.Archive{Dir: c.Blobs}
	}
	if !c.JSON {
		o.Events = func(b derive.Block) {
			fmt.Fprintf(s.err, "block %d: %d accounts touched, root %s, from L1 block %d\n", b.Number, b.Touched, b.Root, b.L1Block)
		}
	}
	block, err := derive.Run(ctx, o)
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, block)
		return nil
	}
	fmt.Fprintf(s.out, "The state after block %d has %d accounts and the root %s, as L1 has accepted it.\n", block.Number, block.Accounts-1, block.Root)
	return nil
}

func (c *deriveCommand) tag() rpc.BlockNumber {
	switch c.Until {
	case "safe":
		return rpc.SafeBlockNumber
	case "latest":
		return rpc.LatestBlockNumber
	}
	return rpc.FinalizedBlockNumber
}
