package rpc

import (
	"context"
	"sync"
	"time"
)

// turns let only so many calls go on at a time, and of one network a quarter of
// these, so that its calls keep no others waiting, however long they take.
type turns struct {
	all   chan struct{}
	share int

	mu       sync.Mutex
	networks map[string]*share
}

// share is one network's, while it is used or waited for.
type share struct {
	places chan struct{}
	users  int
}

func newTurns(places int) *turns {
	return &turns{all: make(chan struct{}, places), share: (places + 3) / 4, networks: map[string]*share{}}
}

// enter waits for a network's turn, but no longer than the limits say; leave ends
// it.
func (t *turns) enter(ctx context.Context, network string, wait time.Duration) (leave func(), ok bool) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	own := t.join(network)
	if !take(ctx, own.places) {
		t.part(network)
		return nil, false
	}
	if !take(ctx, t.all) {
		<-own.places
		t.part(network)
		return nil, false
	}
	return func() {
		<-t.all
		<-own.places
		t.part(network)
	}, true
}

// take takes a place, unless ctx ends before there is one.
func take(ctx context.Context, places chan struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	default:
	}
	select {
	case places <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// join finds or makes a network's share.
func (t *turns) join(network string) *share {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.networks[network]
	if s == nil {
		s = &share{places: make(chan struct{}, t.share)}
		t.networks[network] = s
	}
	s.users++
	return s
}

// part ends what join began.
func (t *turns) part(network string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.networks[network]
	if s.users--; s.users == 0 {
		delete(t.networks, network)
	}
}
