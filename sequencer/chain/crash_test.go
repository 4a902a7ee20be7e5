package chain_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"pgregory.net/rapid"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/execution"
	"quarry/sequencer/mempool"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// machine is a node with its real mempool, in one database, that crashes now and then.
type machine struct {
	fs       *vfs.MemFS
	db       *pebble.DB
	pool     *mempool.Pool
	chain    *chain.Chain
	executor *execution.Executor
	accounts []*chaintest.Account
	accepted map[starknet.Felt]bool
	// shown is what was pre-confirmed when it was last looked at.
	shown []starknet.Felt
}

func newMachine(t *rapid.T) *machine {
	m := &machine{
		fs: vfs.NewCrashableMem(), executor: chaintest.Executor(), accounts: chaintest.Accounts(3), accepted: map[starknet.Felt]bool{},
	}
	m.open(t)
	return m
}

// open starts the node.
func (m *machine) open(t *rapid.T) {
	ctx := context.Background()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	m.db, err = state.OpenDatabase("db", state.DatabaseOptions{FS: m.fs, Cache: 1 << 20})
	must(err)
	s, err := state.Open(m.db, []byte("state/"))
	must(err)
	if s.Empty() {
		must(chain.Init(ctx, m.db, s, chaintest.Genesis(m.accounts)))
	}
	m.pool, err = mempool.Open(ctx, m.db, chaintest.PoolState{State: s}, m.executor, mempool.Options{})
	must(err)
	m.chain, err = chain.New(ctx, chain.Config{
		DB: m.db, State: s, Executor: m.executor, Pool: m.pool, Prices: chaintest.Prices, Sequencer: chaintest.Sequencer,
		Limits: chain.Limits{Transactions: 7},
	})
	must(err)
}

func (m *machine) close() {
	m.pool.Close()
	m.db.Close()
}

func (m *machine) Add(t *rapid.T) {
	a := m.accounts[rapid.IntRange(0, len(m.accounts)-1).Draw(t, "account")]
	x := a.Transfer(starknet.NewFelt(rapid.Uint64Range(50, 60).Draw(t, "to")), 1)
	hash, err := m.pool.Add(context.Background(), x)
	if err != nil {
		t.Fatal(err)
	}
	m.accepted[hash] = true
}

func (m *machine) Fill(t *rapid.T) {
	if _, err := m.chain.Fill(context.Background()); err != nil {
		t.Fatal(err)
	}
	m.look()
}

// look notes what is pre-confirmed.
func (m *machine) look() {
	m.shown = nil
	if open := m.chain.Open(); open != nil {
		for i := range open.Block.Receipts {
			m.shown = append(m.shown, open.Block.Receipts[i].Hash)
		}
	}
}

func (m *machine) Seal(t *rapid.T) {
	m.seal(t)
}

// seal makes a block, and tells whether there was anything to put into one.
func (m *machine) seal(t *rapid.T) bool {
	ctx := context.Background()
	head, _ := m.chain.Head(ctx)
	p, err := m.chain.Build(ctx, chain.Request{Parent: head.Hash})
	if err != nil {
		t.Fatal(err)
	}
	if p == nil {
		return false
	}
	for i, hash := range m.shown {
		if got := p.Transactions[i].Hash(&chaintest.Config.L2ChainID); got != hash {
			t.Fatal("the block is not the one that was pre-confirmed")
		}
	}
	if _, err := m.chain.Finalise(ctx, p.Hash); err != nil {
		t.Fatal(err)
	}
	m.shown = nil
	return true
}

func (m *machine) Revert(t *rapid.T) {
	head := m.chain.Store().Head().Number
	if err := m.chain.Revert(context.Background(), rapid.Uint64Range(max(head, 2)-2, head).Draw(t, "to")); err != nil {
		t.Fatal(err)
	}
	m.look()
}

// Crash ends the process; what was not yet on disk is there or not, as it happens.
func (m *machine) Crash(t *rapid.T) {
	lost := rapid.IntRange(0, 100).Draw(t, "unsynced")
	fs := m.fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: lost, RNG: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))})
	m.close()
	m.fs = fs
	before := m.shown
	m.open(t)
	m.look()
	if len(m.shown) < len(before) {
		t.Fatalf("%d transactions were pre-confirmed before the crash, %d are after it", len(before), len(m.shown))
	}
	for i := range before {
		if m.shown[i] != before[i] {
			t.Fatal("another transaction is pre-confirmed after the crash")
		}
	}
}

// TestNothingIsLost has a node do and suffer everything in any order: at the end, every
// transaction that was accepted is in one block.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		defer func() { m.close() }()
		t.Repeat(map[string]func(*rapid.T){
			"add": m.Add, "add again": m.Add, "fill": m.Fill, "seal": m.Seal, "revert": m.Revert, "crash": m.Crash,
		})
		for m.seal(t) {
		}
		included := 0
		for n := uint64(1); n <= m.chain.Store().Head().Number; n++ {
			list, err := m.chain.Store().Transactions(n)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range list {
				if !m.accepted[x.Hash] {
					t.Fatal("a transaction that nobody sent, or that is there twice")
				}
				delete(m.accepted, x.Hash)
				included++
			}
		}
		if len(m.accepted) > 0 {
			t.Fatalf("%d accepted transactions are lost, %d are not", len(m.accepted), included)
		}
	})
}

// forgetful is a pool that fails to take back what was reverted.
type forgetful struct {
	*mempool.Pool
	failing bool
}

func (p *forgetful) Restore(list []*execution.Transaction) error {
	if p.failing {
		return errors.New("the process is killed")
	}
	return p.Pool.Restore(list)
}

// TestCrashWhileReverting ends the process after blocks are reverted and before the pool
// has their transactions again.
func TestCrashWhileReverting(t *testing.T) {
	accounts := chaintest.Accounts(2)
	executor := chaintest.Executor()
	fs := vfs.NewCrashableMem()
	var hashes []starknet.Felt
	open := func(failing bool) *chain.Chain {
		db := chaintest.Database(t, fs, "db")
		s, err := state.Open(db, []byte("state/"))
		if err == nil && s.Empty() {
			err = chain.Init(t.Context(), db, s, chaintest.Genesis(accounts))
		}
		if err != nil {
			t.Fatal(err)
		}
		inner, err := mempool.Open(t.Context(), db, chaintest.PoolState{State: s}, executor, mempool.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(inner.Close)
		pool := &forgetful{inner, failing}
		c, err := chain.New(t.Context(), chain.Config{
			DB: db, State: s, Executor: executor, Pool: pool, Prices: chaintest.Prices, Sequencer: chaintest.Sequencer,
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; failing && i < 3; i++ {
			for _, a := range accounts {
				hash, err := pool.Add(t.Context(), a.Transfer(starknet.NewFelt(5), 1))
				if err != nil {
					t.Fatal(err)
				}
				hashes = append(hashes, hash)
			}
			p, err := c.Build(t.Context(), chain.Request{Parent: c.Store().Head().Hash})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Finalise(t.Context(), p.Hash); err != nil {
				t.Fatal(err)
			}
		}
		return c
	}
	c := open(true)
	if err := c.Revert(t.Context(), 1); err == nil {
		t.Fatal("nobody hears that the pool failed")
	}
	fs = fs.CrashClone(vfs.CrashCloneCfg{})
	c = open(false)
	if n := c.Store().Head().Number; n != 1 {
		t.Fatal("the head is block", n)
	}
	p, err := c.Build(t.Context(), chain.Request{Parent: c.Store().Head().Hash})
	if err != nil || p == nil || len(p.Transactions) != 4 {
		t.Fatal(p, err)
	}
	if _, err := c.Finalise(t.Context(), p.Hash); err != nil {
		t.Fatal(err)
	}
	for _, hash := range hashes {
		if _, err := c.Store().Place(&hash); err != nil {
			t.Error(err)
		}
	}
}

// TestReorganisedDeposit has a message that is pre-confirmed vanish from L1 while the
// process is down.
func TestReorganisedDeposit(t *testing.T) {
	accounts := chaintest.Accounts(1)
	executor, pool, fs := chaintest.Executor(), chaintest.NewPool(), vfs.NewCrashableMem()
	l1 := &chaintest.L1{}
	open := func() *chain.Chain {
		config := chain.Config{Pool: pool, Executor: executor, Deposits: l1}
		return chaintest.Open(t, chaintest.Database(t, fs, "db"), accounts, config)
	}
	c := open()
	l1.Send(chaintest.Deposit(0, accounts[0].Address, 3), chaintest.Deposit(1, accounts[0].Address, 5))
	if _, err := pool.Add(executor, accounts[0].Transfer(starknet.NewFelt(5), 1)); err != nil {
		t.Fatal(err)
	}
	if p, err := c.Fill(t.Context()); err != nil || p.Transactions != 3 {
		t.Fatal(p, err)
	}
	l1.Send(chaintest.Deposit(1, accounts[0].Address, 6))
	for range 2 {
		fs = fs.CrashClone(vfs.CrashCloneCfg{})
		pool.Rewind()
		c = open()
		if b := c.Open().Block; len(b.Transactions) != 2 || b.NextDeposit != 1 {
			t.Fatalf("%+v", b)
		}
	}
	if p, err := c.Fill(t.Context()); err != nil || p.Transactions != 3 {
		t.Fatal("the new message is not taken:", p, err)
	}
}

// TestLeftDeposit has L1 leave messages that are pre-confirmed, before the process
// begins again or before the block is sealed: neither they nor what was spent of them
// is in the block. While L1 is silent, what it has said stays.
func TestLeftDeposit(t *testing.T) {
	executor := chaintest.Executor()
	for name, restart := range map[string]bool{"restarted": true, "sealed": false} {
		t.Run(name, func(t *testing.T) {
			accounts, rich := chaintest.Accounts(1), chaintest.NewAccount(40)
			pool, fs, l1 := chaintest.NewPool(), vfs.NewCrashableMem(), &chaintest.L1{}
			open := func() *chain.Chain {
				config := chain.Config{Pool: pool, Executor: executor, Deposits: l1}
				return chaintest.Open(t, chaintest.Database(t, fs, "db"), accounts, config)
			}
			again := func() *chain.Chain {
				fs = fs.CrashClone(vfs.CrashCloneCfg{})
				pool.Rewind()
				return open()
			}
			c := open()
			l1.Send(chaintest.Deposit(0, accounts[0].Address, 3), chaintest.Deposit(1, rich.Address, 1e15), chaintest.Deposit(2, accounts[0].Address, 5))
			spent, err := pool.Add(executor, rich.Deploy())
			if err != nil {
				t.Fatal(err)
			}
			own, err := pool.Add(executor, accounts[0].Transfer(starknet.NewFelt(5), 1))
			if err != nil {
				t.Fatal(err)
			}
			if p, err := c.Fill(t.Context()); err != nil || p.Transactions != 5 {
				t.Fatal(p, err)
			}
			l1.Silence(true)
			if restart {
				c = again()
			}
			if b := c.Open().Block; len(b.Transactions) != 5 || b.NextDeposit != 3 {
				t.Fatalf("L1 is silent, and the block has become %+v", b)
			}
			l1.Silence(false)
			l1.Leave(1)
			for range 2 { // the second time, what is on disk is the new block
				if restart {
					c = again()
				}
				if p, err := c.Build(t.Context(), chain.Request{Parent: c.Store().Head().Hash}); err != nil || len(p.Transactions) != 2 {
					t.Fatal(p, err)
				}
				if b := c.Open().Block; len(b.Transactions) != 2 || b.NextDeposit != 1 || b.Receipts[1].Hash != own[0].Hash {
					t.Fatalf("%+v", b)
				}
			}
			if known, _ := pool.Has(spent[0].Hash); known {
				t.Error("what was paid with a message that is gone still waits")
			}
			l1.Send(chaintest.Deposit(1, accounts[0].Address, 9))
			if p, err := c.Fill(t.Context()); err != nil || p.Transactions != 3 {
				t.Fatal("the new message is not taken:", p, err)
			}
			if p, err := c.Build(t.Context(), chain.Request{Parent: c.Store().Head().Hash}); err != nil || len(p.Transactions) != 3 {
				t.Fatal(p, err)
			} else if _, err := c.Finalise(t.Context(), p.Hash); err != nil {
				t.Fatal(err)
			}
		})
	}
}
