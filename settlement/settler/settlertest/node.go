package settlertest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"

	"quarry/settlement/l1"
)

// Node is a World's L1 node behind a connection that can fail. The World's chain must
// listen.
type Node struct {
	server *httptest.Server
	// Broken cuts all connections. WrongChain lets the node be on another chain.
	Broken, WrongChain atomic.Bool
	// CutAfter, if it is positive, counts down with every request; the one that brings
	// it to 0 reaches the node, but its answer is lost, and the connection is broken.
	CutAfter atomic.Int64
}

// NewNode puts a connection that can fail before a World's node.
func NewNode(t T, w *World) *Node {
	n := &Node{}
	n.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || n.Broken.Load() {
			panic(http.ErrAbortHandler)
		}
		if n.WrongChain.Load() && bytes.Contains(body, []byte("eth_chainId")) {
			var request struct {
				ID json.RawMessage `json:"id"`
			}
			_ = json.Unmarshal(body, &request)
			rw.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(rw).Encode(map[string]any{"jsonrpc": "2.0", "id": request.ID, "result": "0x999"})
			return
		}
		answer, err := http.Post(w.Chain.URL(), "application/json", bytes.NewReader(body))
		if n.CutAfter.Load() > 0 && n.CutAfter.Add(-1) == 0 {
			n.Broken.Store(true)
		}
		if err != nil || n.Broken.Load() {
			panic(http.ErrAbortHandler)
		}
		defer answer.Body.Close()
		rw.Header().Set("Content-Type", "application/json")
		_, _ = io.Copy(rw, answer.Body)
	}))
	n.server.Config.ErrorLog = nil
	t.Cleanup(n.server.Close)
	return n
}

// Client connects to the node.
func (n *Node) Client(t T) *l1.Client {
	t.Helper()
	client, err := l1.Dial(context.Background(), l1.Connection{URL: n.server.URL})
	check(t, err)
	t.Cleanup(client.Close)
	return client
}
