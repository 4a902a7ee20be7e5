package engineapi

import (
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
)

// TestAnotherConsensus drives two real chains over HTTP, as a consensus in a third
// process would: one builds, the other judges, both make the block their head.
func TestAnotherConsensus(t *testing.T) {
	accounts := chaintest.Accounts(2)
	executor := chaintest.Executor()
	var pools []*chaintest.Pool
	var clients []*Client
	for range 2 {
		db := chaintest.Database(t, vfs.NewMem(), "")
		t.Cleanup(func() { db.Close() })
		pool := chaintest.NewPool()
		server, secret := serve(t, chaintest.Open(t, db, accounts, chain.Config{Pool: pool, Executor: executor}))
		pools, clients = append(pools, pool), append(clients, dial(t, server.URL, secret))
	}
	ctx := t.Context()
	for turn := range 4 {
		builder, other := clients[turn%2], clients[1-turn%2]
		for _, a := range accounts {
			if _, err := pools[turn%2].Add(executor, a.Transfer(starknet.NewFelt(uint64(100+turn)), 1)); err != nil {
				t.Fatal(err)
			}
		}
		head, err := builder.Head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		p, err := builder.Build(ctx, chain.Request{Parent: head.Hash, Timestamp: head.Timestamp + 1<<28})
		if err != nil || len(p.Transactions) != 2 {
			t.Fatal(p, err)
		}
		if err := other.Validate(ctx, p, false); fault.CodeOf(err) != chain.CodeTimestamp {
			t.Error("a block from the future:", err)
		}
		p, err = builder.Build(ctx, chain.Request{Parent: head.Hash})
		if err != nil || len(p.Transactions) != 2 {
			t.Fatal(p, err)
		}
		if err := other.Validate(ctx, p, false); err != nil {
			t.Fatal(err)
		}
		wrong := *p
		wrong.StateRoot = wrong.Commitment
		if err := other.Validate(ctx, &wrong, false); fault.CodeOf(err) != chain.CodeStateRoot {
			t.Error(err)
		}
		for _, c := range clients {
			head, err := c.Finalise(ctx, p.Hash)
			if err != nil || head.Hash != p.Hash || head.Number != uint64(turn+1) || head.StateRoot != p.StateRoot {
				t.Fatal(head, err)
			}
		}
	}
	if _, err := clients[0].Finalise(ctx, starknet.NewFelt(5)); fault.CodeOf(err) != chain.CodeUndecided {
		t.Error(err)
	}
}
