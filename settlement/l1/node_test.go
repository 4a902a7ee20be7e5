package l1

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// faultyNode stands before a chain's JSON-RPC server, and answers in its place
// what the test wants.
type faultyNode struct {
	*httptest.Server
	mutex sync.Mutex
	fault func(method string) answer
}

// answer is what a faulty node does with a call.
type answer struct {
	drop   bool   // take the call, do it, and hang up
	refuse bool   // hang up at once
	result string // answer this JSON, if it is not empty
}

func newFaultyNode(t testing.TB, c *Chain) *faultyNode {
	t.Helper()
	target, err := url.Parse(c.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	n := new(faultyNode)
	n.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var call struct {
			ID     json.RawMessage `json:"id"`
			Method string          `json:"method"`
		}
		json.Unmarshal(body, &call)
		var a answer
		n.mutex.Lock()
		if n.fault != nil {
			a = n.fault(call.Method)
		}
		n.mutex.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		switch {
		case a.result != "":
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"jsonrpc":"2.0","id":`+string(call.ID)+`,`+a.result+`}`)
			return
		case a.drop:
			proxy.ServeHTTP(httptest.NewRecorder(), r)
		}
		if a.drop || a.refuse {
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(n.Close)
	return n
}

func (n *faultyNode) set(fault func(method string) answer) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.fault = fault
}

// on is a fault of one method.
func on(method string, a answer) func(string) answer {
	return func(m string) answer {
		if m == method {
			return a
		}
		return answer{}
	}
}

// behind lets the manager reach the chain through a faulty node.
func (m *managerTest) behind() *faultyNode {
	m.Helper()
	n := newFaultyNode(m, m.chain)
	client, err := Dial(context.Background(), Connection{URL: n.URL})
	if err != nil {
		m.Fatal(err)
	}
	m.Cleanup(client.Close)
	m.client = client
	m.restart()
	return n
}

// A node that says something bad about a transaction, or nothing, does not make it
// lost, or sent twice.
func TestNodeRefuses(t *testing.T) {
	m := newManagerTest(t, ChainOptions{Listen: "127.0.0.1:0"})
	n := m.behind()
	says := func(text string) answer {
		return answer{result: `"error":{"code":-32000,"message":"` + text + `"}`}
	}
	send := "eth_sendRawTransaction"
	for i, c := range []struct {
		a    answer
		code string
	}{
		{says("insufficient funds for gas * price + value"), string(CodeBalance)},
		{says("transaction underpriced: tip needed 5"), string(CodeFeeCap)},
		{says("replacement transaction underpriced"), string(CodeFeeCap)},
		{says("intrinsic gas too low"), string(CodeRejected)},
		{says("invalid chain id for signer"), string(CodeChainID)},
		{says("already known"), ""},
		{answer{refuse: true}, string(CodeUnreachable)},
		{answer{drop: true}, string(CodeUnreachable)},
	} {
		key := string(rune('a' + i))
		n.set(on(send, c.a))
		tx, err := m.manager.Submit(context.Background(), pay(key, 1))
		if err != nil || string(tx.Trouble) != c.code {
			t.Fatalf("%s: %v %+v, want %q", key, err, tx, c.code)
		}
		n.set(nil)
		m.step()
		m.commit()
		m.step()
		m.is(key, Included, "")
		if m.received() != int64(i+1) {
			t.Fatalf("%s: received %d", key, m.received())
		}
	}
}

// A node that is suddenly on another chain gets nothing.
func TestChainChanges(t *testing.T) {
	m := newManagerTest(t, ChainOptions{Listen: "127.0.0.1:0"})
	n := m.behind()
	m.submit(pay("a", 1))
	m.chain.Drop()
	n.set(on("eth_chainId", answer{result: `"result":"0x1"`}))
	if _, err := m.manager.Submit(context.Background(), pay("b", 1)); !hasCode(err, CodeChainID) {
		t.Fatal(err)
	}
	if err := m.manager.Step(context.Background()); !hasCode(err, CodeChainID) {
		t.Fatal(err)
	}
	if m.chain.Pending() != 0 {
		t.Fatal("something was sent")
	}
	n.set(on("eth_getTransactionCount", answer{refuse: true}))
	if _, err := m.manager.Submit(context.Background(), pay("b", 1)); !hasCode(err, CodeUnreachable) {
		t.Fatal(err)
	}
	if m.manager.Transaction("b") != nil {
		t.Fatal("stored although nothing was sent")
	}
}
