package rpc_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
)

// FuzzRPC posts anything: the server neither fails nor answers what is not JSON-RPC,
// and never has an internal error.
func FuzzRPC(f *testing.F) {
	n := start(f, 2, rpc.Limits{Rate: 1e9, Burst: 1e9})
	alice := n.accounts[0]
	token := hex(starknet.TokenAddress)
	for _, params := range []struct{ method, params string }{
		{"starknet_specVersion", `[]`},
		{"starknet_getBlockWithTxs", `[{"block_number":0},["INCLUDE_PROOF_FACTS"]]`},
		{"starknet_getBlockWithReceipts", `["pre_confirmed"]`},
		{"starknet_getStateUpdate", `{"block_id":{"block_hash":"0x1"},"contract_addresses":["0x1"]}`},
		{"starknet_getStorageAt", `["` + token + `","0x1","latest",["INCLUDE_LAST_UPDATE_BLOCK"]]`},
		{"starknet_call", `{"request":{"contract_address":"` + token + `","entry_point_selector":"` + hex(starknet.SelectorBalanceOf) + `","calldata":["0x1"]},"block_id":"latest"}`},
		{"starknet_getEvents", `[{"from_block":{"block_number":0},"to_block":"latest","address":["0x1"],"keys":[["0x1"],[]],"chunk_size":1,"continuation_token":"0-0-0"}]`},
		{"starknet_getMessagesStatus", `["0xab"]`},
		{"starknet_getTransactionByBlockIdAndIndex", `["latest",18446744073709551615]`},
		{"quarry_getAccountProof", `["` + hex(alice.Address) + `"]`},
		{"starknet_traceBlockTransactions", `["latest",["RETURN_INITIAL_READS"]]`},
	} {
		f.Add([]byte(`{"jsonrpc":"2.0","id":1,"method":"` + params.method + `","params":` + params.params + `}`))
	}
	transfer := alice.Transfer(n.accounts[1].Address, 1)
	f.Add([]byte(add(f, transfer)))
	list, err := json.Marshal([]any{[]any{transfer, chaintest.NewAccount(9).Deploy()}, []string{"SKIP_VALIDATE"}, "latest"})
	check(f, err)
	f.Add([]byte(`[{"jsonrpc":"2.0","id":"x","method":"starknet_estimateFee","params":` + string(list) + `},1]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, path := range paths {
			r := httptest.NewRecorder()
			n.server.ServeHTTP(r, httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body)))
			status, text := r.Code, r.Body.String()
			switch {
			case status == http.StatusNoContent && text == "":
				continue
			case status >= 500 || !json.Valid([]byte(text)):
				t.Fatalf("status %d, %q", status, text)
			}
			var one answer
			var many []answer
			if json.Unmarshal([]byte(text), &one) == nil {
				many = append(many, one)
			} else if err := json.Unmarshal([]byte(text), &many); err != nil {
				t.Fatalf("%v: %q", err, text)
			}
			for _, a := range many {
				if a.Version != "2.0" || (a.Error == nil) == (a.Result == nil) || a.Error != nil && a.Error.Code == -32603 {
					t.Fatalf("%q", text)
				}
			}
		}
	})
}
