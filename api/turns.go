package api

import (
	"context"
	"sync"
	"time"

	"quarry/fault"
)

// gate lets only so many pass at a time.
type gate chan struct{}

// enter waits for a turn at most as long as the limits say; leave ends it.
func (g gate) enter(ctx context.Context, l *Limits) (leave func(), err error) {
	leave = func() { <-g }
	select {
	case g <- struct{}{}:
		return leave, nil
	default:
	}
	timer := time.NewTimer(l.Wait)
	defer timer.Stop()
	select {
	case g <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		return nil, Later(fault.New(CodeBusy, "%d requests of this kind are in progress already", cap(g)), l.Wait)
	}
}

// sharedGate is a gate of which one identity gets half the places at most, so
// that slow clients of one key don't keep all others waiting.
type sharedGate struct {
	all gate

	mu   sync.Mutex
	keys map[string]*keyGate
}

// keyGate is one identity's share, while it is used or waited for.
type keyGate struct {
	gate
	users int
}

func newSharedGate(places int) *sharedGate {
	return &sharedGate{all: make(gate, places), keys: map[string]*keyGate{}}
}

// enter waits for a turn of the context's identity; leave ends it.
func (g *sharedGate) enter(ctx context.Context, l *Limits) (leave func(), err error) {
	who, _ := IdentityFrom(ctx)
	own := g.join(who.KeyID)
	leaveOwn, err := own.enter(ctx, l)
	if err != nil {
		g.part(who.KeyID)
		return nil, err
	}
	leaveAll, err := g.all.enter(ctx, l)
	if err != nil {
		leaveOwn()
		g.part(who.KeyID)
		return nil, err
	}
	return func() {
		leaveAll()
		leaveOwn()
		g.part(who.KeyID)
	}, nil
}

// join finds or makes an identity's share. Without keys there is but one, which
// gets all.
func (g *sharedGate) join(key string) *keyGate {
	g.mu.Lock()
	defer g.mu.Unlock()
	k := g.keys[key]
	if k == nil {
		places := cap(g.all)
		if key != "" {
			places = (places + 1) / 2
		}
		k = &keyGate{gate: make(gate, places)}
		g.keys[key] = k
	}
	k.users++
	return k
}

// part ends what join began.
func (g *sharedGate) part(key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	k := g.keys[key]
	if k.users--; k.users == 0 {
		delete(g.keys, key)
	}
}

// streams counts open streams.
type streams struct {
	most, mostPerKey int

	mu    sync.Mutex
	open  int
	byKey map[string]int
}

func newStreams(most, mostPerKey int) *streams {
	return &streams{most: most, mostPerKey: mostPerKey, byKey: map[string]int{}}
}

// enter counts a stream of a key; leave ends it.
func (s *streams) enter(key string) (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open >= s.most || s.byKey[key] >= s.mostPerKey {
		return nil, Later(fault.New(CodeBusy, "%d streams of events are open already, %d of this key", s.open, s.byKey[key]), stoppedRetry)
	}
	s.open++
	s.byKey[key]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.open--
		if s.byKey[key]--; s.byKey[key] == 0 {
			delete(s.byKey, key)
		}
	}, nil
}

func (s *streams) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}
