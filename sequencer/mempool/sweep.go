package mempool

import (
	"context"
	"time"

	"quarry/fault"
)

// sweepEvery is how often the pool looks for what has waited for too long.
const sweepEvery = time.Second

func (p *Pool) sweepAlways(ctx context.Context) {
	defer close(p.swept)
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			p.sweep()
		}
	}
}

// sweep removes the transactions that have waited for too long, and of accounts with
// a gap that does not close those behind it. What is staged stays.
func (p *Pool) sweep() {
	var gone []Felt
	p.locked(func() {
		now := p.o.Now()
		var staged []*entry
		for {
			e, ok := p.expiry.first()
			if !ok || now.Sub(e.arrived) < p.o.TTL {
				break
			}
			if e.staged {
				p.expiry.set(e, false)
				staged = append(staged, e)
				continue
			}
			gone = append(gone, e.tx.Hash)
			p.remove(e, fault.New(CodeExpired, "the transaction has waited for %v", p.o.TTL))
		}
		for _, e := range staged {
			p.expiry.set(e, true)
		}
		for a := range p.gaps {
			if now.Sub(a.gap) >= p.o.GapTTL {
				gone = append(gone, p.cut(a)...)
			}
		}
	})
	p.forget(gone)
}

// cut removes the transactions of an account behind its first gap.
func (p *Pool) cut(a *account) (gone []Felt) {
	for len(a.entries) > 0 && a.broken() && !a.last().staged {
		e := a.last()
		gone = append(gone, e.tx.Hash)
		p.remove(e, fault.New(CodeExpired, "the transaction has waited for %v for one before it", p.o.GapTTL))
	}
	return gone
}
