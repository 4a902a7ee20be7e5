package mempool

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"quarry/fault"
)

// gate bounds how many transactions are checked at the same time, and keeps those
// that are sent under the names of attacked accounts from keeping others waiting:
// an account under whose name signatures fail too often has all of its
// transactions checked one after the other with those of other such accounts. It
// can't be told from outside who has sent them, so they are not refused.
type gate struct {
	all, suspects lane

	mu sync.Mutex
	// failures are the accounts with failed signatures of late, by least recent.
	failures *simplelru.LRU[Felt, *rate.Limiter]
}

// The failed signatures that are an accident: so many at once, and so many a
// second; and how many accounts are remembered.
const (
	failureBurst = 16
	failureRate  = 1
	maxFailures  = 1 << 14
)

// lane lets so many through at a time.
type lane struct {
	slots   chan struct{}
	waiting atomic.Int64
	most    int64
}

func newGate(threads, waiting int) *gate {
	g := &gate{
		all:      lane{slots: make(chan struct{}, threads), most: int64(waiting)},
		suspects: lane{slots: make(chan struct{}, 1), most: int64(max(1, waiting/16))},
	}
	g.failures, _ = simplelru.NewLRU[Felt, *rate.Limiter](maxFailures, nil) // only sizes below 1 are refused
	return g
}

// enter waits for a slot and returns what gives it back.
func (l *lane) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-l.slots }
	select {
	case l.slots <- struct{}{}:
		return leave, nil
	default:
	}
	if l.waiting.Add(1) > l.most {
		l.waiting.Add(-1)
		return nil, fault.New(CodeBusy, "too many transactions are being checked").WithHint("send it again in a moment")
	}
	defer l.waiting.Add(-1)
	select {
	case l.slots <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// enter waits until a transaction of an account may be checked.
func (g *gate) enter(ctx context.Context, account *Felt) (leave func(), err error) {
	if !g.suspect(account) {
		return g.all.enter(ctx)
	}
	first, err := g.suspects.enter(ctx)
	if err != nil {
		return nil, err
	}
	second, err := g.all.enter(ctx)
	if err != nil {
		first()
		return nil, err
	}
	return func() { second(); first() }, nil
}

// suspect reports whether too many signatures of an account have failed.
func (g *gate) suspect(account *Felt) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	l, ok := g.failures.Peek(*account)
	return ok && l.Tokens() < 1
}

// failed counts a signature that is not valid.
func (g *gate) failed(account *Felt) {
	g.mu.Lock()
	defer g.mu.Unlock()
	l, ok := g.failures.Get(*account)
	if !ok {
		l = rate.NewLimiter(failureRate, failureBurst)
		g.failures.Add(*account, l)
	}
	l.Allow()
}
