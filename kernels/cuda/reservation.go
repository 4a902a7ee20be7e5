package cuda

import (
	"context"
	"sync"
	"sync/atomic"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

// Demand is what a proof takes of a device's memory, in bytes: Arenas is what its
// arenas hold at most, Temporary what its operations take beside them.
type Demand struct{ Arenas, Temporary int64 }

// Request asks for a share of a device's memory.
type Request struct {
	// Plan says what the proof takes if so many bytes are available, or fails if
	// they are too few. It is called again when others have ended; what its last
	// call without an error said counts.
	Plan func(available int64) (Demand, error)
	// Waiting is told, once, that the request waits for some of so many others to
	// end. It may be nil.
	Waiting func(others int)
}

// Reservation is a proof's share of a device: the same backend, whose arenas
// take their memory out of the share and no more than that.
type Reservation struct {
	*Backend
	demand  Demand
	account account // of its arenas
	up      atomic.Int64
	down    atomic.Int64
	release sync.Once
}

// Reserve makes sure of a proof's memory before it begins, so that several proofs
// are in flight on a device if they fit beside each other. If they don't, it waits
// until enough of them have ended, in the order of the requests; if waiting could
// not help, it fails with the plan's error. Memory that other processes use is not
// available, what they will use is not known.
func (b *Backend) Reserve(ctx context.Context, r Request) (*Reservation, error) {
	l := b.ledger
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	for told := false; ; told = true {
		ended, others := l.watch()
		available, reserved, err := l.available()
		if err != nil {
			return nil, err
		}
		demand, err := r.Plan(available)
		if err == nil {
			return l.add(&Reservation{Backend: b, demand: demand}), nil
		}
		if others == 0 {
			return nil, err
		}
		if _, err := r.Plan(available + reserved); err != nil {
			return nil, err
		}
		if !told && r.Waiting != nil {
			r.Waiting(others)
		}
		select {
		case <-ended:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Release gives the share back; the proof's arenas must have been freed. It may be
// called twice, and on nil.
func (r *Reservation) Release() {
	if r != nil {
		r.release.Do(func() { r.ledger.remove(r) })
	}
}

// NewArena implements kernels.Backend: an arena that holds no more than the share. A
// proof has one at a time.
func (r *Reservation) NewArena(limit int64) kernels.Arena {
	if limit <= 0 || limit > r.demand.Arenas {
		limit = r.demand.Arenas
	}
	a := r.newArena(limit, &r.account)
	a.ended = r.count
	return a
}

// Grind implements kernels.Grinder.
func (r *Reservation) Grind(ctx context.Context, h kernels.Hash, prefix [32]byte, zeros int) (uint64, error) {
	nonce, traffic, err := r.grind(ctx, h, prefix, zeros)
	r.count(traffic)
	return nonce, err
}

// Traffic counts the bytes that went over the bus for this proof. Those of an arena
// are counted when it is freed.
func (r *Reservation) Traffic() driver.Traffic {
	return driver.Traffic{Up: r.up.Load(), Down: r.down.Load()}
}

func (r *Reservation) count(t driver.Traffic) {
	r.up.Add(t.Up)
	r.down.Add(t.Down)
}

// account counts the bytes of device memory that something holds.
type account struct{ held int64 }

// ledger knows who was promised how much of a device's memory, and takes and gives
// that memory, so that what is promised and what is free can be compared at one
// moment.
type ledger struct {
	device *driver.Device
	turn   chan struct{} // held by the request that plans; the others wait in order

	mu           sync.RWMutex // to read: while memory is taken or given back
	reservations map[*Reservation]struct{}
	ended        chan struct{} // closed when the next reservation ends
	scratch      account       // of the pool of temporary memory
}

func newLedger(d *driver.Device) *ledger {
	return &ledger{device: d, turn: make(chan struct{}, 1), reservations: map[*Reservation]struct{}{}, ended: make(chan struct{})}
}

// alloc takes device memory on an account.
func (l *ledger) alloc(a *account, bytes int64) (driver.Ptr, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	p, err := l.device.Alloc(bytes)
	if err == nil {
		atomic.AddInt64(&a.held, bytes)
	}
	return p, err
}

// free gives memory back to the device.
func (l *ledger) free(a *account, p driver.Ptr, bytes int64) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	_ = l.device.Free(p) // fails only on a device that is of no use any more
	atomic.AddInt64(&a.held, -bytes)
}

// available is how much memory nobody uses or was promised; reserved is how much
// more there were without the reservations. Temporary memory belongs to no proof:
// what lies idle goes to whoever needs it.
func (l *ledger) available() (available, reserved int64, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	free, _, err := l.device.Memory()
	if err != nil {
		return 0, 0, err
	}
	available = free + l.scratch.held
	for r := range l.reservations {
		available -= max(r.demand.Arenas-r.account.held, 0) + r.demand.Temporary
		reserved += r.demand.Arenas + r.demand.Temporary
	}
	return available, reserved, nil
}

// watch returns a channel that is closed when a reservation ends, and how many there
// are now.
func (l *ledger) watch() (ended <-chan struct{}, others int) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.ended, len(l.reservations)
}

func (l *ledger) add(r *Reservation) *Reservation {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reservations[r] = struct{}{}
	return r
}

func (l *ledger) remove(r *Reservation) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.reservations, r)
	close(l.ended)
	l.ended = make(chan struct{})
}
