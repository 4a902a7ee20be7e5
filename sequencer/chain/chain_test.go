package chain_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/execution"
	"quarry/sequencer/starknet"
)

// now is the clock of the tests' chains.
func now() time.Time { return time.Unix(chaintest.GenesisTime+100, 0) }

// node is one node's chain with what is around it.
type node struct {
	*chain.Chain
	pool     *chaintest.Pool
	l1       *chaintest.L1
	executor *execution.Executor
	accounts []*chaintest.Account
}

func newNode(t testing.TB, accounts []*chaintest.Account, config chain.Config) *node {
	t.Helper()
	db := chaintest.Database(t, vfs.NewMem(), "")
	t.Cleanup(func() { db.Close() })
	n := &node{pool: chaintest.NewPool(), l1: &chaintest.L1{}, executor: chaintest.Executor(), accounts: accounts}
	config.Pool, config.Deposits, config.Executor = n.pool, n.l1, n.executor
	if config.Now == nil {
		config.Now = now
	}
	config.DepositPatience = 300 * time.Millisecond
	n.Chain = chaintest.Open(t, db, accounts, config)
	return n
}

func (n *node) add(t testing.TB, transactions ...starknet.Transaction) []starknet.Felt {
	t.Helper()
	list, err := n.pool.Add(n.executor, transactions...)
	if err != nil {
		t.Fatal(err)
	}
	var hashes []starknet.Felt
	for _, x := range list {
		hashes = append(hashes, x.Hash)
	}
	return hashes
}

// build makes a block of what the pool has, and does not finalise it.
func (n *node) build(t testing.TB, r chain.Request) *chain.Proposal {
	t.Helper()
	head, _ := n.Head(t.Context())
	r.Parent = head.Hash
	p, err := n.Build(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (n *node) finalise(t testing.TB, p *chain.Proposal) *chain.Header {
	t.Helper()
	h, err := n.Finalise(t.Context(), p.Hash)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (n *node) fill(t testing.TB) chain.Progress {
	t.Helper()
	p, err := n.Fill(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (n *node) balance(t testing.TB, address starknet.Felt) uint64 {
	t.Helper()
	o, err := n.Fork(0)
	if err != nil {
		t.Fatal(err)
	}
	a, err := o.Account(&address)
	if err != nil {
		t.Fatal(err)
	}
	if a == nil {
		return 0
	}
	return a.Balance.Uint64()
}

// TestJourney follows transactions of all kinds from the pool into a sealed block.
func TestJourney(t *testing.T) {
	accounts := chaintest.Accounts(2)
	n := newNode(t, accounts, chain.Config{})
	feed := n.Store().Feed().Subscribe(100)
	newcomer := chaintest.NewAccount(9)
	n.l1.Send(chaintest.Deposit(0, newcomer.Address, 1<<40))
	if p := n.fill(t); p.Added != 1 {
		t.Fatal("the deposit is not taken:", p)
	}
	hashes := n.add(t, newcomer.Deploy(), newcomer.Transfer(starknet.NewFelt(0xb0b), 5),
		accounts[0].Withdraw(starknet.EthAddress{9}, 7), accounts[1].Transfer(accounts[0].Address, 1<<63))
	stale := n.add(t, &starknet.InvokeV3{V3: accounts[0].Transfer(newcomer.Address, 1).V3, Sender: accounts[0].Address,
		Calldata: starknet.EncodeCalls(starknet.Transfer{Recipient: newcomer.Address}.Call())})
	if p := n.fill(t); p.Transactions != 5 || p.Full || !p.Since.Equal(now()) {
		t.Fatal(p)
	}
	if fault.CodeOf(n.pool.Dropped[stale[0]]) != starknet.CodeSignature {
		t.Error("a transaction with another's signature:", n.pool.Dropped)
	}
	open := n.Open()
	if len(open.Block.Receipts) != 5 || open.Block.Number != 1 || len(open.Diff().Nonces) != 3 {
		t.Fatalf("%+v", open.Block)
	}
	if a, ok := open.Account(&newcomer.Address); !ok || a.Nonce != 2 {
		t.Error(a)
	}
	if n.balance(t, starknet.NewFelt(0xb0b)) != 5 {
		t.Error("a simulation does not see what is pre-confirmed")
	}
	p := n.build(t, chain.Request{})
	head := n.finalise(t, p)
	if head.Number != 1 || head.NextDeposit != 1 || head.TransactionCount != 5 || head.MessageCount != 1 {
		t.Errorf("%+v", head)
	}
	if n.Open() != nil || len(n.pool.Waiting()) != 0 {
		t.Error("something is left when all is done")
	}
	for i, hash := range hashes {
		place, err := n.Store().Place(&hash)
		if err != nil || place != (chain.Place{Block: 1, Index: uint32(i + 1)}) {
			t.Error(place, err)
		}
	}
	var journey []chain.TransactionStatus
	for len(journey) < 3 {
		if s, ok := (<-feed.C()).(*chain.StatusNotice); ok && s.Hash == hashes[1] {
			journey = append(journey, s.Status)
		}
	}
	if !slices.Equal(journey, []chain.TransactionStatus{chain.Candidate, chain.PreConfirmed, chain.AcceptedOnL2}) {
		t.Error(journey)
	}
}

// TestOthersAgree has blocks made by one node and judged by another, both by what
// is pre-confirmed and in one go.
func TestOthersAgree(t *testing.T) {
	accounts := chaintest.Accounts(3)
	clock := now()
	config := chain.Config{Now: func() time.Time { return clock }}
	a, b := newNode(t, accounts, config), newNode(t, accounts, config)
	for i := range 4 {
		clock = clock.Add(2 * time.Second)
		deposit := chaintest.Deposit(uint64(i), accounts[0].Address, 3)
		a.l1.Send(deposit)
		b.l1.Send(deposit)
		for _, x := range accounts {
			a.add(t, x.Transfer(starknet.NewFelt(uint64(1000+i)), 1))
		}
		if i%2 == 0 {
			a.fill(t)
		}
		p := a.build(t, chain.Request{Timestamp: chaintest.GenesisTime + 100 + uint64(i)})
		raw, _ := p.MarshalBinary()
		var q chain.Proposal
		if err := q.UnmarshalBinary(raw); err != nil {
			t.Fatal(err)
		}
		if err := b.Validate(t.Context(), &q, false); err != nil {
			t.Fatal(err)
		}
		if b.Open().Block.Hash != p.Hash {
			t.Error("a proposed block is not shown as pre-confirmed")
		}
		x, y := a.finalise(t, p), b.finalise(t, &q)
		if *x != *y || x.TransactionCount != 4 || x.Timestamp != chaintest.GenesisTime+100+uint64(i) {
			t.Errorf("\n%+v\n%+v", x, y)
		}
		b.finalise(t, &q) // twice does nothing
	}
}

func TestNothingToBuild(t *testing.T) {
	n := newNode(t, chaintest.Accounts(1), chain.Config{})
	if p := n.build(t, chain.Request{}); p != nil {
		t.Error("a block of nothing:", p)
	}
	p := n.build(t, chain.Request{AllowEmpty: true})
	if p == nil {
		t.Fatal("no empty block")
	}
	if h := n.finalise(t, p); h.StateRoot != h.OldRoot || h.TransactionCount != 0 {
		t.Errorf("%+v", h)
	}
	_, err := n.Build(t.Context(), chain.Request{Parent: starknet.NewFelt(1)})
	if fault.CodeOf(err) != chain.CodeParent {
		t.Error(err)
	}
	if _, err = n.Finalise(t.Context(), starknet.NewFelt(1)); fault.CodeOf(err) != chain.CodeUndecided {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	accounts := chaintest.Accounts(5)
	var list []starknet.Transaction
	for range 20 {
		for _, a := range accounts {
			list = append(list, a.Transfer(starknet.NewFelt(77), 1))
		}
	}
	size := len(starknet.EncodeTransaction(list[0]))
	for name, limits := range map[string]chain.Limits{
		"transactions": {Transactions: 30}, "bytes": {Bytes: 30*(size+8) + 520},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNode(t, accounts, chain.Config{Limits: limits})
			n.add(t, list...)
			var counts []int
			for fresh := false; len(n.pool.Waiting()) > 0; fresh = !fresh {
				if !fresh {
					if p := n.fill(t); p.Full != (len(n.pool.Waiting()) > p.Transactions) {
						t.Error(p)
					}
				}
				p := n.build(t, chain.Request{})
				if raw, _ := p.MarshalBinary(); limits.Bytes > 0 && len(raw) > limits.Bytes {
					t.Error("the block has", len(raw), "bytes")
				}
				counts = append(counts, len(p.Transactions))
				n.finalise(t, p)
			}
			if len(counts) != 4 || slices.Max(counts) > 30 || slices.Min(counts[:3]) < 28 {
				t.Error(counts)
			}
		})
	}
	n := newNode(t, accounts, chain.Config{})
	n.add(t, list...)
	if p := n.build(t, chain.Request{Limits: chain.Limits{Transactions: 7}}); len(p.Transactions) != 7 {
		t.Error("a request's limits:", len(p.Transactions))
	}
}

// TestGap drops a transaction and finds the ones after it waiting, not lost.
func TestGap(t *testing.T) {
	accounts := chaintest.Accounts(1)
	n := newNode(t, accounts, chain.Config{})
	bad := accounts[0].Transfer(starknet.NewFelt(7), 1)
	bad.Signature = []starknet.Felt{starknet.NewFelt(1), starknet.NewFelt(2)}
	next := accounts[0].Transfer(starknet.NewFelt(7), 2)
	n.add(t, bad, next)
	if p := n.build(t, chain.Request{}); p != nil || len(n.pool.Waiting()) != 1 {
		t.Error(p, n.pool.Waiting())
	}
	accounts[0].Nonce = 0
	if err := n.pool.Restore(mustCheck(t, n, accounts[0].Transfer(starknet.NewFelt(7), 1))); err != nil {
		t.Fatal(err)
	}
	if p := n.build(t, chain.Request{}); p == nil || len(p.Transactions) != 2 {
		t.Error(p)
	}
}

func mustCheck(t *testing.T, n *node, transactions ...starknet.Transaction) []*execution.Transaction {
	t.Helper()
	list, err := n.executor.CheckMany(t.Context(), transactions)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestRevert takes blocks back and makes others of the same transactions.
func TestRevert(t *testing.T) {
	accounts := chaintest.Accounts(3)
	n := newNode(t, accounts, chain.Config{})
	genesis, _ := n.Head(t.Context())
	feed := n.Store().Feed().Subscribe(1000)
	var hashes []starknet.Felt
	var roots []starknet.Felt
	for i := range 4 {
		n.l1.Send(chaintest.Deposit(uint64(i), accounts[0].Address, 3))
		for _, a := range accounts {
			hashes = append(hashes, n.add(t, a.Transfer(starknet.NewFelt(uint64(100+i)), 1))...)
		}
		roots = append(roots, n.finalise(t, n.build(t, chain.Request{})).StateRoot)
	}
	hashes = append(hashes, n.add(t, accounts[0].Transfer(starknet.NewFelt(99), 1))...)
	n.fill(t)
	for _, s := range []chain.Stage{chain.Proving, chain.Proved} {
		if err := n.Store().SetStage(3, s, chain.Note{Job: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Store().SetStage(2, chain.L1Submitted, chain.Note{}); err != nil {
		t.Fatal(err)
	}
	if err := n.Revert(t.Context(), 1); fault.CodeOf(err) != chain.CodeRevert {
		t.Fatal("a block that L1 may have:", err)
	}
	if err := n.Revert(t.Context(), 5); fault.CodeOf(err) != chain.CodeBlockUnknown {
		t.Fatal(err)
	}
	if err := n.Store().SetStage(2, chain.Sealed, chain.Note{}); err != nil {
		t.Fatal(err)
	}
	if err := n.Revert(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	head, _ := n.Head(t.Context())
	if head.Number != 1 || head.StateRoot != roots[0] || head.NextDeposit != 1 || n.Open() != nil {
		t.Errorf("%+v", head)
	}
	if n.balance(t, starknet.NewFelt(101)) != 0 || n.balance(t, starknet.NewFelt(100)) != 3 {
		t.Error("the state is not that after block 1")
	}
	if _, err := n.Store().Place(&hashes[3]); fault.CodeOf(err) != chain.CodeTransactionUnknown {
		t.Error(err)
	}
	for {
		if r, ok := (<-feed.C()).(*chain.RevertNotice); ok {
			if r.First.Number != 2 || r.Last.Number != 4 {
				t.Error(r)
			}
			break
		}
	}
	if waiting := n.pool.Waiting(); len(waiting) != 10 {
		t.Fatalf("%d transactions wait", len(waiting))
	}
	n.finalise(t, n.build(t, chain.Request{}))
	for _, hash := range hashes {
		if p, err := n.Store().Place(&hash); err != nil || p.Block > 2 {
			t.Error(p, err)
		}
	}
	if n.balance(t, starknet.NewFelt(103)) != 3 || n.balance(t, starknet.NewFelt(99)) != 1 {
		t.Error("the transactions had no effect the second time")
	}
	if err := n.Revert(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if head, _ := n.Head(t.Context()); *head != *genesis {
		t.Error("genesis is another one")
	}
	if _, err := n.FinaliseTagged(t.Context(), n.build(t, chain.Request{}).Hash, "votes", []byte{1}); err != nil {
		t.Fatal(err)
	}
	if err := n.Revert(t.Context(), 0); fault.CodeOf(err) != chain.CodeRevert {
		t.Error("a block that others have agreed on:", err)
	}
}

// TestCrash ends the process at any time: what was pre-confirmed before is so again
// after, in the same order, and goes into the block.
func TestCrash(t *testing.T) {
	accounts := chaintest.Accounts(4)
	executor := chaintest.Executor()
	pool := chaintest.NewPool() // the pool's own durability is not in question
	fs := vfs.NewCrashableMem()
	open := func() *chain.Chain {
		return chaintest.Open(t, chaintest.Database(t, fs, "db"), accounts, chain.Config{Pool: pool, Executor: executor, Now: now})
	}
	c := open()
	crash := func(before *chain.Chain) *chain.Chain {
		fs = fs.CrashClone(vfs.CrashCloneCfg{})
		pool.Rewind()
		return open()
	}
	want := map[starknet.Felt]bool{}
	for i := range 12 {
		for j := range 1 + i%3 {
			a := accounts[j]
			list, err := pool.Add(executor, a.Transfer(starknet.NewFelt(uint64(50+j)), 1))
			if err != nil {
				t.Fatal(err)
			}
			want[list[0].Hash] = true
		}
		if _, err := c.Fill(t.Context()); err != nil {
			t.Fatal(err)
		}
		shown := c.Open()
		c = crash(c)
		again := c.Open()
		if again == nil || !slices.EqualFunc(again.Block.Receipts, shown.Block.Receipts, func(x, y chain.Receipt) bool { return x.Hash == y.Hash }) ||
			again.Block.Header != shown.Block.Header {
			t.Fatalf("after a crash, another block is pre-confirmed:\n%+v\n%+v", shown.Block.Header, again.Block.Header)
		}
		if i%4 == 3 {
			head, _ := c.Head(t.Context())
			p, err := c.Build(t.Context(), chain.Request{Parent: head.Hash})
			if err != nil || len(p.Transactions) != len(shown.Block.Transactions) {
				t.Fatal(err)
			}
			if _, err := c.FinaliseTagged(t.Context(), p.Hash, "tag", []byte(fmt.Sprint(i))); err != nil {
				t.Fatal(err)
			}
			c = crash(c)
			if head, _ := c.Head(t.Context()); head.Hash != p.Hash || c.Open() != nil {
				t.Fatal("a finalised block is gone after a crash")
			}
			if tag, err := c.Tag("tag"); err != nil || string(tag) != fmt.Sprint(i) {
				t.Error("what consensus kept with the block:", string(tag), err)
			}
		}
	}
	for hash := range want {
		if _, err := c.Store().Place(&hash); err != nil {
			t.Error("a transaction that was pre-confirmed is lost:", err)
		}
	}
	if len(pool.Waiting()) != 0 || len(pool.Dropped) != 0 {
		t.Error(len(pool.Waiting()), pool.Dropped)
	}
}

// TestFullness fills blocks with what proving costs: nothing but the signatures bounds
// the number of transfers.
func TestFullness(t *testing.T) {
	accounts := chaintest.Accounts(10)
	n := newNode(t, accounts, chain.Config{Limits: chain.Limits{Steps: 1 << 17}})
	for i := range 14 {
		for _, a := range accounts {
			n.add(t, a.Transfer(starknet.NewFelt(uint64(10_000+10*i)), 1))
		}
	}
	var counts []int
	for len(n.pool.Waiting()) > 0 {
		p := n.build(t, chain.Request{})
		counts = append(counts, len(p.Transactions))
		n.finalise(t, p)
	}
	if !slices.Equal(counts, []int{64, 64, 12}) {
		t.Error(counts)
	}
	strict := newNode(t, accounts, chain.Config{Limits: chain.Limits{Steps: 1 << 17, DiffWords: 30}})
	lax := newNode(t, accounts, chain.Config{})
	for i, a := range accounts {
		a.Nonce = 0
		x := a.Transfer(starknet.NewFelt(uint64(20_000+i)), 1)
		strict.add(t, x)
		lax.add(t, x)
	}
	p := lax.build(t, chain.Request{})
	if err := strict.Validate(t.Context(), p, false); fault.CodeOf(err) != chain.CodeLimits {
		t.Error("a block that costs too much:", err)
	}
	if p := strict.build(t, chain.Request{}); len(p.Transactions) < 7 || len(p.Transactions) > 9 {
		t.Error("a state diff of 30 words has room for", len(p.Transactions))
	}
}
