package node

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/consensus/cometbft"
	"quarry/sequencer/consensus/engineapi"
	"quarry/sequencer/consensus/solo"
	"quarry/sequencer/execution"
	"quarry/sequencer/mempool"
	"quarry/sequencer/program"
	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// CodeOtherGenesis: the data directory belongs to a chain with another beginning.
const CodeOtherGenesis fault.Code = "node/other-genesis"

// SignatureCache is how many bytes the tables of keys may take with which signatures
// are checked faster.
const SignatureCache = 64 << 20

// Options say what node it is. Zero fields have the defaults of the rooms that they
// are for.
type Options struct {
	// Dir is where the node keeps all that it knows.
	Dir string
	// Genesis is block 0. A directory that has another one is refused.
	Genesis *state.Genesis
	// Sequencer is the account that gets the fees of the blocks that this node builds;
	// 0: that of genesis.
	Sequencer starknet.Felt
	Pool      mempool.Options
	Limits    chain.Limits
	Database  state.DatabaseOptions

	// Solo is used if CometBFT is nil: this node makes the blocks alone.
	Solo     solo.Options
	CometBFT *cometbft.Options
	// Engine is set if a consensus in another process makes the blocks, over the engine
	// API; then neither Solo nor CometBFT is used.
	Engine *Engine

	// Deposits are the messages from L1, Messages those that an L1 transaction has
	// sent; nil if there is no L1.
	Deposits chain.Deposits
	Messages rpc.Messages
	// Blobs is set if state diffs go to L1 in blobs.
	Blobs chain.Blobs
	// Jobs is the prover's line-up; nil if blocks are not proved.
	Jobs   chain.ProofJobs
	Prover chain.ProverOptions

	RPC rpc.Limits
	// Mounts add what else is served at the RPC's address, see rpc.Config.
	Mounts  []func(gin.IRouter)
	Metrics *prometheus.Registry
	// Log is nil for none.
	Log *slog.Logger
}

// Engine says where the engine API is answered, and to whom.
type Engine struct {
	Listener net.Listener
	Secret   engineapi.Secret
}

// Node is one sequencer.
type Node struct {
	options Options
	log     *slog.Logger

	db     *pebble.DB
	state  *state.State
	pool   *mempool.Pool
	chain  *chain.Chain
	server *rpc.Server
	bft    *cometbft.Node
}

// Open opens a node's parts. A directory without a chain gets the genesis block.
func Open(ctx context.Context, o Options) (*Node, error) {
	n := &Node{options: o, log: o.Log}
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	if err := n.open(ctx); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

func (n *Node) open(ctx context.Context) error {
	o := &n.options
	if err := o.Genesis.Validate(); err != nil {
		return err
	}
	if err := n.openState(ctx); err != nil {
		return err
	}
	executor := execution.NewExecutor(o.Genesis.Config, starknet.NewVerifier(SignatureCache), 0)
	var observe atomic.Pointer[func(mempool.Event)]
	pool := o.Pool
	pool.Log = n.log.With("part", "mempool")
	pool.Observer = func(e mempool.Event) {
		if f := observe.Load(); f != nil {
			(*f)(e)
		}
	}
	var ledger atomic.Pointer[chain.Chain]
	pool.Ahead = func(address *starknet.Felt) (*program.Account, bool) {
		if c := ledger.Load(); c != nil {
			if open := c.Open(); open != nil {
				return open.Account(address)
			}
		}
		return nil, false
	}
	var err error
	if n.pool, err = mempool.Open(ctx, n.db, accounts{n.state, o.Genesis.Prices}, executor, pool); err != nil {
		return err
	}
	sequencer := o.Sequencer
	if sequencer.IsZero() {
		sequencer = o.Genesis.Sequencer
	}
	if n.chain, err = chain.New(ctx, chain.Config{
		DB: n.db, State: n.state, Executor: executor, Pool: n.pool, Deposits: o.Deposits, Blobs: o.Blobs,
		Sequencer: sequencer, Prices: o.Genesis.Prices, Limits: o.Limits, Log: n.log.With("part", "chain"),
	}); err != nil {
		return err
	}
	ledger.Store(n.chain)
	if o.CometBFT != nil && o.Engine == nil {
		if n.bft, err = cometbft.New(ctx, *o.CometBFT, n.chain, n.pool, o.Genesis.Config.L2ChainID); err != nil {
			return err
		}
	}
	heard := n.observe
	observe.Store(&heard)
	n.server, err = rpc.New(rpc.Config{
		ChainID: o.Genesis.Config.L2ChainID, Blocks: n.chain.Store(), States: n.state, Builder: n.chain, Pool: n.pool,
		Executor: executor, Messages: o.Messages, Sync: n.chain.Sync, Blobs: o.Blobs != nil, Limits: o.RPC, Mounts: o.Mounts, Metrics: o.Metrics,
		Log: n.log.With("part", "rpc"),
	})
	return err
}

// openState opens the database and sees to it that it holds this chain.
func (n *Node) openState(ctx context.Context) (err error) {
	o := &n.options
	o.Database.Log = n.log.With("part", "database")
	if n.db, err = state.OpenDatabase(o.Dir, o.Database); err != nil {
		return err
	}
	if n.state, err = state.Open(n.db, []byte("state/")); err != nil {
		return err
	}
	if n.state.Empty() {
		return chain.Init(ctx, n.db, n.state, o.Genesis)
	}
	store, err := chain.OpenStore(n.db)
	if err != nil {
		return err
	}
	first, err := store.Header(0)
	if err != nil {
		return err
	}
	if first.Hash != o.Genesis.BlockHash() {
		return fault.New(CodeOtherGenesis, "the directory holds a chain with another genesis block").At("%s", o.Dir).
			WithHint("give the genesis file that it was begun with, or an empty directory")
	}
	return nil
}

// observe tells those who want to know what happens in the mempool.
func (n *Node) observe(e mempool.Event) {
	if e.Kind != mempool.Added {
		return
	}
	n.chain.Store().Feed().Received(e.Transaction.Hash)
	if n.bft != nil {
		n.bft.Broadcast(e.Transaction.Transaction)
	}
}

// Chain is the node's chain.
func (n *Node) Chain() *chain.Chain { return n.chain }

// State is the state after the chain's last block.
func (n *Node) State() *state.State { return n.state }

// Pool is the node's mempool.
func (n *Node) Pool() *mempool.Pool { return n.pool }

// RPC is the node's server, for further listeners and other ways in.
func (n *Node) RPC() *rpc.Server { return n.server }

// Peers is how many other validators the node is connected to.
func (n *Node) Peers() int {
	if n.bft == nil {
		return 0
	}
	return n.bft.Peers()
}

// Run makes blocks and answers at l until outer ends, which is no error, or until a part
// fails. Close must still be called.
func (n *Node) Run(outer context.Context, l net.Listener) error {
	ctx, stop := context.WithCancelCause(outer)
	defer stop(nil)
	var parts sync.WaitGroup
	run := func(part func(context.Context) error) {
		parts.Go(func() {
			if err := part(ctx); err != nil && ctx.Err() == nil {
				stop(err)
			}
		})
	}
	run(func(ctx context.Context) error { return n.server.Serve(ctx, l) })
	switch e := n.options.Engine; {
	case e != nil:
		run(func(ctx context.Context) error { return engineapi.Serve(ctx, e.Listener, n.chain, e.Secret) })
	case n.bft != nil:
		run(n.bft.Run)
	default:
		run(func(ctx context.Context) error { return solo.Run(ctx, n.chain, n.pool.Ready(), n.options.Solo) })
	}
	if n.options.Jobs != nil {
		o := n.options.Prover
		o.Log = n.log.With("part", "prover")
		run(chain.NewProver(n.chain.Store(), n.options.Jobs, o).Run)
	}
	<-ctx.Done()
	parts.Wait()
	if err := context.Cause(ctx); err != context.Cause(outer) {
		return err
	}
	return nil
}

// Close closes what Open has opened. All that the node knows is on disk.
func (n *Node) Close() error {
	if e := n.options.Engine; e != nil {
		_ = e.Listener.Close() // its server has closed it, if there was one
	}
	if n.bft != nil {
		n.bft.Close()
	}
	if n.pool != nil {
		n.pool.Close()
	}
	if n.db != nil {
		if err := n.db.Close(); err != nil {
			return fault.Wrap(err, state.CodeDatabase, "the database can't be closed").At("%s", n.options.Dir)
		}
	}
	return nil
}

// accounts are the accounts as the mempool asks for them.
type accounts struct {
	*state.State
	prices program.Prices
}

// Prices implements mempool.State.
func (a accounts) Prices() program.Prices { return a.prices }
