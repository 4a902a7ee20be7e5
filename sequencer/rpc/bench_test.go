package rpc_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
)

// BenchmarkCalls measures calls without the network.
func BenchmarkCalls(b *testing.B) {
	n := start(b, 2, rpc.Limits{Rate: 1e9, Burst: 1e9})
	alice, bob := n.accounts[0], n.accounts[1]
	wrong := alice.Transfer(bob.Address, 1)
	alice.Nonce--
	wrong.Signature[0] = starknet.NewFelt(3)
	used := alice.Transfer(bob.Address, 1)
	n.accepted(path10, n.send(path10, used))
	for name, body := range map[string]string{
		"chainId":        chainIDCall,
		"balance":        `{"jsonrpc":"2.0","id":1,"method":"starknet_call","params":[{"contract_address":"` + hex(starknet.TokenAddress) + `","entry_point_selector":"` + hex(starknet.SelectorBalanceOf) + `","calldata":["` + hex(bob.Address) + `"]},"latest"]}`,
		"block":          `{"jsonrpc":"2.0","id":1,"method":"starknet_getBlockWithReceipts","params":["latest"]}`,
		"used nonce":     add(b, used),
		"malformed JSON": `{"jsonrpc":`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRecorder()
				n.server.ServeHTTP(r, httptest.NewRequest(http.MethodPost, path10, bytes.NewReader([]byte(body))))
			}
		})
	}
}

// BenchmarkAdd measures transfers that are taken, each with its own signature.
func BenchmarkAdd(b *testing.B) {
	n := start(b, 64, rpc.Limits{Rate: 1e9, Burst: 1e9})
	bodies := make([]string, 4096)
	for i := range bodies {
		bodies[i] = add(b, n.accounts[i%64].Transfer(n.accounts[0].Address, 1))
	}
	b.ReportAllocs()
	next := 0
	for b.Loop() {
		if next == len(bodies) {
			b.Skip("there are no more")
		}
		r := httptest.NewRecorder()
		n.server.ServeHTTP(r, httptest.NewRequest(http.MethodPost, path10, bytes.NewReader([]byte(bodies[next]))))
		if !bytes.Contains(r.Body.Bytes(), []byte("transaction_hash")) {
			b.Fatal(r.Body)
		}
		next++
	}
}
