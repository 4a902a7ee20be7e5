package settler

import (
	"context"
	"errors"
	"log/slog"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/prover/stone"
	"quarry/settlement/blob"
	"quarry/settlement/l1"
)

// Config is what a Settler is made of. Zero fields have the defaults.
type Config struct {
	// DB keeps the records, behind Prefix.
	DB     *pebble.DB
	Prefix []byte
	Client *l1.Client
	// Manager sends with an operator's account. The settler steps it: nobody else
	// should run it.
	Manager *l1.Manager
	// Core is the core contract, Origin the L1 block before it.
	Core   common.Address
	Origin uint64
	Blocks Blocks
	Prover Prover
	// Proofs knows the form of proofs. Default Stone with 80 bits in the conjectured
	// regime, version 3.
	Proofs Proofs
	// Finality is told how far blocks are; nil: nobody is.
	Finality Finality
	// Deposits knows which messages to L2 can soon be taken back; nil: nobody does.
	Deposits Deposits
	// Archive keeps copies of the blobs with state diffs; nil: none are kept.
	Archive *blob.Archive
	// Parallel is how many blocks are proved at the same time. Default 4.
	Parallel int
	// MaxCost bounds what one update may cost, in wei. Default 0.5 ether.
	MaxCost *big.Int
	// MaxAttempts is how often a job is started before it has failed. Default 5.
	MaxAttempts int
	// Backoff is the wait after a failure, each time twice as long, up to MaxBackoff.
	// Defaults 5 s and 5 min.
	Backoff, MaxBackoff time.Duration
	// ProveTimeout and UpdateTimeout are how long a proof and a transaction may take.
	// Defaults 1 h and 30 min.
	ProveTimeout, UpdateTimeout time.Duration
	// Poll is the time between two steps of Run. Default 2 s.
	Poll time.Duration
	// Now is the clock; nil: time.Now.
	Now func() time.Time
	// Log is told what happens; nil: nobody is.
	Log *slog.Logger
}

func (c Config) withDefaults() (Config, error) {
	if c.DB == nil || c.Client == nil || c.Manager == nil || c.Blocks == nil || c.Prover == nil || c.Core == (common.Address{}) {
		return c, fault.New(CodeConfig, "a settler needs a database, an L1 client, a transaction manager, the core contract, blocks and a prover")
	}
	if c.Proofs == nil {
		c.Proofs = &Stone{Floor: stone.Floor{Bits: 80, Regime: stone.Capacity, CollisionBits: 80}, Version: stone.V3}
	}
	if c.MaxCost == nil {
		c.MaxCost = big.NewInt(5e17)
	}
	for _, d := range []struct {
		at   *time.Duration
		then time.Duration
	}{
		{&c.Backoff, 5 * time.Second}, {&c.MaxBackoff, 5 * time.Minute}, {&c.ProveTimeout, time.Hour},
		{&c.UpdateTimeout, 30 * time.Minute}, {&c.Poll, 2 * time.Second},
	} {
		if *d.at <= 0 {
			*d.at = d.then
		}
	}
	for _, n := range []struct {
		at   *int
		then int
	}{{&c.Parallel, 4}, {&c.MaxAttempts, 5}} {
		if *n.at <= 0 {
			*n.at = n.then
		}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c, nil
}

// Settler brings sealed blocks to L1. Step does the work; the other methods may be
// called at any time.
type Settler struct {
	config  Config
	store   *store
	core    *core
	tracker *Tracker

	step sync.Mutex // one step, or one change from outside, at a time

	mu      sync.Mutex
	blocks  map[uint64]*Block // whose jobs are not all completed; never changed in place
	next    uint64            // the first block without a record
	control Control
	// postings are those that are not completed, by name.
	postings map[string]*Posting
	seen     seen
	wake     chan struct{}
}

// Control is what operators have asked for.
type Control struct {
	// PausedProofs and PausedUpdates stop new proofs and new transactions. What has
	// been begun goes on.
	PausedProofs  bool `json:"pausedProofs"`
	PausedUpdates bool `json:"pausedUpdates"`
}

// seen is what the last step saw.
type seen struct {
	contract *ContractState
	sealed   uint64
	balance  *big.Int
	// l1 and blocks are why L1 and L2 could not be read.
	l1, blocks error
	at         time.Time
}

// Open reads the records and goes on with them. Nothing is sent before the first step.
func Open(c Config) (*Settler, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Settler{config: c, store: &store{c.DB, c.Prefix}, blocks: map[uint64]*Block{}, postings: map[string]*Posting{}, wake: make(chan struct{}, 1)}
	if s.core, err = newCore(c.Client, c.Core); err != nil {
		return nil, err
	}
	s.tracker, err = OpenTracker(TrackerConfig{
		DB: c.DB, Prefix: c.Prefix, Client: c.Client, Core: c.Core, Origin: c.Origin, Finality: c.Finality, Log: c.Log,
	})
	if err != nil {
		return nil, err
	}
	if _, err := s.store.read(keyControl, nil, &s.control); err != nil {
		return nil, err
	}
	all, err := scan[Block](s.store, keyBlock)
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		s.next = b.Number + 1
		if !b.done() {
			s.blocks[b.Number] = b
		}
	}
	postings, err := scan[Posting](s.store, keyPosting)
	if err != nil {
		return nil, err
	}
	for _, p := range postings {
		if p.Job.Status != Completed {
			s.postings[p.Name] = p
		}
	}
	return s, nil
}

// Run steps until the context ends: whenever it is woken, and every so often. Errors
// are logged.
func (s *Settler) Run(ctx context.Context) error {
	tick := time.NewTicker(s.config.Poll)
	defer tick.Stop()
	for {
		if err := s.Step(ctx); err != nil && ctx.Err() == nil {
			s.config.Log.Warn("settling", "err", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-s.wake:
		}
	}
}

// Wake makes Run step soon: a block was sealed, or L1 has a new one.
func (s *Settler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Step looks at L1 and L2 once and takes every block as far as it gets. Trouble with
// L1 does not keep blocks from being proved. Errors are of the settler itself or its
// surroundings; those of jobs are on their records.
func (s *Settler) Step(ctx context.Context) error {
	s.step.Lock()
	defer s.step.Unlock()
	now := seen{at: s.config.Now()}
	look, cancel := context.WithTimeout(ctx, lookTimeout)
	now.contract, now.balance, now.l1 = s.lookAtL1(look)
	cancel()
	now.sealed, now.blocks = s.config.Blocks.Sealed(ctx)
	s.mu.Lock()
	s.seen = now
	s.mu.Unlock()
	failures := []error{now.l1, now.blocks}
	if now.blocks == nil {
		failures = append(failures, s.admit(ctx))
	}
	for _, b := range s.active() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.advance(ctx, b); err != nil {
			failures = append(failures, err)
		}
	}
	return errors.Join(append(failures, s.post(ctx))...)
}

// lookTimeout bounds how long a step looks at L1: a node that never answers must not keep
// blocks from being proved, nor operators from their answers.
const lookTimeout = time.Minute

// lookAtL1 takes transactions and updates as far as L1 is, and reads the contract.
func (s *Settler) lookAtL1(ctx context.Context) (*ContractState, *big.Int, error) {
	if err := s.config.Client.CheckChain(ctx); err != nil {
		return nil, nil, err
	}
	if err := s.config.Manager.Step(ctx); err != nil {
		return nil, nil, err
	}
	if err := s.tracker.Step(ctx); err != nil {
		return nil, nil, err
	}
	balance, err := s.config.Client.BalanceAt(ctx, s.config.Manager.Address(), nil)
	if err != nil {
		return nil, nil, fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't say the operator's balance")
	}
	state, err := s.core.state(ctx)
	return state, balance, err
}

// admit makes records of the sealed blocks that are next.
func (s *Settler) admit(ctx context.Context) error {
	if s.next == 0 {
		// The first start: what is final on L1 needs no record.
		if s.seen.contract == nil {
			return nil
		}
		final, err := s.firstOpen()
		if err != nil {
			return err
		}
		s.next = final
	}
	for s.next <= s.seen.sealed && s.proving() < s.config.Parallel {
		h, err := s.config.Blocks.Header(ctx, s.next)
		if err != nil {
			return err
		}
		b := newBlock(h, s.config.Now())
		if err := s.put(b); err != nil {
			return err
		}
		s.next++
	}
	return nil
}

// firstOpen returns the number of the first block that is not final on L1.
func (s *Settler) firstOpen() (uint64, error) {
	for number := s.seen.contract.Number; number > 0; number-- {
		settled, err := s.tracker.Settlement(number)
		if err != nil {
			return 0, err
		}
		if settled != nil && settled.Stage == Finalized {
			return number + 1, nil
		}
	}
	return 1, nil
}

// proving is how many blocks have no proof yet and have not failed.
func (s *Settler) proving() int {
	n := 0
	for _, b := range s.active() {
		if j := b.Jobs[Prove]; j.Status != Completed && j.Status != Failed {
			n++
		}
	}
	return n
}

// active returns the blocks that are under way, by rising number; to be changed only
// in copies.
func (s *Settler) active() []*Block {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*Block, 0, len(s.blocks))
	for _, b := range s.blocks {
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b *Block) int { return int(int64(a.Number) - int64(b.Number)) })
	return all
}

// put writes a block's record and shows it to readers.
func (s *Settler) put(b *Block) error {
	if err := s.store.write(s.store.blockRecord(b)); err != nil {
		return err
	}
	s.show(b)
	return nil
}

// show shows a record that is on disk to readers.
func (s *Settler) show(b *Block) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b.done() {
		delete(s.blocks, b.Number)
	} else {
		s.blocks[b.Number] = b.clone()
	}
}
