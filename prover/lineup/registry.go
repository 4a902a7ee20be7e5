package lineup

import (
	"encoding/json"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

// registry is what this server has heard of workers. Times are its own, so
// that clocks need not agree.
type registry struct {
	mu      sync.Mutex
	workers map[string]*workerState
	// wake is told when a worker is new or has changed what it offers.
	wake chan struct{}
}

// workerState is a worker as last heard of.
type workerState struct {
	info    WorkerInfo
	held    []heldLease
	leaving bool
	inside  string
	heard   time.Time
}

// remembered is how long a worker that is silent still counts when it is asked
// whether any worker is large enough.
const remembered = 10 * time.Minute

func newRegistry() *registry {
	return &registry{workers: map[string]*workerState{}, wake: make(chan struct{}, 1)}
}

// hear takes in a heartbeat.
func (g *registry) hear(msg *nats.Msg) {
	var b beatCall
	if err := json.Unmarshal(msg.Data, &b); err != nil || !nameForm.MatchString(b.Info.Name) {
		return
	}
	g.note(b)
}

// note enters a heartbeat.
func (g *registry) note(b beatCall) {
	now := time.Now()
	b.Info.SeenAt = now.UTC()
	g.mu.Lock()
	defer g.mu.Unlock()
	if b.Leaving && len(b.Leases) == 0 {
		delete(g.workers, b.Info.Name)
	} else {
		g.workers[b.Info.Name] = &workerState{b.Info, b.Leases, b.Leaving, b.Inside, now}
	}
	for name, w := range g.workers {
		if now.Sub(w.heard) > remembered {
			delete(g.workers, name)
		}
	}
	select {
	case g.wake <- struct{}{}:
	default:
	}
}

// alive are the workers that were heard of within ttl, by name.
func (g *registry) alive(ttl time.Duration) []*workerState {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []*workerState
	for _, w := range g.workers {
		if time.Since(w.heard) <= ttl {
			all = append(all, w)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].info.Name < all[j].info.Name })
	return all
}

// largest is the most memory that any worker has that can prove on a backend
// ("" for any), and whether a worker is known at all.
func (g *registry) largest(backend string) (int64, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var most int64
	for _, w := range g.workers {
		if w.info.offers(backend) {
			most = max(most, w.info.MemoryBytes)
		}
	}
	return most, most > 0
}

// backends are those that any worker has, in order; none if no worker is known.
func (g *registry) backends() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []string
	for _, w := range g.workers {
		all = append(all, w.info.Backends...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// offers reports whether the worker can prove on a backend.
func (w *WorkerInfo) offers(backend string) bool {
	if backend == "" {
		return true
	}
	for _, b := range w.Backends {
		if b == backend {
			return true
		}
	}
	return false
}
