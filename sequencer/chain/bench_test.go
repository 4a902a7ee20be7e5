package chain_test

import (
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
)

// benchBlock is how many transfers a block of 2^20 steps has room for.
const benchBlock = 512

// benchNode is a node on the disk with accounts, and transfers for its next block.
func benchNode(b *testing.B, accounts []*chaintest.Account) (c *chain.Chain, pool *chaintest.Pool) {
	db := chaintest.Database(b, vfs.Default, b.TempDir())
	b.Cleanup(func() { db.Close() })
	pool = chaintest.NewPool()
	return chaintest.Open(b, db, accounts, chain.Config{Pool: pool}), pool
}

func benchTransfers(accounts []*chaintest.Account) []starknet.Transaction {
	list := make([]starknet.Transaction, benchBlock)
	for i := range list {
		from, to := accounts[i%len(accounts)], accounts[(i*7+1)%len(accounts)]
		list[i] = from.Transfer(to.Address, 1)
	}
	return list
}

// BenchmarkBuild executes, seals and finalises a full block whose signatures are known
// to be valid, as a node does that makes the blocks alone.
func BenchmarkBuild(b *testing.B) {
	accounts := chaintest.Accounts(256)
	c, pool := benchNode(b, accounts)
	executor := chaintest.Executor()
	for b.Loop() {
		b.StopTimer()
		list, err := pool.Add(executor, benchTransfers(accounts)...)
		if err != nil {
			b.Fatal(err)
		}
		for i, t := range list {
			if err := executor.Verify(t, &accounts[i%len(accounts)].Public); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		if _, err := c.Fill(b.Context()); err != nil {
			b.Fatal(err)
		}
		p, err := c.Build(b.Context(), chain.Request{Parent: c.Store().Head().Hash})
		if err != nil || len(p.Transactions) != benchBlock {
			b.Fatal(len(p.Transactions), err)
		}
		if _, err := c.Finalise(b.Context(), p.Hash); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchBlock*b.N)/b.Elapsed().Seconds(), "transfers/s")
}

// BenchmarkValidate judges and finalises a full block that another node proposes.
func BenchmarkValidate(b *testing.B) {
	accounts := chaintest.Accounts(256)
	c, pool := benchNode(b, accounts)
	other, _ := benchNode(b, accounts)
	executor := chaintest.Executor()
	for b.Loop() {
		b.StopTimer()
		if _, err := pool.Add(executor, benchTransfers(accounts)...); err != nil {
			b.Fatal(err)
		}
		p, err := c.Build(b.Context(), chain.Request{Parent: c.Store().Head().Hash})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Finalise(b.Context(), p.Hash); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := other.Validate(b.Context(), p, true); err != nil {
			b.Fatal(err)
		}
		if _, err := other.Finalise(b.Context(), p.Hash); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchBlock*b.N)/b.Elapsed().Seconds(), "transfers/s")
}
