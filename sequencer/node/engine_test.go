package node_test

import (
	"net"
	"testing"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/consensus/engineapi"
	"quarry/sequencer/node"
	"quarry/sequencer/starknet"
)

// A consensus in another process makes the blocks.
func TestEngine(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	accounts := chaintest.Accounts(1)
	secret := engineapi.Secret{7}
	n := start(t, node.Options{
		Dir: t.TempDir(), Genesis: chaintest.Genesis(accounts), Engine: &node.Engine{Listener: l, Secret: secret},
	})
	client, err := engineapi.Dial(t.Context(), "http://"+l.Addr().String(), secret)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	hash, err := n.Pool().Add(t.Context(), accounts[0].Transfer(starknet.NewFelt(77), 5))
	if err != nil {
		t.Fatal(err)
	}
	head, err := client.Head(t.Context())
	if err != nil || head.Number != 0 {
		t.Fatal(head, err)
	}
	p, err := client.Build(t.Context(), chain.Request{Parent: head.Hash})
	if err != nil || p == nil {
		t.Fatal(p, err)
	}
	if _, err := client.Finalise(t.Context(), p.Hash); err != nil {
		t.Fatal(err)
	}
	reach(t, hash, n)
	if b := balance(t, n, starknet.NewFelt(77)); b != 5 {
		t.Error(b)
	}
}
