package cometbft

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
)

// TestFourNodes loses one node of four, then two, and gets them back.
func TestFourNodes(t *testing.T) {
	t.Parallel()
	accounts := chaintest.Accounts(4)
	c := newCluster(t, 4, len(accounts))
	say := func(i int) { c.accept(i, accounts[i].Transfer(starknet.NewFelt(77), 1)) }
	for i := range 4 {
		say(i)
	}
	c.settle(0, 1, 2, 3)

	c.kill(3)
	say(0)
	say(1)
	c.settle(0, 1, 2)

	c.isolate(true, 2)
	before, err := c.status(0)
	if err != nil {
		t.Fatal(err)
	}
	say(1)
	time.Sleep(3 * time.Second)
	if s, err := c.status(0); err != nil || s.Number > before.Number+1 { // one may have been on its way
		t.Errorf("two nodes of four went on from block %d to %d: %v", before.Number, s.Number, err)
	}
	c.isolate(false, 2)
	c.settle(0, 1, 2)

	c.start(3)
	c.settle(3)
	c.isolate(true, 0)
	say(2)
	say(3)
	c.settle(1, 2, 3)
	c.isolate(false, 0)
	c.settle(0)
	if n := c.agree(); n < 4 {
		t.Error("there are only", n, "blocks")
	}
}

// TestSoak kills nodes and cuts them off, at random and a hundred times, under load:
// `make consensus-soak`.
func TestSoak(t *testing.T) {
	if os.Getenv("QUARRY_SOAK") == "" {
		t.Skip("it takes minutes: make consensus-soak")
	}
	seed := uint64(time.Now().UnixNano())
	if s, err := strconv.ParseUint(os.Getenv("QUARRY_SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Log("QUARRY_SEED =", seed)
	faults(t, rand.New(rand.NewPCG(seed, 0)), 100)
}

// TestFaults is a short part of TestSoak.
func TestFaults(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	faults(t, rand.New(rand.NewPCG(1, 0)), 3)
}

// faults has so many things go wrong under load, and then demands that there was no
// fork and nothing accepted is lost.
func faults(t *testing.T, r *rand.Rand, n int) {
	const accounts = 8
	c := newCluster(t, 4, accounts)
	var stop atomic.Bool
	var senders sync.WaitGroup
	for i := range accounts {
		first := r.IntN(4)
		senders.Go(func() { c.load(i, first, &stop, 20*time.Millisecond) })
	}
	kills, cuts := 0, 0
	for kills+cuts < n {
		nodes := r.Perm(4)[:1+r.IntN(2)]
		pause := func() { time.Sleep(time.Duration(r.IntN(1500)) * time.Millisecond) }
		pause()
		if r.IntN(2) == 0 {
			for _, i := range nodes {
				c.kill(i)
				kills++
			}
			pause()
			for _, i := range nodes {
				c.start(i)
			}
		} else {
			cuts++
			c.isolate(true, nodes...)
			pause()
			c.isolate(false, nodes...)
		}
		if r.IntN(4) == 0 { // let them come together again
			before, _ := c.status(0)
			c.await("blocks go on", func() bool {
				s, err := c.status(0)
				return err == nil && s.Number > before.Number
			})
		}
	}
	stop.Store(true)
	senders.Wait()
	c.settle(0, 1, 2, 3)
	c.honest()
	blocks := c.agree()
	t.Logf("%d kills, %d partitions: %d transactions in %d blocks", kills, cuts, len(c.accepted), blocks)
	if len(c.accepted) < n {
		t.Error("there was next to no load")
	}
}

// TestDeposits has one node see a message on L1 before the others do: they refuse its
// blocks with it and go on by themselves, and take it when they have seen it.
func TestDeposits(t *testing.T) {
	t.Parallel()
	accounts := chaintest.Accounts(2)
	c := newCluster(t, 4, len(accounts))
	deposit := chaintest.Deposit(3, accounts[0].Address, 1000)
	hash := deposit.Transaction().Hash(&chaintest.Config.L2ChainID)
	c.deposit(0, deposit)
	for range 3 {
		c.accept(1, accounts[0].Transfer(starknet.NewFelt(77), 1))
		c.accept(2, accounts[1].Transfer(starknet.NewFelt(77), 1))
		c.settle(0, 1, 2, 3)
	}
	list, err := c.blocks(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		if slices.Contains(b.Transactions, starknet.Hex(hash)) {
			t.Error("a block consumes a message that three of four nodes have not seen")
		}
	}
	for i := range c.members {
		c.deposit(i, deposit)
	}
	c.accepted[hash] = true
	c.settle(0, 1, 2, 3)
	c.agree()
}

// TestDishonestProposer has one of four nodes propose blocks with a wrong state root, in
// which all else is right: the others refuse them and make their own.
func TestDishonestProposer(t *testing.T) {
	t.Parallel()
	accounts := chaintest.Accounts(4)
	c := newCluster(t, 4, len(accounts), 0)
	for range 6 {
		for i := range accounts {
			c.accept(i, accounts[i].Transfer(starknet.NewFelt(77), 1))
		}
		c.settle(0, 1, 2, 3)
	}
	list, err := c.blocks(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	others := map[starknet.Felt]bool{}
	for _, b := range list {
		others[starknet.Felt(b.Sequencer)] = true
	}
	if others[feesOf("node0")] || len(others) < 2 {
		t.Error("who made the blocks:", others)
	}
	if log, err := os.ReadFile(c.members[1].log); err != nil || !bytes.Contains(log, []byte(chain.CodeStateRoot)) {
		t.Error("the dishonest node's turn never came, or its blocks were refused for another reason:", err)
	}
	c.agree()
}
