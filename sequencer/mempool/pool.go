package mempool

import (
	"context"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// Pool is the mempool. It is safe for concurrent use.
type Pool struct {
	o       Options
	disk    disk
	state   State
	checker Checker
	gate    *gate
	signal  chan struct{}
	stop    context.CancelFunc
	swept   chan struct{} // closed when the sweeper has ended

	mu       sync.Mutex
	entries  map[Felt]*entry
	accounts map[Felt]*account
	bytes    int64
	staged   int
	seq      uint64
	// generation grows with each block, finalised or reverted: what was read of the
	// state before may be of another one.
	generation uint64
	ready      queue[*account]
	tails      queue[*account]
	expiry     queue[*entry]
	gaps       map[*account]struct{}
	// failed is why nothing can be taken any more; running counts what began before.
	failed  error
	running sync.WaitGroup
	// events wait until the lock is released.
	events []Event
	// told orders the observer's calls: it is taken before mu is released.
	told sync.Mutex
}

// Open opens the pool in a database, with the transactions that it held when it was
// closed, or when the process died.
func Open(ctx context.Context, db *pebble.DB, state State, checker Checker, o Options) (*Pool, error) {
	o = o.withDefaults()
	p := &Pool{
		o: o, disk: disk{db, []byte(o.Prefix)}, state: state, checker: checker,
		gate: newGate(o.Threads, o.MaxWaiting), signal: make(chan struct{}, 1), swept: make(chan struct{}),
		entries: map[Felt]*entry{}, accounts: map[Felt]*account{}, gaps: map[*account]struct{}{},
	}
	p.ready = queue[*account]{less: p.before, place: func(a *account) *int { return &a.ready }}
	p.tails = queue[*account]{less: p.worse, place: func(a *account) *int { return &a.tail }}
	p.expiry = queue[*entry]{
		less: func(a, b *entry) bool {
			return a.arrived.Before(b.arrived) || a.arrived.Equal(b.arrived) && a.seq < b.seq
		},
		place: func(e *entry) *int { return &e.expiry },
	}
	if err := p.reload(ctx); err != nil {
		return nil, err
	}
	sweeping, stop := context.WithCancel(context.Background())
	p.stop = stop
	go p.sweepAlways(sweeping)
	return p, nil
}

// Close ends the pool, and waits until nothing of it is being written any more. What
// it holds is on disk.
func (p *Pool) Close() {
	p.stop()
	<-p.swept
	p.mu.Lock()
	if p.failed == nil {
		p.failed = errClosed
	}
	p.mu.Unlock()
	p.running.Wait()
}

// begin announces something that will write, until p.running.Done. It fails if
// nothing can be written any more.
func (p *Pool) begin() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed == nil {
		p.running.Add(1)
	}
	return p.failed
}

// before orders the accounts that are ready.
func (p *Pool) before(a, b *account) bool {
	x, y := a.head(), b.head()
	if p.o.Order == ByTip && x.tip != y.tip {
		return x.tip > y.tip
	}
	return x.seq < y.seq
}

// worse orders the accounts by their last transactions: those come first that are
// to be evicted first.
func (p *Pool) worse(a, b *account) bool {
	return p.worth(a.last(), a.broken()).less(p.worth(b.last(), b.broken()))
}

// worth is what a transaction is worth to a pool that is full.
type worth struct {
	whole bool // nothing is missing before it
	tip   uint64
	seq   uint64
}

func (p *Pool) worth(e *entry, broken bool) worth {
	w := worth{!broken, e.tip, e.seq}
	if p.o.Order == FirstCome {
		w.tip = 0
	}
	return w
}

// less reports whether a is worth less than b: of equal ones, what came later.
func (a worth) less(b worth) bool {
	switch {
	case a.whole != b.whole:
		return b.whole
	case a.tip != b.tip:
		return a.tip < b.tip
	}
	return a.seq > b.seq
}

// locked calls f with the lock held, and tells the observer afterwards what has
// happened.
func (p *Pool) locked(f func()) {
	p.mu.Lock()
	f()
	events := p.events
	p.events = nil
	if len(events) == 0 {
		p.mu.Unlock()
		return
	}
	p.told.Lock()
	defer p.told.Unlock()
	p.mu.Unlock()
	for _, e := range events {
		p.o.Observer(e)
	}
}

// update derives an account's places in the queues from its transactions; one
// without any is forgotten.
func (p *Pool) update(a *account) {
	if len(a.entries) == 0 {
		p.ready.set(a, false)
		p.tails.set(a, false)
		delete(p.gaps, a)
		delete(p.accounts, a.address)
		return
	}
	head := a.head()
	ready := head != nil && head.durable && !head.staged
	p.ready.set(a, ready)
	p.tails.set(a, !a.last().staged)
	if !a.broken() {
		delete(p.gaps, a)
	} else if _, ok := p.gaps[a]; !ok {
		p.gaps[a] = struct{}{}
		a.gap = p.o.Now()
	}
	if ready {
		select {
		case p.signal <- struct{}{}:
		default:
		}
	}
}

// link puts a transaction into the pool; its place is free. The account is out of
// the queues, which compare accounts by their transactions, until it is updated.
func (p *Pool) link(a *account, e *entry) {
	p.ready.set(a, false)
	p.tails.set(a, false)
	i, _ := a.find(e.nonce)
	a.entries = append(a.entries, nil)
	copy(a.entries[i+1:], a.entries[i:])
	a.entries[i] = e
	e.account = a
	a.bytes += e.size
	a.fees.Add(&a.fees, &e.maxFee)
	p.accounts[a.address] = a
	p.entries[e.tx.Hash] = e
	p.bytes += e.size
	p.expiry.set(e, true)
	if e.staged {
		p.staged++
	}
}

// unlink takes a transaction out of the pool, not off the disk. The account is out
// of the queues until it is updated.
func (p *Pool) unlink(e *entry) {
	a := e.account
	i, _ := a.find(e.nonce)
	p.ready.set(a, false)
	p.tails.set(a, false)
	a.entries = append(a.entries[:i], a.entries[i+1:]...)
	a.bytes -= e.size
	a.fees.Sub(&a.fees, &e.maxFee)
	delete(p.entries, e.tx.Hash)
	p.bytes -= e.size
	p.expiry.set(e, false)
	if e.staged {
		p.staged--
	}
}

// remove takes a transaction out for a reason; its record is to be deleted.
func (p *Pool) remove(e *entry, reason error) {
	a := e.account
	p.unlink(e)
	if e.staged {
		a.restage()
	}
	p.update(a)
	p.left(e, Removed, reason)
}

// left notes for the observer that a transaction has left. Of one that is not on disk
// yet, it hears later.
func (p *Pool) left(e *entry, kind EventKind, reason error) {
	event := Event{e.tx, kind, reason}
	if e.durable {
		p.events = append(p.events, event)
	} else {
		e.lost = &event
	}
}

// Get returns a transaction that waits, and whether the builder has it.
func (p *Pool) Get(hash Felt) (t starknet.AccountTransaction, staged, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.entries[hash]
	if e == nil || !e.durable {
		return nil, false, false
	}
	t, ok = e.tx.Transaction.(starknet.AccountTransaction)
	return t, e.staged, ok
}

// Has tells whether the pool has a transaction, and whether the builder has it.
func (p *Pool) Has(hash Felt) (known, staged bool) {
	_, staged, known = p.Get(hash)
	return known, staged
}

// Stats says how full the pool is.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Stats{
		Transactions: len(p.entries), Staged: p.staged, Accounts: len(p.accounts),
		Ready: p.ready.Len(), Gaps: len(p.gaps), Bytes: p.bytes,
	}
}

// Ready signals when there may be something to stage.
func (p *Pool) Ready() <-chan struct{} { return p.signal }

// fail makes an error of the database the pool's end: what it would take from now
// on would be lost.
func (p *Pool) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed == nil {
		p.failed = fault.Wrap(err, CodeStorage, "the mempool's records can't be written").
			WithHint("see to the disk, then start the node again")
	}
}
