package chain

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// open is the block that is being built. Its transactions are on disk before they
// are shown, so that it is the same one after a crash.
type open struct {
	overlay *execution.Overlay
	block   *Block
	since   time.Time
	use     usage
	full    bool
	// kept is how many of its transactions are on disk.
	kept int
}

// fillStep is how many transactions are taken from the pool and written at once.
const fillStep = 64

// Progress is how far the open block has come.
type Progress struct {
	// Transactions are in the block.
	Transactions int
	// Added were added by this call.
	Added int
	// Full says that the next transaction has no room.
	Full bool
	// Since is when the block was opened; zero if there is none.
	Since time.Time
}

// Fill adds what is ready, in the pool and on L1, to the open block, as long as there
// is room; it opens one if need be. The transactions are pre-confirmed when it
// returns: on disk, and shown by Open.
func (c *Chain) Fill(ctx context.Context) (Progress, error) {
	added := 0
	for {
		n, more, err := c.fillStep(ctx)
		added += n
		if err != nil || !more {
			p := c.progress()
			p.Added = added
			return p, err
		}
	}
}

func (c *Chain) progress() Progress {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := c.open
	if o == nil {
		return Progress{}
	}
	return Progress{Transactions: len(o.block.Transactions), Full: o.full, Since: o.since}
}

// fillStep takes one portion; more says that there may be another one.
func (c *Chain) fillStep(ctx context.Context) (added int, more bool, err error) {
	if err := ctx.Err(); err != nil {
		return 0, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open != nil && c.open.full {
		return 0, false, nil
	}
	list := c.stage(c.open)
	if len(list) == 0 {
		return 0, false, nil
	}
	if c.open == nil {
		overlay, err := c.begin(c.header(0))
		if err != nil {
			c.config.Pool.Rewind()
			return 0, false, err
		}
		c.open = newOpen(overlay, c.store.Head(), c.config.Now())
	}
	c.candidatesShown(list)
	first := len(c.open.block.Transactions)
	if err := c.apply(ctx, c.open, list, c.config.Limits); err != nil {
		return 0, false, err
	}
	if err := c.persist(); err != nil {
		return 0, false, err
	}
	added = len(c.open.block.Transactions) - first
	return added, len(list) >= fillStep && !c.open.full, nil
}

// stage takes a portion of what can come next in a block, o being nil if it is still
// to be opened: messages from L1 first.
func (c *Chain) stage(o *open) []*execution.Transaction {
	next := c.store.Head().NextDeposit
	if o != nil {
		next = o.block.NextDeposit
	}
	list := append(c.pendingDeposits(next), c.carried...)
	c.carried = nil
	return append(list, c.config.Pool.Stage(max(0, fillStep-len(list)))...)
}

// pendingDeposits are messages that L1 has sent, from a nonce on, as transactions.
func (c *Chain) pendingDeposits(next uint64) []*execution.Transaction {
	if c.config.Deposits == nil {
		return nil
	}
	messages := c.config.Deposits.Pending(c.store.Head().NextDeposit, next, fillStep/2)
	var list []*execution.Transaction
	for i := range messages {
		t, err := c.config.Executor.Check(messages[i].Transaction())
		if err != nil {
			c.config.Log.Error("a message from L1 can't be in a block", "nonce", messages[i].Nonce, "error", err)
			break
		}
		list = append(list, t)
	}
	return list
}

func newOpen(overlay *execution.Overlay, parent *Header, now time.Time) *open {
	h := overlay.Header()
	return &open{
		overlay: overlay, since: now,
		block: &Block{Header: Header{Header: h, OldRoot: parent.StateRoot, NextDeposit: parent.NextDeposit}},
	}
}

// candidatesShown tells that transactions are about to be executed.
func (c *Chain) candidatesShown(list []*execution.Transaction) {
	notices := make([]Notice, len(list))
	for i, t := range list {
		notices[i] = &StatusNotice{Hash: t.Hash, Status: Candidate}
	}
	c.store.feed.send(notices...)
}

// apply adds transactions to a block as long as there is room. Those that can't be in
// it leave the pool; those without room, or whose predecessor was dropped, stay staged.
func (c *Chain) apply(ctx context.Context, o *open, list []*execution.Transaction, limits Limits) error {
	if err := o.overlay.VerifyAhead(ctx, list); err != nil {
		return err
	}
	for _, t := range list {
		use := o.use
		use.add(t)
		if o.full = !use.small(&limits); o.full {
			return nil
		}
		mark := o.overlay.Checkpoint()
		r, err := o.overlay.Apply(t)
		if fault.CodeOf(err) == execution.CodeNonceAhead {
			continue
		}
		if err != nil {
			if !execution.Invalid(err) {
				return err
			}
			c.config.Log.Debug("transaction dropped", "hash", starknet.FormatFelt(&t.Hash), "reason", err)
			c.config.Pool.Drop(t.Hash, err)
			continue
		}
		if o.full = !cheap(o.overlay.Load(c.config.Blobs != nil), &limits); o.full {
			o.overlay.Rewind(mark)
			return nil
		}
		o.use = use
		o.block.add(t, r)
	}
	return nil
}

// persist writes those of the open block's transactions that are not on disk, and then
// tells of them.
func (c *Chain) persist() error {
	b, first := c.open.block, c.open.kept
	batch := c.config.DB.NewBatch()
	defer batch.Close()
	w := newWriter(192)
	w.header(&b.Header.Header)
	var err error
	if first == 0 { // what is on disk is another block's, if anything is
		err = c.closeOpen(batch)
	}
	err = errors.Join(err, batch.Set(key(keyOpen), w.b, nil))
	for i := first; i < len(b.Transactions); i++ {
		err = errors.Join(err, batch.Set(openItemKey(i), starknet.EncodeTransaction(b.Transactions[i].Transaction), nil))
	}
	if err = errors.Join(err, batch.Commit(pebble.Sync)); err != nil {
		return storeError(err)
	}
	c.open.kept = len(b.Transactions)
	c.stale.Store(true)
	notices := make([]Notice, 0, len(b.Transactions)-first)
	for i := first; i < len(b.Transactions); i++ {
		notices = append(notices, &StatusNotice{b.Transactions[i].Hash, PreConfirmed, &b.Receipts[i], b.Number})
	}
	c.store.feed.send(notices...)
	return nil
}

func openItemKey(i int) []byte { return binary.BigEndian.AppendUint32(key(keyOpenItem), uint32(i)) }

// closeOpen deletes what is on disk of the open block.
func (c *Chain) closeOpen(batch *pebble.Batch) error {
	items := key(keyOpenItem)
	if err := errors.Join(batch.Delete(key(keyOpen), nil), batch.DeleteRange(items, after(items), nil)); err != nil {
		return storeError(err)
	}
	return nil
}

// recover builds the block again that was open when the process ended.
func (c *Chain) recover(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	record, err := c.store.get(key(keyOpen))
	if err != nil || record == nil {
		return err
	}
	r := newReader(record)
	h := r.header()
	if err := r.end(); err != nil {
		return err
	}
	head := c.store.Head()
	if h.Number != head.Number+1 || h.ParentHash != head.Hash {
		return c.forgetOpen()
	}
	raw, err := scan(c.config.DB, key(keyOpenItem), starknet.DecodeTransaction)
	if err != nil {
		return err
	}
	list, err := c.config.Executor.CheckMany(ctx, raw)
	if err != nil {
		return err
	}
	c.stageAgain(list)
	if err := c.reopen(ctx, h, list); err != nil {
		return err
	}
	c.config.Log.Info("pre-confirmed block recovered", "number", h.Number, "transactions", c.open.kept, "of", len(raw))
	return nil
}

// reopen builds the open block anew of the transactions that are on disk as its own, but
// for messages that L1 has no more. What can't come without those is dropped.
func (c *Chain) reopen(ctx context.Context, h program.Header, kept []*execution.Transaction) error {
	overlay, err := c.begin(h)
	if err != nil {
		return err
	}
	o := newOpen(overlay, c.store.Head(), c.config.Now())
	if err := c.apply(ctx, o, c.stillSent(kept), Limits{}); err != nil {
		return err
	}
	c.open = o
	c.stale.Store(true)
	if len(o.block.Transactions) == len(kept) {
		o.kept = len(kept)
		return nil
	}
	return c.persist()
}

// stillSent leaves out messages that L1 has not sent after all, since it was reorganised,
// or that were taken back: a block with them could never be settled. Those that L1 still
// has come again, in a later block. As long as L1 does not answer, what it said before
// counts: it lay deep enough then, and who has spent it relies on that.
func (c *Chain) stillSent(list []*execution.Transaction) []*execution.Transaction {
	finalised := c.store.Head().NextDeposit
	next := finalised
	return slices.DeleteFunc(slices.Clone(list), func(t *execution.Transaction) bool {
		if t.Kind != program.Deposit || c.config.Deposits == nil {
			return false
		}
		if view := c.config.Deposits.Check(finalised, next, t.Message); view != DepositSeen && view != DepositRecorded {
			c.config.Log.Error("a pre-confirmed message from L1 is gone", "nonce", t.Message.Nonce)
			return true
		}
		next = t.Message.Nonce + 1
		return false
	})
}

// recheck builds the open block anew, without them, if it has messages that L1 has left
// since they were taken.
func (c *Chain) recheck(ctx context.Context) error {
	o := c.open
	list := o.overlay.Transactions()
	if len(c.stillSent(list)) == len(list) {
		return nil
	}
	c.config.Log.Warn("the pre-confirmed block is built anew", "number", o.block.Number)
	if err := c.reopen(ctx, o.overlay.Header(), list); err != nil {
		return err
	}
	c.open.since = o.since
	return nil
}

// stageAgain has the pool give out what the open block has; what else it gives out
// comes next.
func (c *Chain) stageAgain(list []*execution.Transaction) {
	missing := make(map[Felt]bool, len(list))
	for _, t := range list {
		missing[t.Hash] = true
	}
	for len(missing) > 0 {
		staged := c.config.Pool.Stage(fillStep)
		if len(staged) == 0 {
			return
		}
		for _, t := range staged {
			if missing[t.Hash] {
				delete(missing, t.Hash)
			} else {
				c.carried = append(c.carried, t)
			}
		}
	}
}

// forgetOpen deletes an open block that nothing can become of.
func (c *Chain) forgetOpen() error {
	batch := c.config.DB.NewBatch()
	defer batch.Close()
	if err := c.closeOpen(batch); err != nil {
		return err
	}
	if err := batch.Commit(pebble.Sync); err != nil {
		return storeError(err)
	}
	return nil
}

// Open is the pre-confirmed block, as far as it had come when it was asked for.
type Open struct {
	// Block has neither hash nor state root, unless it is a block that was proposed.
	// It must not be changed.
	Block *Block
	// Diff returns what it changes, as far as it has come when Diff is called; the
	// fees not yet paid to the sequencer.
	Diff func() *StateDiff
	// Account returns an account as it is after the transactions so far; ok is false
	// if there is none with this address.
	Account func(address *Felt) (account *program.Account, ok bool)
}

// Open returns the pre-confirmed block, nil if there is none. Where several nodes
// make the blocks, it is the last one that was proposed and found valid.
func (c *Chain) Open() *Open {
	if !c.stale.Load() {
		return c.shown.Load()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open == nil {
		c.show(nil)
		return nil
	}
	b := *c.open.block // the lists only grow, so the copy stays as it is
	overlay := c.open.overlay
	fork := overlay.Fork(0)
	var mu sync.Mutex
	diff := sync.OnceValue(func() *StateDiff {
		c.mu.Lock()
		defer c.mu.Unlock()
		return overlay.Diff(execution.Mark{})
	})
	shown := &Open{
		Block: &b, Diff: diff,
		Account: func(address *Felt) (*program.Account, bool) {
			mu.Lock()
			defer mu.Unlock()
			a, err := fork.Account(address)
			return a, err == nil && a != nil
		},
	}
	c.show(shown)
	return shown
}

// show makes a block the one that Open returns.
func (c *Chain) show(o *Open) {
	c.shown.Store(o)
	c.stale.Store(false)
}
