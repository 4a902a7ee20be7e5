package rpc_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
)

// from is a client whose connections come from an address of the loopback network.
func from(address string) *http.Client {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: 5 * time.Second}
	return &http.Client{Transport: &http.Transport{DialContext: d.DialContext, MaxIdleConnsPerHost: 64}}
}

// ask posts a body and returns status and answer.
func ask(c *http.Client, url, body string) (int, string, error) {
	r, err := c.Post(url, "application/json", bytes.NewBufferString(body))
	if err != nil {
		return 0, "", err
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	return r.StatusCode, string(data), err
}

const chainIDCall = `{"jsonrpc":"2.0","id":1,"method":"starknet_chainId"}`

// TestRate demands that a network that asks too much is refused, and no other.
func TestRate(t *testing.T) {
	n := start(t, 1, rpc.Limits{Rate: 1, Burst: 20, Penalty: time.Millisecond})
	greedy, modest := from("127.0.0.2"), from("127.0.0.3")
	refused := 0
	for range 40 {
		status, text, err := ask(greedy, n.url, chainIDCall)
		check(t, err)
		if status == http.StatusTooManyRequests && strings.Contains(text, "-32005") {
			refused++
		} else if status != http.StatusOK {
			t.Fatalf("status %d, %s", status, text)
		}
	}
	if refused < 15 || refused > 20 {
		t.Errorf("%d of 40 refused, where 20 are free", refused)
	}
	if status, text, err := ask(modest, n.url, chainIDCall); err != nil || status != http.StatusOK {
		t.Errorf("status %d, %s, %v", status, text, err)
	}
	batch := "[" + strings.TrimSuffix(strings.Repeat(chainIDCall+",", 30), ",") + "]"
	_, text, err := ask(modest, n.url, batch)
	check(t, err)
	var answers []answer
	check(t, json.Unmarshal([]byte(text), &answers))
	if len(answers) != 30 || answers[5].Error != nil || answers[29].Error == nil || answers[29].Error.Code != -32005 {
		t.Errorf("%d answers, %v", len(answers), answers[29].Error)
	}
}

// TestDebt demands that what is refused costs more than what there is.
func TestDebt(t *testing.T) {
	n := start(t, 1, rpc.Limits{Rate: 100, Burst: 100, Junk: 50, Penalty: time.Millisecond})
	c := from("127.0.0.2")
	served := 0
	for end := time.Now().Add(time.Second); time.Now().Before(end); {
		status, _, err := ask(c, n.url, "junk")
		check(t, err)
		if status == http.StatusOK {
			served++
		}
	}
	if served > 6 { // 100 units at once and 100 more, 51 for each
		t.Errorf("%d requests of junk were looked at", served)
	}
}

// TestJunk lets one network send junk as fast as it can, while another sends
// transfers: these are all accepted, and memory stays bounded.
func TestJunk(t *testing.T) {
	n := start(t, 2, rpc.Limits{})
	alice, bob := n.accounts[0], n.accounts[1]
	bad := alice.Transfer(bob.Address, 1)
	alice.Nonce--
	bad.Signature[0] = starknet.NewFelt(7)
	junk := []string{add(t, bad), `{`, strings.Repeat("[", 1000), `[` + strings.Repeat(`5,`, 99) + `5]`, strings.Repeat("x", 300<<10)}
	stop := make(chan struct{})
	var others sync.WaitGroup
	var limited, sent atomic.Int64
	for i := range 16 {
		others.Go(func() {
			c := from("127.0.0.2")
			for k := i; ; k++ {
				select {
				case <-stop:
					return
				default:
				}
				status, _, err := ask(c, n.url, junk[k%len(junk)])
				if err != nil {
					continue // the server hangs up on bodies that are too long
				}
				sent.Add(1)
				if status == http.StatusTooManyRequests {
					limited.Add(1)
				}
				if status >= 500 {
					t.Errorf("status %d", status)
				}
			}
		})
	}
	honest := from("127.0.0.3")
	for i := range 30 {
		status, text, err := ask(honest, n.url, add(t, alice.Transfer(bob.Address, 1)))
		if err != nil || status != http.StatusOK || !strings.Contains(text, "transaction_hash") {
			t.Fatalf("transfer %d: status %d, %s, %v", i, status, text, err)
		}
	}
	close(stop)
	others.Wait()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d requests of junk, %d refused at once, heap %d MiB", sent.Load(), limited.Load(), m.HeapAlloc>>20)
	if m.HeapAlloc > 512<<20 || limited.Load() == 0 {
		t.Errorf("heap %d MiB, %d of %d refused at once", m.HeapAlloc>>20, limited.Load(), sent.Load())
	}
}

// add is the call that sends a transaction.
func add(t testing.TB, tx starknet.AccountTransaction) string {
	data, err := json.Marshal(object{"jsonrpc": "2.0", "id": 1, "method": "starknet_addInvokeTransaction", "params": []any{tx}})
	check(t, err)
	return string(data)
}

// TestConnections demands that a network has no more connections than it may.
func TestConnections(t *testing.T) {
	n := start(t, 1, rpc.Limits{ConnectionsPerNetwork: 3})
	dial := func() net.Conn {
		c, err := net.Dial("tcp", strings.TrimPrefix(n.url, "http://"))
		check(t, err)
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	works := func(c net.Conn) bool {
		_ = c.SetDeadline(time.Now().Add(5 * time.Second))
		_, _ = fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(chainIDCall), chainIDCall)
		var b [12]byte
		_, err := io.ReadFull(c, b[:])
		return err == nil && string(b[:]) == "HTTP/1.1 200"
	}
	var open []net.Conn
	for range 3 {
		c := dial()
		if !works(c) {
			t.Fatal("a connection does not work")
		}
		open = append(open, c)
	}
	if works(dial()) {
		t.Error("a fourth connection works")
	}
	_ = open[0].Close()
	within(n, func() (bool, bool) { return true, works(dial()) })
}

// TestSubscriptionLimit demands that a connection has no more subscriptions than it
// may.
func TestSubscriptionLimit(t *testing.T) {
	n := start(t, 1, rpc.Limits{Subscriptions: 2})
	w := n.dial(path10)
	first := w.subscribe("NewHeads", nil)
	w.subscribe("NewHeads", nil)
	if a := w.call("starknet_subscribeNewHeads", nil); a.Error == nil || a.Error.Code != -32005 {
		t.Errorf("%v", a)
	}
	w.call("starknet_unsubscribe", []any{first})
	w.subscribe("NewHeads", nil)
	if err := w.conn.WriteMessage(websocket.BinaryMessage, []byte(chainIDCall)); err != nil {
		t.Fatal(err)
	}
	for {
		_ = w.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, _, err := w.conn.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, websocket.CloseUnsupportedData) {
				t.Error(err)
			}
			return
		}
	}
}
