package rpc_test

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
)

// client runs a real client's program against a node.
func client(t *testing.T, dir string, command ...string) {
	n := start(t, 2, rpc.Limits{})
	alice := n.accounts[0]
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Dir = dir
	key := alice.Key.Bytes()
	scalar := starknet.Felt{}
	scalar.SetBytes(key[:])
	c.Env = append(os.Environ(), "RPC_URL="+n.url, "ADDRESS="+hex(alice.Address), "PRIVATE_KEY="+hex(scalar),
		"PUBLIC_KEY="+hex(alice.Public), "CLASS_HASH="+hex(starknet.AccountClassHash), "RECIPIENT="+hex(n.accounts[1].Address))
	out, err := c.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

// TestStarknetJS runs where starknet.js is installed (make starknetjs-test).
func TestStarknetJS(t *testing.T) {
	dir := os.Getenv("QUARRY_STARKNETJS")
	if dir == "" {
		t.Skip("starknet.js is not installed: make starknetjs-test")
	}
	client(t, dir, "node", "transfer.mjs")
}

// TestStarknetGo runs starknet.go's program, a module of its own (make
// starknetgo-test).
func TestStarknetGo(t *testing.T) {
	if os.Getenv("QUARRY_STARKNETGO") == "" {
		t.Skip("starknet.go may not be at hand: make starknetgo-test")
	}
	client(t, "clienttest/starknetgo", "go", "test", "-count=1", "-v", ".")
}
