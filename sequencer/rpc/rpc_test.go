package rpc_test

import (
	"encoding/json"
	"testing"

	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
)

var paths = []string{"/rpc/v0_9", "/rpc/v0_10"}

func hex(e starknet.Felt) string { return starknet.FormatFelt(&e) }

// TestTransfer sends a transfer and reads everything back that there is about it, by
// both versions.
func TestTransfer(t *testing.T) {
	n := start(t, 2, rpc.Limits{})
	alice, bob := n.accounts[0], n.accounts[1]
	for _, path := range paths {
		sent := must[struct {
			Hash string `json:"transaction_hash"`
		}](n, path, "starknet_addInvokeTransaction", object{"invoke_transaction": alice.Transfer(bob.Address, 5)})
		receipt := n.accepted(path, sent.Hash)
		if receipt["execution_status"] != "SUCCEEDED" || receipt["block_hash"] == nil {
			t.Fatalf("%v", receipt)
		}
		t.Log(receipt)
	}
	var balance []string
	balance = must[[]string](n, paths[0], "starknet_call", []any{
		object{"contract_address": hex(starknet.TokenAddress), "entry_point_selector": hex(starknet.SelectorBalanceOf), "calldata": []string{hex(bob.Address)}},
		"latest",
	})
	t.Log(balance)
	_ = chaintest.Funds
	_ = json.Valid
}
