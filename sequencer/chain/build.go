package chain

import (
	"context"
	"time"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Build implements Engine. If there is an open block, that is sealed, as far as it
// has come.
func (c *Chain) Build(ctx context.Context, r Request) (*Proposal, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	head := c.store.Head()
	if r.Parent != head.Hash {
		return nil, notOnHead(&r.Parent, head)
	}
	if r.Timestamp != 0 && r.Timestamp < head.Timestamp {
		return nil, fault.New(CodeTimestamp, "timestamp %d is before that of the block before, %d", r.Timestamp, head.Timestamp)
	}
	o := c.open
	var err error
	if o == nil {
		o, err = c.buildFresh(ctx, &r)
	} else if err = c.recheck(ctx); err == nil {
		o = c.open
		err = c.retime(o, r.Timestamp)
	}
	if err != nil || len(o.block.Transactions) == 0 && !r.AllowEmpty {
		return nil, err
	}
	sealed, err := o.overlay.Seal()
	if err != nil {
		return nil, err
	}
	x := c.remember(sealed)
	if o != c.open {
		c.propose(x)
	}
	return x.proposal(), nil
}

// buildFresh makes a block of what is ready. Nothing of it is kept on disk.
func (c *Chain) buildFresh(ctx context.Context, r *Request) (*open, error) {
	c.config.Pool.Rewind()
	c.carried = nil
	began := time.Now()
	overlay, err := c.begin(c.header(r.Timestamp))
	if err != nil {
		return nil, err
	}
	o := newOpen(overlay, c.store.Head(), c.config.Now())
	limits := r.Limits.or(c.config.Limits)
	for !o.full && (r.Budget == 0 || time.Since(began) < r.Budget) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		list := c.stage(o)
		if len(list) == 0 {
			break
		}
		if err := c.apply(ctx, o, list, limits); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// retime gives the open block another timestamp; 0 leaves it.
func (c *Chain) retime(o *open, timestamp uint64) error {
	h := o.overlay.Header()
	if timestamp == 0 || timestamp == h.Timestamp {
		return nil
	}
	h.Timestamp = timestamp
	overlay, err := c.begin(h)
	if err != nil {
		return err
	}
	for _, t := range o.overlay.Transactions() {
		if _, err := overlay.Apply(t); err != nil {
			return err
		}
	}
	o.overlay, o.block.Timestamp = overlay, timestamp
	return nil
}

// propose shows a block that may become the head as the pre-confirmed one.
func (c *Chain) propose(x *candidate) {
	accounts := map[Felt]*program.Account{}
	for i := range x.sealed.Plan.Changes {
		a := &x.sealed.Plan.Changes[i].After
		accounts[a.Address] = a
	}
	c.show(&Open{
		Block: x.block, Diff: func() *StateDiff { return x.sealed.Changes },
		Account: func(address *Felt) (*program.Account, bool) {
			a, ok := accounts[*address]
			return a, ok
		},
	})
	notices := make([]Notice, len(x.block.Receipts))
	for i := range notices {
		r := &x.block.Receipts[i]
		notices[i] = &StatusNotice{r.Hash, PreConfirmed, r, x.block.Number}
	}
	c.store.feed.send(notices...)
}

func (x *candidate) proposal() *Proposal {
	p := &Proposal{
		Header: x.block.Header.Header, StateRoot: x.sealed.Root, Commitment: x.sealed.Commitment, Hash: x.sealed.Hash,
		Transactions: make([]starknet.Transaction, len(x.sealed.Transactions)),
	}
	for i, t := range x.sealed.Transactions {
		p.Transactions[i] = t.Transaction
	}
	return p
}
