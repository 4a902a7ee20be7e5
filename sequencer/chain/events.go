package chain

import (
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// EventFilter says which events are asked for.
type EventFilter struct {
	// From and To are the first and the last block.
	From, To uint64
	// Addresses are the contracts that emitted the event; none means any.
	Addresses []Felt
	// Keys are, for each position of an event's keys, those that are asked for; an
	// empty list means any. The event has at least as many keys as there are lists.
	Keys [][]Felt
}

// EmittedEvent is an event and where it was emitted.
type EmittedEvent struct {
	starknet.Event
	// Block and BlockHash are of the event's block; the hash is 0 as long as the
	// block is only pre-confirmed.
	Block       uint64
	BlockHash   Felt
	Transaction Felt
	// Place is that of the transaction, Index the event's in it.
	Place Place
	Index uint32
}

// scanBlocks and scanReceipts are how many blocks and receipts one query looks
// through, give or take a block, before it returns with a token.
const (
	scanBlocks   = 4096
	scanReceipts = 1 << 14
)

// Match tells whether an event is one of those that are asked for, wherever it was
// emitted.
func (f *EventFilter) Match(e *starknet.Event) bool {
	if len(f.Addresses) > 0 && !slices.Contains(f.Addresses, e.From) || len(f.Keys) > len(e.Keys) {
		return false
	}
	for i, any := range f.Keys {
		if len(any) > 0 && !slices.Contains(any, e.Keys[i]) {
			return false
		}
	}
	return true
}

// Events returns up to most events that match, in the order of the chain, from a
// token on (empty: from the beginning), and the token to go on with, empty at the
// end. If open is not nil and not above f.To, it is searched after the sealed blocks.
// A page may be short of most, or empty, and yet have a token.
func (s *Store) Events(f *EventFilter, open *Block, token string, most int) (page []EmittedEvent, next string, err error) {
	at, err := parseToken(f, token)
	if err != nil {
		return nil, "", err
	}
	blocks, err := s.blocksWith(f)
	if err != nil {
		return nil, "", err
	}
	defer blocks.close()
	last := f.To
	if head := s.Head(); head == nil {
		return nil, "", nil
	} else if last = min(last, head.Number); open != nil && (open.Number > f.To || open.Number <= head.Number) {
		open = nil
	}
	scanned, receipts := 0, 0
	for {
		n, ok, err := blocks.next(at.block)
		if err != nil {
			return nil, "", err
		}
		if !ok || n > last {
			break
		}
		if n > at.block {
			at = position{block: n}
		}
		if scanned++; scanned > scanBlocks || receipts > scanReceipts {
			return page, at.token(), nil
		}
		b, err := s.eventsBlock(n)
		if err != nil {
			return nil, "", err
		}
		receipts += len(b.Receipts)
		if page, at = f.collect(b, at, page, most); at.block == n {
			return page, at.token(), nil
		}
	}
	if open != nil && at.block <= open.Number {
		if at.block < open.Number {
			at = position{block: open.Number}
		}
		if page, at = f.collect(open, at, page, most); at.block == open.Number {
			return page, at.token(), nil
		}
	}
	return page, "", nil
}

// eventsBlock returns a block without its transactions.
func (s *Store) eventsBlock(n uint64) (*Block, error) {
	h, err := s.Header(n)
	if err != nil || h.EventCount == 0 {
		return &Block{Header: Header{}}, err
	}
	receipts, err := s.Receipts(n)
	return &Block{Header: *h, Receipts: receipts}, err
}

// collect adds a block's matching events from a position on to a page. It returns
// the position of the first event that had no room, or the beginning of the next
// block.
func (f *EventFilter) collect(b *Block, at position, page []EmittedEvent, most int) ([]EmittedEvent, position) {
	for ; at.transaction < len(b.Receipts); at.transaction, at.event = at.transaction+1, 0 {
		r := &b.Receipts[at.transaction]
		for ; at.event < len(r.Events); at.event++ {
			if !f.Match(&r.Events[at.event]) {
				continue
			}
			if len(page) >= most {
				return page, at
			}
			page = append(page, EmittedEvent{
				Event: r.Events[at.event], Block: b.Number, BlockHash: b.Hash, Transaction: r.Hash,
				Place: Place{b.Number, uint32(at.transaction)}, Index: uint32(at.event),
			})
		}
	}
	return page, position{block: at.block + 1}
}

// position is that of an event in the chain.
type position struct {
	block              uint64
	transaction, event int
}

func (p position) token() string { return fmt.Sprintf("%d-%d-%d", p.block, p.transaction, p.event) }

func parseToken(f *EventFilter, token string) (p position, err error) {
	if token == "" {
		return position{block: f.From}, nil
	}
	n, err := fmt.Sscanf(token, "%d-%d-%d", &p.block, &p.transaction, &p.event)
	if n != 3 || err != nil || p.token() != token || p.block < f.From || p.transaction < 0 || p.event < 0 {
		return p, fault.New(CodeToken, "%.80q is no continuation token of this query", token).
			WithHint("give the token of the page before, with the same filter")
	}
	return p, nil
}

// indexed are the keys of an event by which its block can be found: not the first,
// which says what event it is and is in nearly every block.
func indexed(e *starknet.Event) []Felt {
	if len(e.Keys) < 2 {
		return nil
	}
	return e.Keys[1:]
}

// blockSet walks through the numbers of blocks that may have matching events.
type blockSet struct {
	// lists are of the blocks with one key each; nil if all blocks count.
	lists []*pebble.Iterator
	keys  []Felt
}

// blocksWith returns the blocks that may have events that match.
func (s *Store) blocksWith(f *EventFilter) (*blockSet, error) {
	var keys []Felt
	for i, any := range f.Keys {
		if i > 0 && len(any) > 0 && (keys == nil || len(any) < len(keys)) {
			keys = any
		}
	}
	set := &blockSet{keys: keys}
	for i := range keys {
		prefix := feltKey(keyEvent, &keys[i])
		it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: after(prefix)})
		if err != nil {
			set.close()
			return nil, storeError(err)
		}
		set.lists = append(set.lists, it)
	}
	return set, nil
}

// next returns the first block of the set from number on.
func (b *blockSet) next(number uint64) (first uint64, ok bool, err error) {
	if b.keys == nil {
		return number, true, nil
	}
	for i, it := range b.lists {
		if it.SeekGE(eventKey(&b.keys[i], number)) {
			n := numberOf(it.Key())
			if !ok || n < first {
				first, ok = n, true
			}
		} else if err := it.Error(); err != nil {
			return 0, false, storeError(err)
		}
	}
	return first, ok, nil
}

func (b *blockSet) close() {
	for _, it := range b.lists {
		it.Close()
	}
}
