package settler_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// A settler that runs is looked at, paused and resumed from all sides.
func TestRun(t *testing.T) {
	w := newWorld(t, settlertest.Options{Chain: l1.ChainOptions{BlockTime: 50 * time.Millisecond}})
	w.config.Now, w.config.Poll, w.config.Backoff = time.Now, 20*time.Millisecond, 20*time.Millisecond
	w.config.Finality = nil
	w.now = time.Now()
	w.open()
	ctx, stop := context.WithCancel(context.Background())
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(settler.NewCollector(w.settler))
	var all sync.WaitGroup
	all.Go(func() { _ = w.settler.Run(ctx) })
	for i := range 3 {
		all.Go(func() {
			for ctx.Err() == nil {
				w.settler.Overview()
				_, _ = w.settler.Block(uint64(1 + i))
				_, _ = w.settler.Retry(uint64(1+i), nil)
				if _, err := w.settler.Pause(i == 0, i == 1, i == 2); err != nil {
					t.Error(err)
				}
				if _, err := registry.Gather(); err != nil {
					t.Error(err)
				}
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	w.blocks.Seal(5)
	w.settler.Wake()
	deadline := time.Now().Add(30 * time.Second)
	for w.Settled() < 5 && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	all.Wait()
	if w.Settled() != 5 {
		t.Fatalf("the contract is at block %d", w.Settled())
	}
	w.once(5)
}
