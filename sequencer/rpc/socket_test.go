package rpc_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
)

// wire is a client's end of a WebSocket.
type wire struct {
	*node
	path string
	conn *websocket.Conn
	// told are notifications that came while an answer was waited for.
	told []notification
	next int
}

// notification is what a subscription tells.
type notification struct {
	Method string `json:"method"`
	Params struct {
		ID     string          `json:"subscription_id"`
		Result json.RawMessage `json:"result"`
	} `json:"params"`
}

func (n *node) dial(path string) *wire {
	n.t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(strings.Replace(n.url, "http", "ws", 1)+path, nil)
	check(n.t, err)
	n.t.Cleanup(func() { _ = conn.Close() })
	return &wire{node: n, path: strings.TrimSuffix(path, "/ws"), conn: conn}
}

// message reads the next message; ok tells whether it is an answer.
func (w *wire) message() (a answer, n notification, ok bool) {
	w.t.Helper()
	_ = w.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, data, err := w.conn.ReadMessage()
	check(w.t, err)
	var probe struct {
		Method string `json:"method"`
	}
	check(w.t, json.Unmarshal(data, &probe))
	if probe.Method == "" {
		check(w.t, json.Unmarshal(data, &a))
		return a, n, true
	}
	check(w.t, json.Unmarshal(data, &n))
	if judge := w.specs[w.path]; judge != nil {
		var value any
		check(w.t, json.Unmarshal(n.Params.Result, &value))
		if err := judge.notification(n.Method, value); err != nil {
			w.t.Errorf("%s: %v\n%s", n.Method, err, n.Params.Result)
		}
	}
	return a, n, false
}

// call makes a call over the WebSocket.
func (w *wire) call(method string, params any) answer {
	w.t.Helper()
	w.next++
	check(w.t, w.conn.WriteJSON(object{"jsonrpc": "2.0", "id": w.next, "method": method, "params": params}))
	for {
		a, n, ok := w.message()
		if ok {
			if string(a.ID) != fmt.Sprint(w.next) {
				w.t.Fatalf("answer to %s, want %d", a.ID, w.next)
			}
			return a
		}
		w.told = append(w.told, n)
	}
}

func (w *wire) subscribe(method string, params any) string {
	w.t.Helper()
	a := w.call("starknet_subscribe"+method, params)
	if a.Error != nil {
		w.t.Fatalf("%s: %v", method, a.Error)
	}
	var id string
	check(w.t, json.Unmarshal(a.Result, &id))
	return id
}

// notification is the next one of a subscription.
func (w *wire) notification(id, method string) object {
	w.t.Helper()
	for {
		for i, n := range w.told {
			if n.Params.ID == id {
				w.told = append(w.told[:i:i], w.told[i+1:]...)
				if n.Method != "starknet_subscription"+method {
					w.t.Fatalf("%s, want %s", n.Method, method)
				}
				var o object
				check(w.t, json.Unmarshal(n.Params.Result, &o))
				return o
			}
		}
		_, n, ok := w.message()
		if ok {
			w.t.Fatal("an answer that nobody asked for")
		}
		w.told = append(w.told, n)
	}
}

// TestSubscriptions follows a transfer by all subscriptions, and a revert.
func TestSubscriptions(t *testing.T) {
	for _, path := range []string{path9, path10 + "/ws"} {
		n := start(t, 2, rpc.Limits{})
		alice, bob := n.accounts[0], n.accounts[1]
		w := n.dial(path)
		heads := w.subscribe("NewHeads", nil)
		if h := w.notification(heads, "NewHeads"); h["block_number"] != 0.0 {
			t.Fatalf("%v", h)
		}
		n.hold.Lock()
		tx := alice.Transfer(bob.Address, 5)
		hash := hex(tx.Hash(n.chainID()))
		status := w.subscribe("TransactionStatus", object{"transaction_hash": hash})
		events := w.subscribe("Events", object{"keys": [][]string{{hex(starknet.EventTransfer)}, {hex(alice.Address)}}, "finality_status": "PRE_CONFIRMED"})
		late := w.subscribe("Events", []any{hex(starknet.TokenAddress)})
		receipts := w.subscribe("NewTransactionReceipts", object{"finality_status": []string{"PRE_CONFIRMED", "ACCEPTED_ON_L2"}, "sender_address": []string{hex(alice.Address)}})
		transactions := w.subscribe("NewTransactions", object{"finality_status": []string{"RECEIVED", "PRE_CONFIRMED", "ACCEPTED_ON_L2"}})
		nobody := w.subscribe("NewTransactions", object{"sender_address": []string{hex(bob.Address)}})
		n.send(path10, tx)
		for _, want := range []string{"RECEIVED", "PRE_CONFIRMED", "ACCEPTED_ON_L2"} {
			got := w.notification(transactions, "NewTransaction")
			if got["finality_status"] != want || got["transaction_hash"] != hash {
				t.Fatalf("%v, want %s", got, want)
			}
			s := w.notification(status, "TransactionStatus")
			for s["status"].(object)["finality_status"] != want { // CANDIDATE may come in between
				s = w.notification(status, "TransactionStatus")
			}
			if want == "RECEIVED" {
				continue
			}
			if r := w.notification(receipts, "NewTransactionReceipts"); r["finality_status"] != want || r["transaction_hash"] != hash {
				t.Fatalf("%v, want %s", r, want)
			}
			for range 2 { // the transfer's and that of its fee
				if e := w.notification(events, "Events"); e["finality_status"] != want || e["transaction_hash"] != hash {
					t.Fatalf("%v, want %s", e, want)
				}
			}
			if want == "PRE_CONFIRMED" {
				n.hold.Unlock()
			}
		}
		for range 2 {
			if e := w.notification(late, "Events"); e["finality_status"] != "ACCEPTED_ON_L2" {
				t.Fatalf("%v", e)
			}
		}
		head := w.notification(heads, "NewHeads")
		if head["block_number"] != 1.0 {
			t.Fatalf("%v", head)
		}
		n.hold.Lock()
		check(t, n.chain.Revert(t.Context(), 0))
		for _, id := range []string{heads, events, late, receipts, transactions, nobody, status} {
			if r := w.notification(id, "Reorg"); r["starting_block_number"] != 1.0 || r["ending_block_hash"] != head["block_hash"] {
				t.Fatalf("%v", r)
			}
		}
		n.hold.Unlock()
		if h := w.notification(heads, "NewHeads"); h["block_number"] != 1.0 {
			t.Fatalf("%v", h)
		}
		for _, id := range []string{heads, events, nobody} {
			if a := w.call("starknet_unsubscribe", []any{id}); string(a.Result) != "true" {
				t.Fatalf("%v", a.Error)
			}
			if a := w.call("starknet_unsubscribe", []any{id}); a.Error == nil || a.Error.Code != 66 {
				t.Fatalf("%v", a)
			}
		}
	}
}

// TestSubscriptionsBack subscribes to what has been already.
func TestSubscriptionsBack(t *testing.T) {
	j := travel(t)
	w := j.dial(path10)
	heads := w.subscribe("NewHeads", object{"block_id": object{"block_number": 0}})
	for i := range j.chain.Store().Head().Number + 1 {
		if h := w.notification(heads, "NewHeads"); h["block_number"] != float64(i) {
			t.Fatalf("%v", h)
		}
	}
	events := w.subscribe("Events", object{"block_id": object{"block_number": 0}})
	for range 7 {
		w.notification(events, "Events")
	}
	status := w.subscribe("TransactionStatus", []any{j.reverted})
	if s := w.notification(status, "TransactionStatus")["status"].(object); s["execution_status"] != "REVERTED" || s["failure_reason"] == nil {
		t.Fatalf("%v", s)
	}
	for method, params := range map[string]any{
		"NewHeads": []any{"pre_confirmed"}, "Events": object{"finality_status": "ACCEPTED_ON_L1"},
		"NewTransactions": object{"finality_status": []string{"NO"}}, "TransactionStatus": []any{},
	} {
		if a := w.call("starknet_subscribe"+method, params); a.Error == nil || a.Error.Code != -32602 {
			t.Errorf("%s: %v", method, a)
		}
	}
	if a := w.call("starknet_subscribeNewHeads", []any{object{"block_number": 1000}}); a.Error == nil || a.Error.Code != 24 {
		t.Error(a)
	}
	j.refused(-32601, path10, "starknet_subscribeNewHeads", nil)
}

// TestSlowClient demands that a client which takes nothing is cut, and no other.
func TestSlowClient(t *testing.T) {
	n := start(t, 2, rpc.Limits{Queue: 8, Stall: 300 * time.Millisecond})
	slow, good := n.dial(path10), n.dial(path10)
	heads := good.subscribe("NewHeads", nil)
	slow.subscribe("NewHeads", nil)
	// It asks for what is more than the connection holds, and reads nothing.
	huge := `[` + strings.TrimSuffix(strings.Repeat(`{"jsonrpc":"2.0","id":1,"method":"starknet_getClass","params":["latest","`+hex(starknet.TokenClassHash)+`"]},`, 100), ",") + `]`
	flood := make(chan struct{})
	go func() {
		defer close(flood)
		for slow.conn.WriteMessage(websocket.TextMessage, []byte(huge)) == nil {
		}
	}()
	within(n, func() (bool, bool) { return true, n.metric("quarry_rpc_websockets") == 1 })
	<-flood
	n.send(path10, n.accounts[0].Transfer(n.accounts[1].Address, 1))
	for good.notification(heads, "NewHeads")["block_number"] != 1.0 {
	}
}

// TestManyBack demands that a client which keeps up gets more than the queue holds.
func TestManyBack(t *testing.T) {
	n := start(t, 2, rpc.Limits{Queue: 2})
	alice, bob := n.accounts[0], n.accounts[1]
	for range 30 {
		n.send(path10, alice.Transfer(bob.Address, 1))
	}
	w := n.dial(path10)
	events := w.subscribe("Events", object{"block_id": object{"block_number": 0}})
	for range 60 {
		w.notification(events, "Events")
	}
}

// TestStop demands that a server which stops says so to its WebSockets, and serves
// nothing when it has stopped.
func TestStop(t *testing.T) {
	n := start(t, 1, rpc.Limits{})
	w := n.dial(path10)
	w.subscribe("NewHeads", nil)
	n.cancel()
	n.stopped.Wait()
	for {
		_ = w.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, _, err := w.conn.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, websocket.CloseGoingAway) {
				t.Error(err)
			}
			break
		}
	}
	r := httptest.NewRecorder()
	n.server.ServeHTTP(r, httptest.NewRequest(http.MethodPost, path10, strings.NewReader(chainIDCall)))
	if r.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d", r.Code)
	}
}
