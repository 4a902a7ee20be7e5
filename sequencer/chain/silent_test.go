package chain_test

import (
	"context"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
)

// silentL1 never answers.
type silentL1 struct{}

func (silentL1) Pending(ctx context.Context, _ uint64, _ int) ([]starknet.MessageToL2, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (silentL1) Check(ctx context.Context, _ uint64, _ *starknet.MessageToL2) (chain.DepositView, error) {
	<-ctx.Done()
	return chain.DepositUnknown, ctx.Err()
}

// TestSilentL1 has blocks go on without messages from L1.
func TestSilentL1(t *testing.T) {
	db := chaintest.Database(t, vfs.NewMem(), "")
	t.Cleanup(func() { db.Close() })
	accounts, pool, executor := chaintest.Accounts(1), chaintest.NewPool(), chaintest.Executor()
	c := chaintest.Open(t, db, accounts, chain.Config{
		Pool: pool, Executor: executor, Deposits: silentL1{}, DepositPatience: time.Millisecond, Now: now,
	})
	if _, err := pool.Add(executor, accounts[0].Transfer(starknet.NewFelt(77), 5)); err != nil {
		t.Fatal(err)
	}
	if p, err := c.Fill(t.Context()); err != nil || p.Added != 1 {
		t.Fatal(p, err)
	}
}
