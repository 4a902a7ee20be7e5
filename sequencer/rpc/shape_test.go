package rpc_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
)

var update = flag.Bool("update", false, "write the shapes of answers anew; judge them by make rpc-schema-test then")

// TestShapes compares the members of all answers, and their kinds, with those that
// the specifications' documents have been asked about.
func TestShapes(t *testing.T) {
	j := travel(t)
	alice, token := hex(j.accounts[0].Address), hex(starknet.TokenAddress)
	at := func(address string) object { return object{"block_id": "latest", "contract_address": address} }
	requests := []struct {
		method string
		params any
	}{
		{"starknet_specVersion", nil}, {"starknet_chainId", nil}, {"starknet_syncing", nil}, {"starknet_blockNumber", nil}, {"starknet_blockHashAndNumber", nil},
		{"starknet_getNonce", at(alice)}, {"starknet_getClassHashAt", at(alice)}, {"starknet_getClassAt", at(token)},
		{"starknet_getStorageAt", []any{token, "0x1", "latest"}}, {"starknet_getMessagesStatus", []any{j.l1}},
		{"starknet_getEvents", []any{object{"chunk_size": 1}}}, {"starknet_getEvents", []any{object{"chunk_size": 100}}},
		{"starknet_call", []any{object{"contract_address": token, "entry_point_selector": hex(starknet.SelectorName), "calldata": []string{}}, "latest"}},
		{"quarry_getAccountProof", []any{alice}},
	}
	for _, method := range []string{
		"getBlockWithTxHashes", "getBlockWithTxs", "getBlockWithReceipts", "getBlockTransactionCount", "getStateUpdate", "traceBlockTransactions",
	} {
		requests = append(requests, struct {
			method string
			params any
		}{"starknet_" + method, []any{"pre_confirmed"}})
		for i := range j.chain.Store().Head().Number + 1 {
			requests = append(requests, struct {
				method string
				params any
			}{"starknet_" + method, []any{object{"block_number": i}}})
		}
	}
	carol := chaintest.NewAccount(55)
	simulation := []any{j.accounts[0].Transfer(carol.Address, 1e15), carol.Deploy()}
	for _, path := range paths {
		lines := map[string]bool{}
		see := func(method string, params any) {
			flatten(method, must[any](j.node, path, method, params), lines)
		}
		for _, r := range requests {
			see(r.method, r.params)
		}
		see("starknet_estimateFee", []any{simulation, []string{}, "latest"})
		see("starknet_simulateTransactions", []any{"latest", simulation, []string{}})
		for _, hash := range []string{j.transfer, j.reverted, j.withdrawal, j.deploy, j.deposit} {
			for _, method := range []string{"getTransactionByHash", "getTransactionReceipt", "getTransactionStatus", "traceTransaction"} {
				see("starknet_"+method, []any{hash})
			}
		}
		got := strings.Join(slices.Sorted(maps.Keys(lines)), "\n") + "\n"
		file := "testdata/shapes_" + strings.TrimPrefix(path, "/rpc/") + ".txt"
		if *update {
			check(t, os.WriteFile(file, []byte(got), 0o644))
		}
		want, err := os.ReadFile(file)
		check(t, err)
		if got != string(want) {
			t.Errorf("%s differs:\n%s", file, difference(string(want), got))
		}
	}
}

// flatten notes the members of a value, and their kinds.
func flatten(where string, value any, lines map[string]bool) {
	switch v := value.(type) {
	case object:
		for name, member := range v {
			flatten(where+"."+name, member, lines)
		}
	case []any:
		lines[where+"[]"] = true
		for _, item := range v {
			flatten(where+"[]", item, lines)
		}
	case json.Number, float64:
		lines[where+": number"] = true
	default:
		lines[fmt.Sprintf("%s: %T", where, v)] = true
	}
}

// difference lists lines that are in one of two texts only.
func difference(old, new string) string {
	before, after := strings.Split(old, "\n"), strings.Split(new, "\n")
	var b strings.Builder
	for _, line := range before {
		if !slices.Contains(after, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}
