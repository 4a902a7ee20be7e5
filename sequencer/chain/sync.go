package chain

import "context"

// Point is a block by number and hash.
type Point struct {
	Number uint64
	Hash   Felt
}

// Point returns the header's block.
func (h *Header) Point() Point { return Point{h.Number, h.Hash} }

// Sync is how far a node is that catches up with others: where it began to, where it
// is, and how far the others are.
type Sync struct{ Starting, Current, Highest Point }

// behindBy is how many blocks a node lacks that catches up; one that lacks fewer takes
// part in what is going on.
const behindBy = 2

// Announce implements Engine.
func (c *Chain) Announce(_ context.Context, highest Point) error {
	c.syncMu.Lock()
	defer c.syncMu.Unlock()
	c.highest = highest
	c.catchingUp()
	return nil
}

// Sync tells how far the node is if it catches up with others; ok is false if it does
// not.
func (c *Chain) Sync() (s Sync, ok bool) {
	c.syncMu.Lock()
	defer c.syncMu.Unlock()
	if !c.catchingUp() {
		return Sync{}, false
	}
	return Sync{*c.starting, c.store.Head().Point(), c.highest}, true
}

// catchingUp tells whether the chain is behind, and keeps where it was when it first
// was.
func (c *Chain) catchingUp() bool {
	head := c.store.Head().Point()
	switch {
	case c.highest.Number < head.Number+behindBy:
		c.starting = nil
	case c.starting == nil:
		c.starting = &head
	}
	return c.starting != nil
}
