package settler

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/settlement/contracts"
	"quarry/settlement/l1"
)

// TrackerConfig says what a Tracker follows.
type TrackerConfig struct {
	// DB keeps what was seen, behind Prefix.
	DB     *pebble.DB
	Prefix []byte
	Client *l1.Client
	// Core is the core contract, Origin the L1 block before the first that can have
	// its events.
	Core   common.Address
	Origin uint64
	// Finality is told of the blocks that L1 holds; nil: nobody is.
	Finality Finality
	// Log is told what happens; nil: nobody is.
	Log *slog.Logger
}

// Tracker follows the updates that L1 holds, whoever sent them, until they are
// final. It works without a settler, too: for nodes that only follow.
type Tracker struct {
	config  TrackerConfig
	store   *store
	core    common.Address
	watcher *l1.Watcher

	mu sync.Mutex
	// open are the updates that are not final or not told, by number.
	open map[uint64]*Settlement
}

// OpenTracker goes on where the tracker before has left off.
func OpenTracker(c TrackerConfig) (*Tracker, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	t := &Tracker{config: c, store: &store{c.DB, c.Prefix}, core: c.Core, open: map[uint64]*Settlement{}}
	var from l1.Position
	if _, err := t.store.read(keyPosition, nil, &from); err != nil {
		return nil, err
	}
	all, err := scan[Settlement](t.store, keyEvent)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.Stage != Finalized || !s.Told {
			t.open[s.Number] = s
		}
	}
	t.watcher = l1.NewWatcher(l1.WatchOptions{
		Client: c.Client, Addresses: []common.Address{c.Core}, Topics: [][]common.Hash{{contracts.StateUpdateTopic()}},
		Origin: c.Origin, From: from,
	})
	return t, nil
}

// Settlement returns the update of a block that L1 holds, nil if it holds none.
func (t *Tracker) Settlement(number uint64) (*Settlement, error) {
	s := new(Settlement)
	if ok, err := t.store.read(keyEvent, numberID(number), s); !ok || err != nil {
		return nil, err
	}
	return s, nil
}

// Step reads what is new on L1. It must not be called by several goroutines at once.
func (t *Tracker) Step(ctx context.Context) error {
	for {
		batch, err := t.watcher.Next(ctx)
		if err != nil {
			return err
		}
		if batch == nil {
			break
		}
		if err := t.take(batch); err != nil {
			return err
		}
	}
	if err := t.promote(ctx); err != nil {
		return err
	}
	return t.tell()
}

// take notes what a batch of logs says.
func (t *Tracker) take(batch *l1.Batch) error {
	records := []record{{keyPosition, nil, batch.Position}}
	t.mu.Lock()
	defer t.mu.Unlock()
	if batch.Rewound {
		for number, s := range t.open {
			if s.L1Block > batch.Position.Number && s.Stage != Finalized {
				t.config.Log.Warn("L1 has left the block that held an update", "block", number, "l1_block", s.L1Block)
				records = append(records, record{keyEvent, numberID(number), nil})
			}
		}
	}
	var seen []*Settlement
	for i := range batch.Logs {
		log := &batch.Logs[i]
		u, err := contracts.ParseStateUpdate(log)
		if err != nil {
			return err
		}
		s := &Settlement{
			Number: u.BlockNumber, Root: hashOf(&u.Root), BlockHash: hashOf(&u.BlockHash),
			Transaction: log.TxHash, L1Block: log.BlockNumber, L1BlockHash: log.BlockHash, Stage: Included,
		}
		known, err := t.Settlement(s.Number)
		if err != nil {
			return err
		}
		if known != nil && known.Stage == Finalized {
			continue // read again from the beginning: what is final stays
		}
		seen = append(seen, s)
		records = append(records, record{keyEvent, numberID(s.Number), s})
	}
	if err := t.store.write(records...); err != nil {
		return err
	}
	for _, r := range records {
		if r.kind == keyEvent && r.value == nil {
			t.forget(r.id)
		}
	}
	for _, s := range seen {
		t.open[s.Number] = s
	}
	return nil
}

// forget takes a block back that L1 no longer holds.
func (t *Tracker) forget(id []byte) {
	for number := range t.open {
		if slices.Equal(numberID(number), id) {
			delete(t.open, number)
			t.setStage(number, Proved, Note{})
		}
	}
}

// promote raises updates to safe and final, by the hash of the L1 block that holds
// them.
func (t *Tracker) promote(ctx context.Context) error {
	waiting := t.waiting(func(s *Settlement) bool { return s.Stage != Finalized })
	if len(waiting) == 0 {
		return nil
	}
	var bounds [2]uint64
	for i, tag := range []rpc.BlockNumber{rpc.SafeBlockNumber, rpc.FinalizedBlockNumber} {
		header, err := t.config.Client.Header(ctx, tag)
		if err != nil {
			return err
		}
		if header != nil {
			bounds[i] = header.Number.Uint64()
		}
	}
	for _, s := range waiting {
		stage := Included
		if s.L1Block <= bounds[0] {
			stage = Safe
		}
		if s.L1Block <= bounds[1] {
			stage = Finalized
		}
		if stage <= s.Stage {
			continue
		}
		header, err := t.config.Client.Header(ctx, rpc.BlockNumber(s.L1Block))
		if err != nil {
			return err
		}
		if header == nil || header.Hash() != s.L1BlockHash {
			continue // the watcher will notice
		}
		if err := t.update(s, func(s *Settlement) { s.Stage, s.Told = stage, false }); err != nil {
			return err
		}
		t.config.Log.Info("block on L1", "block", s.Number, "stage", stage, "l1_block", s.L1Block)
	}
	return nil
}

// tell tells Finality what it does not know yet.
func (t *Tracker) tell() error {
	for _, s := range t.waiting(func(s *Settlement) bool { return !s.Told }) {
		if !t.setStage(s.Number, s.Stage, Note{Transaction: s.Transaction, Block: s.L1Block}) {
			continue // the node does not have the block yet
		}
		if err := t.update(s, func(s *Settlement) { s.Told = true }); err != nil {
			return err
		}
	}
	return nil
}

// setStage tells Finality and reports whether it was taken. Block 0 is L1's from the
// beginning.
func (t *Tracker) setStage(number uint64, stage Stage, note Note) bool {
	if t.config.Finality == nil || number == 0 {
		return true
	}
	if err := t.config.Finality.SetStage(number, stage, note); err != nil {
		t.config.Log.Debug("stage of a block", "block", number, "stage", stage, "err", err)
		return false
	}
	return true
}

// waiting returns copies of the open updates that a test selects, by rising number.
func (t *Tracker) waiting(test func(*Settlement) bool) []*Settlement {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []*Settlement
	for _, s := range t.open {
		if test(s) {
			c := *s
			all = append(all, &c)
		}
	}
	slices.SortFunc(all, func(a, b *Settlement) int { return int(int64(a.Number) - int64(b.Number)) })
	return all
}

// update changes a record, on disk and in memory.
func (t *Tracker) update(s *Settlement, change func(*Settlement)) error {
	change(s)
	if err := t.store.write(record{keyEvent, numberID(s.Number), s}); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	c := *s
	t.open[s.Number] = &c
	if s.Stage == Finalized && s.Told {
		delete(t.open, s.Number)
	}
	return nil
}

// Run steps at every tick until the context ends. Errors are logged.
func (t *Tracker) Run(ctx context.Context, tick <-chan time.Time) error {
	for {
		if err := t.Step(ctx); err != nil && ctx.Err() == nil {
			t.config.Log.Warn("following L1", "err", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick:
		}
	}
}
