package chaintest

import (
	"context"
	"maps"
	"slices"
	"sync"

	"quarry/sequencer/chain"
	"quarry/sequencer/execution"
	"quarry/sequencer/starknet"
)

// Pool is a chain.Pool that keeps transactions in the order in which they came, in
// memory, and judges none.
type Pool struct {
	mu     sync.Mutex
	list   []*execution.Transaction
	staged map[starknet.Felt]bool
	// Dropped are the reasons for which transactions were dropped.
	Dropped map[starknet.Felt]error
	ready   chan struct{}
}

var _ chain.Pool = (*Pool)(nil)

// NewPool makes an empty pool.
func NewPool() *Pool {
	return &Pool{staged: map[starknet.Felt]bool{}, Dropped: map[starknet.Felt]error{}, ready: make(chan struct{}, 1)}
}

// Add adds transactions of accounts; those that the pool has are left as they are.
func (p *Pool) Add(executor *execution.Executor, transactions ...starknet.Transaction) ([]*execution.Transaction, error) {
	list, err := executor.CheckMany(context.Background(), transactions)
	if err == nil {
		p.add(list)
	}
	return list, err
}

func (p *Pool) add(list []*execution.Transaction) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range list {
		if p.find(t.Hash) < 0 {
			p.list = append(p.list, t)
		}
	}
	p.signal()
}

func (p *Pool) signal() {
	select {
	case p.ready <- struct{}{}:
	default:
	}
}

func (p *Pool) find(hash starknet.Felt) int {
	return slices.IndexFunc(p.list, func(t *execution.Transaction) bool { return t.Hash == hash })
}

// Waiting are the transactions that the pool has, staged or not.
func (p *Pool) Waiting() []*execution.Transaction {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.list)
}

// Stage implements chain.Pool.
func (p *Pool) Stage(most int) (list []*execution.Transaction) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.list {
		if len(list) < most && !p.staged[t.Hash] {
			list = append(list, t)
			p.staged[t.Hash] = true
		}
	}
	return list
}

// Rewind implements chain.Pool.
func (p *Pool) Rewind() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.staged)
	p.signal()
}

// Included implements chain.Pool.
func (p *Pool) Included(block []*execution.Transaction) {
	for _, t := range block {
		p.forget(t.Hash)
	}
}

// Drop implements chain.Pool.
func (p *Pool) Drop(hash starknet.Felt, reason error) {
	p.forget(hash)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Dropped[hash] = reason
}

func (p *Pool) forget(hash starknet.Felt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := p.find(hash); i >= 0 {
		p.list = slices.Delete(p.list, i, i+1)
	}
	delete(p.staged, hash)
}

// Restore implements chain.Pool: the transactions come before all others.
func (p *Pool) Restore(list []*execution.Transaction) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = slices.Concat(list, p.list)
	p.signal()
	return nil
}

// Has implements chain.Pool.
func (p *Pool) Has(hash starknet.Felt) (known, staged bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.find(hash) >= 0, p.staged[hash]
}

// Ready implements chain.Pool.
func (p *Pool) Ready() <-chan struct{} { return p.ready }

// L1 is a chain.Deposits that knows the messages that it is told of.
type L1 struct {
	mu       sync.Mutex
	messages map[uint64]starknet.MessageToL2
	silent   bool
}

var _ chain.Deposits = (*L1)(nil)

// Send makes messages known.
func (l *L1) Send(messages ...starknet.MessageToL2) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.messages == nil {
		l.messages = map[uint64]starknet.MessageToL2{}
	}
	for _, m := range messages {
		l.messages[m.Nonce] = m
	}
}

// Leave makes messages from a nonce on unknown again: L1 was reorganised.
func (l *L1) Leave(from uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.messages, func(n uint64, _ starknet.MessageToL2) bool { return n >= from })
}

// Silence says whether L1 answers: if not, what is known of it is only on record.
func (l *L1) Silence(silent bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.silent = silent
}

// Pending implements chain.Deposits.
func (l *L1) Pending(_, next uint64, most int) (list []starknet.MessageToL2) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.silent {
		return nil
	}
	for n, m := range l.messages {
		if n >= next {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b starknet.MessageToL2) int { return int(a.Nonce) - int(b.Nonce) })
	return list[:min(most, len(list))]
}

// Check implements chain.Deposits.
func (l *L1) Check(_, next uint64, m *starknet.MessageToL2) chain.DepositView {
	l.mu.Lock()
	defer l.mu.Unlock()
	known, ok := l.messages[m.Nonce]
	if !ok {
		return chain.DepositUnknown
	}
	for n := range l.messages {
		if n >= next && n < m.Nonce {
			return chain.DepositForged
		}
	}
	if known.Hash() != m.Hash() {
		return chain.DepositForged
	}
	if l.silent {
		return chain.DepositRecorded
	}
	return chain.DepositSeen
}
