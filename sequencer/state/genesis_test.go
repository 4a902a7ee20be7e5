package state

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func testGenesis(t testing.TB) *Genesis {
	t.Helper()
	g, err := ReadGenesis(bytes.NewReader(readFile(t, "testdata/genesis.json")))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// The commitments are those that cairo-lang computes, see testdata/roots.py.
func TestGoldenRoots(t *testing.T) {
	var want struct {
		EmptyNodes  []starknet.Hex                `json:"empty_nodes"`
		Leaves      []starknet.Hex                `json:"leaves"`
		TreeRoot    starknet.Hex                  `json:"tree_root"`
		StateRoot   starknet.Hex                  `json:"state_root"`
		BlockHash   starknet.Hex                  `json:"block_hash"`
		ConfigHash  starknet.Hex                  `json:"config_hash"`
		BalanceKeys map[starknet.Hex]starknet.Hex `json:"balance_keys"`
	}
	if err := json.Unmarshal(readFile(t, "testdata/roots.json"), &want); err != nil {
		t.Fatal(err)
	}
	for height, node := range want.EmptyNodes {
		if feltOf(&empty()[height]) != fp.Element(node) {
			t.Errorf("empty node of height %d is wrong", height)
		}
	}
	g := testGenesis(t)
	for i, d := range leaves(g.accounts()) {
		if feltOf(&d) != fp.Element(want.Leaves[i]) {
			t.Errorf("leaf %d is wrong", i)
		}
	}
	if g.Root() != fp.Element(want.StateRoot) || g.BlockHash() != fp.Element(want.BlockHash) || g.Config.Hash() != fp.Element(want.ConfigHash) {
		t.Error("state root, block hash or config hash is wrong")
	}
	s := testState(t)
	if err := s.Init(t.Context(), g, nil); err != nil {
		t.Fatal(err)
	}
	v, err := s.View()
	if err != nil || v.Root() != fp.Element(want.StateRoot) || v.TreeRoot() != fp.Element(want.TreeRoot) {
		t.Errorf("the state's roots are %v, %v, %v", v.Root(), v.TreeRoot(), err)
	}
	for address, key := range want.BalanceKeys {
		index, _, ok, err := v.FindBalance((*fp.Element)(&key))
		if a, _, _ := v.Lookup((*fp.Element)(&address)); err != nil || !ok || a == nil || g.Accounts[index-1].Address != a.Address {
			t.Errorf("the balance of %v is not found at %v: %v", address, key, err)
		}
	}
}

func TestGenesisFile(t *testing.T) {
	g := testGenesis(t)
	text, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadGenesis(bytes.NewReader(text))
	if err != nil || again.BlockHash() != g.BlockHash() || again.Config != g.Config {
		t.Fatalf("the written file reads as %v, %v", again, err)
	}
}

func TestGenesisRefused(t *testing.T) {
	file := string(readFile(t, "testdata/genesis.json"))
	for name, c := range map[string]struct{ old, new, where string }{
		"syntax":         {`"timestamp":`, `"timestamp"`, "byte"},
		"type":           {`"timestamp": 1700000000`, `"timestamp": "soon"`, "timestamp"},
		"unknown":        {`"timestamp"`, `"time"`, ""},
		"more":           {"\n}\n", "\n}\n{}", ""},
		"chain id":       {"QUARRY_TEST", strings.Repeat("Q", 32), "l2_chain_id"},
		"no sequencer":   {`"0x5e9"`, `"0x0"`, "sequencer"},
		"address 0":      {`"0x1000"`, `"0x0"`, "accounts[4]"},
		"address bound":  {`"0x1000"`, `"0x7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00"`, "accounts[4]"},
		"twice":          {`"0x1000"`, `"0x1234"`, "accounts[4].address"},
		"no balance":     {`"balance": "0x7"`, `"nonce": 0`, "accounts[2].balance"},
		"balance":        {`"0x7"`, `"0x100000000000000000000000000000000"`, "accounts[2]"},
		"supply":         {`"0x7"`, `"0x40000000000000000000000000000000"`, "accounts"},
		"nonce":          {`"balance": "0x7"`, `"nonce": 1, "balance": "0x7"`, "accounts[2]"},
		"key alone":      {`"balance": "0x7"`, `"public_key": "0x1", "balance": "0x7"`, "accounts[2]"},
		"class":          {`"class_hash": "0x5b4b`, `"class_hash": "0x5b4c`, "accounts[0]"},
		"class alone":    {`"public_key": "0x759ca09377679ecd535a81e83039658bf40959283187c654c5416f439403cf5",`, ``, "accounts[1]"},
		"key":            {`403cf5"`, `403cf6"`, "accounts[1].public_key"},
		"felt":           {`"0x1000"`, `"4096"`, ""},
		"negative":       {`"l1_chain_id": 1337`, `"l1_chain_id": -1`, "l1_chain_id"},
		"address on L1":  {`"0x000000000000000000000000000000000000c0de"`, `"0x10000000000000000000000000000000000000000"`, ""},
		"ends too early": {"\n}\n", "", ""},
	} {
		if strings.Count(file, c.old) < 1 {
			t.Fatalf("%s: the file has no %s", name, c.old)
		}
		_, err := ReadGenesis(strings.NewReader(strings.Replace(file, c.old, c.new, 1)))
		var f *fault.Error
		if fault.CodeOf(err) != CodeGenesis {
			t.Errorf("%s: %v", name, err)
		} else if f = err.(*fault.Error); !strings.HasPrefix(f.Where, c.where) {
			t.Errorf("%s: at %q, want %q", name, f.Where, c.where)
		}
	}
}

func FuzzReadGenesis(f *testing.F) {
	f.Add(readFile(f, "testdata/genesis.json"))
	f.Add([]byte(`{"accounts":[{"address":"0x1","balance":"5"}],"sequencer":"0x1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		g, err := ReadGenesis(bytes.NewReader(text))
		if err != nil {
			if fault.CodeOf(err) != CodeGenesis {
				t.Fatalf("%v has code %q", err, fault.CodeOf(err))
			}
			return
		}
		again, err := json.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := ReadGenesis(bytes.NewReader(again)); err != nil || len(back.Accounts) != len(g.Accounts) || back.Config != g.Config {
			t.Fatalf("%s comes back as %s, %v", text, again, err)
		}
	})
}
