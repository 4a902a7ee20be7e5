package rpc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/prometheus/client_golang/prometheus"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/mempool"
	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// node is a sequencer of one: state, chain, mempool and RPC, and a loop that makes
// blocks.
type node struct {
	t        testing.TB
	chain    *chain.Chain
	state    *state.State
	l1       *chaintest.L1
	url      string
	server   *rpc.Server
	metrics  *prometheus.Registry
	accounts []*chaintest.Account
	messages sync.Map // from a transaction of L1 to []starknet.MessageToL2
	// specs judge all results, by path; nil where they are not at hand.
	specs map[string]*specs

	cancel  context.CancelFunc
	stopped sync.WaitGroup
	// hold keeps blocks from being sealed.
	hold sync.Mutex
}

// blockTime is how often a node seals what it has.
const blockTime = 30 * time.Millisecond

// The paths of the versions.
const (
	path9  = "/rpc/v0_9"
	path10 = "/rpc/v0_10"
)

// start makes a node with accounts that are deployed and funded.
func start(t testing.TB, accounts int, limits rpc.Limits) *node {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	n := &node{
		t: t, accounts: chaintest.Accounts(accounts), l1: &chaintest.L1{}, cancel: cancel,
		specs: map[string]*specs{path9: loadSpecs(t, "v0_9"), path10: loadSpecs(t, "v0_10")},
	}
	db := chaintest.Database(t, vfs.NewMem(), "db")
	var err error
	n.state, err = state.Open(db, []byte("state/"))
	check(t, err)
	check(t, chain.Init(ctx, db, n.state, chaintest.Genesis(n.accounts)))
	executor := chaintest.Executor()
	var observe func(mempool.Event)
	pool, err := mempool.Open(ctx, db, chaintest.PoolState{State: n.state}, executor, mempool.Options{Observer: func(e mempool.Event) { observe(e) }})
	check(t, err)
	n.chain, err = chain.New(ctx, chain.Config{
		DB: db, State: n.state, Executor: executor, Pool: pool, Deposits: n.l1, Sequencer: chaintest.Sequencer, Prices: chaintest.Prices,
	})
	check(t, err)
	observe = func(e mempool.Event) {
		if e.Kind == mempool.Added {
			n.chain.Store().Feed().Received(e.Transaction.Hash)
		}
	}
	n.metrics = prometheus.NewRegistry()
	server, err := rpc.New(rpc.Config{
		Metrics: n.metrics,
		ChainID: chaintest.Config.L2ChainID, Blocks: n.chain.Store(), States: n.state, Builder: n.chain, Pool: pool, Executor: executor,
		Messages: n, Limits: limits, Log: slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	check(t, err)
	n.server = server
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	n.url = "http://" + l.Addr().String()
	n.stopped.Go(func() { _ = server.Serve(ctx, l) })
	n.stopped.Go(func() { n.make(ctx, pool) })
	t.Cleanup(func() {
		cancel()
		n.stopped.Wait()
		pool.Close()
		_ = db.Close()
	})
	return n
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// testWriter writes a log into a test's.
type testWriter struct{ t testing.TB }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Logf("%s", bytes.TrimSpace(p))
	return len(p), nil
}

// make makes blocks of what comes.
func (n *node) make(ctx context.Context, pool *mempool.Pool) {
	tick := time.NewTicker(blockTime)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pool.Ready():
			if _, err := n.chain.Fill(ctx); err != nil && ctx.Err() == nil {
				n.t.Error(err)
			}
		case <-tick.C:
			if _, err := n.chain.Fill(ctx); err != nil && ctx.Err() == nil {
				n.t.Error(err)
			}
			n.seal(ctx)
		}
	}
}

// seal makes the open block the head.
func (n *node) seal(ctx context.Context) {
	n.hold.Lock()
	defer n.hold.Unlock()
	if n.chain.Open() == nil {
		return
	}
	p, err := n.chain.Build(ctx, chain.Request{Parent: n.chain.Store().Head().Hash})
	if err == nil && p != nil {
		_, err = n.chain.Finalise(ctx, p.Hash)
	}
	if err != nil && ctx.Err() == nil {
		n.t.Error(err)
	}
}

// Sent implements rpc.Messages.
func (n *node) Sent(_ context.Context, l1 [32]byte) ([]starknet.MessageToL2, bool, error) {
	m, ok := n.messages.Load(l1)
	if !ok {
		return nil, false, nil
	}
	return m.([]starknet.MessageToL2), true, nil
}

// metric is the value of a gauge or counter without labels.
func (n *node) metric(name string) float64 {
	n.t.Helper()
	families, err := n.metrics.Gather()
	check(n.t, err)
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetGauge().GetValue() + f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	n.t.Fatalf("there is no metric %s", name)
	return 0
}

func (n *node) chainID() *starknet.Felt { return &chaintest.Config.L2ChainID }

// answer is an answer of JSON-RPC.
type answer struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  json.RawMessage `json:"result"`
	Error   *rpc.Error      `json:"error"`
}

// post sends a body and returns status and answer.
func (n *node) post(path, body string) (int, string) {
	n.t.Helper()
	r, err := http.Post(n.url+path, "application/json", bytes.NewBufferString(body))
	check(n.t, err)
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	check(n.t, err)
	return r.StatusCode, string(data)
}

// call makes a call with parameters by name or position.
func (n *node) call(path, method string, params any) answer {
	n.t.Helper()
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	check(n.t, err)
	status, text := n.post(path, string(body))
	var a answer
	if err := json.Unmarshal([]byte(text), &a); err != nil || status != http.StatusOK {
		n.t.Fatalf("%s: status %d, %s", method, status, text)
	}
	if judge := n.specs[path]; judge != nil && a.Error == nil && strings.HasPrefix(method, "starknet_") {
		var value any
		check(n.t, json.Unmarshal(a.Result, &value))
		if err := judge.result(method, value); err != nil {
			n.t.Errorf("%s of %s: %v\n%s", method, path, err, a.Result)
		}
	}
	return a
}

// must makes a call that must have a result, and decodes that.
func must[T any](n *node, path, method string, params any) (result T) {
	n.t.Helper()
	a := n.call(path, method, params)
	if a.Error != nil {
		n.t.Fatalf("%s: %v", method, a.Error)
	}
	check(n.t, json.Unmarshal(a.Result, &result))
	return result
}

// refused makes a call that must fail with a code.
func (n *node) refused(code int, path, method string, params any) *rpc.Error {
	n.t.Helper()
	a := n.call(path, method, params)
	if a.Error == nil || a.Error.Code != code {
		n.t.Fatalf("%s: %v, result %s, want code %d", method, a.Error, a.Result, code)
	}
	return a.Error
}

// object is a JSON object.
type object = map[string]any

// within asks again until there is an answer.
func within[T any](n *node, ask func() (T, bool)) T {
	n.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if v, ok := ask(); ok {
			return v
		}
	}
	n.t.Fatal("that took too long")
	panic("unreachable")
}

// accepted waits for a transaction to be in a sealed block, and returns its receipt.
func (n *node) accepted(path, hash string) object {
	n.t.Helper()
	return within(n, func() (object, bool) {
		a := n.call(path, "starknet_getTransactionReceipt", object{"transaction_hash": hash})
		if a.Error != nil {
			return nil, false
		}
		var r object
		check(n.t, json.Unmarshal(a.Result, &r))
		return r, r["finality_status"] == "ACCEPTED_ON_L2"
	})
}
