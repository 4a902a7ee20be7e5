package chain

import "sync"

// Notice is something that happened to the chain: one of *BlockNotice,
// *StatusNotice, *StageNotice and *RevertNotice.
type Notice interface{ notice() }

// BlockNotice tells of a new block.
type BlockNotice struct{ Block *Block }

// StatusNotice tells that a transaction has come to a stage of its way.
type StatusNotice struct {
	Hash   Felt
	Status TransactionStatus
	// Receipt is set from PreConfirmed on, Block is the number of its block then.
	Receipt *Receipt
	Block   uint64
}

// StageNotice tells that a block has come to a stage of its way to L1, or, after a
// reorganisation of L1, back to one.
type StageNotice struct {
	Block    uint64
	Finality *Finality
}

// RevertNotice tells that blocks were taken back by the operator.
type RevertNotice struct {
	// First and Last are those that are gone.
	First, Last *Header
}

func (*BlockNotice) notice()  {}
func (*StatusNotice) notice() {}
func (*StageNotice) notice()  {}
func (*RevertNotice) notice() {}

// Feed hands notices to subscribers. It never waits for one: who doesn't keep up
// is cut off. The zero value is ready.
type Feed struct {
	mu   sync.Mutex
	subs map[*Subscription]struct{}
}

// Subscription is one subscriber's end of a Feed.
type Subscription struct {
	feed *Feed
	c    chan Notice
}

// Subscribe begins a subscription that can lag behind by so many notices.
func (f *Feed) Subscribe(buffer int) *Subscription {
	s := &Subscription{f, make(chan Notice, buffer)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.subs == nil {
		f.subs = map[*Subscription]struct{}{}
	}
	f.subs[s] = struct{}{}
	return s
}

// C is where the notices come, in the order in which things happened. It is closed
// after Close, and when the subscriber has not kept up.
func (s *Subscription) C() <-chan Notice { return s.c }

// Close ends the subscription.
func (s *Subscription) Close() {
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	s.feed.cut(s)
}

func (f *Feed) cut(s *Subscription) {
	if _, ok := f.subs[s]; ok {
		delete(f.subs, s)
		close(s.c)
	}
}

// send hands notices to all subscribers.
func (f *Feed) send(notices ...Notice) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.subs {
		for _, n := range notices {
			select {
			case s.c <- n:
				continue
			default:
			}
			f.cut(s)
			break
		}
	}
}

// Received tells that the mempool has transactions, on disk.
func (f *Feed) Received(hashes ...Felt) {
	notices := make([]Notice, len(hashes))
	for i := range hashes {
		notices[i] = &StatusNotice{Hash: hashes[i], Status: Received}
	}
	f.send(notices...)
}
