package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"quarry/sequencer/starknet"
)

// buffer is written by one goroutine and read by another.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return bytes.Clone(b.b.Bytes())
}

// network is what quarry devnet --json prints.
type network struct {
	RPC      []string
	Accounts []describedAccount
}

// startDevnet runs a devnet in this process until stop is called.
func startDevnet(t *testing.T, args ...string) (n network, stop func()) {
	t.Helper()
	var out, errOut buffer
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"quarry", "devnet", "--listen=127.0.0.1:0", "--json", "--block_time=200ms"}, args...), streams{out: &out, err: &errOut})
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		if code := <-ended; code != exitOK {
			t.Errorf("the devnet ended with %d: %s %s", code, out.bytes(), errOut.bytes())
		}
	})
	t.Cleanup(stop)
	for deadline := time.Now().Add(4 * time.Minute); json.Unmarshal(out.bytes(), &n) != nil; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the devnet does not start: %s %s", out.bytes(), errOut.bytes())
		}
	}
	return n, stop
}

// must runs a command that succeeds, and reads its JSON.
func must(t *testing.T, into any, args ...string) {
	t.Helper()
	r := runCommand(t, append([]string{"quarry"}, append(args, "--json")...)...)
	if r.code != exitOK {
		t.Fatalf("%v: %+v", args, r)
	}
	if err := json.Unmarshal([]byte(r.out), into); err != nil {
		t.Fatalf("%v: %v: %s", args, err, r.out)
	}
}

// A devnet's account sends ETH by the wallet's commands; the node's chain is then taken
// back, kept as a snapshot, and begun anew.
func TestDevnetAndWallet(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "net")
	n, stop := startDevnet(t, "--accounts=2", "--data", data)
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	rpc := "--rpc=" + n.RPC[0]
	keys, password := "--keystore="+filepath.Join(dir, "keys"), "--password_file="+file("password", "correct horse\n")
	var alice, bob struct{ Address starknet.Hex }
	must(t, &alice, "wallet", "import", keys, password, "--name=alice", "--private_key_file="+file("key", n.Accounts[0].PrivateKey))
	if alice.Address != n.Accounts[0].Address {
		t.Fatal("the printed key is not the printed account's")
	}
	must(t, &bob, "wallet", "new", keys, password, "--name=bob")
	var sent struct {
		Status struct{ Finality_status string }
	}
	must(t, &sent, "wallet", "send", "bob", "1.25", "--account=alice", keys, password, rpc)
	if sent.Status.Finality_status != "ACCEPTED_ON_L2" {
		t.Errorf("%+v", sent)
	}
	must(t, &sent, "wallet", "deploy", "--account=bob", keys, password, rpc)
	must(t, &sent, "wallet", "withdraw", "0x00000000000000000000000000000000000000aa", "0.25", "--account=bob", keys, password, rpc)
	var gift struct{ Amount string }
	must(t, &gift, "wallet", "faucet", "bob", keys, rpc)
	balance := func() string {
		var b struct{ Balance string }
		must(t, &b, "wallet", "balance", "bob", keys, rpc)
		return b.Balance
	}
	// 1.25 − 0.25 + 1, less the fees of a deployment and a withdrawal.
	want := "1999819616000000000"
	for deadline := time.Now().Add(4 * time.Minute); balance() != want; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("bob has %s", balance())
		}
	}
	var history struct {
		Movements []struct {
			Block  uint64
			Amount string
		}
	}
	must(t, &history, "wallet", "history", "bob", keys, rpc)
	if len(history.Movements) != 5 {
		t.Errorf("%+v", history)
	}
	for name, args := range map[string][]string{
		"wallet/amount":      {"wallet", "send", "bob", "much", "--account=alice", keys, password, rpc},
		"wallet/refused":     {"wallet", "send", "bob", "99999", "--account=alice", keys, password, rpc},
		"wallet/password":    {"wallet", "send", "bob", "1", "--account=alice", keys, "--password_file=" + file("wrong", "x"), rpc},
		"state/locked":       {"node", "snapshot", "--data", filepath.Join(data, "node0"), "--out_file=" + filepath.Join(dir, "s")},
		"wallet/unknown":     {"wallet", "address", "--account=carol", keys},
		"cli/usage":          {"devnet", "--nodes=0"},
		"node/setup":         {"node", "--data", filepath.Join(dir, "empty"), "--rpc_listen=127.0.0.1:0"},
		"wallet/unreachable": {"wallet", "balance", "bob", keys, "--rpc=http://127.0.0.1:1"},
	} {
		if r := runCommand(t, append([]string{"quarry"}, args...)...); r.code == exitOK || !strings.Contains(r.err, "["+name) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	stop()

	// The node's tools, on the devnet's node.
	own := filepath.Join(data, "node0")
	genesis, err := os.ReadFile(filepath.Join(data, genesisFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(own, genesisFile), genesis, 0o600); err != nil {
		t.Fatal(err)
	}
	var head struct {
		Block_number uint64
		Reverted     uint64
		State_root   string
		Accounts     int
	}
	must(t, &head, "node", "revert", "--to=1", "--data", own)
	if head.Block_number != 1 || head.Reverted == 0 {
		t.Errorf("%+v", head)
	}
	snapshot, begun := filepath.Join(dir, "snapshot"), filepath.Join(dir, "begun.json")
	must(t, &head, "node", "snapshot", "--data", own, "--out_file", snapshot)
	must(t, &head, "node", "restore", "--snapshot", snapshot, "--root", head.State_root, "--genesis", filepath.Join(own, genesisFile), "--out_file", begun)
	if head.Accounts != 4 { // two of genesis, the faucet's, bob's
		t.Errorf("%+v", head)
	}
	if r := runCommand(t, "quarry", "node", "restore", "--snapshot", snapshot, "--root=0x1", "--genesis", begun, "--out_file", begun); !strings.Contains(r.err, "[state/snapshot]") {
		t.Errorf("%+v", r)
	}
}

// Four nodes agree: what one is given, all have.
func TestDevnetOfFour(t *testing.T) {
	n, _ := startDevnet(t, "--nodes=4", "--accounts=1")
	var gift struct{ Amount string }
	to := "0x1234"
	must(t, &gift, "wallet", "faucet", to, "--rpc="+n.RPC[2])
	for _, rpc := range n.RPC {
		for deadline := time.Now().Add(4 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
			var b struct{ Balance string }
			must(t, &b, "wallet", "balance", to, "--rpc="+rpc)
			if b.Balance == "1000000000000000000" {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s does not have the gift", rpc)
			}
		}
	}
}
