package mempool

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// reload reads what the pool held when it ended; the observer hears of it as added.
// Signatures were checked when the transactions came; the builder checks them again.
func (p *Pool) reload(ctx context.Context) error {
	records, bad, err := p.disk.read()
	if err != nil {
		return err
	}
	// Where two have one place, as one was replaced and the record's deletion was
	// lost, the later one counts.
	slices.SortFunc(records, func(a, b stored) int { return cmp.Compare(b.seq, a.seq) })
	entries := make([]*entry, len(records))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range p.o.Threads {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(records)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				entries[i] = p.revive(&records[i])
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	var gone []Felt
	for i, e := range entries {
		expired := e != nil && p.o.Now().Sub(e.arrived) >= p.o.TTL
		if e != nil && !expired {
			continue
		}
		if !expired {
			bad++
		}
		var hash Felt
		hash.SetBytes(records[i].hash)
		gone, entries[i] = append(gone, hash), nil
	}
	entries = slices.DeleteFunc(entries, func(e *entry) bool { return e == nil })
	if bad > 0 {
		p.o.Log.Warn("transactions of the mempool are of another chain or version, and are left out", "count", bad)
	}
	p.locked(func() {
		for _, e := range entries {
			p.seq = max(p.seq, e.seq)
		}
		var out []Felt
		out, err = p.readmit(entries)
		gone = append(gone, out...)
		for _, e := range entries {
			if p.entries[e.tx.Hash] == e {
				p.events = append(p.events, Event{Transaction: e.tx, Kind: Added})
			}
		}
	})
	if err != nil {
		return err
	}
	p.forget(gone)
	return p.failure()
}

// revive makes an entry of a record; nil if its transaction would not be taken, or
// has another hash, now.
func (p *Pool) revive(r *stored) *entry {
	checked, err := p.checker.Check(r.tx)
	if err != nil {
		return nil
	}
	if hash := checked.Hash.Bytes(); !bytes.Equal(hash[:], r.hash) {
		return nil
	}
	e := newEntry(checked, r.tx.Common(), r.size, r.arrived)
	e.seq, e.durable = r.seq, true
	return e
}
