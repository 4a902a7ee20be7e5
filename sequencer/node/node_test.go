package node_test

import (
	"context"
	"net"
	"testing"
	"time"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/consensus/cometbft"
	"quarry/sequencer/consensus/solo"
	"quarry/sequencer/node"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// running is a node that runs until stop is called.
type running struct {
	*node.Node
	stop func()
}

func start(t *testing.T, o node.Options) *running {
	t.Helper()
	n, err := node.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- n.Run(ctx, l) }()
	r := &running{Node: n}
	stopped := false
	r.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(r.stop)
	return r
}

// reach waits until nodes have a transaction in a block.
func reach(t *testing.T, hash starknet.Felt, nodes ...*running) {
	t.Helper()
	for deadline := time.Now().Add(4 * time.Minute); ; time.Sleep(10 * time.Millisecond) {
		missing := 0
		for _, n := range nodes {
			if _, err := n.Chain().Store().Place(&hash); err != nil {
				missing++
			}
		}
		if missing == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d nodes don't have the transaction", missing)
		}
	}
}

func balance(t *testing.T, n *running, address starknet.Felt) uint64 {
	t.Helper()
	v, err := n.State().View()
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := v.Lookup(&address)
	if err != nil {
		t.Fatal(err)
	}
	if a == nil {
		return 0
	}
	return a.Balance.Uint64()
}

// A node goes on where it was closed, and only with its own genesis.
func TestSolo(t *testing.T) {
	accounts := chaintest.Accounts(2)
	o := node.Options{Dir: t.TempDir(), Genesis: chaintest.Genesis(accounts), Solo: solo.Options{BlockTime: 50 * time.Millisecond}}
	to := starknet.NewFelt(77)
	for round := range uint64(2) {
		n := start(t, o)
		hash, err := n.Pool().Add(t.Context(), accounts[0].Transfer(to, 5))
		if err != nil {
			t.Fatal(err)
		}
		reach(t, hash, n)
		if b := balance(t, n, to); b != 5*(round+1) {
			t.Fatalf("round %d: %d", round, b)
		}
		n.stop()
	}
	o.Genesis = chaintest.Genesis(accounts[:1])
	if _, err := node.Open(t.Context(), o); fault.CodeOf(err) != node.CodeOtherGenesis {
		t.Fatal(err)
	}
	o.Genesis = &state.Genesis{}
	if _, err := node.Open(t.Context(), o); err == nil {
		t.Fatal("an empty genesis is taken")
	}
}

// Four nodes in one process: what one is given, all have.
func TestNetwork(t *testing.T) {
	accounts := chaintest.Accounts(4)
	options, err := cometbft.Network(t.TempDir(), "quarry-node-test", freeAddresses(t, 4), time.Now().Add(-time.Second))
	if err != nil {
		t.Fatal(err)
	}
	var nodes []*running
	for i := range options {
		options[i].BlockTime, options[i].Patience = 50*time.Millisecond, 500*time.Millisecond
		nodes = append(nodes, start(t, node.Options{
			Dir: t.TempDir(), Genesis: chaintest.Genesis(accounts), CometBFT: &options[i], Limits: chain.DefaultLimits,
		}))
	}
	for i, n := range nodes {
		hash, err := n.Pool().Add(t.Context(), accounts[i].Transfer(starknet.NewFelt(77), 5))
		if err != nil {
			t.Fatal(err)
		}
		reach(t, hash, nodes...)
	}
	for _, n := range nodes {
		if b := balance(t, n, starknet.NewFelt(77)); b != 20 {
			t.Errorf("%d", b)
		}
	}
}

// freeAddresses are addresses that nobody listens at.
func freeAddresses(t *testing.T, n int) (list []string) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		list = append(list, l.Addr().String())
	}
	return list
}

// Who is credited in the block that is being built deploys and spends in the same one.
func TestSpendAhead(t *testing.T) {
	accounts := chaintest.Accounts(2)
	o := node.Options{Dir: t.TempDir(), Genesis: chaintest.Genesis(accounts[:1]), Solo: solo.Options{BlockTime: 2 * time.Second, Idle: 2 * time.Second}}
	n := start(t, o)
	var last starknet.Felt
	for _, next := range []func() starknet.AccountTransaction{
		func() starknet.AccountTransaction { return accounts[0].Transfer(accounts[1].Address, 1e15) },
		func() starknet.AccountTransaction { return accounts[1].Deploy() },
		func() starknet.AccountTransaction { return accounts[1].Transfer(starknet.NewFelt(77), 5) },
	} {
		tx := next()
		var err error
		for deadline := time.Now().Add(4 * time.Minute); ; time.Sleep(5 * time.Millisecond) {
			if last, err = n.Pool().Add(t.Context(), tx); err == nil {
				break
			}
			if time.Now().After(deadline) {
				t.Fatal(err)
			}
		}
	}
	reach(t, last, n)
	if b := balance(t, n, starknet.NewFelt(77)); b != 5 {
		t.Fatalf("%d", b)
	}
	if head := n.Chain().Store().Head().Number; head > 2 {
		t.Errorf("it took %d blocks", head)
	}
}
