package cometbft

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/mempool"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// childVariable has, in a process that is one node of a test's network, what the node
// is to be like.
const childVariable = "QUARRY_TEST_VALIDATOR"

// child is what a node of a test's network is to be like.
type child struct {
	Options Options
	// Control is the address at which the test asks and tells the node.
	Control  string
	Accounts int
	Verbose  bool
	// Dishonest nodes propose blocks with a wrong state root, and vote for them.
	Dishonest bool
}

// liar is a chain whose proposals have a wrong state root.
type liar struct{ *chain.Chain }

func (l liar) Build(ctx context.Context, r chain.Request) (*chain.Proposal, error) {
	p, err := l.Chain.Build(ctx, r)
	if p != nil {
		one := starknet.NewFelt(1)
		p.StateRoot.Add(&p.StateRoot, &one)
		p.Hash = p.BlockHash(&p.StateRoot, len(p.Transactions), &p.Commitment)
	}
	return p, err
}

func (l liar) Validate(ctx context.Context, p *chain.Proposal, decided bool) error {
	err := l.Chain.Validate(ctx, p, decided)
	if fault.CodeOf(err) == chain.CodeStateRoot && !decided {
		return nil
	}
	return err
}

func TestMain(m *testing.M) {
	if text := os.Getenv(childVariable); text != "" {
		var c child
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			log.Fatal(err)
		}
		c.run()
		return
	}
	os.Exit(m.Run())
}

// exit is a chaintest.T that ends the process.
type exit struct{}

func (exit) Helper()           {}
func (exit) Fatal(args ...any) { log.Fatal(args...) }
func (exit) Cleanup(func())    {}

// run is the node's process.
func (c *child) run() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	level := slog.LevelWarn
	if c.Verbose {
		level = slog.LevelDebug
	}
	c.Options.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	dir := c.Options.Dir + "/db"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		log.Fatal(err)
	}
	db := chaintest.Database(exit{}, vfs.Default, dir)
	s, err := state.Open(db, []byte("state/"))
	if err == nil && s.Empty() {
		err = chain.Init(ctx, db, s, chaintest.Genesis(chaintest.Accounts(c.Accounts)))
	}
	if err != nil {
		log.Fatal(err)
	}
	executor := chaintest.Executor()
	var node atomic.Pointer[Node]
	pool, err := mempool.Open(ctx, db, chaintest.PoolState{State: s}, executor, mempool.Options{Observer: func(e mempool.Event) {
		if n := node.Load(); n != nil && e.Kind == mempool.Added {
			n.Broadcast(e.Transaction.Transaction)
		}
	}})
	if err != nil {
		log.Fatal(err)
	}
	l1 := &chaintest.L1{}
	ledger, err := chain.New(ctx, chain.Config{
		DB: db, State: s, Executor: executor, Pool: pool, Deposits: l1, Prices: chaintest.Prices, Log: c.Options.Log,
		Sequencer: feesOf(c.Options.Name),
	})
	if err != nil {
		log.Fatal(err)
	}
	var driven Chain = ledger
	if c.Dishonest {
		driven = liar{ledger}
	}
	n, err := New(ctx, c.Options, driven, pool, chaintest.Config.L2ChainID)
	if err != nil {
		log.Fatal(err)
	}
	node.Store(n)
	go func() { log.Fatal(http.ListenAndServe(c.Control, c.handler(ledger, pool, l1, n))) }()
	if err := n.Run(ctx); err != nil {
		log.Fatal(err)
	}
	pool.Close()
	if err := db.Close(); err != nil {
		log.Fatal(err)
	}
}

// feesOf is the account that gets the fees of a node's blocks.
func feesOf(name string) starknet.Felt { return starknet.MustShortString("fees of " + name) }

// status is what a node says of itself.
type status struct {
	Number  uint64
	Peers   int
	Waiting int
}

// summary is what a node says of a block.
type summary struct {
	Hash, Root   starknet.Hex
	Sequencer    starknet.Hex
	Transactions []starknet.Hex
}

func (c *child) handler(ledger *chain.Chain, pool *mempool.Pool, l1 *chaintest.L1, n *Node) http.Handler {
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any, err error) {
		if err != nil {
			w.Header().Set("Code", string(fault.CodeOf(err)))
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("POST /transaction", func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		t, err := starknet.DecodeTransaction(raw)
		if err == nil {
			_, err = pool.Add(r.Context(), t.(starknet.AccountTransaction))
		}
		answer(w, true, err)
	})
	mux.HandleFunc("POST /deposit", func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		t, err := starknet.DecodeTransaction(raw)
		if err == nil {
			var m *starknet.MessageToL2
			if m, err = t.(*starknet.L1Handler).Message(); err == nil {
				l1.Send(*m)
			}
		}
		answer(w, true, err)
	})
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, r *http.Request) {
		answer(w, status{ledger.Store().Head().Number, n.Peers(), pool.Stats().Transactions}, nil)
	})
	mux.HandleFunc("GET /blocks/{from}", func(w http.ResponseWriter, r *http.Request) {
		from, err := strconv.ParseUint(r.PathValue("from"), 10, 64)
		var list []summary
		for number := from; err == nil && number <= ledger.Store().Head().Number; number++ {
			var b *chain.Block
			if b, err = ledger.Store().Block(number); err == nil {
				x := summary{Hash: starknet.Hex(b.Hash), Root: starknet.Hex(b.StateRoot), Sequencer: starknet.Hex(b.Sequencer)}
				for i := range b.Transactions {
					x.Transactions = append(x.Transactions, starknet.Hex(b.Transactions[i].Hash))
				}
				list = append(list, x)
			}
		}
		answer(w, list, errors.Join(err))
	})
	return mux
}
