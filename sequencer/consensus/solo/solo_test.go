package solo_test

import (
	"context"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/consensus/solo"
	"quarry/sequencer/starknet"
)

// start runs a chain until the test ends.
func start(t *testing.T, limits chain.Limits, o solo.Options) (*chain.Chain, *chaintest.Pool, *chaintest.L1) {
	t.Helper()
	db := chaintest.Database(t, vfs.NewMem(), "")
	pool, l1 := chaintest.NewPool(), &chaintest.L1{}
	c := chaintest.Open(t, db, chaintest.Accounts(3), chain.Config{Pool: pool, Deposits: l1, Limits: limits})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- solo.Run(ctx, c, pool.Ready(), o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		db.Close()
	})
	return c, pool, l1
}

// wait returns the next block.
func wait(t *testing.T, s *chain.Subscription) *chain.Block {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case n := <-s.C():
			if b, ok := n.(*chain.BlockNotice); ok {
				return b.Block
			}
		case <-deadline:
			t.Fatal("no block comes")
		}
	}
}

func add(t *testing.T, p *chaintest.Pool, n int) {
	t.Helper()
	a := chaintest.NewAccount(0)
	for i := range n {
		a.Nonce = uint64(i)
		if _, err := p.Add(chaintest.Executor(), a.Transfer(starknet.NewFelt(8), 1)); err != nil {
			t.Fatal(err)
		}
	}
}

// The reasons for which a block is closed: each test leaves only one in reach.
func TestClosedWhenIdle(t *testing.T) {
	c, pool, _ := start(t, chain.Limits{}, solo.Options{BlockTime: time.Hour, Idle: 50 * time.Millisecond})
	s := c.Store().Feed().Subscribe(100)
	add(t, pool, 1)
	if b := wait(t, s); len(b.Transactions) != 1 {
		t.Error(b)
	}
}

func TestClosedByTime(t *testing.T) {
	c, pool, _ := start(t, chain.Limits{}, solo.Options{BlockTime: 50 * time.Millisecond, Idle: time.Hour})
	s := c.Store().Feed().Subscribe(100)
	add(t, pool, 1)
	if b := wait(t, s); len(b.Transactions) != 1 {
		t.Error(b)
	}
}

func TestClosedWhenFull(t *testing.T) {
	c, pool, _ := start(t, chain.Limits{Transactions: 5}, solo.Options{BlockTime: time.Hour, Idle: time.Hour})
	s := c.Store().Feed().Subscribe(1000)
	add(t, pool, 17)
	for range 3 {
		if b := wait(t, s); len(b.Transactions) != 5 {
			t.Error(len(b.Transactions))
		}
	}
	deadline := time.Now().Add(10 * time.Second)
	for c.Open() == nil || len(c.Open().Block.Transactions) != 2 {
		if time.Now().After(deadline) {
			t.Fatal("the rest is not pre-confirmed")
		}
		time.Sleep(time.Millisecond)
	}
}

// TestDeposits has a message come with nothing else to wake the builder.
func TestDeposits(t *testing.T) {
	c, _, l1 := start(t, chain.Limits{}, solo.Options{BlockTime: time.Hour, Idle: time.Millisecond, Poll: 10 * time.Millisecond})
	s := c.Store().Feed().Subscribe(100)
	l1.Send(chaintest.Deposit(0, starknet.NewFelt(8), 5))
	if b := wait(t, s); b.NextDeposit != 1 {
		t.Error(b)
	}
}

func TestEmptyBlocks(t *testing.T) {
	c, _, _ := start(t, chain.Limits{}, solo.Options{EmptyEvery: 20 * time.Millisecond, Poll: 10 * time.Millisecond})
	s := c.Store().Feed().Subscribe(100)
	for range 3 {
		if b := wait(t, s); len(b.Transactions) != 0 {
			t.Error(b)
		}
	}
}

// TestRevertMeanwhile has the operator take blocks back while others are made: nothing
// stops, and nothing is lost.
func TestRevertMeanwhile(t *testing.T) {
	c, pool, _ := start(t, chain.Limits{Transactions: 4}, solo.Options{BlockTime: time.Millisecond, Idle: time.Hour})
	a := chaintest.NewAccount(0)
	var hashes []starknet.Felt
	for i := range 60 {
		list, err := pool.Add(chaintest.Executor(), a.Transfer(starknet.NewFelt(8), 1))
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, list[0].Hash)
		if i%10 == 9 {
			if err := c.Revert(t.Context(), c.Store().Head().Number/2); err != nil {
				t.Fatal(err)
			}
		}
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		missing := 0
		for i := range hashes {
			if _, err := c.Store().Place(&hashes[i]); err != nil {
				missing++
			}
		}
		if missing == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(missing, "transactions are in no block")
		}
	}
	if len(pool.Dropped) > 0 {
		t.Error(pool.Dropped)
	}
}
