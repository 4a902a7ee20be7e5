package solo

import (
	"context"
	"time"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/starknet"
)

// Builder is what solo drives: a *chain.Chain.
type Builder interface {
	Head(ctx context.Context) (*chain.Header, error)
	Fill(ctx context.Context) (chain.Progress, error)
	Build(ctx context.Context, r chain.Request) (*chain.Proposal, error)
	Finalise(ctx context.Context, hash starknet.Felt) (*chain.Header, error)
}

// Options say when blocks are closed. Zero fields have the defaults.
type Options struct {
	// BlockTime is how long a block is open at most. Default 2 s.
	BlockTime time.Duration
	// Idle is how long nothing may come before a block is closed early. Default a
	// quarter of BlockTime.
	Idle time.Duration
	// EmptyEvery is how long after a block an empty one is made; 0 means never.
	EmptyEvery time.Duration
	// Poll is how often it is looked for messages from L1. Default 1 s.
	Poll time.Duration
}

func (o Options) withDefaults() Options {
	if o.BlockTime <= 0 {
		o.BlockTime = 2 * time.Second
	}
	if o.Idle <= 0 {
		o.Idle = o.BlockTime / 4
	}
	if o.Poll <= 0 {
		o.Poll = time.Second
	}
	return o
}

// Run makes blocks until ctx ends, which is no error: what is pre-confirmed then will
// be so again. ready signals when there may be new transactions. Any other end is an
// error of the database.
func Run(ctx context.Context, b Builder, ready <-chan struct{}, o Options) error {
	d := &driver{builder: b, o: o.withDefaults(), last: time.Now()}
	timer := time.NewTimer(0) // for what was pre-confirmed before the start
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ready:
		case <-timer.C:
		}
		wait, err := d.step(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		timer.Reset(wait)
	}
}

// driver closes blocks.
type driver struct {
	builder Builder
	o       Options
	// opened is when the open block was seen first, added when something was added to
	// it last, last when a block was finalised; by this machine's clock.
	opened, added, last time.Time
}

// step adds what is ready, closes the block if it is time to, and returns after how
// long it is to be called again if nothing happens.
func (d *driver) step(ctx context.Context) (time.Duration, error) {
	for {
		p, err := d.builder.Fill(ctx)
		if err != nil {
			return 0, err
		}
		now := time.Now()
		if p.Transactions == 0 {
			return d.rest(ctx, now)
		}
		if d.opened.IsZero() {
			d.opened, d.added = now, now
		}
		if p.Added > 0 {
			d.added = now
		}
		wait := min(d.opened.Add(d.o.BlockTime).Sub(now), d.added.Add(d.o.Idle).Sub(now))
		if wait > 0 && !p.Full {
			return min(wait, d.o.Poll), nil
		}
		if err := d.close(ctx, false); err != nil {
			return 0, err
		}
	}
}

// rest makes an empty block if one is due.
func (d *driver) rest(ctx context.Context, now time.Time) (time.Duration, error) {
	d.opened = time.Time{}
	if d.o.EmptyEvery == 0 {
		return d.o.Poll, nil
	}
	if due := d.last.Add(d.o.EmptyEvery); due.After(now) {
		return min(due.Sub(now), d.o.Poll), nil
	}
	return d.o.Poll, d.close(ctx, true)
}

// close makes the open block the head.
func (d *driver) close(ctx context.Context, empty bool) error {
	d.opened = time.Time{}
	head, err := d.builder.Head(ctx)
	if err != nil {
		return err
	}
	p, err := d.builder.Build(ctx, chain.Request{Parent: head.Hash, AllowEmpty: empty})
	if err == nil && p != nil {
		_, err = d.builder.Finalise(ctx, p.Hash)
	}
	if code := fault.CodeOf(err); code == chain.CodeParent || code == chain.CodeUndecided {
		return nil // the operator has reverted blocks meanwhile
	}
	d.last = time.Now()
	return err
}
