package chain

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/starknet"
)

// Revert takes back all blocks after a number, and what was pre-confirmed after
// them; their transactions go back into the pool. Blocks that were handed to L1, in
// whatever state that is, can't be reverted, nor those with which a consensus has kept
// something: it is for an operator whose node alone makes the blocks. If it fails or the process ends between, fewer blocks are
// reverted, but nothing is lost: it can be called again.
func (c *Chain) Revert(ctx context.Context, to uint64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.store.mu.Lock() // no block reaches L1 meanwhile
	defer c.store.mu.Unlock()
	head := c.store.Head()
	if tags, err := scan(c.config.DB, key(keyTag), func([]byte) (struct{}, error) { return struct{}{}, nil }); err != nil {
		return err
	} else if len(tags) > 0 {
		return fault.New(CodeRevert, "the blocks were agreed on with other nodes").
			WithHint("only a node that makes the blocks alone can take some back")
	}
	if to > head.Number {
		return fault.New(CodeBlockUnknown, "there is no block %d to revert to: the head is block %d", to, head.Number)
	}
	for n := to + 1; n <= head.Number; n++ {
		f, err := c.store.Finality(n)
		if err != nil {
			return err
		}
		if f.Stage >= L1Submitted {
			return fault.New(CodeRevert, "block %d was handed to L1 (%s)", n, f.Stage).
				WithHint("block %d is the first that can be reverted to", n)
		}
	}
	first, err := c.revertBlocks(ctx, to)
	if first != nil {
		c.store.feed.send(&RevertNotice{First: first, Last: head})
	}
	return errors.Join(err, c.restoreReverted())
}

// revertBlocks reverts one block after the other, and returns the header of the
// first one, in the order of the chain, that is gone.
func (c *Chain) revertBlocks(ctx context.Context, to uint64) (first *Header, err error) {
	for c.store.Head().Number > to {
		if err := ctx.Err(); err != nil {
			return first, err
		}
		n := c.store.Head().Number
		b, err := c.store.Block(n)
		if err != nil {
			return first, err
		}
		parent, err := c.store.Header(n - 1)
		if err != nil {
			return first, err
		}
		// What was open on top is void, and its transactions are still in the pool.
		c.open, c.carried = nil, nil
		clear(c.candidates)
		c.order = nil
		err = c.config.State.Revert(func(batch *pebble.Batch) error {
			return errors.Join(c.store.unstage(batch, b), c.closeOpen(batch), c.store.moveBack(batch, parent), keepReverted(batch, b))
		})
		if err != nil {
			return first, err
		}
		c.store.head.Store(parent)
		c.show(nil)
		c.config.Pool.Rewind()
		c.config.Log.Warn("block reverted", "number", n, "hash", starknet.FormatFelt(&b.Hash))
		first = &b.Header
	}
	return first, nil
}

// moveBack makes a block the head, in a batch that takes away the one after it.
func (s *Store) moveBack(batch *pebble.Batch, head *Header) error {
	number := binary.BigEndian.AppendUint64(nil, head.Number)
	err := batch.Set(key(keyHead), number, nil)
	for stage := Proving; stage < stages; stage++ {
		reached, e := s.Reached(stage)
		if err = errors.Join(err, e); reached > head.Number {
			err = errors.Join(err, batch.Set(key(keyStage, []byte{byte(stage)}), number, nil))
		}
	}
	if err != nil {
		return storeError(err)
	}
	return nil
}

// keepReverted keeps a reverted block's transactions until the pool has them again.
func keepReverted(batch *pebble.Batch, b *Block) error {
	for i := range b.Transactions {
		t := b.Transactions[i].Transaction
		if t.Type() == starknet.TypeL1Handler {
			continue // L1 still has it
		}
		if err := batch.Set(itemKey(keyReverted, b.Number, uint32(i)), starknet.EncodeTransaction(t), nil); err != nil {
			return storeError(err)
		}
	}
	return nil
}

// restoreReverted gives the pool the transactions of reverted blocks.
func (c *Chain) restoreReverted() error {
	kept := key(keyReverted)
	raw, err := scan(c.config.DB, kept, starknet.DecodeTransaction)
	if err != nil || len(raw) == 0 {
		return err
	}
	list := make([]*execution.Transaction, 0, len(raw))
	for _, t := range raw {
		x, err := c.config.Executor.Check(t)
		if err != nil {
			return err
		}
		list = append(list, x)
	}
	if err := c.config.Pool.Restore(list); err != nil {
		return err
	}
	if err := c.config.DB.DeleteRange(kept, after(kept), pebble.Sync); err != nil {
		return storeError(err)
	}
	return nil
}
