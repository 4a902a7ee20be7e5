package l1

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// A node that answers for no more than so many blocks at once is asked for less.
func TestHistory(t *testing.T) {
	for _, most := range []uint64{1, 3, 100} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var request struct {
				ID     json.RawMessage
				Method string
				Params []json.RawMessage
			}
			body, _ := io.ReadAll(r.Body)
			_ = json.Unmarshal(body, &request)
			answer := map[string]any{"jsonrpc": "2.0", "id": request.ID}
			switch request.Method {
			case "eth_chainId":
				answer["result"] = "0x1"
			case "eth_getBlockByNumber":
				answer["result"] = map[string]any{
					"number": "0x13", "parentHash": common.Hash{}, "sha3Uncles": common.Hash{}, "miner": common.Address{}, "stateRoot": common.Hash{},
					"transactionsRoot": common.Hash{}, "receiptsRoot": common.Hash{}, "logsBloom": "0x" + fmt.Sprintf("%0512d", 0), "difficulty": "0x0",
					"gasLimit": "0x0", "gasUsed": "0x0", "timestamp": "0x0", "extraData": "0x", "mixHash": common.Hash{}, "nonce": "0x0000000000000000",
				}
			case "eth_getLogs":
				asked++
				var q struct{ FromBlock, ToBlock string }
				_ = json.Unmarshal(request.Params[0], &q)
				first, _ := strconv.ParseUint(q.FromBlock, 0, 64)
				last, _ := strconv.ParseUint(q.ToBlock, 0, 64)
				if last-first+1 > most {
					answer["error"] = map[string]any{"code": -32005, "message": "too many blocks"}
					break
				}
				logs := []map[string]any{}
				for n := first; n <= last; n++ {
					logs = append(logs, map[string]any{
						"address": common.Address{}, "topics": []common.Hash{{}}, "data": "0x", "blockNumber": fmt.Sprintf("0x%x", n),
						"transactionHash": common.Hash{}, "transactionIndex": "0x0", "blockHash": common.Hash{}, "logIndex": "0x0", "removed": false,
					})
				}
				answer["result"] = logs
			}
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(answer)
		}))
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		client, err := Dial(ctx, Connection{URL: server.URL})
		if err != nil {
			t.Fatal(err)
		}
		h, err := client.ReadHistory(ctx, 4, []common.Address{{}}, []common.Hash{{}})
		if err != nil || len(h.Logs) != 16 || h.Logs[0].BlockNumber != 4 || h.Logs[15].BlockNumber != 19 || asked > 2*16 {
			t.Errorf("at most %d: %d logs, asked %d times: %v", most, len(h.Logs), asked, err)
		}
		if h, err := client.ReadHistory(ctx, 20, nil, nil); err != nil || len(h.Logs) != 0 {
			t.Error(h, err)
		}
		client.Close()
		server.Close()
		cancel()
	}
}
