package mempool

import (
	"cmp"
	"slices"

	"quarry/sequencer/execution"
)

// Waiting are all transactions that the pool has, staged or not, as they came.
func (p *Pool) Waiting() []*execution.Transaction {
	p.mu.Lock()
	entries := make([]*entry, 0, len(p.entries))
	for _, e := range p.entries {
		if e.durable {
			entries = append(entries, e)
		}
	}
	p.mu.Unlock()
	slices.SortFunc(entries, func(a, b *entry) int { return cmp.Compare(a.seq, b.seq) })
	list := make([]*execution.Transaction, len(entries))
	for i, e := range entries {
		list[i] = e.tx
	}
	return list
}
