package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"quarry/sequencer/chain/chaintest"
)

// sign makes the bodies of as many transfers, the accounts taking turns.
func sign(accounts []*chaintest.Account, count int) ([][]byte, error) {
	bodies := make([][]byte, count)
	for i := range bodies {
		from, to := accounts[i%len(accounts)], accounts[(i*7+1)%len(accounts)]
		data, err := json.Marshal(map[string]any{
			"jsonrpc": "2.0", "id": i, "method": "starknet_addInvokeTransaction", "params": []any{from.Transfer(to.Address, 1)},
		})
		if err != nil {
			return nil, err
		}
		bodies[i] = data
	}
	return bodies, nil
}

// client has its connections come from an address of the loopback network.
func client(address string, connections int) *http.Client {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Client{Transport: &http.Transport{
		DialContext: d.DialContext, MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections,
	}}
}

// post sends a body and returns status and answer.
func (l *load) post(ctx context.Context, c *http.Client, body []byte) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := c.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	return answer.StatusCode, data, err
}

// seen is what clients saw.
type seen struct {
	mu       sync.Mutex
	accepted int
	refused  map[string]int
	// service are the times from each request to its answer, due those from when
	// the request should have been sent.
	service, due []time.Duration
}

// send sends the transfers at the load's rate, whether answers come or not.
func (l *load) send(ctx context.Context, bodies [][]byte) *seen {
	s := &seen{refused: map[string]int{}}
	c := client("127.0.0.1", l.connections)
	begin := time.Now()
	var next atomic.Int64
	var all sync.WaitGroup
	for range l.connections {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(bodies)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				due := begin.Add(time.Duration(float64(i) / float64(l.rate) * float64(time.Second)))
				time.Sleep(time.Until(due))
				start := time.Now()
				status, answer, err := l.post(ctx, c, bodies[i])
				s.note(status, answer, err, time.Since(start), time.Since(due))
			}
		})
	}
	all.Wait()
	return s
}

func (s *seen) note(status int, answer []byte, err error, service, due time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil:
		s.refused[err.Error()]++
	case status == http.StatusOK && bytes.Contains(answer, []byte(`"transaction_hash"`)):
		s.accepted++
		s.service, s.due = append(s.service, service), append(s.due, due)
	default:
		s.refused[string(answer[:min(len(answer), 200)])]++
	}
}

// junk is another network's.
type junk struct {
	sent, limited atomic.Int64
	cancel        context.CancelFunc
	done          sync.WaitGroup
}

// startJunk begins to send junk: transfers with wrong signatures, and what is no
// JSON-RPC.
func (l *load) startJunk(ctx context.Context) *junk {
	ctx, cancel := context.WithCancel(ctx)
	j := &junk{cancel: cancel}
	if l.junk == 0 {
		return j
	}
	// An account of genesis, but another key.
	transfer := chaintest.NewAccount(0).Transfer(chaintest.NewAccount(1).Address, 1)
	transfer.Signature[0], transfer.Signature[1] = transfer.Signature[1], transfer.Signature[0]
	bad, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "starknet_addInvokeTransaction", "params": []any{transfer}})
	kinds := [][]byte{bad, []byte(`{"jsonrpc":`), []byte(strings.Repeat("[", 1000)), bad, []byte(`{"jsonrpc":"2.0","id":1,"method":"starknet_nothing"}`)}
	const workers = 512
	c := client("127.0.0.2", workers)
	every := time.Duration(float64(time.Second) / float64(l.junk) * workers)
	for i := range workers {
		j.done.Go(func() {
			tick := time.NewTicker(every)
			defer tick.Stop()
			for k := i; ctx.Err() == nil; k++ {
				status, _, err := l.post(ctx, c, kinds[k%len(kinds)])
				if err == nil {
					j.sent.Add(1)
				}
				if status == http.StatusTooManyRequests {
					j.limited.Add(1)
				}
				select {
				case <-tick.C:
				case <-ctx.Done():
				}
			}
		})
	}
	return j
}

func (j *junk) stop() {
	j.cancel()
	j.done.Wait()
}
