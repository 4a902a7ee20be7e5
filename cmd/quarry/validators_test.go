package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// startValidator runs a node of a network in a process of its own, and returns when it
// has begun; kill ends it at once.
func startValidator(t *testing.T, args ...string) (kill func()) {
	t.Helper()
	var log buffer
	cmd := exec.Command(os.Args[0], append([]string{"node", "--consensus=cometbft", "--block_time=50ms", "--no-explorer"}, args...)...)
	cmd.Env, cmd.Stderr = append(os.Environ(), asChild+"=1"), &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed
	})
	t.Cleanup(func() {
		kill()
		if t.Failed() {
			t.Logf("%s", log.bytes())
		}
	})
	for deadline := time.Now().Add(4 * time.Minute); !strings.Contains(string(log.bytes()), "blocks "); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the node does not start: %s", log.bytes())
		}
	}
	return kill
}

// Two nodes know each other by the file of their network. One has enough of the votes to
// go on alone; the other, killed and back again, catches up.
func TestValidators(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(name string, v any) string {
		b, err := json.Marshal(v)
		if text, ok := v.(string); ok {
			b = []byte(text)
		}
		if err == nil {
			err = os.WriteFile(at(name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	var made struct{ Accounts []describedAccount }
	must(t, &made, "genesis", "--accounts=1", "--seed=3", "--out_file="+at("genesis.json"))
	addresses, err := freeAddresses(4)
	if err != nil {
		t.Fatal(err)
	}
	rpc, peers := addresses[:2], addresses[2:]
	file := networkFile{ChainID: "quarry-validators", Begins: time.Now().Add(-time.Second)}
	for i, power := range []int64{3, 1} {
		var id struct {
			Node       string
			Public_key hexKey
		}
		must(t, &id, "node", "identity", "--data="+at(rpc[i]))
		file.Validators = append(file.Validators, validatorFile{Name: rpc[i], PublicKey: id.Public_key, Power: power})
		file.Peers = append(file.Peers, id.Node+"@"+peers[i])
	}
	network := write("network.json", file)
	args := func(i int) []string {
		return []string{"--network=" + network, "--genesis=" + at("genesis.json"), "--data=" + at(rpc[i]), "--rpc_listen=" + rpc[i], "--p2p_listen=" + peers[i]}
	}
	startValidator(t, args(0)...)
	kill := startValidator(t, args(1)...)

	keys, password := "--keystore="+at("keys"), "--password_file="+write("password", "p\n")
	var alice struct{ Address string }
	must(t, &alice, "wallet", "import", keys, password, "--name=alice", "--private_key_file="+write("key", made.Accounts[0].PrivateKey))
	has := func(i int) string {
		var b struct{ Balance string }
		must(t, &b, "wallet", "balance", "0x1234", "--rpc=http://"+rpc[i])
		return b.Balance
	}
	send := func(i int) {
		t.Helper()
		var sent struct {
			Status struct{ Finality_status string }
		}
		must(t, &sent, "wallet", "send", "0x1234", "7wei", "--account=alice", keys, password, "--rpc=http://"+rpc[i], "--for=4m")
		if sent.Status.Finality_status != "ACCEPTED_ON_L2" {
			t.Fatalf("%+v", sent)
		}
	}
	send(1) // the other node's turn comes as well
	kill()
	for range 3 {
		send(0)
	}
	startValidator(t, args(1)...)
	for deadline := time.Now().Add(4 * time.Minute); has(1) != "28"; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the node that was away has %s, the other %s", has(1), has(0))
		}
	}

	for name, c := range map[string]struct{ code, network string }{
		"none": {"config/value", ""}, "not there": {"cli/", at("nothing")},
		"malformed": {"node/setup", write("malformed", "{")}, "no validators": {"cometbft/options", write("empty", `{"chain_id":"x"}`)},
	} {
		r := runCommand(t, "quarry", "node", "--consensus=cometbft", "--genesis="+at("genesis.json"), "--data="+at("other"), "--network="+c.network,
			"--rpc_listen=127.0.0.1:0", "--p2p_listen=127.0.0.1:0")
		if r.code == exitOK || !strings.Contains(r.err, "["+c.code) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
