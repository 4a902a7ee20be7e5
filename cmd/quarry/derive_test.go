package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// quarry derive reads a rollup's state from L1's JSON-RPC and the genesis file.
func TestDeriveCommand(t *testing.T) {
	ctx := context.Background()
	r := settlertest.NewRollup(t, settlertest.Options{Chain: l1.ChainOptions{Listen: "127.0.0.1:0"}}, 2, false, nil)
	r.Seal(r.Accounts[0].Transfer(r.Accounts[1].Address, 5))
	manager, err := l1.OpenManager(ctx, l1.ManagerOptions{
		Client: r.Client, Signer: l1.NewKeySigner(settlertest.Key(1)), Store: l1.NewMemoryStore(),
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := settler.Open(settler.Config{
		DB: r.DB, Prefix: []byte("settler/"), Client: r.Client, Manager: manager, Core: r.Addresses.Core, Origin: r.Addresses.Block,
		Blocks: r.Blocks, Prover: &settlertest.RunProver{}, Proofs: settlertest.Proofs{},
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 6 {
		if err := s.Step(ctx); err != nil {
			t.Fatal(err)
		}
		r.Commit()
	}
	genesis, err := json.Marshal(r.Genesis)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "genesis.json")
	if err := os.WriteFile(file, genesis, 0o600); err != nil {
		t.Fatal(err)
	}
	derive := func(more ...string) (string, int) {
		var out, errs bytes.Buffer
		args := append([]string{"quarry", "derive", "--l1=" + r.World.Chain.URL(), "--genesis=" + file, "--json"}, more...)
		code := run(ctx, args, streams{out: &out, err: &errs})
		return out.String(), code
	}
	data := "--data=" + filepath.Join(t.TempDir(), "node")
	out, code := derive(data, "--core="+r.Addresses.Core.Hex())
	var block struct{ Number, Touched int }
	if err := json.Unmarshal([]byte(out), &block); err != nil || code != exitOK || block.Number != 1 || block.Touched == 0 {
		t.Fatal(code, out, err)
	}
	for _, args := range [][]string{{data, "--core=0x12"}, {data, "--core=" + r.Addresses.Bridge.Hex()}} {
		if out, code := derive(args...); code == exitOK {
			t.Errorf("%v: %s", args, out)
		}
	}
}
