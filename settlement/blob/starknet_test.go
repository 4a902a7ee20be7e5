package blob

import (
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// update has contracts and keys out of order, one contract that only got a nonce, and
// one whose class was replaced.
const update = `{
  "block_hash": "0xb10c", "new_root": "0x2", "old_root": "0x1",
  "state_diff": {
    "storage_diffs": [
      {"address": "0x20", "storage_entries": [{"key": "0x9", "value": "0x90"}, {"key": "0x3", "value": "0x30"}]},
      {"address": "0x1", "storage_entries": [{"key": "0x64", "value": "0xabc"}]}
    ],
    "deprecated_declared_classes": [],
    "declared_classes": [{"class_hash": "0xc2", "compiled_class_hash": "0xcc2"}, {"class_hash": "0xc1", "compiled_class_hash": "0xcc1"}],
    "deployed_contracts": [{"address": "0x20", "class_hash": "0xc1"}],
    "replaced_classes": [{"contract_address": "0x30", "class_hash": "0xc2"}],
    "nonces": [{"contract_address": "0x40", "nonce": "0x7"}, {"contract_address": "0x20", "nonce": "0x1"}]
  }
}`

func TestStarknetUpdate(t *testing.T) {
	var want []fp.Element
	for _, s := range []string{
		"0x4",
		"0x1", "0x1", "0x64", "0xabc",
		"0x20", "0x100000000000000010000000000000002", "0xc1", "0x3", "0x30", "0x9", "0x90",
		"0x30", "0x100000000000000000000000000000000", "0xc2",
		"0x40", "0x70000000000000000",
		"0x2", "0xc1", "0xcc1", "0xc2", "0xcc2",
	} {
		e, err := starknet.ParseFelt(s)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, e)
	}
	for _, text := range []string{update, `{"jsonrpc": "2.0", "id": 1, "result": ` + update + `}`} {
		u, err := ParseStarknetUpdate([]byte(text))
		if err != nil || !slices.Equal(u.Words, want) || u.BlockHash != fp.NewElement(0xb10c) {
			t.Fatalf("%v, %v", u, err)
		}
	}
	for _, text := range []string{
		``, `{}`, `[]`, `{"block_hash": "0x1"}`, `{"block_hash": 1, "state_diff": {}}`,
		`{"block_hash": "0x1", "state_diff": {"nonces": [{"contract_address": "0x1", "nonce": "0x10000000000000000"}]}}`,
		`{"block_hash": "0x1", "state_diff": {"storage_diffs": [{"address": "0x1", "storage_entries": [{"key": "0x1", "value": "0x1"}, {"key": "0x1", "value": "0x2"}]}]}}`,
		`{"block_hash": "0x800000000000011000000000000000000000000000000000000000000000001", "state_diff": {}}`,
	} {
		if _, err := ParseStarknetUpdate([]byte(text)); fault.CodeOf(err) != CodeStarknet {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzStarknetUpdate(f *testing.F) {
	f.Add([]byte(update))
	f.Fuzz(func(t *testing.T, text []byte) {
		u, err := ParseStarknetUpdate(text)
		if err == nil && len(u.Words) < 2 {
			t.Fatal("an update of no words")
		}
	})
}
