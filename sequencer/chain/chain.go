package chain

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// Config is what a Chain is made of.
type Config struct {
	// DB holds blocks and state; State must lie in it, too.
	DB       *pebble.DB
	State    *state.State
	Executor *execution.Executor
	Pool     Pool
	// Deposits is nil if there is no L1: then no block may consume messages.
	Deposits Deposits
	// Blobs is set if the state diff of blocks goes to L1 in blobs, and nil if it is part
	// of the program's output.
	Blobs Blobs
	// Sequencer is the account that gets the fees of the blocks that are built here.
	Sequencer Felt
	// Prices are those of all blocks: of the ones that are built, and demanded of
	// others'.
	Prices program.Prices
	// Limits are those of all blocks.
	Limits Limits
	// Drift is how far a proposed block's timestamp may be ahead of this node's
	// clock, and Age how far behind.
	Drift, Age time.Duration
	// DepositPatience is how long a proposed block is kept waiting for a message that
	// this node has not yet seen on L1.
	DepositPatience time.Duration
	// Log is nil for none.
	Log *slog.Logger
	// Now is the clock, nil for the machine's.
	Now func() time.Time
}

// The bounds of timestamps where the configuration has none.
const (
	defaultDrift           = 10 * time.Second
	defaultAge             = 2 * time.Minute
	defaultDepositPatience = 2 * time.Second
)

// Chain is the chain of one node: it keeps the blocks, builds the next one, judges
// those of others, and makes one the head. It is an Engine. All methods are safe for
// concurrent use.
type Chain struct {
	config Config
	store  *Store

	mu sync.Mutex // held while blocks are built, judged, finalised and reverted
	// open is the block that is being built and shown as pre-confirmed, if any.
	open *open
	// carried are staged transactions that come next.
	carried []*execution.Transaction
	// candidates are the blocks on top of the head that were built or validated, by
	// hash; order is the order in which they came.
	candidates map[Felt]*candidate
	order      []Felt

	// shown is the pre-confirmed block as far as Open has shown it; stale says that
	// the open block has grown since.
	shown atomic.Pointer[Open]
	stale atomic.Bool

	syncMu sync.Mutex
	// highest is how far the chain is elsewhere; starting is where this one was when it
	// fell behind, nil if it is not.
	highest  Point
	starting *Point
}

// candidate is a block that can be made the head.
type candidate struct {
	sealed *execution.Sealed
	block  *Block
}

// maxCandidates is how many blocks on top of one head are remembered.
const maxCandidates = 16

var _ Engine = (*Chain)(nil)

// Init gives an empty database its genesis block; the state is made with it.
func Init(ctx context.Context, db *pebble.DB, s *state.State, g *state.Genesis) error {
	store, err := OpenStore(db)
	if err != nil {
		return err
	}
	root, commitment := g.Root(), program.TransactionCommitment(nil)
	b := &Block{Header: Header{Header: g.Header(), StateRoot: root, OldRoot: root, Commitment: commitment, Hash: g.BlockHash()}}
	return s.Init(ctx, g, func(batch *pebble.Batch) error { return store.stage(batch, b, &StateDiff{}, nil) })
}

// New makes the chain of what the database holds, which must have a genesis block.
// A block that was being built when the process ended is built again: the same
// transactions in the same order.
func New(ctx context.Context, config Config) (*Chain, error) {
	c := &Chain{config: config, candidates: map[Felt]*candidate{}}
	c.defaults()
	var err error
	if c.store, err = OpenStore(config.DB); err != nil {
		return nil, err
	}
	head := c.store.Head()
	view, err := config.State.View()
	if err != nil {
		return nil, err
	}
	if head == nil || head.Number != view.Number() || head.StateRoot != view.Root() {
		return nil, fault.New(CodeStore, "the blocks and the state in the database are not of one chain")
	}
	// The process may have ended between block and pool.
	last, err := c.checked(ctx, head.Number)
	if err != nil {
		return nil, err
	}
	config.Pool.Included(last)
	if err := c.restoreReverted(); err != nil {
		return nil, err
	}
	return c, c.recover(ctx)
}

func (c *Chain) defaults() {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	set(&c.config.Drift, defaultDrift)
	set(&c.config.Age, defaultAge)
	set(&c.config.DepositPatience, defaultDepositPatience)
	if c.config.Log == nil {
		c.config.Log = slog.New(slog.DiscardHandler)
	}
	if c.config.Now == nil {
		c.config.Now = time.Now
	}
	c.config.Limits = c.config.Limits.or(DefaultLimits)
	if c.config.Deposits != nil {
		c.config.Limits = c.config.Limits.or(Limits{OutputWords: settledWords})
	}
}

// checked returns the transactions of a block as execution takes them.
func (c *Chain) checked(ctx context.Context, number uint64) ([]*execution.Transaction, error) {
	stored, err := c.store.Transactions(number)
	if err != nil {
		return nil, err
	}
	list := make([]starknet.Transaction, len(stored))
	for i := range stored {
		list[i] = stored[i].Transaction
	}
	return c.config.Executor.CheckMany(ctx, list)
}

// Store keeps the chain's blocks.
func (c *Chain) Store() *Store { return c.store }

// Prices are those that the next block will have.
func (c *Chain) Prices() program.Prices { return c.config.Prices }

// Head implements Engine.
func (c *Chain) Head(context.Context) (*Header, error) { return c.store.Head(), nil }

// Fork returns the state as it is after the pre-confirmed transactions, or after the
// head if there are none, to try transactions out on.
func (c *Chain) Fork(skip execution.Skip) (*execution.Overlay, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open != nil {
		return c.open.overlay.Fork(skip), nil
	}
	o, err := c.begin(c.header(0))
	if err != nil {
		return nil, err
	}
	return o.Fork(skip), nil
}

// header is that of a block that is built here, on top of the head.
func (c *Chain) header(timestamp uint64) program.Header {
	head := c.store.Head()
	if timestamp == 0 {
		timestamp = max(uint64(c.config.Now().Unix()), head.Timestamp)
	}
	return program.Header{
		Number: head.Number + 1, ParentHash: head.Hash, Timestamp: timestamp,
		Sequencer: c.config.Sequencer, Prices: c.config.Prices,
	}
}

// begin begins a block on the state after the head.
func (c *Chain) begin(h program.Header) (*execution.Overlay, error) {
	view, err := c.config.State.View()
	if err != nil {
		return nil, err
	}
	return c.config.Executor.Begin(view, h)
}

// remember keeps a block that can be made the head.
func (c *Chain) remember(s *execution.Sealed) *candidate {
	x := &candidate{s, sealedBlock(s, c.store.Head())}
	if c.candidates[s.Hash] == nil {
		if c.order = append(c.order, s.Hash); len(c.order) > maxCandidates {
			delete(c.candidates, c.order[0])
			c.order = c.order[1:]
		}
	}
	c.candidates[s.Hash] = x
	return x
}

// Finalise implements Engine.
func (c *Chain) Finalise(ctx context.Context, hash Felt) (*Header, error) {
	return c.FinaliseTagged(ctx, hash, "", nil)
}

// FinaliseTagged is Finalise, and keeps a value under a name with the block: both
// are on disk, or neither. An empty name keeps nothing.
func (c *Chain) FinaliseTagged(_ context.Context, hash Felt, name string, value []byte) (*Header, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if head := c.store.Head(); head.Hash == hash {
		return head, c.SetTag(name, value)
	}
	x := c.candidates[hash]
	if x == nil {
		return nil, fault.New(CodeUndecided, "no block %s was built or validated on top of the head", starknet.FormatFelt(&hash))
	}
	input, err := c.input(x.sealed)
	if err != nil {
		return nil, err
	}
	err = c.config.State.Commit(x.sealed.Plan, func(batch *pebble.Batch) error {
		return errors.Join(c.store.stage(batch, x.block, x.sealed.Changes, input), c.closeOpen(batch), setTag(batch, name, value))
	})
	if err != nil {
		return nil, err
	}
	c.advance(x.block, x.sealed.Transactions)
	return &x.block.Header, nil
}

// advance makes a block that is on disk, of these transactions, the head for
// everybody. What else was staged can come next.
func (c *Chain) advance(b *Block, list []*execution.Transaction) {
	c.store.head.Store(&b.Header)
	c.config.Pool.Included(list)
	c.config.Pool.Rewind()
	c.open, c.carried = nil, nil
	clear(c.candidates)
	c.order = nil
	c.show(nil)
	notices := make([]Notice, 0, len(b.Receipts)+1)
	notices = append(notices, &BlockNotice{b})
	for i := range b.Receipts {
		notices = append(notices, &StatusNotice{b.Receipts[i].Hash, AcceptedOnL2, &b.Receipts[i], b.Number})
	}
	c.store.feed.send(notices...)
	c.config.Log.Info("block", "number", b.Number, "hash", starknet.FormatFelt(&b.Hash), "transactions", len(b.Transactions))
}

// input is the input of the run that proves a block.
func (c *Chain) input(s *execution.Sealed) ([]byte, error) {
	if c.config.Blobs == nil {
		return s.Input()
	}
	b := s.Block
	var err error
	if b.Commitments, err = c.config.Blobs.Commit(s.Diff); err != nil {
		return nil, err
	}
	return program.Input(&b, s.Witness)
}

// SetTag keeps a value under a name, on disk when it returns.
func (c *Chain) SetTag(name string, value []byte) error {
	batch := c.config.DB.NewBatch()
	defer batch.Close()
	if err := setTag(batch, name, value); err != nil || batch.Empty() {
		return err
	}
	if err := batch.Commit(pebble.Sync); err != nil {
		return storeError(err)
	}
	return nil
}

// Tag returns what was kept under a name, nil if nothing was.
func (c *Chain) Tag(name string) ([]byte, error) { return c.store.Tag(name) }

func setTag(batch *pebble.Batch, name string, value []byte) error {
	if name == "" {
		return nil
	}
	if err := batch.Set(key(keyTag, []byte(name)), value, nil); err != nil {
		return storeError(err)
	}
	return nil
}
