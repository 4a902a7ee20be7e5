package rpc_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"

	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
)

// TestWhileBlocksAreMade asks for everything that there always is, by all tags, while
// transfers come and blocks are made: there is always an answer.
func TestWhileBlocksAreMade(t *testing.T) {
	n := start(t, 4, rpc.Limits{Rate: 1e9, Burst: 1e9})
	alice := n.accounts[0]
	n.accepted(path10, n.send(path10, alice.Transfer(n.accounts[1].Address, 1)))
	var mu sync.Mutex
	var sent []string
	address, token := hex(alice.Address), hex(starknet.TokenAddress)
	quiet := n.accounts[3].Transfer(alice.Address, 0) // its nonce stays unused
	tags := []string{"latest", "pre_confirmed", "l1_accepted"}
	params := func(tag string) map[string]any {
		mu.Lock()
		defer mu.Unlock()
		list := map[string]any{
			"starknet_getNonce":             []any{tag, address},
			"starknet_getBlockWithTxs":      []any{tag},
			"starknet_getBlockWithReceipts": []any{tag},
			"starknet_getStateUpdate":       []any{tag},
			"starknet_getStorageAt":         []any{token, hex(starknet.StorageBalance(&alice.Address)), tag},
			"starknet_getEvents":            []any{object{"to_block": tag, "chunk_size": 1000}},
			"starknet_getClassAt":           []any{tag, address},
			"starknet_estimateFee":          []any{[]any{quiet}, []string{}, tag},
			"quarry_getAccountProof":        []any{address},
		}
		if len(sent) > 0 {
			list["starknet_getTransactionStatus"] = []any{sent[rand.IntN(len(sent))]}
			list["starknet_getTransactionByHash"] = []any{sent[len(sent)-1]}
		}
		return list
	}
	stop := make(chan struct{})
	var others sync.WaitGroup
	for range 3 {
		others.Go(func() {
			c := &http.Client{Transport: &http.Transport{}}
			for {
				for method, p := range params(tags[rand.IntN(len(tags))]) {
					select {
					case <-stop:
						return
					default:
					}
					body, _ := json.Marshal(object{"jsonrpc": "2.0", "id": 1, "method": method, "params": p})
					status, text, err := ask(c, n.url+path10, string(body))
					var a answer
					if err != nil || status != http.StatusOK || json.Unmarshal([]byte(text), &a) != nil || a.Error != nil {
						t.Errorf("%s %s: status %d, %s, %v", method, body, status, text, err)
						return
					}
				}
			}
		})
	}
	w := n.dial(path10)
	heads := w.subscribe("NewHeads", nil)
	var last string
	for i := range 60 {
		mu.Lock()
		tx := alice.Transfer(n.accounts[1+i%3].Address, 1)
		mu.Unlock()
		hash := n.send(path10, tx)
		mu.Lock()
		sent, last = append(sent, hash), hash
		mu.Unlock()
	}
	r := n.accepted(path10, last)
	close(stop)
	others.Wait()
	for number := -1.0; number < r["block_number"].(float64); {
		h := w.notification(heads, "NewHeads")
		if number >= 0 && h["block_number"] != number+1 {
			t.Fatalf("head %v after %v", h["block_number"], number)
		}
		number = h["block_number"].(float64)
	}
}
